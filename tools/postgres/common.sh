# shellcheck shell=bash
# What tools/postgres/start and stop share; sourced after `set -euo pipefail`, never run.
# shellcheck source=tools/common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/../common.sh"

# Prints the folder of PostgreSQL's server programs.
find_bin() {
    local candidate
    for candidate in "$(pg_config --bindir 2>/dev/null || true)" /usr/lib/postgresql/*/bin \
        "$(dirname -- "$(command -v initdb 2>/dev/null || true)")"; do
        if [[ -x $candidate/initdb && -x $candidate/pg_ctl ]]; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

# Runs a command as the user whom the server may run as: never root.
as_server() {
    if ((EUID == 0)); then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

# Prints the process of the cluster with the data folder $1, if it runs: its working folder is $1.
running_pid() {
    local pid
    pid=$(head -n 1 "$1/postmaster.pid" 2>/dev/null) || return 1
    [[ $(readlink "/proc/$pid/cwd" 2>/dev/null) == "$(readlink -f "$1")" ]] || return 1
    printf '%s\n' "$pid"
}
