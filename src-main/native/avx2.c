// Eight lanes, two timestamps side by side: a round waits for the one before it, and the other's round fills the gap.
#ifndef STREAMS
#define STREAMS 2
#define SEARCH coco_search_avx2
#endif
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#pragma GCC target("avx2")
#elif defined(__clang__) && defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#endif
#include "core.h"
#if COCO_X86
#include <immintrin.h>
#define V __m256i
#define LANES 8
#define LOAD(p) _mm256_load_si256((const __m256i *)(p))
#define STORE(p, v) _mm256_store_si256((__m256i *)(p), v)
#define ANY(p) _mm256_loadu_si256((const __m256i *)(p))
#define SPREAD(x) _mm256_set1_epi32((int)(x))
#define ADD(x, y) _mm256_add_epi32(x, y)
#define XOR(x, y) _mm256_xor_si256(x, y)
#define AND(x, y) _mm256_and_si256(x, y)
#define ROR(x, n) _mm256_or_si256(_mm256_srli_epi32(x, n), _mm256_slli_epi32(x, 32 - (n)))
#define SHR(x, n) _mm256_srli_epi32(x, n)
#define XOR3(x, y, z) XOR(XOR(x, y), z)
#define CH(e, f, g) XOR(g, AND(e, XOR(f, g)))
#define MAJ(a, b, c) XOR(b, AND(XOR(a, b), XOR(b, c)))
#define BELOW(v, limit) \
  ((uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_min_epu32(v, limit), v))))
#define KEEP(v) COCO_BARRIER("x", v)
#ifdef EARLY
#include "lanes.h"
#else
#include "rows.h"
#endif
#endif
#if defined(__clang__) && defined(__x86_64__)
#pragma clang attribute pop
#endif
