// Llanite Pendant: an oval cabochon of Llano County's own stone, sterling bezel.
#include "studio.inc"
#include "metals.inc"
#include "stones.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(3, 54, 9.0, <0.0, 0.1, 0.34>, 25.5, <0, 0.3, -1.0>) #break
  #case (2) Shot(-20, 42, 8.0, <0.0, 0.1, -0.95>, 14, <0, 0.3, -1.2>) #break
#end

#declare A = 0.56;  // stone, half sizes
#declare B = 0.76;
#declare Stone_Z = -1.14;

union {
  Coiled_Chain(1, 1.42, 3.05, 4.1, object { Link(0.17, 0.11, 0.021) }, 0.122, 0.05)
  // a tapering bail
  difference {
    torus { 0.125, 0.045 scale <1.5, 1, 1> rotate 90*z }
    box { <-1, -1, -1>, <-0.085, 1, 1> }
    box { <0.085, -1, -1>, <1, 1, 1> }
    scale <1, 1, 1.25>
    translate <0, 0.155, -0.10>
  }
  torus { 0.075, 0.024 translate <0, 0.09, -0.325> }
  union {
    Bezel(A, B, 0.19, 0.055)
    object { Oval_Rail(A + 0.085, B + 0.085, 0.028, 0.030) }
    translate Stone_Z*z
  }
  Polished(Silver, 1)
}
object {
  Cut_Cabochon(A, B, 0.30)
  Llanite(<1.3, 0.2, 2.6>)
  translate <0, 0.14, Stone_Z>
}
