// The four headers of librabbitmq that Berth uses; see docs/decisions for why this library.
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
