/* Makes disk and clock of one process fail on command: loaded in front of the system's library (LD_PRELOAD).

   BERTH_FAULT_CONTROL names the control file, BERTH_FAULT_FOLDER the folder whose files fail. Without the two, and as
   long as the control file holds zeros, everything is passed on as it is. */
#define _GNU_SOURCE
#include "fault_shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static struct fault_control *control;
static char folder[PATH_MAX];
static size_t folder_length;

static int (*next_open)(const char *, int, ...);
static ssize_t (*next_write)(int, const void *, size_t);
static ssize_t (*next_pwrite)(int, const void *, size_t, off_t);
static int (*next_ftruncate)(int, off_t);
static int (*next_fsync)(int);
static int (*next_fdatasync)(int);
static int (*next_clock_gettime)(clockid_t, struct timespec *);
static int (*next_gettimeofday)(struct timeval *, void *);

/* Other constructors may call us before ours has run. */
static void find(void) {
    if (next_gettimeofday) return;
    next_open = dlsym(RTLD_NEXT, "open");
    next_write = dlsym(RTLD_NEXT, "write");
    next_pwrite = dlsym(RTLD_NEXT, "pwrite");
    next_ftruncate = dlsym(RTLD_NEXT, "ftruncate");
    next_fsync = dlsym(RTLD_NEXT, "fsync");
    next_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    next_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    next_gettimeofday = dlsym(RTLD_NEXT, "gettimeofday");
}

__attribute__((constructor)) static void begin(void) {
    find();
    const char *path = getenv("BERTH_FAULT_CONTROL");
    const char *wanted = getenv("BERTH_FAULT_FOLDER");
    if (!path || !wanted || strlen(wanted) >= sizeof folder) return;
    int descriptor = next_open(path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return;
    void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (mapped == MAP_FAILED) return;
    strcpy(folder, wanted);
    folder_length = strlen(folder);
    control = mapped;
}

static uint32_t read_switch(const uint32_t *field) { return __atomic_load_n(field, __ATOMIC_RELAXED); }
static void count(uint64_t *field) { __atomic_fetch_add(field, 1, __ATOMIC_RELAXED); }
static int names_folder(const char *path) {
    return strncmp(path, folder, folder_length) == 0 && (path[folder_length] == '/' || path[folder_length] == 0);
}

static int is_ours(int descriptor) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return names_folder(path);
}

/* Whether a write must fail; sets errno. */
static int write_fails(int descriptor) {
    if (!control) return 0;
    uint32_t error = read_switch(&control->write_error);
    if (error == 0 || !is_ours(descriptor)) return 0;
    count(&control->failed_writes);
    errno = (int)error;
    return 1;
}

static int sync_fails(int descriptor) {
    if (!control) return 0;
    uint32_t error = read_switch(&control->sync_error);
    uint32_t slow = read_switch(&control->sync_milliseconds);
    if ((error == 0 && slow == 0) || !is_ours(descriptor)) return 0;
    if (slow > 0) {
        count(&control->slow_syncs);
        struct timespec wait = {slow / 1000, (long)(slow % 1000) * 1000000};
        nanosleep(&wait, NULL);
    }
    if (error == 0) return 0;
    count(&control->failed_syncs);
    errno = (int)error;
    return 1;
}

static int open_fails(const char *path, int flags) {
    if (!control || (flags & O_ACCMODE) == O_RDONLY) return 0;
    uint32_t error = read_switch(&control->open_error);
    if (error == 0 || !names_folder(path)) return 0;
    errno = (int)error;
    return 1;
}

static int open_file(const char *path, int flags, mode_t mode) {
    find();
    return open_fails(path, flags) ? -1 : next_open(path, flags, mode);
}

static mode_t mode_of(int flags, va_list arguments) {
    return flags & (O_CREAT | __O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return open_file(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return open_file(path, flags, mode);
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
    find();
    return write_fails(descriptor) ? -1 : next_write(descriptor, bytes, length);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
    find();
    return write_fails(descriptor) ? -1 : next_pwrite(descriptor, bytes, length, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset) {
    return pwrite(descriptor, bytes, length, offset);
}

int ftruncate(int descriptor, off_t length) {
    find();
    return write_fails(descriptor) ? -1 : next_ftruncate(descriptor, length);
}

int ftruncate64(int descriptor, off64_t length) { return ftruncate(descriptor, length); }

int fsync(int descriptor) {
    find();
    return sync_fails(descriptor) ? -1 : next_fsync(descriptor);
}

int fdatasync(int descriptor) {
    find();
    return sync_fails(descriptor) ? -1 : next_fdatasync(descriptor);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    find();
    int result = next_clock_gettime(clock, time);
    if (result != 0 || !control || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return result;
    int64_t nanoseconds = time->tv_sec * 1000000000LL + time->tv_nsec
        + __atomic_load_n(&control->clock_nanoseconds, __ATOMIC_RELAXED);
    time->tv_sec = nanoseconds / 1000000000LL;
    time->tv_nsec = nanoseconds % 1000000000LL;
    return 0;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    find();
    int result = next_gettimeofday(time, zone);
    if (result != 0 || !control) return result;
    int64_t microseconds = time->tv_sec * 1000000LL + time->tv_usec
        + __atomic_load_n(&control->clock_nanoseconds, __ATOMIC_RELAXED) / 1000;
    time->tv_sec = microseconds / 1000000LL;
    time->tv_usec = microseconds % 1000000LL;
    return 0;
}
