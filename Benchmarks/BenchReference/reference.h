// What the C parts of the benchmark share. Each part is one command of this program; see main.c.
#pragma once

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Ends the program with a sentence.
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/// Monotonic time in nanoseconds.
int64_t now_ns(void);

/// Reads a whole file; the memory lives as long as the program.
uint8_t *read_file(const char *path, size_t *size);

/// A logged-in connection to 127.0.0.1 with channel 1 open.
amqp_connection_state_t connect_broker(int port);

/// Ends the program unless the last RPC succeeded.
void check_rpc(amqp_rpc_reply_t reply, const char *what);

/// Ends the program unless the call returned AMQP_STATUS_OK.
void check_status(int status, const char *what);

/// Reads one frame; false when none came within the time. Negative: waits for as long as it takes.
bool wait_frame(amqp_connection_state_t connection, amqp_frame_t *frame, int64_t timeout_ns);

/// Which of the messages published on a channel are confirmed; at most 4,096 are out at once.
struct confirms {
    /// All up to this number are confirmed.
    uint64_t all_up_to;
    bool early[4096];
};

/// Takes a confirm: single ones come out of order.
void take_confirm(struct confirms *confirms, const amqp_basic_ack_t *ack);

/// Copies bytes out of librabbitmq's memory.
amqp_bytes_t copy_bytes(amqp_bytes_t bytes);

/// A request of a request file: big-endian lengths (2, 2 and 4 bytes), each before its part.
struct request {
    amqp_bytes_t key;
    amqp_bytes_t host;
    amqp_bytes_t body;
};

/// All requests of a file.
struct request *read_requests(const char *path, size_t *count);

/// Publishes a claim as a caller would: persistent, with its key, its method and a time stamp.
void publish_request(
    amqp_connection_state_t connection, const char *exchange, const struct request *request, amqp_bytes_t reply_to,
    uint64_t correlation);

/// Prints p50, p99 and the count of latencies as `name_p50_ns=… name_p99_ns=… name_count=…`; sorts them.
void print_latencies(const char *name, int64_t *latencies, size_t count);

/// An exclusive reply queue of the connection, consumed without acknowledgements.
amqp_bytes_t open_reply_queue(amqp_connection_state_t connection);

int floor_command(int count, char **arguments);
int echo_command(int count, char **arguments);
int fill_command(int count, char **arguments);
int call_command(int count, char **arguments);
int open_command(int count, char **arguments);
int store_command(int count, char **arguments);
