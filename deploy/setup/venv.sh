#!/usr/bin/env bash
# Makes .venv with exactly the locked packages. Plain pip; every file's hash is checked.
set -euo pipefail
cd "$(dirname "$0")/../.."

python=""
for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or newer is needed. Install it (Debian: apt-get install python3 python3-venv)," >&2
    echo "or name one: make setup PYTHON=/path/to/python3" >&2
    exit 1
fi

# One that works is brought up to date in place, so that nobody who uses it meanwhile is disturbed.
works() { .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
make_venv() { works || "$python" -m venv --clear .venv 2>&1; }

# What to put before a command that needs root; fails where this user may not.
becoming_root() {
    if [ "$(id -u)" = 0 ]; then echo env; else sudo -n true 2>/dev/null && echo sudo -n env; fi
}

install_package() {
    local root
    root=$(becoming_root) || return 1
    echo "Python: installing the package $1 with apt-get" >&2
    $root DEBIAN_FRONTEND=noninteractive apt-get -qq update >/dev/null 2>&1 || true
    $root DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$1" >/dev/null 2>&1
}

if ! said=$(make_venv); then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if ! install_package "$package" || ! said=$(make_venv); then
        printf '%s\n\nInstall it (Debian: sudo apt-get install %s), then run make again.\n' "$said" "$package" >&2
        exit 1
    fi
fi

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
echo "Python: installing the locked packages into .venv" >&2
.venv/bin/python -m pip install -qq --require-hashes --no-deps -r requirements-dev.lock
.venv/bin/python -m pip install -qq --no-deps --no-build-isolation --editable .
touch .venv/.ready
