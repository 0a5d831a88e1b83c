// The SHA-256 instructions of ARMv8: two timestamps side by side, since four rounds wait for the four before them.
#include "core.h"
#if COCO_ARMV8
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC target("+crypto")
#endif
#include <arm_neon.h>

typedef uint32x4_t Q;  // four words

#define ADD(x, y) vaddq_u32(x, y)
#define QUAD(p) vld1q_u32(p)

// What is laid out for one blob, in quads: K + W8..15, W8..15, SMALL0(W8) at the place of W23, the first part of
// W24..27, then K + W0..63 of the second block.
enum { KW8 = 0, W8 = 2, W12 = 3, S23 = 4, P24 = 5, KV = 6, LAID_QUADS = KV + 16 };

static void lay_out(const uint32_t *from, uint32_t *laid) {
  uint32_t w[16] = {0};
  for (int i = 0; i < 8; i++) w[8 + i] = from[i * GROUP_BLOBS];
#define PUT(n, value) vst1q_u32(laid + 4 * (n), value)
#define WITH_K(q, t) ADD(q, QUAD(coco_k + (t)))
  PUT(KW8, WITH_K(QUAD(w + 8), 8));
  PUT(KW8 + 1, WITH_K(QUAD(w + 12), 12));
  PUT(W8, QUAD(w + 8));
  PUT(W12, QUAD(w + 12));
  const Q zero = vdupq_n_u32(0);
  PUT(S23, vsha256su0q_u32(zero, vsetq_lane_u32(w[8], zero, 0)));
  PUT(P24, vsha256su0q_u32(QUAD(w + 8), QUAD(w + 12)));
  for (int i = 0; i < 4; i++) w[i] = from[(8 + i) * GROUP_BLOBS];
  Q q[4] = {QUAD(w), vsetq_lane_u32(0x80000000u, zero, 0), zero, vsetq_lane_u32(640, zero, 3)};
  for (int i = 0; i < 16; i++) {
    if (i >= 4)
      q[i & 3] = vsha256su1q_u32(vsha256su0q_u32(q[i & 3], q[(i + 1) & 3]), q[(i + 2) & 3], q[(i + 3) & 3]);
    PUT(KV + i, WITH_K(q[i & 3], 4 * i));
  }
}

#define ROUNDS(s, kw)                                        \
  {                                                          \
    Q sum = kw, before = abcd##s;                            \
    abcd##s = vsha256hq_u32(abcd##s, efgh##s, sum);          \
    efgh##s = vsha256h2q_u32(efgh##s, before, sum);          \
  }
#define LAID(n) QUAD(laid + 4 * (n))
#define BOTH(step, ...) step(0, __VA_ARGS__) step(1, __VA_ARGS__)
#define NEXT4(s, t, a, b, c, d)                                              \
  a##s = vsha256su1q_u32(vsha256su0q_u32(a##s, b##s), c##s, d##s);           \
  ROUNDS(s, ADD(a##s, QUAD(coco_k + (t))))

#define BEGIN(s)                                                                       \
  Q abcd##s = QUAD(head##s + HEAD_STATE), efgh##s = QUAD(head##s + HEAD_STATE + 4);    \
  Q a##s, b##s, c##s = LAID(W8), d##s = LAID(W12), middle##s;
#define FIRST(s, unused)                                                               \
  ROUNDS(s, LAID(KW8)) ROUNDS(s, LAID(KW8 + 1))                                        \
  a##s = vsha256su1q_u32(QUAD(head##s + HEAD_SCHEDULE), c##s, d##s);                   \
  ROUNDS(s, ADD(a##s, QUAD(coco_k + 16)))
#define SECOND(s, unused)                                                              \
  b##s = vsha256su1q_u32(ADD(QUAD(head##s + HEAD_SCHEDULE + 4), LAID(S23)), d##s, a##s); \
  ROUNDS(s, ADD(b##s, QUAD(coco_k + 20)))
#define THIRD(s, unused)                                                               \
  c##s = vsha256su1q_u32(LAID(P24), a##s, b##s);                                       \
  ROUNDS(s, ADD(c##s, QUAD(coco_k + 24)))
#define BETWEEN(s, unused)                                                             \
  abcd##s = middle##s = ADD(abcd##s, QUAD(coco_iv));                                   \
  efgh##s = ADD(efgh##s, QUAD(coco_iv + 4));
#define REPORT(s, n)                                                                   \
  if (vgetq_lane_u32(ADD(abcd##s, middle##s), 0) <= limit && (n) < search->count)      \
    coco_test(search, search->group * GROUP_BLOBS + blob, n);

void coco_search_armv8(Search *search) {
  uint32_t laid[LAID_QUADS * 4];
  const uint32_t limit = search->limit[0];
  for (; coco_room(search); search->group++) {
    for (uint32_t blob = 0; blob < GROUP_BLOBS; blob++) {
      lay_out(search->library + search->group * GROUP_WORDS + blob, laid);
      for (uint32_t n = 0; n < search->count; n += 2) {
        const uint32_t *head0 = search->heads + n * HEAD_WORDS;
        const uint32_t *head1 = n + 1 < search->count ? head0 + HEAD_WORDS : head0;
        BEGIN(0)
        BEGIN(1)
        BOTH(FIRST, 0) BOTH(SECOND, 0) BOTH(THIRD, 0) BOTH(NEXT4, 28, d, a, b, c)
        BOTH(NEXT4, 32, a, b, c, d) BOTH(NEXT4, 36, b, c, d, a) BOTH(NEXT4, 40, c, d, a, b)
        BOTH(NEXT4, 44, d, a, b, c) BOTH(NEXT4, 48, a, b, c, d) BOTH(NEXT4, 52, b, c, d, a)
        BOTH(NEXT4, 56, c, d, a, b) BOTH(NEXT4, 60, d, a, b, c)
        BOTH(BETWEEN, 0)
        for (int i = 0; i < 16; i++) {
          BOTH(ROUNDS, LAID(KV + i))
        }
        REPORT(0, n)
        REPORT(1, n + 1)
      }
    }
  }
}
#endif
