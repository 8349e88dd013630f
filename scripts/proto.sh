#!/bin/sh
# Generates Swift from the .proto files of schemas/: the messages into Sources/Wire/Generated, the clients' gRPC stubs
# into Sources/BusClient/Generated.
#
#   scripts/proto.sh           generate, and record both sides in schemas/manifest.txt
#   scripts/proto.sh --check   generate into a temporary folder and compare; status 1 and the differences if they differ
#
# Needs protoc (Debian: protobuf-compiler, 3.21 or newer). The Swift plugins and the .proto files of the well-known types
# are those of the swift-protobuf and grpc-swift-protobuf releases that the package depends on, so that plugins and
# libraries always agree. BERTH_PROTO_PACKAGE names another package folder whose build of the plugins is to be used.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd -P)
package=${BERTH_PROTO_PACKAGE:-$root}
messages=Sources/Wire/Generated
stubs=Sources/BusClient/Generated
manifest=schemas/manifest.txt

fail() {
    echo "proto.sh: $*" >&2
    exit 1
}

case "${1:-}" in
    "" | --check) ;;
    *) fail "unknown argument '$1'; known is --check" ;;
esac
command -v protoc >/dev/null || fail "protoc is missing; install it: apt-get install protobuf-compiler"
command -v swift >/dev/null || fail "swift is missing; put the toolchain's bin folder into PATH"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/$messages" "$scratch/$stubs"

for plugin in protoc-gen-swift protoc-gen-grpc-swift-2; do
    swift build --package-path "$package" -c release --product "$plugin" >&2
done
plugins=$(swift build --package-path "$package" -c release --show-bin-path)
wellknown=$package/.build/checkouts/swift-protobuf/Protos/Sources/SwiftProtobuf
[ -f "$wellknown/google/protobuf/any.proto" ] || fail "no google/protobuf/any.proto in $wellknown; resolve the package"

cd "$root"
protos=$(cd schemas && find . -name '*.proto' | sed 's|^\./||' | LC_ALL=C sort)
# shellcheck disable=SC2086 # one argument per file; the names have no blanks
protoc --plugin=protoc-gen-swift="$plugins/protoc-gen-swift" -I schemas -I "$wellknown" \
    --swift_opt=Visibility=Public --swift_opt=UseAccessLevelOnImports=true \
    --swift_out="$scratch/$messages" $protos

# Only files that declare a service give stubs; a service of later gets its own without a change here.
services=$(cd schemas && grep -l '^service ' $protos)
# shellcheck disable=SC2086
protoc --plugin=protoc-gen-grpc-swift-2="$plugins/protoc-gen-grpc-swift-2" -I schemas -I "$wellknown" \
    --grpc-swift-2_opt=Visibility=Public --grpc-swift-2_opt=UseAccessLevelOnImports=true \
    --grpc-swift-2_opt=Client=true --grpc-swift-2_opt=Server=false --grpc-swift-2_opt=ExtraModuleImports=Wire \
    --grpc-swift-2_out="$scratch/$stubs" $services

# One line per file, source and result alike, in the format of `sha256sum --check` run in the root of the repository.
{
    for file in $protos; do
        sha256sum "schemas/$file"
    done
    (cd "$scratch" && find "$messages" "$stubs" -name '*.swift' | LC_ALL=C sort | xargs sha256sum)
} >"$scratch/manifest.txt"

if [ "${1:-}" = --check ]; then
    stale=""
    for generated in "$messages" "$stubs"; do
        diff -r "$generated" "$scratch/$generated" || stale=$generated
    done
    diff "$manifest" "$scratch/manifest.txt" || stale=${stale:-$manifest}
    [ -z "$stale" ] || fail "$stale is out of date; run scripts/proto.sh and commit the result"
    echo "proto.sh: $messages and $stubs are up to date"
else
    for generated in "$messages" "$stubs"; do
        rm -rf "$generated"
        mkdir -p "$generated"
        cp -R "$scratch/$generated/." "$generated/"
        echo "proto.sh: wrote $(find "$generated" -name '*.swift' | wc -l) files to $generated"
    done
    cp "$scratch/manifest.txt" "$manifest"
fi
