#!/bin/sh
# Generates the Swift of Sources/Wire/Generated from the .proto files of schemas/.
#
#   scripts/proto.sh           generate, and record both sides in schemas/manifest.txt
#   scripts/proto.sh --check   generate into a temporary folder and compare; status 1 and the differences if they differ
#
# Needs protoc (Debian: protobuf-compiler, 3.21 or newer). The Swift plugin and the .proto files of the well-known types
# are those of the swift-protobuf release that the package depends on, so that plugin and library always agree.
# BERTH_PROTO_PACKAGE names another package folder whose build of the plugin is to be used.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd -P)
package=${BERTH_PROTO_PACKAGE:-$root}
generated=Sources/Wire/Generated
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
mkdir "$scratch/out"

swift build --package-path "$package" -c release --product protoc-gen-swift >&2
plugin=$(swift build --package-path "$package" -c release --show-bin-path)/protoc-gen-swift
wellknown=$package/.build/checkouts/swift-protobuf/Protos/Sources/SwiftProtobuf
[ -f "$wellknown/google/protobuf/any.proto" ] || fail "no google/protobuf/any.proto in $wellknown; resolve the package"

cd "$root"
protos=$(cd schemas && find . -name '*.proto' | sed 's|^\./||' | LC_ALL=C sort)
# shellcheck disable=SC2086 # one argument per file; the names have no blanks
protoc --plugin=protoc-gen-swift="$plugin" -I schemas -I "$wellknown" \
    --swift_opt=Visibility=Public --swift_opt=UseAccessLevelOnImports=true \
    --swift_out="$scratch/out" $protos

# One line per file, source and result alike, in the format of `sha256sum --check` run in the root of the repository.
{
    for file in $protos; do
        sha256sum "schemas/$file"
    done
    (cd "$scratch/out" && find . -name '*.swift' | sed 's|^\./||' | LC_ALL=C sort) | while read -r file; do
        printf '%s  %s\n' "$(sha256sum <"$scratch/out/$file" | cut -d' ' -f1)" "$generated/$file"
    done
} >"$scratch/manifest.txt"

if [ "${1:-}" = --check ]; then
    stale=""
    diff -r "$generated" "$scratch/out" || stale=$generated
    diff "$manifest" "$scratch/manifest.txt" || stale=${stale:-$manifest}
    [ -z "$stale" ] || fail "$stale is out of date; run scripts/proto.sh and commit the result"
    echo "proto.sh: $generated is up to date"
else
    rm -rf "$generated"
    mkdir -p "$generated"
    cp -R "$scratch/out/." "$generated/"
    cp "$scratch/manifest.txt" "$manifest"
    echo "proto.sh: wrote $(find "$generated" -name '*.swift' | wc -l) files to $generated"
fi
