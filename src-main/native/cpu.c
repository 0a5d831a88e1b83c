#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "cpu.h"

#if defined(_WIN32)
#include <windows.h>
#elif defined(__APPLE__)
#include <pthread.h>
#include <sys/qos.h>
#include <time.h>
#elif defined(__linux__)
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#else
#include <time.h>
#endif

#if COCO_X86
#if defined(_MSC_VER)
#include <intrin.h>
static void ask(uint32_t leaf, uint32_t sub, uint32_t r[4]) { __cpuidex((int *)r, (int)leaf, (int)sub); }
static uint64_t enabled_registers(void) { return _xgetbv(0); }
#else
#include <cpuid.h>
static void ask(uint32_t leaf, uint32_t sub, uint32_t r[4]) {
  if (!__get_cpuid_count(leaf, sub, &r[0], &r[1], &r[2], &r[3])) r[0] = r[1] = r[2] = r[3] = 0;
}
static uint64_t enabled_registers(void) {
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}
#endif
void coco_search_sse2(Search *);
void coco_search_avx2(Search *);
void coco_search_avx2single(Search *);
void coco_search_avx512(Search *);
void coco_search_avx512single(Search *);
void coco_search_shani(Search *);
#endif
#if COCO_ARMV8
void coco_search_armv8(Search *);
static int has_sha(void) {
#if defined(__APPLE__)
  return 1;
#elif defined(_WIN32)
  return IsProcessorFeaturePresent(PF_ARM_V8_CRYPTO_INSTRUCTIONS_AVAILABLE);
#elif defined(__linux__)
  return getauxval(AT_HWCAP) >> 6 & 1;
#else
  return 0;
#endif
}
#endif
void coco_search_scalar(Search *);

int coco_variants(Variant to[8]) {
  int n = 0;
#define HAS(variant) to[n++] = (Variant){#variant, coco_search_##variant}
#if COCO_X86
  uint32_t one[4], seven[4];
  ask(1, 0, one);
  ask(7, 0, seven);
  // The processor knows an instruction only when the system also saves its registers.
  const uint64_t registers = one[2] >> 27 & 1 ? enabled_registers() : 0;
  const int avx = (registers & 6) == 6, avx512 = (registers & 0xe6) == 0xe6;
  if (avx512 && seven[1] >> 16 & 1) {
    HAS(avx512);
    HAS(avx512single);
  }
  if (seven[1] >> 29 & 1 && one[2] >> 19 & 1) HAS(shani);
  if (avx && seven[1] >> 5 & 1) {
    HAS(avx2);
    HAS(avx2single);
  }
  HAS(sse2);
#endif
#if COCO_ARMV8
  if (has_sha()) HAS(armv8);
#endif
  HAS(scalar);
  return n;
}

#if COCO_X86 && !defined(_MSC_VER)
static double seconds(void) {
#if defined(_WIN32)
  LARGE_INTEGER now, rate;
  QueryPerformanceCounter(&now);
  QueryPerformanceFrequency(&rate);
  return (double)now.QuadPart / (double)rate.QuadPart;
#else
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
#endif
}

double coco_clock_rate(void) {
  // A 64-bit multiplication that waits for the one before it takes three cycles on every x86 processor of the last
  // fifteen years. The best of many short runs is the one that nothing interrupted.
  double best = 0;
  for (int run = 0; run < 30; run++) {
    uint64_t x = 3;
    const double before = seconds();
    for (int i = 0; i < 100000; i++) __asm__ volatile("imulq %0, %0" : "+r"(x));
    const double rate = 300000 / (seconds() - before);
    if (rate > best) best = rate;
  }
  return best;
}
#else
double coco_clock_rate(void) { return 0; }
#endif

int coco_lower_priority(void) {
#if defined(_WIN32)
  return SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_LOWEST) != 0;
#elif defined(__APPLE__)
  return pthread_set_qos_class_self_np(QOS_CLASS_UTILITY, 0) == 0;
#elif defined(__linux__)
  // On Linux a nice value belongs to a thread, and its number counts as a process's.
  return setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), 10) == 0;
#else
  return 0;
#endif
}

int coco_tune_malloc(void) {
#if defined(__GLIBC__)
  return mallopt(M_ARENA_MAX, 2) && mallopt(M_MXFAST, 0) && mallopt(M_MMAP_THRESHOLD, 256 * 1024) &&
         mallopt(M_TRIM_THRESHOLD, 4 * 1024 * 1024);
#else
  return 0;
#endif
}
