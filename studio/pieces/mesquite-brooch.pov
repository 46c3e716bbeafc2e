// Mesquite Brooch: a leaf of many narrow leaflets, 14k gold on an oxidised stem.
#include "studio.inc"
#include "metals.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(4, 52, 9.0, <0.0, 0.1, 0.04>, 25, <0, 0.3, -0.5>) #break
  #case (2) Shot(-26, 36, 8.0, <-0.10, 0.2, -0.14>, 16.5, <-0.2, 0.3, -0.7>) #break
#end

// One leaflet along +x from its stalk at the origin: a thin, folded lens.
#declare NU = 40;
#declare NV = 28;
#declare Leaf_Skin = array[NU][NV];
#for (I, 0, NU - 1)
  #local S = I/(NU - 1);
  #local Half_W = 0.004 + 0.115*pow(sin(pi*pow(S, 0.85)), 0.75);
  #for (J, 0, NV - 1)
    #local Ph = 2*pi*J/NV;
    #local Side = Signed_Power(cos(Ph), 0.9);
    #local Fold = 0.60*abs(Side)*Half_W;
    #declare Leaf_Skin[I][J] = <S, 0.020*Signed_Power(sin(Ph), 0.9) + Fold + 0.17*sin(pi*S) - 0.08*S, Half_W*Side>;
  #end
#end
#declare Leaflet = union {
  object { Grid_Mesh(Leaf_Skin, NU, NV, false, true) }
  sphere { 0, 0.030 }
}

// The stem lies in an arc, a little raised above the paper by its pin.
#declare Stem = spline {
  natural_spline
  -0.2, <-1.00, 0.14, -1.75>
   0.0, <-0.82, 0.20, -1.40>
   0.3, <-0.28, 0.30, -0.66>
   0.6, < 0.06, 0.34, 0.12>
   0.8, < 0.18, 0.32, 0.72>
   1.0, < 0.20, 0.26, 1.30>
}

#declare Steps = 80;
#declare P = array[Steps + 1];
#declare Rd = array[Steps + 1];
#for (I, 0, Steps)
  #declare P[I] = Stem(-0.2 + 1.2*I/Steps) + <0, 0, 0>;
  #declare Rd[I] = 0.062 - 0.030*I/Steps;
#end

union {
  union {
    Wire(P, Rd, Steps + 1, 18, false)
    sphere { P[0], 0.085 }
    sphere { P[Steps], 0.034 }
    Polished(<0.26, 0.25, 0.245>, 1)
  }
  union {
    #declare Sd = seed(41);
    #for (I, 0, 10)
      #local S = 0.02 + 0.94*I/10;
      #local At = Stem(S) + <0, 0, 0>;
      #local On = vnormalize(Stem(S + 0.02) - Stem(S - 0.02));
      #local Heading = degrees(atan2(On.x, On.z));
      #local Long = 0.98*(0.60 + 0.40*sin(pi*min(1, 0.22 + 0.74*S)));
      #for (Hand, -1, 1, 2)
        object {
          Leaflet
          scale Long*<1, 1, 0.95>
          rotate Hand*(-9 + 9*(rand(Sd) - 0.5))*x
          rotate (-4 + 5*(rand(Sd) - 0.5))*z
          rotate (Hand > 0 ? -34 + 7*(rand(Sd) - 0.5) : 180 + 34 + 7*(rand(Sd) - 0.5))*y
          rotate Heading*y
          translate At + 0.02*y
        }
      #end
    #end
    object {
      Leaflet
      scale 0.62
      rotate -90*y
      translate P[Steps]
    }
    Polished(Gold_14k, 0.4)
  }
  // the pin behind, on its hinge
  union {
    cylinder { <-0.62, 0.075, -1.16>, <0.22, 0.075, 1.02>, 0.030 }
    sphere { <-0.62, 0.09, -1.16>, 0.075 }
    torus { 0.07, 0.03 rotate 90*z translate <0.17, 0.10, 0.90> }
    cylinder { <-0.62, 0.09, -1.16>, <-0.62, 0.26, -1.14>, 0.045 }
    cylinder { <0.17, 0.12, 0.90>, <0.18, 0.30, 0.92>, 0.035 }
    Polished(Silver, 1)
  }
  rotate 4*y
}
