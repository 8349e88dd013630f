#!/bin/sh
# Runs claim.py against a broker: docs/examples/python/run.sh BROKER HOST INSTANCE
#
#   docs/examples/python/run.sh --prepare    only installs and generates what claim.py needs
#
# Packages and generated code go to .build/python-example. Status 75 means that what claim.py needs cannot be had here:
# no python3, no protoc, or no way to the packages.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../../.." && pwd -P)
folder=$root/.build/python-example

missing() {
    echo "run.sh: $*" >&2
    exit 75
}

prepare() {
    command -v python3 >/dev/null || missing "python3 is missing; install it: apt-get install python3 python3-venv"
    command -v protoc >/dev/null || missing "protoc is missing; install it: apt-get install protobuf-compiler"
    mkdir -p "$folder/generated"
    if ! cmp -s "$here/requirements.txt" "$folder/installed.txt"; then
        python3 -m venv "$folder/venv" || missing "python3 cannot make a virtual environment; install python3-venv"
        "$folder/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" ||
            missing "pip cannot install what requirements.txt names; is there a way to its index?"
        cp "$here/requirements.txt" "$folder/installed.txt"
    fi
    # protoc finds the well-known types where libprotobuf-dev puts them; in a checkout that was built they are here.
    wellknown=$root/.build/checkouts/swift-protobuf/Protos/Sources/SwiftProtobuf
    protos=$(cd "$root/schemas" && find berth/tracker google -name '*.proto')
    # shellcheck disable=SC2086 # one argument per file; the names have no blanks
    protoc -I "$root/schemas" -I "$wellknown" --python_out="$folder/generated" $protos ||
        missing "protoc cannot generate; where google/protobuf is not found: apt-get install libprotobuf-dev"
}

prepare
[ "${1:-}" = --prepare ] && exit 0
PYTHONPATH=$folder/generated exec "$folder/venv/bin/python" "$here/claim.py" "$@"
