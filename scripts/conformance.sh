#!/usr/bin/env bash
# Compares Berth's answers about NUMA topologies with those of OpenStack Nova; see docs/conformance.md.
#
#   conformance.sh --worker BERTHD [--seed N] [--count N] [--case KIND:N] [--kind KIND]… [--window N] [--json FILE]
#   conformance.sh --prepare       only install and generate what it needs
#
#   --skip-without-network   in place of a failure, say that nothing was compared when the reference cannot be had
#   --self-test              first test the comparison itself
#
# The summary is also written as JSON, to .build/conformance/summary.json unless FILE says otherwise.
#
# Nova and what it needs are installed from the Python package index into .build/conformance, once. The worker gets a
# private RabbitMQ of its own and an empty store; both are gone afterwards. Status 1: something differs. Status 75: the
# reference cannot be had here.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
sources=$root/Tests/Conformance
folder=$root/.build/conformance
broker=$root/.run/conformance-broker
port=${BERTH_CONFORMANCE_PORT:-37672}

skip='' self_test='' prepare_only='' worker='' arguments=(--json "$folder/summary.json")
while [ $# -gt 0 ]; do
    case $1 in
        --skip-without-network) skip=yes; shift ;;
        --self-test) self_test=yes; shift ;;
        --prepare) prepare_only=yes; shift ;;
        --worker) worker=${2:?--worker needs a value}; shift 2 ;;
        --seed | --count | --case | --kind | --window | --json) arguments+=("$1" "${2:?$1 needs a value}"); shift 2 ;;
        *) sed -n '2,15s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done

# --- the reference and the client -------------------------------------------------------------------------------------

missing() {
    if [ -n "$skip" ]; then
        echo "conformance: SKIPPED, nothing was compared with the reference: $*" >&2
        exit 0
    fi
    echo "conformance: the reference cannot be had: $*" >&2
    exit 75
}

# The last lines say why; the whole of it is kept.
reason() { tail -n 3 "$folder/install.log" | tr '\n' ' '; }

prepare() {
    "$root/scripts/setup.sh" --conformance || missing "python3 or python3-venv is missing and cannot be installed, see above"
    "$root/docs/examples/python/run.sh" --prepare || missing "what a Python client needs cannot be had, see above"
    mkdir -p "$folder"
    if ! cmp -s "$sources/requirements.txt" "$folder/installed.txt"; then
        echo "conformance: installing the reference (once, a minute or so)" >&2
        rm -rf "$folder/venv"
        python3 -m venv "$folder/venv" || missing "python3 cannot make a virtual environment; install python3-venv"
        "$folder/venv/bin/pip" install --disable-pip-version-check --retries 1 --timeout 20 -r "$sources/requirements.txt" \
            >"$folder/install.log" 2>&1 || missing "pip cannot install it: $(reason) (all of it: $folder/install.log)"
        cp "$sources/requirements.txt" "$folder/installed.txt"
    fi
    "$folder/venv/bin/python" -W ignore -c 'import nova.virt.hardware, pika' 2>"$folder/install.log" ||
        missing "it is installed, but does not run: $(reason)"
}

python() { PYTHONPATH=$sources:$root/.build/python-example/generated "$folder/venv/bin/python" -B "$@"; }

prepare
[ -z "$prepare_only" ] || exit 0

# --- the comparison ---------------------------------------------------------------------------------------------------

[ -x "$worker" ] || { echo "conformance: --worker must name a berthd that has been built, is '$worker'" >&2; exit 2; }

if [ -n "$self_test" ]; then
    echo "== conformance: the comparison itself"
    python -m unittest numa.tests
fi

echo "== conformance: Berth and the reference"
"$root/deploy/dev/broker.sh" stop --dir "$broker" >/dev/null
rm -rf "$broker"
"$root/deploy/dev/broker.sh" start --dir "$broker" --port "$port" >/dev/null
trap '"$root/deploy/dev/broker.sh" stop --dir "$broker" >/dev/null' EXIT

python -m numa --worker "$worker" --port "$port" "${arguments[@]}"
