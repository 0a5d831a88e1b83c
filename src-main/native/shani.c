// The SHA extensions of x86: two timestamps side by side, since two rounds wait four cycles for the two before them.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#pragma GCC target("sha,sse4.1,ssse3")
#elif defined(__clang__) && defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("sha,sse4.1,ssse3"))), apply_to = function)
#endif
#include "core.h"
#if COCO_X86
#include <immintrin.h>

typedef __m128i Q;  // four words

#define ADD(x, y) _mm_add_epi32(x, y)
#define QUAD(p) _mm_loadu_si128((const __m128i *)(p))

// What is laid out for one blob, in quads: K + W8..15, W9..12, W12..15, SMALL0(W8) at the place of W23, the first part
// of W24..27, then K + W0..63 of the second block.
enum { KW8 = 0, W9 = 2, W12 = 3, S23 = 4, P24 = 5, KV = 6, LAID_QUADS = KV + 16 };

static void lay_out(const uint32_t *from, uint32_t *laid) {
  COCO_ALIGN64 uint32_t w[16];
  for (int i = 0; i < 8; i++) w[8 + i] = from[i * GROUP_BLOBS];
#define PUT(n, value) _mm_store_si128((__m128i *)laid + (n), value)
#define WITH_K(q, t) ADD(q, QUAD(coco_k + (t)))
  PUT(KW8, WITH_K(QUAD(w + 8), 8));
  PUT(KW8 + 1, WITH_K(QUAD(w + 12), 12));
  PUT(W9, QUAD(w + 9));
  PUT(W12, QUAD(w + 12));
  PUT(S23, _mm_sha256msg1_epu32(_mm_setzero_si128(), _mm_cvtsi32_si128((int)w[8])));
  PUT(P24, _mm_sha256msg1_epu32(QUAD(w + 8), QUAD(w + 12)));
  for (int i = 0; i < 4; i++) w[i] = from[(8 + i) * GROUP_BLOBS];
  Q q[4] = {QUAD(w), _mm_set_epi32(0, 0, 0, (int)0x80000000u), _mm_setzero_si128(), _mm_set_epi32(640, 0, 0, 0)};
  for (int i = 0; i < 16; i++) {
    if (i >= 4) {
      Q sum = ADD(_mm_sha256msg1_epu32(q[i & 3], q[(i + 1) & 3]), _mm_alignr_epi8(q[(i + 3) & 3], q[(i + 2) & 3], 4));
      q[i & 3] = _mm_sha256msg2_epu32(sum, q[(i + 3) & 3]);
    }
    PUT(KV + i, WITH_K(q[i & 3], 4 * i));
  }
}

// Four rounds: the low, then the high half of K + W.
#define ROUNDS(s, kw)                                                            \
  {                                                                              \
    Q both = kw;                                                                 \
    cdgh##s = _mm_sha256rnds2_epu32(cdgh##s, abef##s, both);                     \
    abef##s = _mm_sha256rnds2_epu32(abef##s, cdgh##s, _mm_shuffle_epi32(both, 0x0e)); \
  }
// The same K + W for both timestamps.
#define ROUNDS_BOTH(p)                                                           \
  {                                                                              \
    Q low = _mm_loadl_epi64((const __m128i *)(p));                               \
    cdgh0 = _mm_sha256rnds2_epu32(cdgh0, abef0, low);                            \
    cdgh1 = _mm_sha256rnds2_epu32(cdgh1, abef1, low);                            \
    Q high = _mm_loadl_epi64((const __m128i *)((p) + 2));                        \
    abef0 = _mm_sha256rnds2_epu32(abef0, cdgh0, high);                           \
    abef1 = _mm_sha256rnds2_epu32(abef1, cdgh1, high);                           \
  }
// The next four words from the 16 before them, of which `part` holds what the first eight give.
#define NEXT(to, part, before, last) to = _mm_sha256msg2_epu32(ADD(part, _mm_alignr_epi8(last, before, 4)), last);
#define NEXT4(s, t, a, b, c, d) \
  NEXT(a##s, _mm_sha256msg1_epu32(a##s, b##s), c##s, d##s) ROUNDS(s, ADD(a##s, QUAD(coco_k + t)))
#define LAID(n) _mm_load_si128((const __m128i *)laid + (n))
#define BOTH(step, ...) step(0, __VA_ARGS__) step(1, __VA_ARGS__)

#define BEGIN(s)                                                                             \
  Q abef##s = QUAD(head##s + HEAD_STATE), cdgh##s = QUAD(head##s + HEAD_STATE + 4);          \
  Q a##s, b##s, c##s, d##s = LAID(W12), middle##s;
#define FIRST(s, unused)                                                                     \
  a##s = _mm_sha256msg2_epu32(ADD(QUAD(head##s + HEAD_SCHEDULE), LAID(W9)), d##s);           \
  ROUNDS(s, ADD(a##s, QUAD(coco_k + 16)))
#define SECOND(s, unused)                                                                    \
  NEXT(b##s, ADD(QUAD(head##s + HEAD_SCHEDULE + 4), LAID(S23)), d##s, a##s) ROUNDS(s, ADD(b##s, QUAD(coco_k + 20)))
#define THIRD(s, unused) NEXT(c##s, LAID(P24), a##s, b##s) ROUNDS(s, ADD(c##s, QUAD(coco_k + 24)))
#define FOURTH(s, unused) \
  NEXT(d##s, _mm_sha256msg1_epu32(d##s, a##s), b##s, c##s) ROUNDS(s, ADD(d##s, QUAD(coco_k + 28)))
#define BETWEEN(s, unused)                 \
  abef##s = middle##s = ADD(abef##s, abef); \
  cdgh##s = ADD(cdgh##s, cdgh);

#define REPORT(s, n)                                                                             \
  if ((uint32_t)_mm_extract_epi32(ADD(abef##s, middle##s), 3) <= limit && (n) < search->count) \
    coco_test(search, search->group * GROUP_BLOBS + blob, n);

void coco_search_shani(Search *search) {
  COCO_ALIGN64 uint32_t laid[LAID_QUADS * 4];
  const uint32_t limit = search->limit[0];
  const Q abef = _mm_set_epi32((int)coco_iv[0], (int)coco_iv[1], (int)coco_iv[4], (int)coco_iv[5]);
  const Q cdgh = _mm_set_epi32((int)coco_iv[2], (int)coco_iv[3], (int)coco_iv[6], (int)coco_iv[7]);
  for (; coco_room(search); search->group++) {
    for (uint32_t blob = 0; blob < GROUP_BLOBS; blob++) {
      lay_out(search->library + search->group * GROUP_WORDS + blob, laid);
      for (uint32_t n = 0; n < search->count; n += 2) {
        const uint32_t *head0 = search->heads + n * HEAD_WORDS;
        const uint32_t *head1 = n + 1 < search->count ? head0 + HEAD_WORDS : head0;
        BEGIN(0)
        BEGIN(1)
        ROUNDS_BOTH(laid + KW8 * 4)
        ROUNDS_BOTH(laid + KW8 * 4 + 4)
        BOTH(FIRST, 0) BOTH(SECOND, 0) BOTH(THIRD, 0) BOTH(FOURTH, 0)
        BOTH(NEXT4, 32, a, b, c, d) BOTH(NEXT4, 36, b, c, d, a) BOTH(NEXT4, 40, c, d, a, b)
        BOTH(NEXT4, 44, d, a, b, c) BOTH(NEXT4, 48, a, b, c, d) BOTH(NEXT4, 52, b, c, d, a)
        BOTH(NEXT4, 56, c, d, a, b) BOTH(NEXT4, 60, d, a, b, c)
        BOTH(BETWEEN, 0)
        for (const uint32_t *kv = laid + KV * 4; kv < laid + LAID_QUADS * 4; kv += 16) {
          ROUNDS_BOTH(kv) ROUNDS_BOTH(kv + 4) ROUNDS_BOTH(kv + 8) ROUNDS_BOTH(kv + 12)
        }
        REPORT(0, n)
        REPORT(1, n + 1)
      }
    }
  }
}
#endif
#if defined(__clang__) && defined(__x86_64__)
#pragma clang attribute pop
#endif
