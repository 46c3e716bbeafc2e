// Gatepost Tag: a narrow rose gold bar between the two ends of a fine chain.
#include "studio.inc"
#include "metals.inc"
#include "parts.inc"

#switch (View)
  #case (1) Shot(4, 55, 9.0, <0.0, 0.1, 0.18>, 25, <0, 0.2, -1.0>) #break
  #case (2) Shot(-18, 42, 8.0, <0.02, 0.1, -0.92>, 17, <0, 0.2, -1.1>) #break
#end

#declare Half_L = 1.12;
#declare Half_W = 0.22;
#declare Tall = 0.13;
#declare Bar_Z = -1.05;

// A bar with softened edges, its upper face domed across so that light runs
// along it; a hole at each end.
#declare Bar = difference {
  intersection {
    superellipsoid { <0.16, 0.22> rotate 90*x scale <Half_L, Tall/2, Half_W> translate Tall/2*y }
    cylinder { <-2, Tall - 0.7, 0>, <2, Tall - 0.7, 0>, 0.7 }
  }
  cylinder { -y, y, 0.050 translate (Half_L - 0.12)*x }
  cylinder { -y, y, 0.050 translate -(Half_L - 0.12)*x }
}
#declare Lettering = text { ttf "timrom.ttf" "JUNIPER" 0.2, 0.09*x }
#declare Low = min_extent(Lettering);
#declare High = max_extent(Lettering);

// The chain: from the left end of the bar, around behind it twice, to the right.
#declare Count = 420;
#declare Run = array[Count];
#declare Left = <-Half_L + 0.06, 0.10, Bar_Z>;
#declare Right = <Half_L - 0.06, 0.10, Bar_Z>;
#for (I, 0, Count - 1)
  #local S = I/(Count - 1);
  #local A = pi + 0.95 - S*(4*pi - (pi - 1.9));
  #local Free = sin(pi*S);
  #local Wider = 1 + 0.5*max(0, S - 0.6);  // the second round lies outside the first
  #declare Run[I] = <
    1.46*cos(A)*(1 - 0.20*Free)*Wider + 0.06*sin(7*S + 0.4),
    0.045 + 0.07*Free,
    0.52 + 1.32*sin(A)*(1 - 0.22*Free)*Wider + 0.10*Free + 0.05*sin(9*S)>;
#end
#declare To_Left = Left - Run[0];
#declare To_Right = Right - Run[Count - 1];
#for (I, 0, Count - 1)
  #local S = I/(Count - 1);
  #declare Run[I] = Run[I] + To_Left*pow(max(0, 1 - S/0.10), 2) + To_Right*pow(max(0, 1 - (1 - S)/0.10), 2);
#end

union {
  Chain(Run, Count, object { Link(0.13, 0.086, 0.016) }, 0.094)
  difference {
    object { Bar }
    object {
      Lettering
      translate -(Low + High)/2
      rotate 90*x
      scale 0.27
      translate (Tall + 0.012)*y
      Oxidised()
    }
    translate Bar_Z*z
  }
  #for (Hand, -1, 1, 2)
    torus { 0.075, 0.018 rotate 74*x translate <Hand*(Half_L - 0.08), 0.09, Bar_Z + 0.02> }
  #end
  Polished(Rose_Gold, 0.35)
  rotate -6*y
}
