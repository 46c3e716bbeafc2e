// Ember Ring: rose gold solitaire with a step-cut garnet, lying on its side.
#include "studio.inc"
#include "metals.inc"
#include "stones.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(4, 33, 8.3, <-0.10, 0.30, -0.20>, 22.5, <-0.3, 0.35, -1.2>) #break
  #case (2) Shot(14, 29, 8.0, <0.02, 1.34, 0>, 22, <0, 2.3, -0.3>) #break
#end

#declare A = 0.30;        // stone, half sizes
#declare B = 0.39;
#declare Girdle_Y = 1.36; // from the middle of the shank

#declare Ring = union {
  object { Shank(0.865, 0.24, 0.165, 0.20, 0.165, 0, 0, 260, 40) }
  // a seat of two frames, and a claw at each corner
  #for (K, 0, 1)
    #local Fa = A*(K ? 0.92 : 0.62);
    #local Fb = B*(K ? 0.92 : 0.68);
    #local Fy = Girdle_Y - (K ? 0.07 : 0.25);
    #for (I, -1, 1, 2)
      cylinder { <I*Fa, Fy, -Fb + 0.06>, <I*Fa, Fy, Fb - 0.06>, 0.026 }
      cylinder { <-Fa + 0.06, Fy, I*Fb>, <Fa - 0.06, Fy, I*Fb>, 0.026 }
      #for (J, -1, 1, 2)
        cylinder { <I*Fa, Fy, J*(Fb - 0.06)>, <I*(Fa - 0.06), Fy, J*Fb>, 0.026 }
        sphere { <I*Fa, Fy, J*(Fb - 0.06)>, 0.026 }
        sphere { <I*(Fa - 0.06), Fy, J*Fb>, 0.026 }
      #end
    #end
  #end
  #for (I, -1, 1, 2)
    #for (J, -1, 1, 2)
      Corner_Claw(I, J, A, B, 0.21, 1.00, Girdle_Y, 0.036)
    #end
  #end
  Polished(Rose_Gold, 1)
}
#declare Stone = object { Cut_Step(A, B, 0.12) translate Girdle_Y*y Garnet(A) }

union {
  object { Ring }
  object { Stone }
  #switch (View)
    #case (1)
      // on its side: resting on the back of the shank and the edge of the head
      rotate -90*x
      translate <0, 0.12, -1.03>
      rotate 6.6*x
      translate 1.03*z
      rotate 20*y
    #break
    #case (2) translate 1.03*y rotate 34*y #break
  #end
}
