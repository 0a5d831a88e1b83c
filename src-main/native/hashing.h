#ifndef COCO_HASHING_H
#define COCO_HASHING_H

#include <stddef.h>

#include "core.h"

// SHA-256. Only on machines that have the variant "shani" (cpu.c).
void coco_sha256(const uint8_t *data, size_t length, uint8_t digest[32]);

#endif
