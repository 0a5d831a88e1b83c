// Sixteen lanes, with one instruction each for a turn and for any function of three words. Two timestamps side by side:
// a round waits for the one before it, and the other's round fills the gap.
#ifndef STREAMS
#define STREAMS 2
#define EARLY 1
#define SEARCH coco_search_avx512
#endif
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#pragma GCC target("avx512f")
#elif defined(__clang__) && defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
#endif
#include "core.h"
#if COCO_X86
#include <immintrin.h>
#define V __m512i
#define LANES 16
#define LOAD(p) _mm512_load_si512(p)
#define STORE(p, v) _mm512_store_si512(p, v)
#define ANY(p) _mm512_loadu_si512(p)
#define SPREAD(x) _mm512_set1_epi32((int)(x))
#define ADD(x, y) _mm512_add_epi32(x, y)
#define ROR(x, n) _mm512_ror_epi32(x, n)
#define SHR(x, n) _mm512_srli_epi32(x, n)
#define XOR3(x, y, z) _mm512_ternarylogic_epi32(x, y, z, 0x96)
#define CH(e, f, g) _mm512_ternarylogic_epi32(e, f, g, 0xca)
#define MAJ(a, b, c) _mm512_ternarylogic_epi32(a, b, c, 0xe8)
#define BELOW(v, limit) ((uint32_t)_mm512_cmple_epu32_mask(v, limit))
#define KEEP(v) COCO_BARRIER("v", v)
#include "lanes.h"
#endif
#if defined(__clang__) && defined(__x86_64__)
#pragma clang attribute pop
#endif
