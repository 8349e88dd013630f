// A call without Berth: consume one request, append 4 KiB to a file, one fdatasync, publish a reply of the size of the
// worker's, acknowledge.
#include "reference.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char page[4096];
/// The file is as long as a write-ahead log becomes, so that it does not grow at each write.
static const off_t file_bytes = 16 << 20;

static int open_file(const char *path) {
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0) fail("%s cannot be written", path);
    for (off_t place = 0; place < file_bytes; place += (off_t)sizeof page)
        if (pwrite(file, page, sizeof page, place) != (ssize_t)sizeof page) fail("%s cannot be written", path);
    if (fsync(file) != 0) fail("%s cannot be synchronised", path);
    return file;
}

static void answer(
    amqp_connection_state_t connection, int file, off_t place, const amqp_message_t *sample) {
    amqp_envelope_t envelope;
    amqp_maybe_release_buffers_on_channel(connection, 1);
    check_rpc(amqp_consume_message(connection, &envelope, NULL, 0), "consuming");
    memset(page, (int)(envelope.delivery_tag & 0xFF), sizeof page);
    if (pwrite(file, page, sizeof page, place) != (ssize_t)sizeof page || fdatasync(file) != 0) fail("writing failed");
    amqp_basic_properties_t properties = sample->properties;
    properties.correlation_id = envelope.message.properties.correlation_id;
    check_status(
        amqp_basic_publish(
            connection, 1, amqp_empty_bytes, envelope.message.properties.reply_to, 1, 0, &properties, sample->body),
        "publishing");
    check_status(amqp_basic_ack(connection, 1, envelope.delivery_tag, 0), "acknowledging");
    amqp_destroy_envelope(&envelope);
}

int echo_command(int count, char **arguments) {
    (void)count;
    amqp_connection_state_t connection = connect_broker(atoi(arguments[0]));
    amqp_channel_open(connection, 2);
    check_rpc(amqp_get_rpc_reply(connection), "opening a channel");
    check_rpc(amqp_basic_get(connection, 2, amqp_cstring_bytes(arguments[2]), 1), "fetching a sample");
    amqp_message_t sample;
    check_rpc(amqp_read_message(connection, 2, &sample, 0), "reading a sample");
    int file = open_file(arguments[3]);
    amqp_basic_qos(connection, 1, 0, 512, 0);
    check_rpc(amqp_get_rpc_reply(connection), "setting the prefetch");
    amqp_basic_consume(
        connection, 1, amqp_cstring_bytes(arguments[1]), amqp_empty_bytes, 0, 0, 0, amqp_empty_table);
    check_rpc(amqp_get_rpc_reply(connection), "consuming");
    for (off_t place = 0;; place = (place + (off_t)sizeof page) % file_bytes) answer(connection, file, place, &sample);
}
