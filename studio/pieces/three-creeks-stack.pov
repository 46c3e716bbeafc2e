// Three Creeks Stack: thin rings, plain gold, hammered rose gold, beaded silver.
#include "studio.inc"
#include "metals.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(6, 34, 8.3, <0.04, 0.88, 0>, 22.5, <-0.2, 1.1, -0.8>) #break
  #case (2) Shot(-14, 46, 8.0, <-0.07, 0.12, 0.16>, 31, <0, 0.4, -0.9>) #break
#end

#declare Bore = 0.865;
#declare Gold_Ring = object {
  Shank(Bore, 0.19, 0.13, 0.19, 0.13, 0, 0, 260, 40)
  Polished(Gold_14k, 0.9)
}
#declare Rose_Ring = object {
  Shank(Bore, 0.19, 0.13, 0.19, 0.13, 0.022, 0.12, 420, 56)
  Polished(Rose_Gold, 0.8)
}
#declare Beads = 50;
#declare Silver_Ring = union {
  torus { Bore + 0.035, 0.035 rotate 90*x scale <1, 1, 2> }
  #for (I, 0, Beads - 1)
    sphere { 0, 0.068 translate (Bore + 0.062)*y rotate 360*I/Beads*z }
  #end
  Polished(Silver, 0.9)
}

#switch (View)
  #case (1)
    // side by side, as they are worn
    union {
      object { Gold_Ring rotate 10*z translate <0, 0.995, -0.20> }
      object { Silver_Ring translate <0.01, 0.995, 0> }
      object { Rose_Ring rotate 40*z translate <-0.01, 1.000, 0.20> }
      rotate -40*y
    }
  #break
  #case (2)
    // two lie side by side, the third on both
    object { Rose_Ring rotate 90*x translate <-1.00, 0.10, 0.05> }
    object { Gold_Ring rotate 90*x translate <0.85, 0.10, 0.85> }
    object { Silver_Ring rotate 90*x translate <0.28, 0.265, -0.33> }
  #break
#end
