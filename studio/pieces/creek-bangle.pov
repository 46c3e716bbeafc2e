// Creek Bangle: a round bangle of hammered 14k gold.
// Bracelets are larger than the set: they are modelled in cm, then shrunk.
#include "studio.inc"
#include "metals.inc"
#include "parts.inc"

#declare Shrink = 0.46;
#switch (View)
  #case (1) Shot(4, 24, 9.0, <-0.04, 1.50, 0>, 24, <-0.4, 1.5, -0.9>) #break
  #case (2) Shot(-16, 30, 8.0, <-0.25, 0.12, -1.15>, 12.5, <-0.3, 0.25, -1.5>) #break
#end

#declare R = 3.20;  // to the middle of the wire
#declare NU = 720;
#declare NV = 44;
#declare Skin = array[NU][NV];
#for (I, 0, NU - 1)
  #local A = 2*pi*I/NU;
  #for (J, 0, NV - 1)
    #local Ph = 2*pi*J/NV;
    #local P = <(R + 0.18*cos(Ph))*sin(A), (R + 0.18*cos(Ph))*cos(A), 0.30*sin(Ph)>;
    #local Mark = (cos(Ph) > -0.5 ? 0.055*min(1, 2*(cos(Ph) + 0.5))*Hammer_Height(P, 0.34) : 0);
    #declare Skin[I][J] = P + Mark*<cos(Ph)*sin(A), cos(Ph)*cos(A), sin(Ph)>;
  #end
#end

object {
  Grid_Mesh(Skin, NU, NV, true, true)
  scale Shrink
  Polished(Gold_14k, 0.8)
  #switch (View)
    #case (1) translate Shrink*(R + 0.155)*y rotate -38*y #break
    #case (2) rotate 90*x translate Shrink*0.29*y #break
  #end
}
