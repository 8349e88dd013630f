#!/usr/bin/env bash
# `make stop`: ends the worker and the private RabbitMQ that `make run` has started. The data in .run/ stays.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"
. scripts/dev-worker.sh

if [ ! -d "$state" ]; then
    echo "nothing runs: 'make run' has not been used here"
    exit 0
fi
stop_worker
if [ -d "$state/broker" ]; then
    deploy/dev/broker.sh stop --dir "$state/broker"
fi
