// Lone Star Disc: a hammered sterling disc, a star pierced through it.
#include "studio.inc"
#include "metals.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(-5, 57, 9.0, <0.0, 0.1, 0.30>, 25, <0, 0.2, -1.0>) #break
  #case (2) Shot(18, 38, 8.0, <-0.2, 0.1, -0.80>, 15, <0, 0.2, -1.2>) #break
#end

#declare R = 0.82;
#declare Disc_Z = -1.00;

// A slightly domed disc as a closed skin, from the middle of the top around the
// rim to the middle of the underside; the top and the rim are hammered.
#declare NU = 240;
#declare NV = 120;
#declare Skin = array[NU][NV];
#for (I, 0, NU - 1)
  #local A = 2*pi*I/NU;
  #for (J, 0, NV - 1)
    #local S = J/(NV - 1);
    #if (S < 0.72)
      #local Rad = max(0.0004, R*S/0.72);
      #local Up = 0.075;
    #else
      #if (S < 0.80)
        #local Edge = pi*(S - 0.72)/0.08;
        #local Rad = R + 0.038*sin(Edge);
        #local Up = 0.0375*(1 + cos(Edge));
      #else
        #local Rad = max(0.0004, R*(1 - S)/0.20);
        #local Up = 0;
      #end
    #end
    #local P = <Rad*sin(A), 0, Rad*cos(A)>;
    #local Mark = (S < 0.76 ? 0.036*Hammer_Height(P + <7, 0.3, 7>, 0.135) : 0);
    #declare Skin[I][J] = P + (Up + Mark + 0.15*(1 - pow(Rad/R, 2)))*y;
  #end
#end

union {
  Coiled_Chain(3, 1.50, 2.70, 2.2, object { Link(0.15, 0.10, 0.018) }, 0.108, 0.045)
  torus { 0.115, 0.024 rotate 90*z scale <1.6, 1.2, 1> translate <0, 0.125, -0.06> }
  union {
    difference {
      Grid_Mesh(Skin, NU, NV, true, false)
      object { Star_Solid(0.38, 0.150, -1, 1) Oxidised() }
      cylinder { -y, y, 0.055 translate (R - 0.13)*z }
    }
    translate Disc_Z*z
  }
  // the jump ring through the disc
  torus { 0.125, 0.022 rotate 90*z rotate 12*x translate <0, 0.085, Disc_Z + R - 0.02> }
  Polished(Silver, 1)
  rotate 16*y
}
