// Scalar SHA-256 and MD5: they fill the library and the heads, and judge what a kernel thinks it found.
#include "core.h"

#define ROR(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
#define BIG0(x) (ROR(x, 2) ^ ROR(x, 13) ^ ROR(x, 22))
#define BIG1(x) (ROR(x, 6) ^ ROR(x, 11) ^ ROR(x, 25))
#define SMALL0(x) (ROR(x, 7) ^ ROR(x, 18) ^ ((x) >> 3))
#define SMALL1(x) (ROR(x, 17) ^ ROR(x, 19) ^ ((x) >> 10))
#define CH(e, f, g) ((g) ^ ((e) & ((f) ^ (g))))
#define MAJ(a, b, c) (((a) & (b)) | ((c) & ((a) | (b))))

static uint32_t big_endian(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

#define ROUND(a, b, c, d, e, f, g, h, t)                      \
  {                                                           \
    h += coco_k[t] + w[t] + CH(e, f, g) + BIG1(e);            \
    d += h;                                                   \
    h += MAJ(a, b, c) + BIG0(a);                              \
  }

// Rounds `from` to before `to`, both multiples of 8, without the sum at the end.
COCO_INLINE void rounds(uint32_t s[8], const uint32_t *w, int from, int to) {
  uint32_t a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
  for (int t = from; t < to; t += 8) {
    ROUND(a, b, c, d, e, f, g, h, t)
    ROUND(h, a, b, c, d, e, f, g, t + 1)
    ROUND(g, h, a, b, c, d, e, f, t + 2)
    ROUND(f, g, h, a, b, c, d, e, t + 3)
    ROUND(e, f, g, h, a, b, c, d, t + 4)
    ROUND(d, e, f, g, h, a, b, c, t + 5)
    ROUND(c, d, e, f, g, h, a, b, t + 6)
    ROUND(b, c, d, e, f, g, h, a, t + 7)
  }
  s[0] = a, s[1] = b, s[2] = c, s[3] = d, s[4] = e, s[5] = f, s[6] = g, s[7] = h;
}

static void compress(uint32_t state[8], const uint32_t message[16]) {
  uint32_t w[64], s[8];
  for (int t = 0; t < 16; t++) w[t] = message[t];
  for (int t = 16; t < 64; t++) w[t] = SMALL1(w[t - 2]) + w[t - 7] + SMALL0(w[t - 15]) + w[t - 16];
  for (int i = 0; i < 8; i++) s[i] = state[i];
  rounds(s, w, 0, 64);
  for (int i = 0; i < 8; i++) state[i] += s[i];
}

static void start(uint32_t state[8]) {
  for (int i = 0; i < 8; i++) state[i] = coco_iv[i];
}

// SHA-256 of a message of one block whose first `words` words are given.
static void hash_words(uint32_t message[16], int words, uint32_t out[8]) {
  message[words] = 0x80000000u;
  for (int i = words + 1; i < 15; i++) message[i] = 0;
  message[15] = (uint32_t)words * 32;
  start(out);
  compress(out, message);
}

void coco_heads(const uint8_t step3[32], uint64_t date, uint32_t count, uint32_t *heads) {
  for (uint32_t n = 0; n < count; n++, heads += HEAD_WORDS) {
    uint32_t message[16], w[8], s[8];
    message[0] = (uint32_t)((date + n) >> 32);
    message[1] = (uint32_t)(date + n);
    for (int i = 0; i < 8; i++) message[2 + i] = big_endian(step3 + 4 * i);
    hash_words(message, 10, w);
    start(s);
    rounds(s, w, 0, 8);
    uint32_t t1 = s[7] + CH(s[4], s[5], s[6]) + BIG1(s[4]);
    heads[0] = t1 + BIG0(s[0]) + MAJ(s[0], s[1], s[2]);
    heads[1] = t1 + s[3];
    heads[2] = s[0];
    heads[3] = s[1];
    heads[4] = s[2];
    heads[5] = s[4];
    heads[6] = s[5];
    heads[7] = s[6];
    for (int i = 0; i < 7; i++) heads[HEAD_SCHEDULE + i] = w[i] + SMALL0(w[i + 1]);
    heads[HEAD_SCHEDULE + 7] = w[7];
    for (int i = 0; i < 8; i++) heads[HEAD_STEP4 + i] = w[i];
#if defined(__aarch64__) || defined(_M_ARM64)
    static const int order[8] = {0, 1, 2, 3, 4, 5, 6, 7};
#else
    static const int order[8] = {5, 4, 1, 0, 7, 6, 3, 2};
#endif
    for (int i = 0; i < 8; i++) heads[HEAD_STATE + i] = s[order[i]];
  }
}

static void md5_8_bytes(const uint8_t blob[8], uint32_t out[4]) {
  static const uint32_t k[64] = {
      0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
      0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
      0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
      0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
      0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
      0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
      0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
      0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
  static const uint8_t turns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  uint32_t m[16] = {0};
  for (int i = 0; i < 8; i++) m[i / 4] |= (uint32_t)blob[i] << (8 * (i % 4));
  m[2] = 0x80;
  m[14] = 64;
  uint32_t a = 0x67452301, b = 0xefcdab89, c = 0x98badcfe, d = 0x10325476;
  for (int i = 0; i < 64; i++) {
    uint32_t f;
    int word;
    if (i < 16) f = (b & c) | (~b & d), word = i;
    else if (i < 32) f = (d & b) | (~d & c), word = (5 * i + 1) % 16;
    else if (i < 48) f = b ^ c ^ d, word = (3 * i + 5) % 16;
    else f = c ^ (b | ~d), word = (7 * i) % 16;
    uint32_t sum = a + f + k[i] + m[word];
    int turn = turns[i / 16][i % 4];
    a = d;
    d = c;
    c = b;
    b += (sum << turn) | (sum >> (32 - turn));
  }
  const uint32_t words[4] = {a + 0x67452301, b + 0xefcdab89, c + 0x98badcfe, d + 0x10325476};
  // MD5's bytes stand in little-endian order; SHA-256 reads them as big-endian words.
  for (int i = 0; i < 4; i++) out[i] = words[i] << 24 | (words[i] & 0xff00) << 8 | (words[i] >> 8 & 0xff00) | words[i] >> 24;
}

// Steps 6 and 7: does SHA-256(blob) choose MD5, number 0 or 4 of five? java.util.Random's nextInt(5).
static int chooses_md5(const uint32_t digest[8]) {
  uint64_t seed = 0;
  for (int i = 0; i < 8; i++) {
    uint32_t x = digest[i];
    seed = seed << 8 | ((x >> 24) + (x >> 16) + (x >> 8) + x) % 256;
  }
  const uint64_t mask = ((uint64_t)1 << 48) - 1;
  seed = (seed ^ 0x5DEECE66Du) & mask;
  uint32_t bits;
  do {
    seed = (seed * 0x5DEECE66Du + 0xB) & mask;
    bits = (uint32_t)(seed >> 17);
  } while (bits - bits % 5 + 4 > 0x7fffffffu);
  return bits % 5 == 0 || bits % 5 == 4;
}

uint64_t coco_library(uint64_t start, uint32_t groups, uint32_t *library, uint8_t *blobs) {
  for (uint32_t n = 0; n < groups * GROUP_BLOBS; start++) {
    uint32_t message[16], digest[8], md5[4];
    message[0] = (uint32_t)(start >> 32);
    message[1] = (uint32_t)start;
    hash_words(message, 2, digest);
    if (!chooses_md5(digest)) continue;
    uint8_t *blob = blobs + 8 * n;
    for (int i = 0; i < 8; i++) blob[i] = (uint8_t)(start >> (56 - 8 * i));
    md5_8_bytes(blob, md5);
    uint32_t *to = library + n / GROUP_BLOBS * GROUP_WORDS + n % GROUP_BLOBS;
    for (int i = 0; i < 8; i++) to[i * GROUP_BLOBS] = digest[i];
    for (int i = 0; i < 4; i++) to[(8 + i) * GROUP_BLOBS] = md5[i];
    n++;
  }
  return start;
}

void coco_test(Search *search, uint32_t blob, uint32_t head) {
  const uint32_t *from = search->library + blob / GROUP_BLOBS * GROUP_WORDS + blob % GROUP_BLOBS;
  const uint32_t *step4 = search->heads + head * HEAD_WORDS + HEAD_STEP4;
  uint32_t first[16], second[16] = {0}, state[8];
  for (int i = 0; i < 8; i++) first[i] = step4[i];
  for (int i = 0; i < 8; i++) first[8 + i] = from[i * GROUP_BLOBS];
  for (int i = 0; i < 4; i++) second[i] = from[(8 + i) * GROUP_BLOBS];
  second[4] = 0x80000000u;
  second[15] = 640;
  start(state);
  compress(state, first);
  compress(state, second);
  for (int i = 0; i < 8; i++) {
    if (state[i] > search->limit[i]) return;
    if (state[i] < search->limit[i]) break;
  }
  search->found[2 * search->length] = blob;
  search->found[2 * search->length + 1] = head;
  search->length++;
}
