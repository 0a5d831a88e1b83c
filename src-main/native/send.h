#ifndef COCO_SEND_H
#define COCO_SEND_H

#include <stddef.h>
#include <stdint.h>

#if !defined(_WIN32)
#define COCO_SENDS 1

// Hands bytes to a connected socket as far as it takes them without waiting: how many, or -1 where it took none.
int32_t coco_send(int socket, const uint8_t *data, size_t length);
// Another number for the same socket, good until it is given back, even if the first one means another socket by then; -1:
// there are no more.
int coco_hold(int socket);
void coco_give_back(int held);
#endif

#endif
