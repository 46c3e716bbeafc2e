// Granite Signet: sterling silver, oval face, engraved and oxidised star with rays.
#include "studio.inc"
#include "metals.inc"
#include "parts.inc"

#declare Turned = -28;
#switch (View)
  #case (1) Shot(10, 36, 8.3, <0, 1.13, 0>, 22.5, <0, 1.9, -0.5>) #break
  #case (2) Shot(-8, 62, 8.0, <0, 1.70, 0>, 15, <0, 2.2, -0.2>) #break
#end

// The solid: a shank and an oval column, melted into each other where they meet.
// The column stands too tall and too deep: the slightly domed face and the bore
// are cut afterwards.
#declare Bore = 0.865;
#declare Face_A = 0.55;  // half width, around the finger
#declare Face_B = 0.67;  // half length, along the finger
#declare Face_Y = 1.19;
#declare Dome   = 2.6;   // radius of the face's curve
#declare Rise   = function(x, y) { pow((1 + y/sqrt(x*x + y*y))/2, 3) }
#declare Body   = function(r, z, f) {
  (pow(pow(abs((r - Bore - 0.065 - 0.03*f)/(0.085 + 0.03*f)), 2.4) + pow(abs(z/(0.19 + 0.24*f)), 2.4), 1/2.4) - 1)*0.085
}
#declare Column = function(x, y, z) {
  max((sqrt(pow(x/Face_A, 2) + pow(z/Face_B, 2)) - 1)*0.5 + 0.16*max(0, Face_Y - y), max(y - 1.42, 0.55 - y))
}
#declare Blend  = function(a, b) { min(a, b) - pow(max(0.26 - abs(a - b), 0), 2)/1.04 }
#declare Solid  = function(x, y, z) {
  Blend(Body(sqrt(x*x + y*y), z, Rise(x, y)), Column(x, y, z))
}

// Skin it: from the middle of each cross-section outward until the solid ends.
#declare NU = 300;
#declare NV = 110;
#declare Skin = array[NU][NV];
#for (I, 0, NU - 1)
  #local Th = 2*pi*I/NU;
  #for (J, 0, NV - 1)
    #local Ph = 2*pi*J/NV;
    #local Near = 0;
    #local Far = 1.1;
    #for (Halving, 1, 13)
      #local Mid = (Near + Far)/2;
      #local Rad = Bore + 0.08 + Mid*cos(Ph);
      #if (Solid(Rad*sin(Th), Rad*cos(Th), Mid*sin(Ph)) < 0) #local Near = Mid; #else #local Far = Mid; #end
    #end
    #local Rad = Bore + 0.08 + Near*cos(Ph);
    #declare Skin[I][J] = <Rad*sin(Th), Rad*cos(Th), Near*sin(Ph)>;
  #end
#end

#declare Skinned = object { Grid_Mesh(Skin, NU, NV, true, true) }

// a star cut to the ridges of its five points, and forty rays
#declare Engraving = union {
  union {
    #for (I, 0, 4)
      #for (Hand, -1, 1, 2)
        // each half point slopes from its edge down to the ridge
        prism {
          conic_sweep linear_spline 0, 1, 4
          <0, 0>, <0, 0.34>, <Hand*0.132*sin(pi/5), 0.132*cos(pi/5)>, <0, 0>
          scale <1, 0.06, 1>
          translate (Face_Y - 0.045)*y
          rotate 72*I*y
        }
      #end
    #end
  }
  #for (Group, 0, 7)
    union {
      #for (I, 5*Group, 5*Group + 4)
        #local Reach = (mod(I, 2) ? 0.86 : 0.78);
        #local Ra = Face_A*sin(2*pi*(I + 0.5)/40);
        #local Rb = Face_B*cos(2*pi*(I + 0.5)/40);
        #local Sag = (Ra*Ra + Rb*Rb)/(2*Dome);  // how far the dome falls at the rim
        cone {
          <0.60*Ra, Face_Y - 0.36*Sag - 0.002, 0.60*Rb>, 0.008
          <Reach*Ra, Face_Y - Reach*Reach*Sag - 0.003, Reach*Rb>, 0.016
        }
      #end
    }
  #end
  Oxidised()
}

// In two halves, so that light on the shank needn't ask about the engraving.
#declare Split = Face_Y - 0.12;
union {
  intersection {
    object { Skinned }
    box { <-1.2, -1.2, -0.8>, <1.2, Split, 0.8> }
    cylinder { -2*z, 2*z, Bore inverse }
  }
  difference {
    intersection {
      object { Skinned }
      box { <-0.8, Split, -0.8>, <0.8, Face_Y + 0.01, 0.8> }
      sphere { (Face_Y - Dome)*y, Dome }
    }
    object { Engraving }
    bounded_by { box { <-0.8, Split, -0.8>, <0.8, Face_Y + 0.01, 0.8> } }
  }
  no_shadow
  Polished(Silver, 0.15)  // a flat face shows every mark of wear as a speckle
  translate 1.035*y
  rotate Turned*y
}

// A plain shape casts the shadow: the real one costs four times the light.
union {
  torus { Bore + 0.085, 0.085 rotate 90*x scale <1, 1, 2.5> }
  cylinder { 0.94*y, (Face_Y - 0.04)*y, 1 scale <Face_A, 1, Face_B> }
  sphere { 0, 0.2 scale <1.4, 1.2, 2> translate <-0.62, 0.80, 0> }
  sphere { 0, 0.2 scale <1.4, 1.2, 2> translate <0.62, 0.80, 0> }
  no_image no_reflection no_radiosity
  translate 1.035*y
  rotate Turned*y
}
