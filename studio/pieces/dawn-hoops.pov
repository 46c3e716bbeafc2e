// Dawn Hoops: plain polished 14k gold hoops, one lying, one leaning on it.
#include "studio.inc"
#include "metals.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(8, 42, 9.0, <0.02, 0.25, 0.0>, 25, <0, 0.4, -0.8>) #break
  #case (2) Shot(-20, 26, 8.0, <0.0, 0.32, -0.15>, 21, <0.2, 0.4, -0.9>) #break
#end

#declare R = 1.00;   // to the middle of the tube
#declare T = 0.135;  // the tube
// Click-shut hoop in the xz plane: a seam, and the fine ear post that closes it.
#declare Hoop = union {
  difference {
    torus { R, T }
    box { <-0.012, -1, 0>, <0.012, 1, 2> rotate 14*y }
    box { <-0.012, -1, 0>, <0.012, 1, 2> rotate -14*y }
    intersection { plane { -z, 0 } plane { x, 0 rotate 14*y } plane { -x, 0 rotate -14*y } }
  }
  // the post across the gap
  #for (I, -6, 6)
    #local P = <R*sin(radians(2.6*I)), 0, R*cos(radians(2.6*I))>;
    #local Q = <R*sin(radians(2.6*(I + 1))), 0, R*cos(radians(2.6*(I + 1)))>;
    sphere { P, 0.042 }
    #if (I < 6) cylinder { P, Q, 0.042 } #end
  #end
  Polished(Gold_14k, 0.8)
}

// The second rests its left side on the first, where their circles cross
// (1.5 cm from its lowest point), and its right side on the paper.
#declare Lean = degrees(asin(2*T/1.50));
union {
  object { Hoop rotate 150*y translate <-0.50, T, 0> }
  object { Hoop rotate -60*y translate -R*x rotate -Lean*z translate <R + 0.50, T, 0> }
  rotate -11*y
}
