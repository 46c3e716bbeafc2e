// Juniper Berry Drops: three matte blue beads on a gold bar, hung from a post.
#include "studio.inc"
#include "metals.inc"
#include "stones.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(-4, 54, 9.0, <0.02, 0.1, -0.02>, 23, <0, 0.3, -0.5>) #break
  #case (2) Shot(20, 38, 8.0, <-0.705, 0.2, -0.264>, 14.5, <-0.5, 0.4, -0.9>) #break
#end

#declare Bead_R = 0.27;

// A dusky blue stone, ground and left without polish, a little paler in patches.
#macro Berry(Offset)
  texture {
    pigment {
      bozo scale 0.17 warp { turbulence 0.7 octaves 5 lambda 2.2 omega 0.55 }
      color_map {
        [0.0 srgb <0.20, 0.26, 0.42>]
        [0.5 srgb <0.30, 0.37, 0.55>]
        [0.8 srgb <0.45, 0.52, 0.67>]
        [1.0 srgb <0.56, 0.62, 0.74>]
      }
      translate Offset
    }
    normal { bumps 0.05 scale 0.01 }
    finish { ambient 0 diffuse 0.78 specular 0.10 roughness 0.09 reflection { 0.0, 0.12 falloff 4 } }
  }
#end

// Lies on its three beads, the post a little above the paper; the bar runs along
// z, its upper end at the origin. Hand says to which side the post points.
#macro Earring(Hand, Offset)
  union {
    union {
      sphere { 0, 0.12 }
      cylinder { 0, -1.86*z, 0.034 }
      torus { 0.050, 0.020 translate -0.13*z }
      #for (I, 0, 2)
        #for (End, -1, 1, 2)
          // a cap at both ends of each bead
          intersection {
            sphere { 0, 1.05*Bead_R }
            plane { -End*z, -0.86*Bead_R }
            translate (-0.72 - 2.30*Bead_R*I)*z
          }
          sphere { 0, 0.042 translate (-0.72 - 2.30*Bead_R*I + 1.14*End*Bead_R)*z }
        #end
      #end
      sphere { (-0.72 - 4.6*Bead_R - 1.26*Bead_R)*z, 0.075 }
      union { Post_And_Nut(0.95) rotate -90*Hand*z }
      Polished(Gold_14k, 0.9)
    }
    #for (I, 0, 2)
      sphere {
        0, Bead_R
        Berry(Offset + 1.7*I)
        translate (-0.72 - 2.30*Bead_R*I)*z
      }
    #end
    translate Bead_R*y
  }
#end

object { Earring(1, <0.3, 2.1, 0.9>) rotate 9*y translate <-0.50, 0, 1.02> }
object { Earring(-1, <4.4, 0.2, 3.3>) rotate -13*y translate <0.42, 0, 0.84> }
