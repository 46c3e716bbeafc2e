// Bluebonnet Ring: 18k gold, an oval sapphire in a beaded rim.
#include "studio.inc"
#include "metals.inc"
#include "stones.inc"
#include "parts.inc"

#declare Turned = -30;
#switch (View)
  #case (1) Shot(-4, 40, 8.3, <0.02, 1.24, 0>, 22.5, <0, 2.2, -0.35>) #break
  #case (2) Shot(12, 58, 8.0, <0.02, 1.95, 0>, 13, <0, 2.4, -0.2>) #break
#end

#declare A = 0.36;        // stone, half width
#declare Long = 1.24;     // how much longer than wide
#declare Girdle_Y = 2.42;

union {
  object { Shank(0.865, 0.26, 0.165, 0.17, 0.165, 0, 0, 260, 40) translate 1.03*y }
  // a low wall, its lip rubbed over the stone and set with fine beads, on eight
  // struts: blue stones go black over a closed gold cup
  union {
    difference {
      cylinder { (Girdle_Y - 0.10)*y, (Girdle_Y + 0.02)*y, A + 0.050 }
      cylinder { (Girdle_Y - 0.11)*y, (Girdle_Y + 0.03)*y, A - 0.002 }
    }
    #for (I, 0, 7)
      cone { <0.165, 2.08, 0>, 0.030, <A + 0.015, Girdle_Y - 0.09, 0>, 0.036 rotate (45*I + 22.5)*y }
    #end
    scale <1, 1, Long>
  }
  object { Oval_Rail(A + 0.022, (A*Long) + 0.022, Girdle_Y + 0.02, 0.030) }
  object { Oval_Rail(A + 0.062, (A*Long) + 0.062, Girdle_Y - 0.03, 0.022) }
  Granulation(A + 0.070, A*Long + 0.070, Girdle_Y + 0.005, 0.027, 46)
  torus { 0.185, 0.026 scale <1, 1, Long> translate 2.10*y }
  Polished(Gold_18k, 1)
  rotate Turned*y
}
object {
  Cut_Brilliant(41)
  scale A*<1, 1, Long>
  translate Girdle_Y*y
  Clear_Stone(rgb <0.00, 0.24, 0.88>, 1.77, 0.13*A)
  rotate Turned*y
}
