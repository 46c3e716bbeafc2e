// Mason Topaz Ring: 14k yellow gold, six claws, round brilliant sky-blue topaz.
#include "studio.inc"
#include "metals.inc"
#include "stones.inc"
#include "parts.inc"

#declare Turned = 24;
#switch (View)
  #case (1) Shot(16, 37, 8.3, <0.04, 1.28, 0>, 22.5, <0, 2.3, -0.35>) #break
  #case (2) Shot(-22, 50, 8.0, <0.02, 2.02, 0>, 13, <0, 2.5, -0.2>) #break
#end

#declare Stone_R = 0.36;
#declare Girdle_Y = 2.46;

union {
  object { Shank(0.865, 0.25, 0.165, 0.21, 0.165, 0, 0, 260, 40) translate 1.03*y }
  Basket(6, 15, 0.13, 2.07, Stone_R, Girdle_Y, 0.033)
  Polished(Gold_14k, 1)
  rotate Turned*y
}
object {
  Cut_Brilliant(41)
  scale Stone_R
  rotate 8*y
  translate Girdle_Y*y
  Sky_Topaz(Stone_R)
  rotate Turned*y
}
