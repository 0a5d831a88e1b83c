// The search with its state in memory, a row a round: for machines with 16 registers, which cannot hold two timestamps
// side by side. Loading a word costs nothing while the adders are busy; only what the next round waits for stays in
// registers. And where every round finds its words at the same distance, it is the body of a loop: the whole search is a
// few kilobytes of code, which the processor's cache of decoded instructions always holds (a quarter faster than a
// compiler's own spills, and never slow by chance).
#include "laid.h"

// a and e after a round, and the first block's word that it added.
typedef struct {
  V a, e, w;
} Row;

// What was stored is loaded again: a compiler would keep it in a register that it does not have.
#define STORED(v) COCO_BARRIER("m", v)

// A state before the first block's round 9, its rounds, the second block's.
enum { ROWS = 4 + 55 + 64 };

// The row of stream s so many rounds ago; `row` stands at this round's.
#define AGO(s, rounds) row[(s) - (rounds) * STREAMS]

// One round. a##s and e##s are the newest, turn##s is a of one round ago ^ a of two: it was a ^ b of MAJ a round ago and
// is b ^ c now. The sums stand in the order in which their parts are ready.
#define ROUND(s, kw)                                      \
  {                                                       \
    V sum = ADD(AGO(s, 4).e, kw);                         \
    KEEP(sum)                                             \
    sum = ADD(sum, CH(e##s, AGO(s, 2).e, AGO(s, 3).e));   \
    KEEP(sum)                                             \
    sum = ADD(sum, BIG1(e##s));                           \
    KEEP(sum)                                             \
    e##s = ADD(AGO(s, 4).a, sum);                         \
    KEEP(e##s)                                            \
    AGO(s, 0).e = e##s;                                   \
    STORED(AGO(s, 0).e)                                   \
    V differ = XOR(a##s, AGO(s, 2).a);                    \
    sum = ADD(sum, XOR(AGO(s, 2).a, AND(turn##s, differ))); \
    KEEP(sum)                                             \
    turn##s = differ;                                     \
    a##s = ADD(sum, BIG0(a##s));                          \
    KEEP(a##s)                                            \
    AGO(s, 0).a = a##s;                                   \
    STORED(AGO(s, 0).a)                                   \
  }
#define WORD(s, t, value)                    \
  {                                          \
    V word = value;                          \
    AGO(s, 0).w = word;                      \
    ROUND(s, ADD(word, SPREAD(coco_k[t])))   \
  }

#define FIRST9(s, t) ROUND(s, LAID(KW8 + t - 8))
#define FIRST16(s, t) WORD(s, t, ADD(LAID(C16 + t - 16), HEAD(s, HEAD_SCHEDULE + t - 16)))
#define FIRST18(s, t) \
  WORD(s, t, ADD(SMALL1(AGO(s, 2).w), ADD(LAID(W11 + t - 18), HEAD(s, HEAD_SCHEDULE + t - 16))))
#define FIRST23(s, t) \
  WORD(s, t, ADD(ADD(SMALL1(AGO(s, 2).w), AGO(s, 7).w), ADD(LAID(S23), HEAD(s, HEAD_SCHEDULE + 7))))
#define FIRST24(s, t) WORD(s, t, ADD(ADD(SMALL1(AGO(s, 2).w), AGO(s, 7).w), LAID(P24 + t - 24)))
#define FIRST31(s, t) WORD(s, t, ADD(ADD(SMALL1(AGO(s, 2).w), AGO(s, 7).w), ADD(SMALL0(AGO(s, 15).w), LAID(W11 + 4))))
#define FIRST32(s, t) WORD(s, t, ADD(ADD(SMALL1(AGO(s, 2).w), AGO(s, 7).w), ADD(SMALL0(AGO(s, 15).w), AGO(s, 16).w)))
#define SECOND(s, t) ROUND(s, LAID(KV + t))

#define BEGIN(s, unused)                                                          \
  V a##s = ADD(LAID(KW8), HEAD(s, 0)), e##s = ADD(LAID(KW8), HEAD(s, 1));         \
  V turn##s = XOR(HEAD(s, 2), HEAD(s, 3)), first##s;                              \
  AGO(s, 1).a = a##s, AGO(s, 2).a = HEAD(s, 2), AGO(s, 3).a = HEAD(s, 3), AGO(s, 4).a = HEAD(s, 4); \
  AGO(s, 1).e = e##s, AGO(s, 2).e = HEAD(s, 5), AGO(s, 3).e = HEAD(s, 6), AGO(s, 4).e = HEAD(s, 7);
#define MORE(s, back, n)                                        \
  AGO(s, back).a = ADD(AGO(s, back).a, SPREAD(coco_iv[n]));     \
  AGO(s, back).e = ADD(AGO(s, back).e, SPREAD(coco_iv[4 + n]));
#define BETWEEN(s, unused)                                          \
  MORE(s, 1, 0) MORE(s, 2, 1) MORE(s, 3, 2) MORE(s, 4, 3)           \
  first##s = a##s = AGO(s, 1).a;                                    \
  e##s = AGO(s, 1).e;                                               \
  turn##s = XOR(AGO(s, 2).a, AGO(s, 3).a);                          \
  STORED(first##s)
#define END(s, unused) a##s = ADD(a##s, first##s);

void SEARCH(Search *search) {
  COCO_ALIGN64 uint32_t laid[LAID_WORDS * LANES];
  COCO_ALIGN64 Row rows[ROWS * STREAMS];
  const V limit = SPREAD(search->limit[0]);
  for (; coco_room(search); search->group++) {
    for (uint32_t part = 0; part < GROUP_BLOBS; part += LANES) {
      lay_out(search->library + search->group * GROUP_WORDS + part, laid);
      for (uint32_t n = 0; n < search->count; n += STREAMS) {
        BOTH(DECLARE_HEAD, n)
        Row *row = rows + 4 * STREAMS;
        BOTH(BEGIN, 0)
        for (int t = 9; t < 16; t++, row += STREAMS) { BOTH(FIRST9, t) }
        for (int t = 16; t < 18; t++, row += STREAMS) { BOTH(FIRST16, t) }
        for (int t = 18; t < 23; t++, row += STREAMS) { BOTH(FIRST18, t) }
        BOTH(FIRST23, 23)
        row += STREAMS;
        for (int t = 24; t < 31; t++, row += STREAMS) { BOTH(FIRST24, t) }
        BOTH(FIRST31, 31)
        row += STREAMS;
        for (int t = 32; t < 64; t++, row += STREAMS) { BOTH(FIRST32, t) }
        BOTH(BETWEEN, 0)
        for (int t = 0; t < 64; t++, row += STREAMS) { BOTH(SECOND, t) }
        BOTH(END, 0)
        BOTH(REPORT, n)
      }
    }
  }
}
