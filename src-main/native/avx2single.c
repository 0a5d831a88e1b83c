// As avx2.c with one timestamp at a time and all of its state in registers: for processors that wait for memory longer
// than for an addition. Which of the two is faster is measured at the start.
#define STREAMS 1
#define EARLY 1
#define SEARCH coco_search_avx2single
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-schedule-insns2")  // with 16 registers its order costs spills
#endif
#include "avx2.c"
