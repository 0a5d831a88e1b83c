// As avx2.c with one timestamp at a time: faster where one already keeps all vector units busy.
#define STREAMS 1
#define EARLY 0
#define KEEP(v) COCO_BARRIER("x", v)
#define SEARCH coco_search_avx2single
#include "avx2.c"
