// Four lanes: every 64-bit x86 processor has SSE2.
#include "core.h"
#if COCO_X86
#include <immintrin.h>
#define V __m128i
#define LANES 4
#define STREAMS 2
#define LOAD(p) _mm_load_si128((const __m128i *)(p))
#define STORE(p, v) _mm_store_si128((__m128i *)(p), v)
#define ANY(p) _mm_loadu_si128((const __m128i *)(p))
#define SPREAD(x) _mm_set1_epi32((int)(x))
#define ADD(x, y) _mm_add_epi32(x, y)
#define XOR(x, y) _mm_xor_si128(x, y)
#define AND(x, y) _mm_and_si128(x, y)
#define ROR(x, n) _mm_or_si128(_mm_srli_epi32(x, n), _mm_slli_epi32(x, 32 - (n)))
#define SHR(x, n) _mm_srli_epi32(x, n)
#define XOR3(x, y, z) XOR(XOR(x, y), z)
#define CH(e, f, g) XOR(g, AND(e, XOR(f, g)))
// SSE2 compares as signed: both sides move by 2^31.
#define SIGNED(x) XOR(x, SPREAD(0x80000000u))
#define BELOW(v, limit) \
  (~(uint32_t)_mm_movemask_ps(_mm_castsi128_ps(_mm_cmpgt_epi32(SIGNED(v), SIGNED(limit)))) & 15)
#define KEEP(v) COCO_BARRIER("x", v)
#define SEARCH coco_search_sse2
#include "rows.h"
#endif
