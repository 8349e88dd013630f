#!/bin/sh
# Runs claim.py against a broker: docs/examples/python/run.sh BROKER HOST INSTANCE
#
#   docs/examples/python/run.sh --prepare    only installs and generates what claim.py needs
#
# Packages and generated code go to .build/python-example. Where there is no protoc, the one of the package grpcio-tools
# is used. Status 75 means that what claim.py needs cannot be had here: no python3, or no way to the packages.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../../.." && pwd -P)
folder=$root/.build/python-example

missing() {
    echo "run.sh: $*" >&2
    exit 75
}

install() {
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check "$@" ||
        missing "pip cannot install $*; is there a way to its index?"
}

prepare() {
    command -v python3 >/dev/null || missing "python3 is missing; install it: apt-get install python3 python3-venv"
    mkdir -p "$folder/generated"
    if ! cmp -s "$here/requirements.txt" "$folder/installed.txt"; then
        python3 -m venv "$folder/venv" || missing "python3 cannot make a virtual environment; install python3-venv"
        install -r "$here/requirements.txt"
        command -v protoc >/dev/null || install -r "$here/requirements.txt" grpcio-tools
        cp "$here/requirements.txt" "$folder/installed.txt"
    fi
    generate
}

# The .proto files are few; generating from them each time keeps the result what schemas/ says.
generate() {
    protos=$(cd "$root/schemas" && find berth/tracker google -name '*.proto')
    if command -v protoc >/dev/null; then
        # protoc finds the well-known types where libprotobuf-dev puts them; a checkout that was built has them here.
        set -- protoc -I "$root/.build/checkouts/swift-protobuf/Protos/Sources/SwiftProtobuf"
    else
        set -- "$folder/venv/bin/python" -m grpc_tools.protoc
    fi
    # shellcheck disable=SC2086 # one argument per file; the names have no blanks
    "$@" -I "$root/schemas" --python_out="$folder/generated" $protos ||
        missing "protoc cannot generate; where google/protobuf is not found: apt-get install libprotobuf-dev"
}

prepare
[ "${1:-}" = --prepare ] && exit 0
PYTHONPATH=$folder/generated exec "$folder/venv/bin/python" "$here/claim.py" "$@"
