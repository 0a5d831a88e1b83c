// As avx2.c with one timestamp at a time: faster where one already keeps all vector units busy.
#define STREAMS 1
#define EARLY 1
#define KEEP(v) COCO_BARRIER("x", v)
#define SEARCH coco_search_avx2single
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-schedule-insns2")  // with 16 registers its order costs spills
#endif
#include "avx2.c"
