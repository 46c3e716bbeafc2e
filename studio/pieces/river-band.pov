// River Band: a wide band of hammered 14k gold.
#include "studio.inc"
#include "metals.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(8, 30, 8.3, <0.02, 1.0, 0>, 22.5, <-0.3, 1.2, -0.7>) #break
  #case (2) Shot(-4, 58, 8.0, <0, 0.3, 0>, 22.5, <0, 0.8, -0.8>) #break
#end

object {
  Shank(0.885, 0.80, 0.16, 0.80, 0.16, 0.036, 0.17, 560, 90)
  Polished(Gold_14k, 0.8)
  #switch (View)
    #case (1) translate 1.05*y rotate -40*y #break
    #case (2) rotate 90*x translate 0.40*y #break
  #end
}
