#!/usr/bin/env bash
# `make run`: all of Berth on this machine, with a private RabbitMQ and a small workload to look at.
#
# Everything is kept in .run/ and listens on loopback only. Running it again is fine: the worker is started anew from what
# has been built, and what an earlier run left behind on the demo hosts is cleared first. `make stop` ends it.
#
#   BERTH_DEV_PORT   AMQP port of the private broker (default 35672; management is 10000 higher)
set -Eeuo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"
. scripts/dev-worker.sh

port=${BERTH_DEV_PORT:-35672}
case $port in '' | *[!0-9]*) echo "BERTH_DEV_PORT is '$port'; it must be a port number" >&2; exit 2 ;; esac
export BERTH_BROKER=amqp://guest:guest@127.0.0.1:$port/%2F
broker_dir=$state/broker

step() { printf '\n%s== %s%s\n' "${bold:-}" "$*" "${plain:-}"; }
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' plain=$'\e[0m'; fi

# Whatever goes wrong, say how to go on.
unfinished() {
    echo >&2
    echo "make run has not finished; the reason is above. What was started keeps running until 'make stop'." >&2
    echo "The worker's log is .run/berthd.log, the broker's is in .run/broker/log. It can be run again at once." >&2
}
trap unfinished ERR

# --- build ------------------------------------------------------------------------------------------------------------

scripts/setup.sh
PATH=$(scripts/find-swift.sh):$PATH
export PATH

step "Building (the first time takes some minutes)"
swift build -c release --product berthd
swift build -c release --product berth
bin=$(swift build -c release --show-bin-path)
berth=$bin/berth

# --- start ------------------------------------------------------------------------------------------------------------

step "Starting a private RabbitMQ and the worker"
mkdir -p "$state"
stop_worker
if ! grep -qsx "port=$port" "$broker_dir/settings"; then
    deploy/dev/broker.sh stop --dir "$broker_dir" >/dev/null
fi
deploy/dev/broker.sh start --dir "$broker_dir" --port "$port"
start_worker "$bin/berthd" "$BERTH_BROKER"

# --- a small workload -------------------------------------------------------------------------------------------------

. scripts/demo.sh
demo

# --- what next --------------------------------------------------------------------------------------------------------

step "Running now, until 'make stop'"
cat <<END
  worker     berthd, process $(worker_pid), data in .run/data, log in .run/berthd.log
  broker     $BERTH_BROKER, management at http://127.0.0.1:$((port + 10000)) (guest, guest)

Try next:
  export BERTH_BROKER=$BERTH_BROKER PATH=$bin:\$PATH
  berth node list
  berth watch                      (events as they come; then, in another terminal:)
  berth claim --help
  berth dead list
  berth verify --data-dir .run/data
  less docs/getting-started.md
END
