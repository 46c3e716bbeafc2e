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

// Half a hoop between the angles From and To (0 is the top, clockwise), bent to
// shape with flat ends: to cut a whole one with planes takes half as long again.
#macro Half(From, To)
  #local NU = 120;
  #local NV = 48;
  #local Skin = array[NU][NV];
  #for (I, 0, NU - 1)
    #local Th = radians(From + (To - From)*I/(NU - 1));
    #for (J, 0, NV - 1)
      #local Skin[I][J] = Shank_Point(Bore, Wide, Thick, Th, 2*pi*J/NV);
    #end
  #end
  union {
    Grid_Mesh(Skin, NU, NV, false, true)
    #for (End, 0, 1)
      #local I = End*(NU - 1);
      #local Middle = (Skin[I][0] + Skin[I][NV/2])/2;
      mesh {
        #for (J, 0, NV - 1) triangle { Middle, Skin[I][J], Skin[I][mod(J + 1, NV)] } #end
      }
    #end
    Polished(Dusk, 0.9)
  }
  // the edges are rubbed bright
  #local Rim = array[NU];
  #local Rim_R = array[NU];
  union {
    #for (Side, -1, 1, 2)
      #for (I, 0, NU - 1)
        #local Th = radians(From + (To - From)*I/(NU - 1));
        #local Rim[I] = <(Bore + 0.055)*sin(Th), (Bore + 0.055)*cos(Th), 0.155*Side>;
        #local Rim_R[I] = 0.020;
      #end
      Wire(Rim, Rim_R, NU, 16, false)
      // their ends stand a hair proud of the hoop's
      #local Out_A = vnormalize(Rim[0] - Rim[1]);
      #local Out_B = vnormalize(Rim[NU - 1] - Rim[NU - 2]);
      disc { Rim[0] + 0.001*Out_A, Out_A, 0.020 }
      disc { Rim[NU - 1] + 0.001*Out_B, Out_B, 0.020 }
    #end
    Polished(Silver, 0.8)
  }
#end

#declare Right_Half = union { Half(1, 178) }
#declare Left_Half  = union { Half(182, 359) }

// Closed where Open is 0: the hinge is at the foot, the catch at the top.
#macro Huggie(Open)
  union {
    object { Right_Half }
    object {
      Left_Half
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
