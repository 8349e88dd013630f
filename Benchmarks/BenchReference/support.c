// Small things that every command needs.
#include "reference.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

_Noreturn void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("BenchReference: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

int64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

uint8_t *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file) fail("%s cannot be read", path);
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(*size + 1);
    if (!bytes || fread(bytes, 1, *size, file) != *size) fail("%s cannot be read", path);
    fclose(file);
    return bytes;
}

static uint64_t number(const uint8_t **place, const uint8_t *end, int bytes) {
    if (end - *place < bytes) fail("the request file ends too early");
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++) value = value << 8 | *(*place)++;
    return value;
}

static amqp_bytes_t part(const uint8_t **place, const uint8_t *end, int length_bytes) {
    size_t length = number(place, end, length_bytes);
    if ((size_t)(end - *place) < length) fail("the request file ends too early");
    amqp_bytes_t bytes = {.len = length, .bytes = (void *)*place};
    *place += length;
    return bytes;
}

struct request *read_requests(const char *path, size_t *count) {
    size_t size, room = 1024;
    const uint8_t *place = read_file(path, &size), *end = place + size;
    struct request *requests = malloc(room * sizeof *requests);
    for (*count = 0; place < end; ++*count) {
        if (*count == room) requests = realloc(requests, (room *= 2) * sizeof *requests);
        if (!requests) fail("out of memory");
        requests[*count].key = part(&place, end, 2);
        requests[*count].host = part(&place, end, 2);
        requests[*count].body = part(&place, end, 4);
    }
    return requests;
}

static int ascending(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

void print_latencies(const char *name, int64_t *latencies, size_t count) {
    if (count == 0) fail("no call was measured");
    qsort(latencies, count, sizeof *latencies, ascending);
    printf(
        "%s_p50_ns=%lld %s_p99_ns=%lld %s_count=%zu\n", name, (long long)latencies[(count - 1) / 2], name,
        (long long)latencies[(count - 1) * 99 / 100], name, count);
}

amqp_bytes_t copy_bytes(amqp_bytes_t bytes) {
    amqp_bytes_t copy = amqp_bytes_malloc_dup(bytes);
    if (bytes.len > 0 && !copy.bytes) fail("out of memory");
    return copy;
}
