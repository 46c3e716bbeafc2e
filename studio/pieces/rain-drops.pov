// Rain Drops: sterling drop earrings, turquoise ovals in granulated bezels.
#include "studio.inc"
#include "metals.inc"
#include "stones.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(6, 56, 9.0, <-0.10, 0.1, 0.02>, 23, <0, 0.3, -0.5>) #break
  #case (2) Shot(-24, 33, 9.0, <-0.08, 0.1, -0.05>, 23, <-0.6, 0.3, -0.7>) #break
#end

#declare A = 0.40;  // stone, half sizes
#declare B = 0.54;
#macro Earring(Stone_At, Swing)
  union {
    union {
      object { Ear_Wire(0.026) rotate Swing*y translate <0, 0.055, 0.03> }
      torus { 0.062, 0.020 rotate 90*z translate <0, 0.075, -0.06> }
      // bezel on a back plate, framed by twisted wire and beads
      union {
        cylinder { 0, 0.05*y, 1 scale <A + 0.16, 1, B + 0.16> }
        object { Oval_Rail(A + 0.155, B + 0.155, 0.03, 0.032) }
        Granulation(A + 0.105, B + 0.105, 0.085, 0.040, 38)
        Bezel(A, B, 0.17, 0.04)
        // three larger beads under the ear wire's loop, one drop at the foot
        sphere { <0, 0.07, B + 0.21>, 0.075 }
        sphere { <-0.115, 0.06, B + 0.175>, 0.050 }
        sphere { <0.115, 0.06, B + 0.175>, 0.050 }
        sphere { <0, 0.07, -B - 0.22>, 0.070 }
        sphere { <0, 0.05, -B - 0.335>, 0.045 }
        translate <0, 0, -0.14 - B - 0.21>
      }
      Polished(Silver, 1)
    }
    // darkened floor between bezel and beads
    union {
      torus { 1, 0.02 scale <A + 0.075, 1, B + 0.075> }
      translate <0, 0.055, -0.14 - B - 0.21>
      Oxidised()
    }
    object {
      Cut_Cabochon(A, B, 0.21)
      translate 0.13*y
      Turquoise(Stone_At)
      translate <0, 0, -0.14 - B - 0.21>
    }
  }
#end

object { Earring(<0.2, 1.7, 0.4>, 4)  rotate -13*y translate <-0.86, 0, 0.50> }
object { Earring(<3.1, 0.6, 2.2>, -6) rotate 17*y  translate <0.86, 0, 0.28> }
