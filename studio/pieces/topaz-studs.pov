// Topaz Studs: pale-blue brilliants in four-claw silver baskets.
#include "studio.inc"
#include "metals.inc"
#include "stones.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(8, 40, 8.0, <0.02, 0.25, -0.06>, 18.5, <-0.1, 0.4, -0.3>) #break
  #case (2) Shot(-6, 52, 7.6, <-0.54, 0.30, -0.06>, 9, <-0.5, 0.5, -0.2>) #break
#end

#declare Stone_R = 0.30;
#declare Girdle_Y = 0.42;

#macro Stud(Spin)
  union {
    union {
      Basket(4, 45, 0.10, 0.08, Stone_R, Girdle_Y, 0.032)
      cylinder { -0.01*y, 0.05*y, 0.10 }
      Polished(Silver, 1)
    }
    object { Cut_Brilliant(41) scale Stone_R rotate Spin*y translate Girdle_Y*y Pale_Topaz(Stone_R) }
  }
#end

// one pushed into the card, as they are sold
object { Stud(12) rotate 20*y translate <-0.56, 0.012, -0.10> }
// one lying down, on its nut and the edge of the basket
union {
  object { Stud(30) rotate 20*y }
  union { Post_And_Nut(1.0) Polished(Silver, 1) }
  rotate -78*x
  rotate -34*y
  translate <0.55, 0.245, 0.05>
}
