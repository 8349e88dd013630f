// The floor: consume with prefetch 512, publish one persistent reply and one persistent event per request, wait for the
// confirms of 256 requests, acknowledge them together. Nothing is done with the request.
#include "reference.h"

#include <stdlib.h>
#include <string.h>

enum { prefetch = 512, batch = 256 };

/// A message like one that the worker has sent.
struct sample {
    amqp_basic_properties_t properties;
    amqp_bytes_t body;
};

struct delivery {
    uint64_t tag;
    amqp_bytes_t reply_to;
    amqp_bytes_t correlation;
};

static amqp_connection_state_t connection;
static struct delivery waiting[prefetch];
static size_t first_waiting, waiting_count;
static uint64_t published;
static struct confirms confirms;

/// Takes one message out of the queue of samples; channel 2 keeps its memory.
static struct sample take_sample(const char *queue) {
    check_rpc(amqp_basic_get(connection, 2, amqp_cstring_bytes(queue), 1), "fetching a sample");
    amqp_message_t message;
    check_rpc(amqp_read_message(connection, 2, &message, 0), "reading a sample");
    return (struct sample){.properties = message.properties, .body = message.body};
}

/// Notes a delivery; its text is copied out of the library's memory.
static void take_delivery(const amqp_frame_t *frame) {
    amqp_basic_deliver_t *deliver = frame->payload.method.decoded;
    uint64_t tag = deliver->delivery_tag;
    amqp_message_t message;
    check_rpc(amqp_read_message(connection, 1, &message, 0), "reading a request");
    if (waiting_count == prefetch) fail("the broker delivers more than the prefetch");
    struct delivery *delivery = &waiting[(first_waiting + waiting_count++) % prefetch];
    delivery->tag = tag;
    delivery->reply_to = copy_bytes(message.properties.reply_to);
    delivery->correlation = copy_bytes(message.properties.correlation_id);
    amqp_destroy_message(&message);
}

static bool take_frame(int64_t timeout_ns) {
    amqp_frame_t frame;
    if (!wait_frame(connection, &frame, timeout_ns)) return false;
    if (frame.frame_type == AMQP_FRAME_METHOD) {
        if (frame.payload.method.id == AMQP_BASIC_DELIVER_METHOD) {
            take_delivery(&frame);
        } else if (frame.payload.method.id == AMQP_BASIC_ACK_METHOD) {
            take_confirm(&confirms, frame.payload.method.decoded);
        }
    }
    amqp_maybe_release_buffers_on_channel(connection, 1);
    return true;
}

static void publish(amqp_bytes_t exchange, amqp_bytes_t key, int mandatory, const struct sample *sample) {
    check_status(
        amqp_basic_publish(connection, 1, exchange, key, mandatory, 0, &sample->properties, sample->body), "publishing");
    published++;
}

/// Waits for the confirms of everything published, then acknowledges everything up to the tag.
static void finish(uint64_t last_tag) {
    while (confirms.all_up_to < published) take_frame(-1);
    check_status(amqp_basic_ack(connection, 1, last_tag, 1), "acknowledging");
}

static void start(const char *queue) {
    amqp_confirm_select(connection, 1);
    check_rpc(amqp_get_rpc_reply(connection), "asking for confirms");
    amqp_basic_qos(connection, 1, 0, prefetch, 0);
    check_rpc(amqp_get_rpc_reply(connection), "setting the prefetch");
    amqp_basic_consume(connection, 1, amqp_cstring_bytes(queue), amqp_empty_bytes, 0, 0, 0, amqp_empty_table);
    check_rpc(amqp_get_rpc_reply(connection), "consuming");
}

int floor_command(int count, char **arguments) {
    (void)count;
    connection = connect_broker(atoi(arguments[0]));
    amqp_channel_open(connection, 2);
    check_rpc(amqp_get_rpc_reply(connection), "opening a channel");
    struct sample reply = take_sample(arguments[2]), event = take_sample(arguments[2]);
    amqp_bytes_t events = amqp_cstring_bytes(arguments[3]), event_key = amqp_cstring_bytes(arguments[4]);
    start(arguments[1]);
    int handled = 0;
    uint64_t last_tag = 0;
    for (;;) {
        while (waiting_count == 0) {
            // A queue that has run dry ends the batch early.
            if (!take_frame(handled > 0 ? 20000000 : -1)) {
                finish(last_tag);
                handled = 0;
            }
        }
        struct delivery delivery = waiting[first_waiting];
        first_waiting = (first_waiting + 1) % prefetch;
        waiting_count--;
        reply.properties.correlation_id = delivery.correlation;
        publish(amqp_empty_bytes, delivery.reply_to, 1, &reply);
        publish(events, event_key, 0, &event);
        amqp_bytes_free(delivery.reply_to);
        amqp_bytes_free(delivery.correlation);
        last_tag = delivery.tag;
        if (++handled == batch) {
            finish(last_tag);
            handled = 0;
        }
    }
}
