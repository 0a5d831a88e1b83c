// What the machine has, asked at run time, and what only C can ask of the system.
#ifndef COCO_CPU_H
#define COCO_CPU_H

#include "core.h"

typedef struct {
  const char *name;
  SearchFunction search;
} Variant;

// The variants that this machine can run, the likely fastest first.
int coco_variants(Variant to[8]);

// Cycles a second of the core that runs this, or 0 where it can't be told. Takes about 10 ms.
double coco_clock_rate(void);

// Puts the calling thread behind everything that a person waits for. 1 when the system took it.
int coco_lower_priority(void);

// Lets all threads take their memory from two places and not from one each, of which none gives back what only another
// could use; and small pieces that were freed are joined at once: with each read from a socket 64 KiB are asked for, and
// before that all that wait to be joined would be gone through; and large pieces, such as a block's records, always go
// back to the system (left alone the library keeps ever larger ones among the small). 1 where the C library can be told so (glibc).
int coco_tune_malloc(void);

#endif
