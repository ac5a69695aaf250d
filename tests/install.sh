#!/bin/sh
# Install the Debian packages a test needs and the machine lacks, or say exactly which they are.
set -u
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null && { [ -z "$as_root" ] || $as_root true 2>/dev/null; }; then
    echo "Installing $* …"
    $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq "$@" >/dev/null && exit 0
fi
echo "The tests need packages that can't be installed from here: apt-get install $*" >&2
exit 1
