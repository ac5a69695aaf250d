#!/bin/sh
# Make .venv and install hash-pinned requirements into it: venv.sh PYTHON NAME FILE. Says in one line what is missing.
set -u
python=$1 name=$2 requirements=$3

fail() {
    echo "$1" >&2
    exit 1
}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    fail "Python 3.11 or newer is needed: install it, or say which with make PYTHON=/path/to/python3.11"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "Python's venv module is missing: install it (Debian: apt-get install python3-venv)"
[ -x .venv/bin/python ] || "$python" -m venv .venv || fail "The folder .venv can't be made here: is this folder writable?"

echo "Installing $requirements into .venv …"
log=.venv/install-$name.log
if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements" >"$log" 2>&1; then
    if ! command -v cc >/dev/null && grep -qiE "gcc|compiler|\bcc\b" "$log"; then
        fail "A package has to be compiled here and there is no C compiler (Debian: apt-get install build-essential python3-dev)"
    fi
    grep -v "^WARNING" "$log" | tail -n 5 >&2
    fail "Installing $requirements failed; the whole story is in $log"
fi
