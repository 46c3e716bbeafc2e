// Rope Cuff: two sterling wires twisted like a rope, open, a ball at each end.
// Bracelets are larger than the set: they are modelled in cm, then shrunk.
#include "studio.inc"
#include "metals.inc"
#include "parts.inc"

#declare Shrink = 0.46;
#switch (View)
  #case (1) Shot(-8, 40, 9.0, <0.0, 0.25, 0.0>, 24, <0, 0.2, -0.9>) #break
  #case (2) Shot(24, 26, 8.0, <0.05, 0.2, -0.9>, 17, <0, 0.2, -1.1>) #break
#end

#declare A = 3.05;     // half sizes of the oval
#declare B = 2.55;
#declare Gap = 0.46;   // half the opening, radians
#declare Wire_R = 0.145;
#declare Twists = 17;
#declare Count = 640;
#declare Path = array[Count];
#declare Thick = array[Count];

union {
  #for (Strand, 0, 1)
    #for (I, 0, Count - 1)
      #local S = I/(Count - 1);
      #local T = -pi/2 + Gap + (2*pi - 2*Gap)*S;
      #local Out = vnormalize(<B*cos(T), 0, A*sin(T)>);
      #local Wind = 2*pi*(Twists*S + Strand/2);
      #declare Path[I] = <A*cos(T), 0, B*sin(T)> + Wire_R*0.97*(cos(Wind)*Out + sin(Wind)*y);
      #declare Thick[I] = Wire_R;
    #end
    Wire(Path, Thick, Count, 20, false)
  #end
  // where the strands meet: a collar and a ball
  #for (Side, -1, 1, 2)
    #local T = -pi/2 + Side*Gap;
    #local P = <A*cos(T), 0, B*sin(T)>;
    #local Along = vnormalize(<A*sin(T), 0, -B*cos(T)>*Side);
    sphere { P + Along*0.22, 0.36 }
    cylinder { P - Along*0.16, P + Along*0.04, 0.315 }
    torus { 0.285, 0.045 rotate 90*x Reorient_To(Along) translate P - Along*0.16 }
  #end
  translate 0.36*y
  scale Shrink
  Polished(Silver, 1)
}
