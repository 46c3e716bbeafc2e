// Homestead Band: a plain half-round wedding band, in 14k gold (1) or silver (2).
#include "studio.inc"
#include "metals.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(-6, 31, 8.3, <0.02, 0.98, 0>, 22.5, <0.3, 1.2, -0.7>) #break
  #case (2) Shot(10, 40, 8.0, <0.05, 0.40, 0>, 22.5, <0, 0.5, -0.9>) #break
#end

object {
  Shank(0.885, 0.48, 0.17, 0.48, 0.17, 0, 0, 320, 64)
  #switch (View)
    #case (1)
      Polished(Gold_14k, 0.7)
      translate 1.055*y
      rotate 36*y
    #break
    #case (2)
      Polished(Silver, 0.7)
      rotate 90*x
      translate 0.24*y
    #break
  #end
}
