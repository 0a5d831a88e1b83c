// As avx2.c with two timestamps side by side.
#define STREAMS 2
#define KEEP(v)
#define SEARCH coco_search_avx2x2
#include "avx2.c"
