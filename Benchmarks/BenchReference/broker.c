// Connections, frames and requests.
#include "reference.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void check_rpc(amqp_rpc_reply_t reply, const char *what) {
    if (reply.reply_type == AMQP_RESPONSE_NORMAL) return;
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION) fail("%s: %s", what, amqp_error_string2(reply.library_error));
    if (reply.reply.id == AMQP_CHANNEL_CLOSE_METHOD) {
        amqp_channel_close_t *close = reply.reply.decoded;
        fail("%s: %.*s", what, (int)close->reply_text.len, (char *)close->reply_text.bytes);
    }
    fail("%s: the broker has closed the connection", what);
}

void check_status(int status, const char *what) {
    if (status != AMQP_STATUS_OK) fail("%s: %s", what, amqp_error_string2(status));
}

amqp_connection_state_t connect_broker(int port) {
    amqp_connection_state_t connection = amqp_new_connection();
    amqp_socket_t *socket = amqp_tcp_socket_new(connection);
    if (!socket || amqp_socket_open(socket, "127.0.0.1", port)) fail("no broker listens on port %d", port);
    check_rpc(
        amqp_login(connection, "/", 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, "guest", "guest"), "logging in");
    amqp_channel_open(connection, 1);
    check_rpc(amqp_get_rpc_reply(connection), "opening a channel");
    return connection;
}

bool wait_frame(amqp_connection_state_t connection, amqp_frame_t *frame, int64_t timeout_ns) {
    if (timeout_ns < 0) {
        check_status(amqp_simple_wait_frame(connection, frame), "reading");
    } else {
        struct timeval limit = {.tv_sec = timeout_ns / 1000000000, .tv_usec = timeout_ns % 1000000000 / 1000};
        int status = amqp_simple_wait_frame_noblock(connection, frame, &limit);
        if (status == AMQP_STATUS_TIMEOUT) return false;
        check_status(status, "reading");
    }
    if (frame->frame_type == AMQP_FRAME_METHOD) {
        amqp_method_number_t method = frame->payload.method.id;
        if (method == AMQP_CHANNEL_CLOSE_METHOD || method == AMQP_CONNECTION_CLOSE_METHOD)
            fail("the broker has closed channel %d", frame->channel);
        if (method == AMQP_BASIC_NACK_METHOD) fail("the broker has refused a message");
    }
    return true;
}

void take_confirm(struct confirms *confirms, const amqp_basic_ack_t *ack) {
    const size_t room = sizeof confirms->early / sizeof *confirms->early;
    if (ack->multiple) {
        while (confirms->all_up_to < ack->delivery_tag) confirms->early[++confirms->all_up_to % room] = false;
    } else {
        confirms->early[ack->delivery_tag % room] = true;
    }
    while (confirms->early[(confirms->all_up_to + 1) % room]) confirms->early[++confirms->all_up_to % room] = false;
}

void publish_request(
    amqp_connection_state_t connection, const char *exchange, const struct request *request, amqp_bytes_t reply_to,
    uint64_t correlation) {
    char number[24];
    snprintf(number, sizeof number, "%llu", (unsigned long long)correlation);
    amqp_basic_properties_t properties = {
        ._flags = AMQP_BASIC_TYPE_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG | AMQP_BASIC_APP_ID_FLAG |
            AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_TIMESTAMP_FLAG | AMQP_BASIC_REPLY_TO_FLAG |
            AMQP_BASIC_CORRELATION_ID_FLAG | AMQP_BASIC_CONTENT_TYPE_FLAG,
        .type = amqp_cstring_bytes("/berth.tracker.v1.ResourceTracker/ClaimInstance"),
        .content_type = amqp_cstring_bytes("application/protobuf"),
        .message_id = request->key,
        .app_id = amqp_cstring_bytes("bench"),
        .delivery_mode = 2,
        .timestamp = (uint64_t)time(NULL),
        .reply_to = reply_to,
        .correlation_id = amqp_cstring_bytes(number),
    };
    // Reports of inventories go the same way; their keys say so.
    if (request->key.len > 7 && memcmp(request->key.bytes, "report-", 7) == 0)
        properties.type = amqp_cstring_bytes("/berth.tracker.v1.ResourceTracker/ReportInventory");
    check_status(
        amqp_basic_publish(
            connection, 1, amqp_cstring_bytes(exchange), request->host, 1, 0, &properties, request->body),
        "publishing");
}

amqp_bytes_t open_reply_queue(amqp_connection_state_t connection) {
    amqp_queue_declare_ok_t *queue =
        amqp_queue_declare(connection, 1, amqp_empty_bytes, 0, 0, 1, 1, amqp_empty_table);
    check_rpc(amqp_get_rpc_reply(connection), "declaring the reply queue");
    amqp_bytes_t name = copy_bytes(queue->queue);
    amqp_basic_consume(connection, 1, name, amqp_empty_bytes, 0, 1, 1, amqp_empty_table);
    check_rpc(amqp_get_rpc_reply(connection), "consuming replies");
    return name;
}
