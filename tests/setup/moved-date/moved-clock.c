// The wall clock of every program into which this is loaded (LD_PRELOAD) is ahead of the machine's by SECONDS_AHEAD,
// which the compiler is given: of Node, PostgreSQL, Redis and browsers alike. Only the wall clock moves. Clocks that
// measure how long something takes stay as they are, and so do the times of files, which the kernel writes.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/** An absolute time before this is no wall-clock time but the time since the machine was started. */
#define SECONDS_OF_2001 1000000000L

int clock_gettime(clockid_t clock, struct timespec *at) {
  int failed = (int)syscall(SYS_clock_gettime, clock, at);
  if (failed == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) at->tv_sec += SECONDS_AHEAD;
  return failed;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone) {
  struct timespec exact;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &exact) != 0) return -1;
  at->tv_sec = exact.tv_sec;
  at->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *at) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  if (at != NULL) *at = exact.tv_sec;
  return exact.tv_sec;
}

/** What the kernel calls a moment until which somebody waits by the moved clock. */
static struct timespec kernel_time(const struct timespec *until) {
  struct timespec real = *until;
  if (real.tv_sec > SECONDS_OF_2001) real.tv_sec -= SECONDS_AHEAD;
  return real;
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until) {
  static int (*wait_for)(sem_t *, const struct timespec *) = NULL;
  if (wait_for == NULL) wait_for = dlsym(RTLD_NEXT, "sem_timedwait");
  struct timespec real = kernel_time(until);
  return wait_for(semaphore, &real);
}

int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict until) {
  static int (*lock)(pthread_mutex_t *, const struct timespec *) = NULL;
  if (lock == NULL) lock = dlsym(RTLD_NEXT, "pthread_mutex_timedlock");
  struct timespec real = kernel_time(until);
  return lock(mutex, &real);
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until) {
  static int (*wait_for)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *) = NULL;
  // The oldest of its versions takes a condition of another shape.
  if (wait_for == NULL) wait_for = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
  if (wait_for == NULL) wait_for = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
  struct timespec real = kernel_time(until);
  return wait_for(condition, mutex, &real);
}
