// Marfa Agate Ring: sterling silver, an oval of banded agate in a plain rim.
#include "studio.inc"
#include "metals.inc"
#include "stones.inc"
#include "parts.inc"

#declare Turned = 26;
#switch (View)
  #case (1) Shot(2, 44, 8.3, <0, 1.12, 0>, 22.5, <0, 2.2, -0.5>) #break
  #case (2) Shot(-14, 62, 8.0, <0, 1.85, 0>, 15, <0, 2.3, -0.3>) #break
#end

#declare A = 0.52;  // stone, half sizes
#declare B = 0.74;

// Fine bands around an eye near one end of the stone, drawn unevenly.
#declare Bands = pigment {
  onion
  scale 0.205
  warp { turbulence 0.20 octaves 4 lambda 2.1 omega 0.42 }
  color_map {
    [0.00 srgb <0.44, 0.27, 0.17>]
    [0.08 srgb <0.60, 0.39, 0.23>]
    [0.10 srgb <0.93, 0.88, 0.79>]
    [0.15 srgb <0.90, 0.83, 0.72>]
    [0.17 srgb <0.66, 0.46, 0.29>]
    [0.30 srgb <0.80, 0.63, 0.44>]
    [0.32 srgb <0.95, 0.91, 0.84>]
    [0.36 srgb <0.93, 0.87, 0.77>]
    [0.37 srgb <0.53, 0.50, 0.48>]
    [0.50 srgb <0.66, 0.63, 0.60>]
    [0.52 srgb <0.92, 0.88, 0.82>]
    [0.56 srgb <0.72, 0.53, 0.36>]
    [0.70 srgb <0.57, 0.36, 0.22>]
    [0.72 srgb <0.94, 0.89, 0.81>]
    [0.77 srgb <0.86, 0.72, 0.54>]
    [0.79 srgb <0.57, 0.53, 0.50>]
    [0.92 srgb <0.70, 0.66, 0.62>]
    [0.94 srgb <0.93, 0.88, 0.80>]
    [1.00 srgb <0.44, 0.27, 0.17>]
  }
}

union {
  union {
    object { Shank(0.865, 0.24, 0.15, 0.62, 0.15, 0, 0, 300, 56) translate 1.015*y }
    union {
      Bezel(A, B, 0.19, 0.055)
      object { Oval_Rail(A + 0.075, B + 0.075, 0.03, 0.036) }
      translate 1.975*y
    }
    Polished(Silver, 1)
  }
  object {
    Cut_Cabochon(A, B, 0.26)
    texture { pigment { Bands scale <0.85, 1, 1.25> rotate 24*y translate <0.16, -0.16, -0.34> } finish { Stone_Polish } }
    translate 2.10*y
  }
  rotate Turned*y
}
