// Dusk Huggies: small hinged hoops of oxidised silver with bright edges.
#include "studio.inc"
#include "metals.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(6, 38, 9.0, <0.0, 0.30, 0.0>, 23, <0, 0.4, -0.6>) #break
  #case (2) Shot(-24, 34, 8.0, <0.56, 0.22, -0.10>, 14.5, <0.4, 0.4, -0.4>) #break
#end

#declare Dusk = <0.24, 0.235, 0.235>;
#declare Bore = 0.50;
#declare Wide = 0.34;
#declare Thick = 0.15;
#declare Band = object { Shank(Bore, Wide, Thick, Wide, Thick, 0, 0, 240, 48) }

// Half a hoop between the angles From and To (0 is the top, clockwise).
#macro Half(From, To)
  union {
    intersection {
      object { Band }
      plane { x, 0 rotate -From*z rotate 180*z }
      plane { x, 0 rotate -To*z }
      Polished(Dusk, 0.9)
    }
    // the edges are rubbed bright
    intersection {
      union {
        torus { Bore + 0.055, 0.020 rotate 90*x translate 0.155*z }
        torus { Bore + 0.055, 0.020 rotate 90*x translate -0.155*z }
      }
      plane { x, 0 rotate -From*z rotate 180*z }
      plane { x, 0 rotate -To*z }
      Polished(Silver, 0.8)
    }
  }
#end

// Closed where Open is 0: the hinge is at the foot, the catch at the top.
#macro Huggie(Open)
  union {
    object { Half(1, 178) }
    union {
      object { Half(182, 359) }
      translate (Bore + 0.06)*y rotate Open*z translate -(Bore + 0.06)*y
    }
    // the hinge
    union {
      #for (I, -1, 1) cylinder { (0.105*I - 0.048)*z, (0.105*I + 0.048)*z, 0.062 } #end
      cylinder { -0.17*z, 0.17*z, 0.035 }
      translate -(Bore + 0.11)*y
      Polished(Dusk, 0.9)
    }
    // the post, bent to the curve of the hoop
    union {
      #for (I, 0, 9)
        #local P = (Bore + 0.07)*<sin(radians(-3.4*I)), cos(radians(-3.4*I)), 0>;
        #local Q = (Bore + 0.07)*<sin(radians(-3.4*(I + 1))), cos(radians(-3.4*(I + 1))), 0>;
        sphere { Q, 0.038 }
        cylinder { P, Q, 0.038 }
      #end
      Polished(Silver, 0.8)
    }
  }
#end

#declare Rest = Bore + Thick;
// one stands, closed; one lies open
object { Huggie(0) rotate 24*z translate Rest*y rotate -46*y translate <-0.66, 0.02, 0.14> }
object { Huggie(44) rotate 90*x translate 0.172*y rotate 165*y translate <0.60, 0, -0.12> }
