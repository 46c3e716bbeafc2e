// Crescent Pendant: a rose gold crescent moon on a fine rose gold chain.
#include "studio.inc"
#include "metals.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(-4, 55, 9.0, <0.0, 0.1, 0.32>, 25, <0, 0.2, -1.0>) #break
  #case (2) Shot(20, 40, 8.0, <0.18, 0.1, -0.80>, 17, <0, 0.2, -1.1>) #break
#end

// The crescent lies between two circles: an outer one about the origin and an
// inner one shifted toward the horns. Its section is a soft lens.
#declare R = 0.88;
#declare Inner_R = 0.70;
#declare Shift = 0.245;
#declare Horn = 2.42;  // half the opening angle of the outer arc, radians
#declare NU = 220;
#declare NV = 40;
#declare Skin = array[NU][NV];
#for (I, 0, NU - 1)
  #local A = Horn*(2*I/(NU - 1) - 1);
  #local Reach = Shift*cos(pi - A) + sqrt(pow(Inner_R, 2) - pow(Shift*sin(pi - A), 2));
  #local Wide = max(0.022, R - Reach);
  #local Mid = R - Wide/2;
  #local Tall = 0.30*pow(Wide, 0.75);
  #for (J, 0, NV - 1)
    #local Ph = 2*pi*J/NV;
    #local Rad = Mid + Wide/2*Signed_Power(cos(Ph), 0.9);
    #declare Skin[I][J] = <-Rad*sin(A), Tall*(0.5 + 0.5*Signed_Power(sin(Ph), 0.8)), -Rad*cos(A)>;
  #end
#end

#declare Moon_Z = -1.02;
#declare Moon_Turn = 118;  // the horns look to the upper right
union {
  Coiled_Chain(3, 1.50, 2.65, 5.2, object { Link(0.13, 0.086, 0.016) }, 0.094, 0.04)
  union {
    Grid_Mesh(Skin, NU, NV, false, true)
    rotate Moon_Turn*y
    translate Moon_Z*z
  }
  torus { 0.075, 0.022 rotate 90*z translate <0, 0.11, Moon_Z + R + 0.03> }
  torus { 0.085, 0.022 translate <0, 0.10, -0.045> }
  Polished(Rose_Gold, 1)
  rotate -17*y
}
