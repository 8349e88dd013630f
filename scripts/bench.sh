#!/usr/bin/env bash
# Measures Berth against what the broker and the disk allow, with a private RabbitMQ of its own that is new every time.
#
#   bench.sh [arguments of BerthBench, e.g. --only ab --rounds 2 --requests 12800]
#
# Needs a machine that does nothing else: the figures are ratios within one run, but load from elsewhere blurs them.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$root/.run/bench
broker=$root/.run/bench-broker
port=${BERTH_BENCH_PORT:-36672}

cd "$root"
export BERTH_BENCHMARKS=1
for product in berthd BenchReference BerthBench; do swift build -c release --product "$product"; done
binaries=$(swift build -c release --show-bin-path)

"$root/deploy/dev/broker.sh" stop --dir "$broker" >/dev/null
rm -rf "$broker"
"$root/deploy/dev/broker.sh" start --dir "$broker" --port "$port"
trap '"$root/deploy/dev/broker.sh" stop --dir "$broker"' EXIT

# Guest cells are measured beside the reference where it can be had; without it the figures stand alone.
nova=()
case "$*" in
    *--only*k* | '' | *--rounds* | *--requests*)
        if "$root/scripts/conformance.sh" --prepare; then
            nova=(--nova-python "$root/.build/conformance/venv/bin/python"
                --nova-program "$root/Benchmarks/NovaReference/numa_fit.py")
        else
            echo "bench: guest cells are measured without the reference" >&2
        fi
        ;;
esac

echo "machine: $(nproc) CPUs ($(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -n 1)), load $(cut -d' ' -f1-3 /proc/loadavg)"
echo "commit:  $(git describe --always --dirty 2>/dev/null || echo unknown), $(swift --version 2>/dev/null | head -n 1)"

"$binaries/BerthBench" --worker "$binaries/berthd" --reference "$binaries/BenchReference" --folder "$folder" \
    --port "$port" --broker-process "$(cat "$broker/pid")" "${nova[@]}" "$@"
