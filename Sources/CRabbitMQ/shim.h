// The four headers of librabbitmq that the AMQP module uses.
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <sys/eventfd.h>

// Swift cannot call C functions with variable arguments, and librabbitmq's logins are such.
static inline amqp_rpc_reply_t crabbitmq_login_plain(amqp_connection_state_t state, const char *virtual_host,
                                                     int channel_max, int frame_max, int heartbeat_seconds,
                                                     const amqp_table_t *properties, const char *user,
                                                     const char *password) {
    return amqp_login_with_properties(state, virtual_host, channel_max, frame_max, heartbeat_seconds, properties,
                                      AMQP_SASL_METHOD_PLAIN, user, password);
}

// Swift's Glibc module does not have eventfd(2).
static inline int crabbitmq_wake_descriptor(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}
