// The kernel for WebAssembly with 128-bit SIMD: four lanes, and the few functions that fill its memory. It has no
// library and no stack of its own making: everything is handed in as offsets into the memory behind it.
#include <wasm_simd128.h>

#define V v128_t
#define LANES 4
#define STREAMS 2
#define LOAD(p) wasm_v128_load(p)
#define STORE(p, v) wasm_v128_store(p, v)
#define ANY(p) wasm_v128_load(p)
#define SPREAD(x) wasm_u32x4_splat((uint32_t)(x))
#define ADD(x, y) wasm_i32x4_add(x, y)
#define XOR(x, y) wasm_v128_xor(x, y)
#define AND(x, y) wasm_v128_and(x, y)
#define ROR(x, n) wasm_v128_or(wasm_u32x4_shr(x, n), wasm_i32x4_shl(x, 32 - (n)))
#define SHR(x, n) wasm_u32x4_shr(x, n)
#define XOR3(x, y, z) XOR(XOR(x, y), z)
#define CH(e, f, g) XOR(g, AND(e, XOR(f, g)))
#define BELOW(v, limit) ((uint32_t)wasm_i32x4_bitmask(wasm_u32x4_le(v, limit)))
#define KEEP(v) COCO_BARRIER("r", v)
#define SEARCH coco_search_wasm
#include "rows.h"

// The compiler makes calls of this one out of loops that clear memory, and there is no C library here.
void *memset(void *to, int value, __SIZE_TYPE__ count) {
  for (uint8_t *p = to; count-- > 0; p++) *(volatile uint8_t *)p = (uint8_t)value;
  return to;
}

#define EXPORT(name) __attribute__((export_name(name)))

EXPORT("heads") void heads(const uint8_t *step3, double date, uint32_t count, uint32_t *to) {
  coco_heads(step3, (uint64_t)date, count, to);
}

EXPORT("library") uint64_t library(uint64_t start, uint32_t groups, uint32_t *to, uint8_t *blobs) {
  return coco_library(start, groups, to, blobs);
}

EXPORT("search") void search(Search *s) { coco_search_wasm(s); }
