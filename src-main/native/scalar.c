// One try at a time, for any processor.
#define V uint32_t
#define LANES 1
#define STREAMS 1
#define EARLY 0
#define LOAD(p) (*(p))
#define STORE(p, v) (*(p) = (v))
#define ANY(p) (*(p))
#define SPREAD(x) ((uint32_t)(x))
#define ADD(x, y) ((x) + (y))
#define ROR(x, n) ((x) >> (n) | (x) << (32 - (n)))
#define SHR(x, n) ((x) >> (n))
#define XOR3(x, y, z) ((x) ^ (y) ^ (z))
#define CH(e, f, g) ((g) ^ ((e) & ((f) ^ (g))))
#define MAJ(a, b, c) ((b) ^ (((a) ^ (b)) & ((b) ^ (c))))
#define BELOW(v, limit) ((uint32_t)((v) <= (limit)))
#define KEEP(v) COCO_BARRIER("r", v)
#define SEARCH coco_search_scalar
#include "lanes.h"
