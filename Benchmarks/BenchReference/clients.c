// The load generator: fills a queue, calls one by one, or calls at a rate.
#include "reference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Publishes all requests of a file and waits until the broker has confirmed them.
int fill_command(int count, char **arguments) {
    (void)count;
    amqp_connection_state_t connection = connect_broker(atoi(arguments[0]));
    size_t requests_count;
    struct request *requests = read_requests(arguments[3], &requests_count);
    amqp_confirm_select(connection, 1);
    check_rpc(amqp_get_rpc_reply(connection), "asking for confirms");
    static struct confirms confirms;
    for (uint64_t sent = 0; confirms.all_up_to < requests_count;) {
        if (sent < requests_count && sent - confirms.all_up_to < 1024) {
            publish_request(connection, arguments[1], &requests[sent], amqp_cstring_bytes(arguments[2]), sent);
            sent++;
            continue;
        }
        amqp_frame_t frame;
        wait_frame(connection, &frame, -1);
        if (frame.frame_type == AMQP_FRAME_METHOD && frame.payload.method.id == AMQP_BASIC_ACK_METHOD) {
            take_confirm(&confirms, frame.payload.method.decoded);
        } else if (frame.frame_type == AMQP_FRAME_METHOD && frame.payload.method.id == AMQP_BASIC_RETURN_METHOD) {
            fail("no queue takes the requests");
        }
        amqp_maybe_release_buffers(connection);
    }
    printf("filled=%zu\n", requests_count);
    return 0;
}

/// Waits for one reply and returns the number of its request.
static uint64_t read_reply(amqp_connection_state_t connection, const amqp_frame_t *frame) {
    if (frame->frame_type != AMQP_FRAME_METHOD || frame->payload.method.id != AMQP_BASIC_DELIVER_METHOD)
        fail("something other than a reply has come");
    amqp_message_t message;
    check_rpc(amqp_read_message(connection, 1, &message, 0), "reading a reply");
    char text[24] = {0};
    size_t length = message.properties.correlation_id.len;
    if (length >= sizeof text) fail("a reply has a strange correlation id");
    memcpy(text, message.properties.correlation_id.bytes, length);
    amqp_destroy_message(&message);
    amqp_maybe_release_buffers_on_channel(connection, 1);
    return strtoull(text, NULL, 10);
}

/// Calls in blocks, one request in flight, now over the one exchange, now over the other.
int call_command(int count, char **arguments) {
    (void)count;
    amqp_connection_state_t connection = connect_broker(atoi(arguments[0]));
    size_t block = strtoul(arguments[1], NULL, 10), requests_count, measured[2] = {0, 0};
    struct request *requests = read_requests(arguments[2], &requests_count);
    amqp_bytes_t reply_to = open_reply_queue(connection);
    int64_t *latencies[2];
    for (int i = 0; i < 2; i++) latencies[i] = malloc((requests_count + 1) * sizeof **latencies);
    for (size_t sent = 0; sent < requests_count; sent++) {
        int side = sent / block % 2;
        amqp_frame_t frame;
        int64_t start = now_ns();
        publish_request(connection, arguments[3 + side], &requests[sent], reply_to, sent);
        if (!wait_frame(connection, &frame, 10000000000)) fail("no reply within 10 seconds");
        if (read_reply(connection, &frame) != sent) fail("another request's reply has come");
        // The first calls of a block find the other side's work not yet finished.
        if (sent % block >= 5) latencies[side][measured[side]++] = now_ns() - start;
    }
    print_latencies("first", latencies[0], measured[0]);
    print_latencies("second", latencies[1], measured[1]);
    return 0;
}

/// Sends at a rate whatever comes back; latencies count from when a request was due.
int open_command(int count, char **arguments) {
    (void)count;
    amqp_connection_state_t connection = connect_broker(atoi(arguments[0]));
    int64_t interval = (int64_t)(1e9 / atof(arguments[1]));
    size_t requests_count, answered = 0, sent = 0;
    struct request *requests = read_requests(arguments[2], &requests_count);
    amqp_bytes_t reply_to = open_reply_queue(connection);
    int64_t *latencies = malloc((requests_count + 1) * sizeof *latencies), start = now_ns(), last = start;
    while (answered < requests_count) {
        int64_t wait = sent < requests_count ? start + (int64_t)sent * interval - now_ns() : 10000000000;
        if (wait <= 0) {
            publish_request(connection, arguments[3], &requests[sent], reply_to, sent);
            sent++;
            wait = 0;
        }
        amqp_frame_t frame;
        if (!wait_frame(connection, &frame, wait)) {
            if (wait == 10000000000) fail("%zu replies are missing", requests_count - answered);
            continue;
        }
        uint64_t number = read_reply(connection, &frame);
        if (number >= sent) fail("a reply to nothing has come");
        last = now_ns();
        latencies[answered++] = last - (start + (int64_t)number * interval);
    }
    printf("seconds_ns=%lld\n", (long long)(last - start));
    print_latencies("open", latencies, answered);
    return 0;
}
