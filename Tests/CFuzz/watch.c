#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int file = -1;
static uint8_t *map;
static size_t capacity;
static volatile size_t length;
static char text[1024];
static char file_path[512];

static const int crashes[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
#define CRASHES (sizeof crashes / sizeof crashes[0])
static struct sigaction earlier[CRASHES];
static struct sigaction earlier_alarm;
// A stack that has run over cannot carry its own handler.
static uint8_t spare_stack[64 << 10];

static void say(const char *what) {
    if (write(STDERR_FILENO, what, strlen(what)) < 0) return;
    if (write(STDERR_FILENO, text, strlen(text)) < 0) return;
}

static void end(int number) {
    (void)number;
    if (ftruncate(file, (off_t)length) != 0) say("cannot cut the file: ");
    say(number == SIGALRM ? "\nfuzz: hung on " : "\nfuzz: crashed on ");
    for (size_t index = 0; index < CRASHES; index++) sigaction(crashes[index], &earlier[index], NULL);
    // A fault comes again on return, and then goes where it went before; what was sent does not.
    if (number == SIGALRM || number == SIGABRT) abort();
}

int fuzz_watch_begin(const char *path, size_t bytes, const char *message) {
    strncpy(file_path, path, sizeof file_path - 1);
    strncpy(text, message, sizeof text - 1);
    file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0 || ftruncate(file, (off_t)bytes) != 0) return errno;
    map = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (map == MAP_FAILED) return errno;
    capacity = bytes;
    struct sigaction action = {.sa_handler = end, .sa_flags = SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (size_t index = 0; index < CRASHES; index++) sigaction(crashes[index], &action, &earlier[index]);
    sigaction(SIGALRM, &action, &earlier_alarm);
    return 0;
}

void fuzz_watch_input(const uint8_t *bytes, size_t count, unsigned seconds) {
    // Belongs to a thread: the one that tries inputs sets it, once.
    static _Thread_local int has_stack;
    if (!has_stack) {
        stack_t stack = {.ss_sp = spare_stack, .ss_size = sizeof spare_stack};
        sigaltstack(&stack, NULL);
        has_stack = 1;
    }
    length = count < capacity ? count : capacity;
    if (length > 0) memcpy(map, bytes, length);
    alarm(seconds);
}

void fuzz_watch_end(void) {
    alarm(0);
    for (size_t index = 0; index < CRASHES; index++) sigaction(crashes[index], &earlier[index], NULL);
    sigaction(SIGALRM, &earlier_alarm, NULL);
    munmap(map, capacity);
    close(file);
    unlink(file_path);
    file = -1;
}
