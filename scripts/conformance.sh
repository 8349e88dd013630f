#!/usr/bin/env bash
# Compares Berth's answers about NUMA topologies and PCI devices with those of OpenStack Nova; see docs/conformance.md.
#
#   conformance.sh --worker BERTHD [--seed N] [--count N] [--case KIND:N] [--kind KIND]… [--window N] [--only PACKAGE]
#   conformance.sh --prepare       only install and generate what it needs
#
#   --skip-without-network   in place of a failure, say that nothing was compared when the reference cannot be had
#   --self-test              first test the comparison itself
#
#   --only numa | pci        one of the two comparisons; a case or kind that begins with pci- says so too
#
# The summaries are also written as JSON, to .build/conformance/numa.json and pci.json.
#
# Nova and what it needs are installed from the Python package index into .build/conformance, once. The worker gets a
# private RabbitMQ of its own and an empty store; both are gone afterwards. Status 1: something differs. Status 75: the
# reference cannot be had here.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
sources=$root/Tests/Conformance
folder=$root/.build/conformance
broker=$root/.run/conformance-broker

skip='' self_test='' prepare_only='' worker='' packages=(numa pci) kinds=() arguments=()
while [ $# -gt 0 ]; do
    case $1 in
        --skip-without-network) skip=yes; shift ;;
        --self-test) self_test=yes; shift ;;
        --prepare) prepare_only=yes; shift ;;
        --worker) worker=${2:?--worker needs a value}; shift 2 ;;
        --only) packages=("${2:?--only needs a value}"); shift 2 ;;
        --case | --kind) kinds+=("${2:?$1 needs a value}"); arguments+=("$1" "$2"); shift 2 ;;
        --seed | --count | --window) arguments+=("$1" "${2:?$1 needs a value}"); shift 2 ;;
        *) sed -n '2,17s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done

# Cases and kinds are of one comparison only.
for kind in "${kinds[@]}"; do
    case $kind in pci-*) packages=(pci) ;; *) packages=(numa) ;; esac
done
for package in "${packages[@]}"; do
    case $package in numa | pci) ;; *) echo "conformance: --only is numa or pci, not '$package'" >&2; exit 2 ;; esac
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
    "$folder/venv/bin/python" -W ignore -c 'import nova.virt.hardware, nova.pci.manager, pika' 2>"$folder/install.log" ||
        missing "it is installed, but does not run: $(reason)"
}

python() { PYTHONPATH=$sources:$root/.build/python-example/generated "$folder/venv/bin/python" -B "$@"; }

prepare
[ -z "$prepare_only" ] || exit 0

# --- the comparison ---------------------------------------------------------------------------------------------------

[ -x "$worker" ] || { echo "conformance: --worker must name a berthd that has been built, is '$worker'" >&2; exit 2; }

if [ -n "$self_test" ]; then
    for package in "${packages[@]}"; do
        echo "== conformance: the comparison itself: $package"
        python -m unittest "$package.tests"
    done
fi

# The broker takes three ports; another program may have one of them.
taken() {
    local port
    for port in "$1" $(($1 + 10000)) $(($1 + 20000)); do
        ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return 0
    done
    return 1
}

free_port() {
    local port
    for port in $(seq 37672 7 38372); do
        taken "$port" || { echo "$port"; return; }
    done
    echo "conformance: no port from 37672 to 38372 is free for a private broker; set BERTH_CONFORMANCE_PORT" >&2
    return 1
}

"$root/deploy/dev/broker.sh" stop --dir "$broker" >/dev/null
rm -rf "$broker"
port=${BERTH_CONFORMANCE_PORT:-$(free_port)}
"$root/deploy/dev/broker.sh" start --dir "$broker" --port "$port" >/dev/null
trap '"$root/deploy/dev/broker.sh" stop --dir "$broker" >/dev/null' EXIT

# Both are compared, whatever the first says.
status=0
for package in "${packages[@]}"; do
    echo "== conformance: Berth and the reference: $package"
    python -W ignore -m "$package" --worker "$worker" --port "$port" --json "$folder/$package.json" "${arguments[@]}" ||
        status=$?
done
exit "$status"
