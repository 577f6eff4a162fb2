# shellcheck shell=bash
# What the scripts of tools/ share; sourced after `set -euo pipefail`, never run.

# The top folder of the repository, for the scripts that source this.
# shellcheck disable=SC2034
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

# The system's own interpreter, because the Debian packages of tools/packages belong to it.
python=/usr/bin/python3

# Says on standard error what is being done.
say() {
    printf '%s\n' "$*" >&2
}

# Ends the script with a sentence that says what to do.
fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Prints the folder's absolute path, made first if it is not there.
folder() {
    mkdir -p -- "$1" || fail "cannot make the folder $1; choose one that $(id -un) may write to"
    (cd -- "$1" && pwd)
}

# Prints $1 ports of 127.0.0.1 that are free now, one a line.
free_ports() {
    "$python" -c '
import socket, sys
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(server.getsockname()[1] for server in held), sep="\n")' "$1"
}

# Whether nothing listens at 127.0.0.1:$1.
port_is_free() {
    ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Whether process $1 runs and its command line contains $2: a reused number is not taken for ours.
is_process() {
    [[ -n $1 && -r /proc/$1/cmdline ]] && tr '\0' ' ' <"/proc/$1/cmdline" | grep -qF -- "$2"
}

# Whether process $1 still runs; a zombie that its parent has not collected does not.
is_running() {
    [[ $(sed -E 's/^.*\) (.).*/\1/' "/proc/$1/stat" 2>/dev/null) == [^ZX] ]]
}

# Waits until process $1 is gone, at most $2 seconds.
wait_gone() {
    local deadline=$((SECONDS + $2))
    while is_running "$1"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

# Prints the files of the repository that match the patterns: tracked, or new and not ignored.
list_sources() {
    git -C "$root" ls-files --cached --others --exclude-standard --deduplicate -- "$@" |
        while read -r file; do [[ ! -e $root/$file ]] || printf '%s\n' "$file"; done
}

# Prints where the preset $1 builds the command line.
binary_of() {
    printf '%s\n' "$root/build/$1/tools/atelier"
}

# Configures the preset $1 and builds its targets $2...
build() {
    local preset=$1
    shift
    cmake -S "$root" --preset "$preset" >/dev/null
    cmake --build "$root/build/$preset" --target "$@"
}
