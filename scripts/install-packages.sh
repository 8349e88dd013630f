#!/bin/sh
# Installs Debian packages without letting any of them start a system service. Needs root; called by setup.sh.
#
# Debian starts a service when its package is installed, unless /usr/sbin/policy-rc.d says no. Berth's tests and `make run`
# use a private RabbitMQ node and must never touch the system's, so that file is made for the time of the installation.
# If the machine has one of its own, it is the administrator's word and stays as it is.
set -eu

policy=/usr/sbin/policy-rc.d
mark="made by Berth's install-packages.sh for the time of one installation"

fail() {
    echo "setup: $1" >&2
    exit 1
}

remove_policy() {
    if grep -qs "$mark" "$policy"; then
        rm -f "$policy"
    fi
}

[ $# -gt 0 ] || fail "no packages named"
[ "$(id -u)" -eq 0 ] || fail "installing packages needs root; run it with sudo"

trap remove_policy EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# One of ours from an installation that was killed is replaced.
remove_policy
if [ -e "$policy" ]; then
    allowed=0
    "$policy" rabbitmq-server start >/dev/null 2>&1 || allowed=$?
    if [ "$allowed" -ne 101 ]; then
        echo "setup: this machine's own $policy allows services to start; the system's RabbitMQ may be started." >&2
        echo "       Berth does not use it. To stop it: systemctl disable --now rabbitmq-server" >&2
    fi
else
    printf '#!/bin/sh\n# %s\nexit 101\n' "$mark" >"$policy"
    chmod 755 "$policy"
fi

export DEBIAN_FRONTEND=noninteractive
install() {
    apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
}

# The package lists may be there already: the update, which needs the network, comes only when the first try fails.
if ! install "$@" >/dev/null 2>&1; then
    apt-get update -o DPkg::Lock::Timeout=120 || fail "apt-get cannot read its package lists; is there a network, and is the mirror in /etc/apt/sources.list* reachable?"
    install "$@" || fail "apt-get cannot install: $*. Its own message is above; no network, a full disk and an unfinished dpkg are the usual reasons."
fi

# What did not start now must not start at the next boot either, unless it was there before or the administrator decides.
case " $* " in
    *" rabbitmq-server "*)
        if command -v systemctl >/dev/null 2>&1 && grep -qs "$mark" "$policy"; then
            systemctl disable rabbitmq-server.service >/dev/null 2>&1 || true
        fi
        ;;
esac
