#!/bin/sh
# Prints the folder that holds the `swift` to use, or nothing and status 1.
#
# The one on PATH counts. Toolchains unpacked by hand often are not on root's PATH (sudo resets it), so the usual places
# are looked at too. BERTH_SWIFT_BIN names a folder outright.
set -eu

for folder in "${BERTH_SWIFT_BIN:-}" "$(command -v swift 2>/dev/null | xargs -r dirname)" \
    /opt/swift/usr/bin /usr/share/swift/usr/bin /usr/local/swift/usr/bin "${HOME:-/root}/.local/share/swiftly/bin"; do
    if [ -n "$folder" ] && [ -x "$folder/swift" ]; then
        echo "$folder"
        exit 0
    fi
done
exit 1
