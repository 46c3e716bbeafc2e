// Cedar Emerald Pendant: 18k gold, step-cut emerald, fine chain.
#include "studio.inc"
#include "metals.inc"
#include "stones.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(5, 55, 9.0, <0.02, 0.1, 0.36>, 25, <0, 0.3, -0.9>) #break
  #case (2) Shot(-16, 40, 8.0, <0.0, 0.1, -0.55>, 12.5, <0, 0.3, -0.9>) #break
#end

#declare A = 0.36;  // stone, half sizes
#declare B = 0.50;
#declare Girdle_Y = 0.40;
#declare Stone_Z = -0.92;

union {
  Coiled_Chain(3, 1.55, 2.75, 0.6, object { Link(0.13, 0.086, 0.016) }, 0.094, 0.04)
  // bail, and the ring that joins it to the setting
  torus { 0.10, 0.028 scale <1, 1.5, 1> rotate 90*z translate <0, 0.11, -0.09> }
  torus { 0.055, 0.020 translate <0, 0.16, Stone_Z + B + 0.07> }
  union {
    // two frames, four corner posts, claws over the cut corners
    #for (K, 0, 1)
      #local Fa = A + 0.035 - 0.10*(1 - K);
      #local Fb = B + 0.035 - 0.10*(1 - K);
      #local Fy = (K ? Girdle_Y - 0.07 : 0.04);
      #local Fc = 0.12;
      #for (I, -1, 1, 2)
        cylinder { <I*Fa, Fy, -Fb + Fc>, <I*Fa, Fy, Fb - Fc>, 0.034 }
        cylinder { <-Fa + Fc, Fy, I*Fb>, <Fa - Fc, Fy, I*Fb>, 0.034 }
        #for (J, -1, 1, 2)
          cylinder { <I*Fa, Fy, J*(Fb - Fc)>, <I*(Fa - Fc), Fy, J*Fb>, 0.034 }
          sphere { <I*Fa, Fy, J*(Fb - Fc)>, 0.034 }
          sphere { <I*(Fa - Fc), Fy, J*Fb>, 0.034 }
        #end
      #end
    #end
    #for (I, -1, 1, 2)
      #for (J, -1, 1, 2)
        Corner_Claw(I, J, A, B, 0.12, 0.035, Girdle_Y, 0.038)
      #end
    #end
    translate Stone_Z*z
  }
  Polished(Gold_18k, 1)
}
object { Cut_Step(A, B, 0.15) scale <1, 0.90, 1> translate <0, Girdle_Y, Stone_Z> Emerald(A) }
