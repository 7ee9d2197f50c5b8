/*
 * Loaded before the C library by LD_PRELOAD: every flush of a file takes SHARDKEEP_BENCH_FLUSH_US
 * microseconds longer, as on an ordinary disk. The same for whoever it is loaded into.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

static void wait_longer(void) {
  const char *text = getenv("SHARDKEEP_BENCH_FLUSH_US");
  long us = text == NULL ? 0 : atol(text);
  struct timespec left = {us / 1000000, us % 1000000 * 1000};
  while (nanosleep(&left, &left) == -1 && errno == EINTR) {
  }
}

static int flush(const char *name, int file) {
  int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  int result = next(file);
  int error = errno;
  wait_longer();
  errno = error;
  return result;
}

int fsync(int file) { return flush("fsync", file); }
int fdatasync(int file) { return flush("fdatasync", file); }
