// Fence Line Chain: a curb chain of 14k gold, filed flat on both faces.
// The chain is larger than the set: it is modelled in cm, then shrunk.
#include "studio.inc"
#include "metals.inc"
#include "parts.inc"

#declare Shrink = 0.345;
#switch (View)
  #case (1) Shot(-4, 54, 9.0, <0.0, 0.05, -0.02>, 25, <0, 0.1, -0.6>) #break
  #case (2) Shot(16, 36, 8.0, <-0.38, 0.05, -1.28>, 11, <-0.2, 0.05, -1.4>) #break
#end

// A curb link: an oval of wire, twisted along its length so that the links lie
// flat in each other, its upper and lower faces filed.
#declare Long = 0.450;   // outside
#declare Across = 0.330;
#declare Size = 0.051;
#declare Twist = 52;    // degrees at each end
#declare Filed = 0.0735;
#declare NU = 56;
#declare NV = 18;
#declare Mid_L = Long/2 - Size;
#declare Mid_W = Across/2 - Size;
#declare Core = array[NU];
#for (I, 0, NU - 1)
  #local A = 2*pi*I/NU;
  #local Px = Mid_L*Signed_Power(cos(A), 0.85);
  #local Pz = Mid_W*Signed_Power(sin(A), 0.85);
  #local Tw = radians(Twist)*Px/Mid_L;
  #declare Core[I] = <Px, -Pz*sin(Tw), Pz*cos(Tw)>;
#end
#declare Skin = array[NU][NV];
#declare Up = <0.01, 1, 0.02>;
#for (I, 0, NU - 1)
  #local Tx = vnormalize(Core[mod(I + 1, NU)] - Core[mod(I + NU - 1, NU)]);
  #local Out = vnormalize(Core[I] - Tx*vdot(Core[I], Tx));
  #local Third = vcross(Tx, Out);
  #for (J, 0, NV - 1)
    #local Ph = 2*pi*J/NV;
    #local P = Core[I] + Size*(cos(Ph)*Out + sin(Ph)*Third);
    #declare Skin[I][J] = <P.x, max(-Filed, min(Filed, P.y)), P.z>;
  #end
#end
#declare Curb = object { Grid_Mesh(Skin, NU, NV, true, true) }

// The way it lies: once around outside, then in and once around inside, and
// out again over itself to the clasp in front.
#macro Smooth(From, To, S)
  #local Q = max(0, min(1, (S - From)/(To - From)));
  (Q*Q*(3 - 2*Q))
#end
#declare Count = 900;
#declare Run = array[Count];
#for (I, 0, Count - 1)
  #local S = I/(Count - 1);
  #local A = -pi/2 + 0.085 + (4*pi - 0.17)*S;
  #local R = 1 - 0.27*Smooth(0.37, 0.53, S) + 0.27*Smooth(0.86, 0.985, S);
  #local Over = Smooth(0.84, 0.90, S)*(1 - Smooth(0.955, 0.995, S));
  #declare Run[I] = <
    3.75*R*cos(A) + 0.10*sin(3*A + 1.2),
    0.075 + 0.17*Over,
    4.45*R*sin(A) + 0.10*cos(2*A) + 0.22*R*sin(2*A + 0.7)>;
#end

// Links at even steps along the way, all turned alike.
#declare Pitch = 0.281;
#declare Full = 0;
#for (I, 0, Count - 2) #declare Full = Full + vlength(Run[I + 1] - Run[I]); #end
#declare Links = int(Full/Pitch + 0.5);
#declare Fit = Full/Links;
#declare Done = 0;
#declare Due = Fit/2;
#declare K = 0;
union {
  #for (I, 0, Count - 2)
    #local Leg = vlength(Run[I + 1] - Run[I]);
    #local Tx = (Run[I + 1] - Run[I])/Leg;
    #local Tz = vnormalize(vcross(Tx, y));
    #while (Due <= Done + Leg & K < Links)
      #local P = Run[I] + Tx*(Due - Done);
      object { Curb matrix <Tx.x, Tx.y, Tx.z, 0, 1, 0, Tz.x, Tz.y, Tz.z, P.x, P.y, P.z> }
      #declare Due = Due + Fit;
      #declare K = K + 1;
    #end
    #declare Done = Done + Leg;
  #end
  // a box clasp between the ends: a sleeve and its tongue
  #local Gap_From = Run[Count - 1];
  #local Gap_To = Run[0];
  #local Span = Gap_To - Gap_From;

  union {
    superellipsoid { <0.25, 0.25> scale <0.27, 0.085, 0.16> }
    torus { 0.070, 0.028 translate 0.32*x }
    torus { 0.070, 0.028 translate -0.32*x }
    box { <0.10, 0.03, -0.18>, <0.17, 0.06, 0.18> }
    rotate -degrees(atan2(Span.z, Span.x))*y
    translate (Gap_From + Gap_To)/2 + 0.01*y
  }
  scale Shrink
  Polished(Gold_14k, 0.9)
}
