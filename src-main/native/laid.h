// What the searches in lanes.h and rows.h share: the functions of SHA-256 on vectors, and what is prepared for LANES
// blobs. A variant defines, then includes one of them:
//   V, LANES, STREAMS     a vector, its words, how many timestamps are tried side by side (1 or 2)
//   LOAD(p) STORE(p, v) ANY(p) SPREAD(x)    from and to aligned memory, from any, and one word into every lane
//   ADD ROR(v, n) SHR(v, n) XOR3 CH MAJ     for rows.h XOR and AND, too
//   EARLY                 for lanes.h, 1: the second block's rounds spend an addition to wait less
//   KEEP(v)               nothing, or what keeps a compiler from moving sums around
//   BELOW(v, limit)       bit i set: lane i is not above the limit
//   SEARCH                the function's name
//
// The second block's whole schedule and much of the first one's depend on the blob alone: they are laid out once for
// LANES blobs (87 vectors, in the first-level cache) and used with every timestamp.
#include "core.h"

#define BIG0(x) XOR3(ROR(x, 2), ROR(x, 13), ROR(x, 22))
#define BIG1(x) XOR3(ROR(x, 6), ROR(x, 11), ROR(x, 25))
#define SMALL0(x) XOR3(ROR(x, 7), ROR(x, 18), SHR(x, 3))
#define SMALL1(x) XOR3(ROR(x, 17), ROR(x, 19), SHR(x, 10))

enum {
  KW8 = 0,       // K + W8..15
  C16 = 8,       // the blob's part of W16, W17
  W11 = 10,      // W11..15
  S23 = 15,      // SMALL0(W8), its part of W23
  P24 = 16,      // SMALL0 and last words of W24..30
  KV = 23,       // second block: K + W0..63
  LAID_WORDS = KV + 64
};

static void lay_out(const uint32_t *from, uint32_t laid[LAID_WORDS * LANES]) {
  V w[16], v[16];
#define PUT(n, value) STORE(laid + (n) * LANES, value)
  for (int i = 0; i < 8; i++) w[8 + i] = ANY(from + i * GROUP_BLOBS);
  for (int i = 8; i < 16; i++) PUT(KW8 + i - 8, ADD(w[i], SPREAD(coco_k[i])));
  PUT(C16, ADD(SMALL1(w[14]), w[9]));
  PUT(C16 + 1, ADD(SMALL1(w[15]), w[10]));
  for (int i = 11; i < 16; i++) PUT(W11 + i - 11, w[i]);
  PUT(S23, SMALL0(w[8]));
  for (int i = 0; i < 7; i++) PUT(P24 + i, ADD(SMALL0(w[9 + i]), w[8 + i]));
  for (int i = 0; i < 4; i++) v[i] = ANY(from + (8 + i) * GROUP_BLOBS);
  v[4] = SPREAD(0x80000000u);
  for (int i = 5; i < 15; i++) v[i] = SPREAD(0);
  v[15] = SPREAD(640);
  for (int i = 0; i < 16; i++) PUT(KV + i, ADD(v[i], SPREAD(coco_k[i])));
  for (int t = 16; t < 64; t++) {
    V next = ADD(ADD(SMALL1(v[(t - 2) & 15]), v[(t - 7) & 15]), ADD(SMALL0(v[(t - 15) & 15]), v[t & 15]));
    v[t & 15] = next;
    PUT(KV + t, ADD(next, SPREAD(coco_k[t])));
  }
#undef PUT
}

#define LAID(n) LOAD(laid + (n) * LANES)
#define HEAD(s, n) SPREAD(head##s[n])

// Every step for all streams before the next one: the processor finds work of one stream while the other waits.
#if STREAMS == 2
#define BOTH(step, ...) step(0, __VA_ARGS__) step(1, __VA_ARGS__)
#else
#define BOTH(step, ...) step(0, __VA_ARGS__)
#endif

// Timestamp s of those tried side by side; the first one again where there are no more.
#define DECLARE_HEAD(s, n) \
  const uint32_t *head##s = search->heads + ((n) + s < search->count ? (n) + s : (n)) * HEAD_WORDS;

// a##s: word 0 of the hash.
#define REPORT(s, n)                                                                                     \
  {                                                                                                      \
    uint32_t lanes = BELOW(a##s, limit);                                                                 \
    if (lanes != 0 && (n) + s < search->count)                                                           \
      for (uint32_t lane = 0; lane < LANES; lane++)                                                      \
        if (lanes >> lane & 1) coco_test(search, search->group * GROUP_BLOBS + part + lane, (n) + s);    \
  }
