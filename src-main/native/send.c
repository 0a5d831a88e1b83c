#include "send.h"

#if COCO_SENDS
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

// Where there is no such flag Node has turned the signal off for the whole process.
#if !defined(MSG_NOSIGNAL)
#define MSG_NOSIGNAL 0
#endif

int32_t coco_send(int socket, const uint8_t *data, size_t length) {
  return (int32_t)send(socket, data, length, MSG_DONTWAIT | MSG_NOSIGNAL);
}

int coco_hold(int socket) { return fcntl(socket, F_DUPFD_CLOEXEC, 0); }

void coco_give_back(int held) { close(held); }
#endif
