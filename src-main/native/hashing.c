// Plain SHA-256 of many short messages with the processor's own instructions, for the ledger: a call into a library for
// each of them costs more than the hash. Machines without these instructions use a library (src-main/base/nodeHash.ts).
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#pragma GCC target("sha,sse4.1,ssse3")
#elif defined(__clang__) && defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("sha,sse4.1,ssse3"))), apply_to = function)
#endif
#include "hashing.h"
#if COCO_X86
#include <immintrin.h>
#include <string.h>

typedef __m128i Q;  // four words

#define ADD(x, y) _mm_add_epi32(x, y)
#define LOAD(p) _mm_loadu_si128((const __m128i *)(p))

// Words 4i … 4i+3 of the schedule, from the 16 words before them, which they replace.
#define NEXT(i)                                                                                              \
  w[i & 3] = _mm_sha256msg2_epu32(ADD(_mm_sha256msg1_epu32(w[i & 3], w[(i + 1) & 3]),                        \
                                      _mm_alignr_epi8(w[(i + 3) & 3], w[(i + 2) & 3], 4)), w[(i + 3) & 3]);
#define ROUNDS(i)                                                     \
  {                                                                   \
    const Q kw = ADD(w[i & 3], LOAD(coco_k + 4 * i));                 \
    cdgh = _mm_sha256rnds2_epu32(cdgh, abef, kw);                     \
    abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(kw, 0x0e)); \
  }
#define LATER(i) NEXT(i) ROUNDS(i)

// `state`: A B E F, then C D G H, from the highest word down.
static void compress(Q state[2], const uint8_t *data, size_t blocks) {
  const Q big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0bll, 0x0405060700010203ll);
  Q abef = state[0], cdgh = state[1], w[4];
  for (; blocks > 0; blocks--, data += 64) {
    const Q abef_before = abef, cdgh_before = cdgh;
    for (int i = 0; i < 4; i++) w[i] = _mm_shuffle_epi8(LOAD(data + 16 * i), big_endian);
    ROUNDS(0) ROUNDS(1) ROUNDS(2) ROUNDS(3)
    LATER(4) LATER(5) LATER(6) LATER(7) LATER(8) LATER(9)
    LATER(10) LATER(11) LATER(12) LATER(13) LATER(14) LATER(15)
    abef = ADD(abef, abef_before);
    cdgh = ADD(cdgh, cdgh_before);
  }
  state[0] = abef;
  state[1] = cdgh;
}

static void put(uint8_t *to, int word) {
  const uint32_t w = (uint32_t)word;
  to[0] = (uint8_t)(w >> 24), to[1] = (uint8_t)(w >> 16), to[2] = (uint8_t)(w >> 8), to[3] = (uint8_t)w;
}

void coco_sha256(const uint8_t *data, size_t length, uint8_t digest[32]) {
  Q state[2] = {_mm_set_epi32((int)coco_iv[0], (int)coco_iv[1], (int)coco_iv[4], (int)coco_iv[5]),
                _mm_set_epi32((int)coco_iv[2], (int)coco_iv[3], (int)coco_iv[6], (int)coco_iv[7])};
  const size_t whole = length / 64, rest = length % 64;
  compress(state, data, whole);
  // The rest, one bit, zeros, and the length in bits.
  uint8_t end[128] = {0};
  if (rest > 0) memcpy(end, data + 64 * whole, rest);
  end[rest] = 0x80;
  const size_t blocks = rest < 56 ? 1 : 2;
  for (int i = 0; i < 8; i++) end[64 * blocks - 1 - (size_t)i] = (uint8_t)((uint64_t)length << 3 >> (8 * i));
  compress(state, end, blocks);
  put(digest, _mm_extract_epi32(state[0], 3));
  put(digest + 4, _mm_extract_epi32(state[0], 2));
  put(digest + 8, _mm_extract_epi32(state[1], 3));
  put(digest + 12, _mm_extract_epi32(state[1], 2));
  put(digest + 16, _mm_extract_epi32(state[0], 1));
  put(digest + 20, _mm_extract_epi32(state[0], 0));
  put(digest + 24, _mm_extract_epi32(state[1], 1));
  put(digest + 28, _mm_extract_epi32(state[1], 0));
}
#else
void coco_sha256(const uint8_t *data, size_t length, uint8_t digest[32]) {
  (void)data, (void)length, (void)digest;
}
#endif
#if defined(__clang__) && defined(__x86_64__)
#pragma clang attribute pop
#endif
