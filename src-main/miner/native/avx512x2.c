// As avx512.c with two timestamps side by side: faster where four vector units wait for one chain of rounds.
#define STREAMS 2
#define SEARCH coco_search_avx512x2
#include "avx512.c"
