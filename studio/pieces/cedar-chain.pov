// Cedar Chain: a sterling bracelet of oval links, closed with a bar and ring.
// Bracelets are larger than the set: they are modelled in cm, then shrunk.
#include "studio.inc"
#include "metals.inc"
#include "parts.inc"

#declare Shrink = 0.46;
#switch (View)
  #case (1) Shot(5, 52, 9.0, <0.0, 0.05, 0.05>, 24, <0, 0.1, -0.6>) #break
  #case (2) Shot(-18, 38, 8.0, <0.05, 0.1, -1.15>, 13, <0, 0.1, -1.2>) #break
#end

// The chain lies in a loose drop, from the ring of the clasp around to its bar.
#declare Count = 260;
#declare Run = array[Count];
#for (I, 0, Count - 1)
  #local S = I/(Count - 1);
  #local A = 2*pi*(0.035 + 0.93*S);
  #declare Run[I] = <
    2.35*sin(A)*(1 - 0.20*cos(A)) + 0.14*sin(3*A + 0.5),
    0.205,
    0.3 - 3.05*cos(A) + 0.16*sin(2*A) + 0.10*cos(4*A)>;
#end
// draw both ends to the clasp
#declare To_Ring = <0.80, 0.205, -2.66> - Run[0];
#declare To_Bar = <0.02, 0.235, -2.98> - Run[Count - 1];
#for (I, 0, Count - 1)
  #local S = I/(Count - 1);
  #declare Run[I] = Run[I] + To_Ring*pow(max(0, 1 - S/0.16), 2) + To_Bar*pow(max(0, 1 - (1 - S)/0.16), 2);
#end

union {
  Chain(Run, Count, object { Link(0.66, 0.46, 0.075) }, 0.47)
  // clasp: ring to the right, bar through it to the left
  torus { 0.40, 0.085 translate <0.42, 0.085, -3.02> }
  torus { 0.16, 0.055 rotate 70*x rotate 45*y translate <0.75, 0.17, -2.69> }
  union {
    cylinder { -0.62*z, 0.62*z, 0.075 }
    sphere { -0.62*z, 0.105 }
    sphere { 0.62*z, 0.105 }
    torus { 0.13, 0.055 translate -0.16*x }
    rotate 26*y
    translate <0.28, 0.235, -3.02>
  }
  scale Shrink
  Polished(Silver, 1)
}
