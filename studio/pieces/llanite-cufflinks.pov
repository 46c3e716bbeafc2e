// Llanite Cufflinks: sterling discs set with slices of llanite.
#include "studio.inc"
#include "metals.inc"
#include "stones.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(4, 42, 9.0, <0.16, 0.40, 0.0>, 26.5, <-0.5, 0.8, -0.7>) #break
  #case (2) Shot(-52, 40, 8.0, <-0.60, 0.56, 0.02>, 16.5, <-0.9, 0.6, -0.4>) #break
#end

#declare R = 0.66;       // the stone
#declare Rim = 0.09;
#declare Post = 1.10;    // from the back of the disc to the middle of the bar
#declare Bar_R = 0.17;

// The face looks along +y; the bar is turned by Swing about the post.
#macro Cufflink(Swing, Stone_At)
  union {
    union {
      difference {
        cylinder { 0, 0.20*y, R + Rim }
        cylinder { 0.13*y, 0.21*y, R }
      }
      torus { R + 0.045, 0.045 translate 0.20*y }
      torus { R + Rim, 0.020 translate 0.02*y }
      // the post, on a small foot
      cone { 0, 0.20, -0.16*y, 0.095 }
      cylinder { -0.1*y, -(Post - 0.1)*y, 0.080 }
      union {
        #for (I, -1, 1, 2)
          cylinder { <-0.045, 0, 0>, <0.045, 0, 0>, 0.14 translate 0.10*I*x }
        #end
        translate -(Post - 0.12)*y
      }
      // the bar
      union {
        cylinder { -0.46*z, 0.46*z, Bar_R }
        sphere { 0, Bar_R scale <1, 1, 0.8> translate 0.46*z }
        sphere { 0, Bar_R scale <1, 1, 0.8> translate -0.46*z }
        torus { Bar_R, 0.016 rotate 90*x translate 0.36*z }
        torus { Bar_R, 0.016 rotate 90*x translate -0.36*z }
        rotate Swing*y
        translate -Post*y
      }
      Polished(Silver, 0.9)
    }
    intersection {
      cylinder { 0.10*y, 0.30*y, R + 0.01 }
      sphere { -2.60*y, 2.85 }
      Llanite(Stone_At)
    }
  }
#end

// Lying on the edge of the disc and on the bar.
#declare Reach = R + Rim;
#declare Slope = degrees(atan2(Reach - Bar_R, Post));
#macro Lying(Swing, Stone_At, Heading)
  object {
    Cufflink(Swing, Stone_At)
    rotate -90*x            // the face looks along -z
    translate Reach*y
    rotate Slope*x
    rotate Heading*y
  }
#end
object { Lying(90, <7.3, 4.2, 1.9>, 14) translate <-0.80, 0, -0.16> }
object { Lying(90, <3.7, 1.1, 0.6>, 126) translate <0.56, 0, 0.36> }
