// As avx512.c with one timestamp at a time: faster where one already keeps all vector units busy.
#define STREAMS 1
#define EARLY 0
#define SEARCH coco_search_avx512single
#include "avx512.c"
