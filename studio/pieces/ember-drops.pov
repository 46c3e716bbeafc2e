// Ember Drops: rose gold drops, garnet brilliants hung below a polished bead.
#include "studio.inc"
#include "metals.inc"
#include "stones.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(-6, 54, 9.0, <0.02, 0.1, 0.0>, 23, <0, 0.3, -0.5>) #break
  #case (2) Shot(12, 40, 8.0, <0.76, 0.15, -0.90>, 11.5, <0.6, 0.3, -1.0>) #break
#end

#declare Stone_R = 0.36;
#macro Earring(Swing, Spin)
  union {
    union {
      object { Ear_Wire(0.026) rotate Swing*y translate <0, 0.07, 0.03> }
      // a bead, a slim tapering bar, a ring
      torus { 0.058, 0.020 rotate 90*z translate <0, 0.08, -0.07> }
      sphere { <0, 0.10, -0.19>, 0.085 }
      cone { <0, 0.10, -0.25>, 0.030, <0, 0.10, -0.80>, 0.046 }
      torus { 0.055, 0.018 rotate 90*x translate <0, 0.10, -0.30> }
      sphere { <0, 0.10, -0.80>, 0.060 }
      // the bezel: a tapering cup with a bright lip
      union {
        difference {
          cone { 0, 0.20, 0.37*y, Stone_R + 0.045 }
          cone { -0.01*y, 0.13, 0.38*y, Stone_R - 0.005 }
        }
        torus { Stone_R + 0.020, 0.030 translate 0.37*y }
        torus { 0.185, 0.026 translate 0.02*y }
        torus { Stone_R - 0.03, 0.020 translate 0.19*y }
        translate <0, 0.0, -0.82 - Stone_R>
      }
      Polished(Rose_Gold, 1)
    }
    object {
      Cut_Brilliant(41) scale Stone_R rotate Spin*y
      translate <0, 0.375, -0.82 - Stone_R>
      Garnet(Stone_R)
    }
  }
#end

object { Earring(-10, 5) rotate 12*y  translate <-0.66, 0, 0.46> }
object { Earring(8, 20)  rotate -22*y translate <0.38, 0, 0.15> }
