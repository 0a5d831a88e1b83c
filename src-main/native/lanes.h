// The search with all of its state in registers: for machines that have many of them, or one timestamp at a time.
// The rounds stand in loops of 8 and 16, not one after the other: then they fit the processor's cache of decoded
// instructions (a third faster).
#include "laid.h"

// One round. The sums stand in the order in which their parts are ready, BIG1 last; KEEP holds a compiler to that
// order (up to 12 % faster).
#define ROUND(s, a, b, c, d, e, f, g, h, kw)      \
  {                                               \
    V sum = ADD(h##s, kw);                        \
    KEEP(sum)                                     \
    sum = ADD(sum, CH(e##s, f##s, g##s));         \
    KEEP(sum)                                     \
    sum = ADD(sum, BIG1(e##s));                   \
    KEEP(sum)                                     \
    d##s = ADD(d##s, sum);                        \
    KEEP(d##s)                                    \
    h##s = ADD(sum, MAJ(a##s, b##s, c##s));       \
    KEEP(h##s)                                    \
    h##s = ADD(h##s, BIG0(a##s));                 \
    KEEP(h##s)                                    \
  }

// The same with one addition more and a shorter wait: the next round's e does not wait for the whole sum.
#if EARLY
#define ROUND_EARLY(s, a, b, c, d, e, f, g, h, kw) \
  {                                               \
    V sum = ADD(h##s, kw);                        \
    KEEP(sum)                                     \
    d##s = ADD(d##s, sum);                        \
    KEEP(d##s)                                    \
    V ch = CH(e##s, f##s, g##s);                  \
    V big = BIG1(e##s);                           \
    sum = ADD(sum, ch);                           \
    KEEP(sum)                                     \
    d##s = ADD(d##s, ch);                         \
    KEEP(d##s)                                    \
    d##s = ADD(d##s, big);                        \
    KEEP(d##s)                                    \
    sum = ADD(sum, big);                          \
    KEEP(sum)                                     \
    h##s = ADD(sum, MAJ(a##s, b##s, c##s));       \
    KEEP(h##s)                                    \
    h##s = ADD(h##s, BIG0(a##s));                 \
    KEEP(h##s)                                    \
  }
#else
#define ROUND_EARLY ROUND
#endif

#define W_DECLARE(s) V w0##s, w1##s, w2##s, w3##s, w4##s, w5##s, w6##s, w7##s, w8##s, w9##s, wa##s, wb##s, wc##s, \
    wd##s, we##s, wf##s

#define R1(s, a, b, c, d, e, f, g, h, n) ROUND(s, a, b, c, d, e, f, g, h, LAID(KW8 + n - 8))
#define R2(s, a, b, c, d, e, f, g, h, n, w) ROUND(s, a, b, c, d, e, f, g, h, ADD(w##s, SPREAD(k[n])))
#define R3(s, a, b, c, d, e, f, g, h, n) ROUND_EARLY(s, a, b, c, d, e, f, g, h, LOAD(kv + (n) * LANES))

#define S1(s, w, n) w##s = ADD(LAID(C16 + n - 16), HEAD(s, HEAD_SCHEDULE + n - 16));
#define S2(s, w, w14, n) w##s = ADD(SMALL1(w14##s), ADD(LAID(W11 + n - 18), HEAD(s, HEAD_SCHEDULE + n - 16)));
#define S3(s, w, w14, w9) w##s = ADD(ADD(SMALL1(w14##s), w9##s), ADD(LAID(S23), HEAD(s, HEAD_SCHEDULE + 7)));
#define S4(s, w, w14, w9, n) w##s = ADD(ADD(SMALL1(w14##s), w9##s), LAID(P24 + n - 24));
#define S5(s, w, w14, w9, w1) w##s = ADD(ADD(SMALL1(w14##s), w9##s), ADD(SMALL0(w1##s), LAID(W11 + 4)));
#define S6(s, w, w1, w9, w14) w##s = ADD(ADD(SMALL1(w14##s), w9##s), ADD(SMALL0(w1##s), w##s));

#define BEGIN(s, unused)                                                                              \
  V a##s = ADD(LAID(KW8), HEAD(s, 0)), e##s = ADD(LAID(KW8), HEAD(s, 1)), b##s = HEAD(s, 2), c##s = HEAD(s, 3), \
    d##s = HEAD(s, 4), f##s = HEAD(s, 5), g##s = HEAD(s, 6), h##s = HEAD(s, 7), first##s;             \
  W_DECLARE(s);
// After 55 rounds the names have turned by seven places: b holds a, c holds b, and so on.
#define BETWEEN(s, unused)                                                                            \
  {                                                                                                   \
    V last = a##s;                                                                                    \
    first##s = a##s = ADD(b##s, SPREAD(coco_iv[0]));                                                  \
    b##s = ADD(c##s, SPREAD(coco_iv[1]));                                                             \
    c##s = ADD(d##s, SPREAD(coco_iv[2]));                                                             \
    d##s = ADD(e##s, SPREAD(coco_iv[3]));                                                             \
    e##s = ADD(f##s, SPREAD(coco_iv[4]));                                                             \
    f##s = ADD(g##s, SPREAD(coco_iv[5]));                                                             \
    g##s = ADD(h##s, SPREAD(coco_iv[6]));                                                             \
    h##s = ADD(last, SPREAD(coco_iv[7]));                                                             \
  }

#define SIXTEEN                                                                                          \
  BOTH(S6, w0, w1, w9, we) BOTH(R2, b, c, d, e, f, g, h, a, 0, w0)                                       \
  BOTH(S6, w1, w2, wa, wf) BOTH(R2, a, b, c, d, e, f, g, h, 1, w1)                                   \
  BOTH(S6, w2, w3, wb, w0) BOTH(R2, h, a, b, c, d, e, f, g, 2, w2)                                   \
  BOTH(S6, w3, w4, wc, w1) BOTH(R2, g, h, a, b, c, d, e, f, 3, w3)                                   \
  BOTH(S6, w4, w5, wd, w2) BOTH(R2, f, g, h, a, b, c, d, e, 4, w4)                                   \
  BOTH(S6, w5, w6, we, w3) BOTH(R2, e, f, g, h, a, b, c, d, 5, w5)                                   \
  BOTH(S6, w6, w7, wf, w4) BOTH(R2, d, e, f, g, h, a, b, c, 6, w6)                                   \
  BOTH(S6, w7, w8, w0, w5) BOTH(R2, c, d, e, f, g, h, a, b, 7, w7)                                   \
  BOTH(S6, w8, w9, w1, w6) BOTH(R2, b, c, d, e, f, g, h, a, 8, w8)                                   \
  BOTH(S6, w9, wa, w2, w7) BOTH(R2, a, b, c, d, e, f, g, h, 9, w9)                                   \
  BOTH(S6, wa, wb, w3, w8) BOTH(R2, h, a, b, c, d, e, f, g, 10, wa)                                  \
  BOTH(S6, wb, wc, w4, w9) BOTH(R2, g, h, a, b, c, d, e, f, 11, wb)                                  \
  BOTH(S6, wc, wd, w5, wa) BOTH(R2, f, g, h, a, b, c, d, e, 12, wc)                                  \
  BOTH(S6, wd, we, w6, wb) BOTH(R2, e, f, g, h, a, b, c, d, 13, wd)                                  \
  BOTH(S6, we, wf, w7, wc) BOTH(R2, d, e, f, g, h, a, b, c, 14, we)                                  \
  BOTH(S6, wf, w0, w8, wd) BOTH(R2, c, d, e, f, g, h, a, b, 15, wf)

#define EIGHT                                                                                            \
  BOTH(R3, a, b, c, d, e, f, g, h, 0) BOTH(R3, h, a, b, c, d, e, f, g, 1)                            \
  BOTH(R3, g, h, a, b, c, d, e, f, 2) BOTH(R3, f, g, h, a, b, c, d, e, 3)                        \
  BOTH(R3, e, f, g, h, a, b, c, d, 4) BOTH(R3, d, e, f, g, h, a, b, c, 5)                        \
  BOTH(R3, c, d, e, f, g, h, a, b, 6) BOTH(R3, b, c, d, e, f, g, h, a, 7)

#define END(s, unused) a##s = ADD(a##s, first##s);

void SEARCH(Search *search) {
  COCO_ALIGN64 uint32_t laid[LAID_WORDS * LANES];
  const V limit = SPREAD(search->limit[0]);
  for (; coco_room(search); search->group++) {
    for (uint32_t part = 0; part < GROUP_BLOBS; part += LANES) {
      lay_out(search->library + search->group * GROUP_WORDS + part, laid);
      for (uint32_t n = 0; n < search->count; n += STREAMS) {
        BOTH(DECLARE_HEAD, n)
        BOTH(BEGIN, 0)
        BOTH(R1, a, b, c, d, e, f, g, h, 9)
        BOTH(R1, h, a, b, c, d, e, f, g, 10)
        BOTH(R1, g, h, a, b, c, d, e, f, 11)
        BOTH(R1, f, g, h, a, b, c, d, e, 12)
        BOTH(R1, e, f, g, h, a, b, c, d, 13)
        BOTH(R1, d, e, f, g, h, a, b, c, 14)
        BOTH(R1, c, d, e, f, g, h, a, b, 15)
        const uint32_t *k = coco_k;
        BOTH(S1, w0, 16) BOTH(R2, b, c, d, e, f, g, h, a, 16, w0)
        BOTH(S1, w1, 17) BOTH(R2, a, b, c, d, e, f, g, h, 17, w1)
        BOTH(S2, w2, w0, 18) BOTH(R2, h, a, b, c, d, e, f, g, 18, w2)
        BOTH(S2, w3, w1, 19) BOTH(R2, g, h, a, b, c, d, e, f, 19, w3)
        BOTH(S2, w4, w2, 20) BOTH(R2, f, g, h, a, b, c, d, e, 20, w4)
        BOTH(S2, w5, w3, 21) BOTH(R2, e, f, g, h, a, b, c, d, 21, w5)
        BOTH(S2, w6, w4, 22) BOTH(R2, d, e, f, g, h, a, b, c, 22, w6)
        BOTH(S3, w7, w5, w0) BOTH(R2, c, d, e, f, g, h, a, b, 23, w7)
        BOTH(S4, w8, w6, w1, 24) BOTH(R2, b, c, d, e, f, g, h, a, 24, w8)
        BOTH(S4, w9, w7, w2, 25) BOTH(R2, a, b, c, d, e, f, g, h, 25, w9)
        BOTH(S4, wa, w8, w3, 26) BOTH(R2, h, a, b, c, d, e, f, g, 26, wa)
        BOTH(S4, wb, w9, w4, 27) BOTH(R2, g, h, a, b, c, d, e, f, 27, wb)
        BOTH(S4, wc, wa, w5, 28) BOTH(R2, f, g, h, a, b, c, d, e, 28, wc)
        BOTH(S4, wd, wb, w6, 29) BOTH(R2, e, f, g, h, a, b, c, d, 29, wd)
        BOTH(S4, we, wc, w7, 30) BOTH(R2, d, e, f, g, h, a, b, c, 30, we)
        BOTH(S5, wf, wd, w8, w0) BOTH(R2, c, d, e, f, g, h, a, b, 31, wf)
        for (k = coco_k + 32; k < coco_k + 64; k += 16) {
          SIXTEEN
        }
        BOTH(BETWEEN, 0)
        for (const uint32_t *kv = laid + KV * LANES; kv < laid + LAID_WORDS * LANES; kv += 8 * LANES) {
          EIGHT
        }
        BOTH(END, 0)
        BOTH(REPORT, n)
      }
    }
  }
}
