# shellcheck shell=bash
# Shared by tests/run and the set-up scripts beside this file: where things are kept, and how they are installed.
# Sourced, never run. Everything it says goes to standard error, so that a script's output stays its own.

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Tools that are not the project's own live here, outside the work tree: a clean clone finds them again,
# and `git clean` never walks into a Debian root. Delete the folder to begin anew.
# shellcheck disable=SC2034  # used where this file is sourced
CACHE=${COUNTERSIGN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/countersign}

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "error: $*"
    exit 1
}

# Runs a command as root: by itself, or through sudo.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "this needs root or sudo: $*"
    fi
}

is_debian() { [ -e /etc/debian_version ] && command -v apt-get >/dev/null; }

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# need_packages PACKAGE... : installs what is missing of these Debian packages; elsewhere use need_command.
need_packages() {
    local package missing=()
    for package; do
        installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing Debian packages: ${missing[*]}"
    mkdir -p "$CACHE"
    # The lists are fetched only when something is missing: a second run asks nobody. One leg at a time: apt waits for nobody.
    (
        flock 9
        as_root apt-get update -qq >&2
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >&2
    ) 9> "$CACHE/packages.lock"
}

# need_command COMMAND PACKAGE... : makes sure that a command is there, on Debian by installing the packages.
need_command() {
    local command=$1
    shift
    command -v "$command" >/dev/null && return 0
    is_debian || fail "the command \`$command\` is missing. Install it (on Debian: apt-get install $*) and run this again."
    need_packages "$@"
    command -v "$command" >/dev/null || fail "Debian's $* did not bring the command \`$command\`"
}

# need_rust: cargo with rustfmt and clippy, and the C compiler that ring and SQLite are built with.
need_rust() {
    local part
    command -v cargo >/dev/null ||
        fail "Rust is missing. Install Rust $(rust_version) or later with rustfmt and clippy, by rustup or your system's packages."
    for part in fmt clippy; do
        cargo "$part" --version >/dev/null 2>&1 || fail "\`cargo $part\` is missing. Run: rustup component add rustfmt clippy"
    done
    need_command cc gcc libc6-dev
}

rust_version() { sed -n 's/^rust-version = "\(.*\)"/\1/p' "$REPO/Cargo.toml"; }

# stamped FILE TEXT : whether an earlier set-up left this text, so that its work can be used again.
stamped() { [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }

# need_maven: a Java compiler (17 or later) and Maven.
need_maven() {
    need_command javac default-jdk-headless
    need_command mvn maven
    local java
    java=$(javac -version 2>&1 | sed 's/^javac \([0-9]*\).*/\1/')
    [ "$java" -ge 17 ] || fail "Java $java is too old: install a JDK of version 17 or later"
}

# maven ARGUMENT... : Maven with its repository in the cache folder.
maven() { mvn -B -ntp -Dmaven.repo.local="$CACHE/maven" "$@"; }
