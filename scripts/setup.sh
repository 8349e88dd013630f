#!/bin/sh
# Makes this machine ready to build, test and run Berth: Swift is checked, Debian packages that are missing are installed.
#
#   scripts/setup.sh                 what `make run` and `make test` need
#   scripts/setup.sh --proto         also what `make proto` needs
#   scripts/setup.sh --conformance   also what `make conformance` needs
#   scripts/setup.sh --check         install nothing; status 1 and the list if something is missing
#
# Takes a fraction of a second and no network when nothing is missing. Installing needs root, or sudo.
set -eu

scripts=$(cd "$(dirname "$0")" && pwd -P)
packages="librabbitmq-dev libssl-dev libsqlite3-dev pkg-config rabbitmq-server openssl curl git"
check_only=""
for argument in "$@"; do
    case "$argument" in
        --proto) packages="$packages protobuf-compiler" ;;
        --conformance) packages="$packages python3 python3-venv" ;;
        --check) check_only=yes ;;
        *)
            echo "setup: unknown argument '$argument'; known are --proto, --conformance and --check" >&2
            exit 2
            ;;
    esac
done

fail() {
    echo "setup: $1" >&2
    shift
    for line in "$@"; do
        echo "       $line" >&2
    done
    exit 1
}

# --- Swift ------------------------------------------------------------------------------------------------------------

check_swift() {
    folder=$("$scripts/find-swift.sh") || fail "there is no Swift on this machine (not on PATH, nor in the usual folders)." \
        "Berth needs Swift 6.2 or newer; 6.3.1 is what it is tested with." \
        "Install it from https://www.swift.org/install/linux/, or name its folder: BERTH_SWIFT_BIN=<folder>."
    if ! command -v swift >/dev/null 2>&1; then
        echo "setup: swift is not on PATH; using $folder/swift" >&2
    fi
    version=$("$folder/swift" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
    [ -n "$version" ] || fail "$folder/swift does not run; try '$folder/swift --version' to see why."
    major=${version%%.*}
    minor=${version#*.}
    if [ "$major" -lt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -lt 2 ]; }; then
        fail "$folder/swift is version $version; Berth needs 6.2 or newer." \
            "Install a newer one from https://www.swift.org/install/linux/, or name its folder: BERTH_SWIFT_BIN=<folder>."
    fi
}

# --- packages ---------------------------------------------------------------------------------------------------------

# Another package may provide the tool (pkgconf provides pkg-config): what can be run counts.
present() {
    case "$1" in
        pkg-config | openssl | curl | git) command -v "$1" >/dev/null 2>&1 && return 0 ;;
        protobuf-compiler) command -v protoc >/dev/null 2>&1 && return 0 ;;
        python3) command -v python3 >/dev/null 2>&1 && return 0 ;;
        python3-venv) python3 -c 'import ensurepip, venv' >/dev/null 2>&1 && return 0 ;;
    esac
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Elsewhere than on Debian the same things have other package names: look for the things.
present_elsewhere() {
    case "$1" in
        librabbitmq-dev) pkg-config --exists librabbitmq ;;
        libssl-dev) pkg-config --exists libcrypto ;;
        libsqlite3-dev) pkg-config --exists sqlite3 ;;
        rabbitmq-server) command -v rabbitmq-server || [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] ;;
        protobuf-compiler) command -v protoc ;;
        python3-venv) python3 -c 'import ensurepip, venv' ;;
        *) command -v "$1" ;;
    esac >/dev/null 2>&1
}

probe=present
command -v dpkg-query >/dev/null 2>&1 || probe=present_elsewhere
missing=""
for package in $packages; do
    "$probe" "$package" || missing="$missing $package"
done
missing=${missing# }

if [ -n "$missing" ]; then
    [ -z "$check_only" ] || fail "missing: $missing"
    system=$(. /etc/os-release 2>/dev/null && echo "${PRETTY_NAME:-unknown}" || echo unknown)
    command -v apt-get >/dev/null 2>&1 || fail "missing: $missing" \
        "These are Debian 12's names, and this system ($system) has no apt-get." \
        "Install the same things with your own package manager, then run this again."
    case "$system" in
        "Debian GNU/Linux 12"*) ;;
        *) echo "setup: this is $system; Berth is tested on Debian 12. Trying all the same." >&2 ;;
    esac
    echo "setup: installing $missing" >&2
    # shellcheck disable=SC2086 # one argument per package; the names have no blanks
    if [ "$(id -u)" -eq 0 ]; then
        "$scripts/install-packages.sh" $missing
    elif ! command -v sudo >/dev/null 2>&1; then
        fail "missing: $missing" "Installing needs root, and there is no sudo. As root, run:  $scripts/install-packages.sh $missing"
    elif [ -t 0 ]; then
        sudo "$scripts/install-packages.sh" $missing
    else
        sudo -n "$scripts/install-packages.sh" $missing || fail "missing: $missing" \
            "Installing did not work. If sudo wants a password, run this in a terminal:  sudo $scripts/install-packages.sh $missing"
    fi
    for package in $missing; do
        present "$package" || fail "$package is still missing after the installation; see apt-get's messages above."
    done
fi

# Two faults that a hostile broker could use were mended in Debian's second update of librabbitmq 0.11; see SECURITY.md.
check_librabbitmq() {
    command -v dpkg-query >/dev/null 2>&1 || return 0
    version=$(dpkg-query -W -f '${Version}' librabbitmq4 2>/dev/null) || return 0
    if dpkg --compare-versions "$version" ge 0.11.0-1 && dpkg --compare-versions "$version" lt 0.11.0-1+deb12u2; then
        echo "setup: librabbitmq4 $version lacks security fixes (SECURITY.md); update: apt-get install librabbitmq4" >&2
    fi
}

check_swift
check_librabbitmq
