#!/usr/bin/env bash
# A private RabbitMQ node for development and tests: loopback only, own data, never the system service.
#
#   broker.sh start|stop|kill|status|env|ctl [--dir DIR] [--port N] [--tls-dir DIR] [-- arguments of ctl]
#
#   start    start the node and wait until it accepts connections; nothing to do if it runs already
#   stop     orderly stop; nothing to do if it does not run
#   kill     kill -9, for tests of what a crash does
#   status   say what runs where; exit status 0 when it runs, 3 when it does not
#   env      the environment of this node as shell exports (for rabbitmqctl, and BERTH_BROKER for Berth's programs)
#   ctl      rabbitmqctl on this node, e.g. broker.sh ctl -- list_queues
#
#   --dir DIR      where everything is kept (default: .run/broker in this repository)
#   --port N       AMQP port (default 35672); the others follow from it:
#                    N          AMQP
#                    N + 1      AMQP over TLS, only with --tls-dir
#                    N + 10000  management, HTTP
#                    N + 20000  Erlang distribution
#   --tls-dir DIR  holds ca.pem, server.pem and server.key; opens the TLS listener
#
# Port and TLS folder are remembered in DIR, so that stop, status, env and ctl need only --dir.
# A quorum queue that was declared less than a second before a kill can come back without a leader (RabbitMQ 3.10.8).
# The user is guest with password guest, which RabbitMQ lets in from loopback only. Erlang's port mapper (epmd) is shared
# with other nodes of this machine and is left running. Works as root and as any other user.
set -euo pipefail

die() { echo "broker.sh: $*" >&2; exit 1; }
usage() { sed -n '2,25s/^# \{0,1\}//p' "$0"; }

action=${1:-}
[ $# -gt 0 ] && shift
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dir=$repository/.run/broker port='' tls='' arguments=()
while [ $# -gt 0 ]; do
    case $1 in
        --dir | --port | --tls-dir)
            [ $# -ge 2 ] || die "$1 needs a value"
            case $1 in --dir) dir=$2 ;; --port) port=$2 ;; --tls-dir) tls=$2 ;; esac
            shift 2
            ;;
        --) shift; arguments=("$@"); break ;;
        *) die "unknown argument '$1'; run '$0 help'" ;;
    esac
done

case $action in start | stop | kill | status | env | ctl) ;; help | -h | --help) usage; exit 0 ;; *) usage >&2; exit 2 ;; esac

server=${BERTH_RABBITMQ_BIN:-/usr/lib/rabbitmq/bin}
settings=$dir/settings
remembered() { [ -f "$settings" ] && sed -n "s/^$1=//p" "$settings" || true; }
port=${port:-$(remembered port)} port=${port:-35672}
tls=${tls:-$(remembered tls)}
case $port in '' | *[!0-9]*) die "port '$port' is not a number" ;; esac
[ "$port" -ge 1024 ] && [ "$port" -le 45535 ] || die "port $port is not between 1024 and 45535"
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
management=$((port + 10000)) distribution=$((port + 20000))

export HOME=$dir/home LC_ALL=C.UTF-8
export ERL_EPMD_ADDRESS=127.0.0.1
export RABBITMQ_NODENAME=berth-$port@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$port
export RABBITMQ_DIST_PORT=$distribution RABBITMQ_MNESIA_BASE=$dir/data RABBITMQ_LOG_BASE=$dir/log
export RABBITMQ_SCHEMA_DIR=$dir/schema RABBITMQ_GENERATED_CONFIG_DIR=$dir/config
export RABBITMQ_ENABLED_PLUGINS_FILE=$dir/enabled_plugins RABBITMQ_CONFIG_FILE=$dir/rabbitmq
export RABBITMQ_ADVANCED_CONFIG_FILE=$dir/advanced RABBITMQ_CONF_ENV_FILE=$dir/env.conf
# Busy waiting of Erlang's schedulers takes the processor away from what is developed or tested beside it.
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none"
export RABBITMQ_CTL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +sbwt none"

pid() { cat "$dir/pid" 2>/dev/null || true; }
running() {
    local id
    id=$(pid)
    # The folder in its environment tells this node from another process with a recycled number.
    [ -n "$id" ] && kill -0 "$id" 2>/dev/null && grep -qzxF "RABBITMQ_LOG_BASE=$dir/log" "/proc/$id/environ" 2>/dev/null
}
listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
# Connection.start, the first frame of a broker that serves AMQP, begins with the byte 1.
greets() {
    (
        exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
        printf 'AMQP\0\0\11\1' >&3
        [ "$(timeout 5 head -c 1 <&3 | od -An -tu1 | tr -d ' ')" = 1 ]
    ) 2>/dev/null
}
# Runs a condition until it holds; fails after the deadline (seconds), or when the second condition stops holding.
await() {
    local deadline=$((SECONDS + $1))
    until "$2"; do
        [ $SECONDS -lt $deadline ] || return 1
        "$3" || return 1
        sleep 0.1
    done
}
always() { true; }
stopped() { ! running; }
available() { ! listening "$candidate"; }

write_configuration() {
    mkdir -p "$dir/home" "$dir/data" "$dir/log" "$dir/schema" "$dir/config"
    chmod 700 "$dir/home"
    : >"$dir/env.conf"
    echo '[rabbitmq_management,rabbitmq_consistent_hash_exchange].' >"$dir/enabled_plugins"
    cat >"$dir/rabbitmq.conf" <<END
listeners.tcp.1 = 127.0.0.1:$port
management.tcp.ip = 127.0.0.1
management.tcp.port = $management
disk_free_limit.absolute = 50MB
log.console = false
log.file.level = info
END
    if [ -n "$tls" ]; then
        cat >>"$dir/rabbitmq.conf" <<END
listeners.ssl.1 = 127.0.0.1:$((port + 1))
ssl_options.cacertfile = $tls/ca.pem
ssl_options.certfile = $tls/server.pem
ssl_options.keyfile = $tls/server.key
ssl_options.verify = verify_peer
ssl_options.fail_if_no_peer_cert = false
END
    fi
    printf 'port=%s\ntls=%s\n' "$port" "$tls" >"$settings"
}

check_before_start() {
    [ -x "$server/rabbitmq-server" ] ||
        die "rabbitmq-server is missing (looked in $server): apt-get install rabbitmq-server, and keep its service from starting"
    if [ -n "$tls" ]; then
        tls=$(cd "$tls" 2>/dev/null && pwd) || die "the TLS folder does not exist"
        for file in ca.pem server.pem server.key; do [ -r "$tls/$file" ] || die "$tls/$file is missing or unreadable"; done
    fi
    local taken
    for taken in "$port" "$management" "$distribution" ${tls:+$((port + 1))}; do
        # The sockets of a node that was killed a moment ago can outlive its process a little.
        candidate=$taken
        await 3 available always || die "port $taken on 127.0.0.1 is taken by another program; choose another with --port"
    done
}

launch() {
    # What the caller has open must not stay open in the node: some wait for the end of a pipe to know that we are done.
    local open
    for open in /proc/$BASHPID/fd/*; do
        open=${open##*/}
        [ "$open" -le 2 ] || eval "exec $open>&-"
    done
    # As under systemd the script replaces itself by the node, so that the process number is the node's own.
    export RUNNING_UNDER_SYSTEMD=1
    exec setsid "$server/rabbitmq-server"
}

start() {
    if running; then echo "RabbitMQ runs already: process $(pid), AMQP port $port"; return; fi
    check_before_start
    write_configuration
    rm -f "$dir/pid"
    launch >"$dir/log/console" 2>&1 </dev/null &
    launched=$!
    echo "$launched" >"$dir/pid"
    alive() { kill -0 "$launched" 2>/dev/null; }
    if ! await 120 greets alive || ! await 10 running alive; then
        kill -TERM "$launched" 2>/dev/null || true
        tail -n 20 "$dir/log/console" >&2
        die "RabbitMQ did not start; its log is in $dir/log"
    fi
    echo "RabbitMQ runs: process $(pid), AMQP port $port, management http://127.0.0.1:$management (guest, guest)"
}

stop() {
    if ! running; then echo "RabbitMQ does not run"; return; fi
    kill -TERM "$(pid)"
    if ! await 60 stopped always; then
        kill -KILL "$(pid)" 2>/dev/null || true
        await 10 stopped always || die "process $(pid) does not end"
    fi
    rm -f "$dir/pid"
    echo "RabbitMQ has stopped"
}

case $action in
    start) start ;;
    stop) stop ;;
    kill)
        if running; then kill -KILL "$(pid)"; await 10 stopped always || die "process $(pid) does not end"; fi
        rm -f "$dir/pid"
        ;;
    status)
        if running; then
            echo "running: process $(pid), AMQP port $port, management http://127.0.0.1:$management, data in $dir"
        else
            echo "not running: data in $dir"
            exit 3
        fi
        ;;
    env)
        for name in HOME ERL_EPMD_ADDRESS ${!RABBITMQ_*}; do printf 'export %s=%q\n' "$name" "${!name}"; done
        printf 'export PATH=%q:"$PATH"\n' "$server"
        printf 'export BERTH_BROKER=%q\n' "amqp://guest:guest@127.0.0.1:$port/%2F"
        ;;
    ctl) exec "$server/rabbitmqctl" "${arguments[@]}" ;;
esac
