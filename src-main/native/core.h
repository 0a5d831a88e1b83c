// What all kernels share: the layout of their data and the scalar hashes that fill it (docs/PROTOCOL.md §4).
//
// The block hash is H(s4 || d5 || d8): s4 depends on the timestamp, d5 = SHA-256(blob) and d8 = MD5(blob) on the
// blob alone. So a *library* of blobs with their digests is made once, a *head* is made once a timestamp, and a
// search tries every head with every blob: two SHA-256 compressions less what both of them prepare.
#ifndef COCO_CORE_H
#define COCO_CORE_H

#include <stdint.h>

// Which variants a build holds; which of them the machine can run is asked when it runs (cpu.c).
#if defined(__x86_64__) || defined(_M_X64)
#define COCO_X86 1
#elif defined(__aarch64__) || defined(_M_ARM64)
// Older clangs know the SHA instructions only when they are told on the command line.
#if !defined(__clang__) || defined(__ARM_FEATURE_SHA2) || defined(__ARM_FEATURE_CRYPTO)
#define COCO_ARMV8 1
#endif
#endif

#if defined(_MSC_VER)
#define COCO_ALIGN64 __declspec(align(64))
#define COCO_INLINE static __forceinline
#define COCO_BARRIER(kind, v)
#else
#define COCO_BARRIER(kind, v) __asm__("" : "+" kind(v));
#define COCO_ALIGN64 __attribute__((aligned(64)))
#define COCO_INLINE static inline __attribute__((always_inline, unused))
#endif

// A group of the library: 12 words (d5, then d8) of 16 blobs, word by word: word w of blob b is at [w * 16 + b].
enum { GROUP_BLOBS = 16, DIGEST_WORDS = 12, GROUP_WORDS = GROUP_BLOBS * DIGEST_WORDS };

// A head: 32 words a timestamp.
//   0..7   what round 8 needs: a and e without K + W of round 8, then b, c, d, f, g, h
//   8..15  the timestamp's part of W16..W22, then W7
//   16..23 s4
//   24..31 the state after round 7, as the processor's SHA instructions want it: x86 F E B A, H G D C; ARM A to H
enum { HEAD_WORDS = 32, HEAD_SCHEDULE = 8, HEAD_STEP4 = 16, HEAD_STATE = 24 };

typedef struct {
  const uint32_t *library;  // groups of GROUP_WORDS
  uint32_t group;           // the first group to try; afterwards the first one not tried
  uint32_t end;             // one behind the last group
  const uint32_t *heads;    // count times HEAD_WORDS
  uint32_t count;
  const uint32_t *limit;    // 8 words, most significant first: a hash passes when it is not above this
  uint32_t *found;          // pairs: index of the blob in the library, index of the head
  uint32_t capacity;        // pairs; the search stops before a group whose pairs might not fit
  uint32_t length;          // pairs found
} Search;

typedef void (*SearchFunction)(Search *search);

// Here, not in core.c, so that a kernel has them as constants.
static const uint32_t coco_k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static const uint32_t coco_iv[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                             0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// Fills `count` heads for the milliseconds from `date` on.
void coco_heads(const uint8_t step3[32], uint64_t date, uint32_t count, uint32_t *heads);

// Fills `groups` groups with blobs from `start` on that choose MD5, and their 8 bytes each. Returns the next start.
uint64_t coco_library(uint64_t start, uint32_t groups, uint32_t *library, uint8_t *blobs);

// The exact test of one pair whose top word may pass; keeps the pair when it does.
void coco_test(Search *search, uint32_t blob, uint32_t head);

COCO_INLINE int coco_room(const Search *s) {
  return s->group < s->end && s->capacity - s->length >= GROUP_BLOBS * s->count;
}

#endif
