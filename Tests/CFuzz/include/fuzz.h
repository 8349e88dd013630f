// What a fuzz run needs from the system: the input that is being tried must outlive a crash or a hang of this process.
#ifndef BERTH_FUZZ_H
#define BERTH_FUZZ_H

#include <stddef.h>
#include <stdint.h>

// Maps the file in which inputs are kept while they are tried, and catches the signals of a crash. Returns 0, or errno.
// `message` is printed, with "crashed on" or "hung on" before it, when an input ends this process.
int fuzz_watch_begin(const char *path, size_t capacity, const char *message);

// Keeps an input, at most `capacity` bytes of it, and gives it so many seconds.
void fuzz_watch_input(const uint8_t *bytes, size_t count, unsigned seconds);

// The run has ended well: the file goes, the signals are as before.
void fuzz_watch_end(void);

#endif
