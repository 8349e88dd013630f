# Functions about the worker that `make run` starts; sourced by run.sh and stop.sh, which set `root` first.

state=$root/.run
worker_log=$state/berthd.log
worker_pid_file=$state/berthd.pid
worker_ready_file=$state/berthd.ready

# Prints the worker's process id if it runs. The data folder in its command line tells it from another process that has
# been given the same number since.
worker_pid() {
    local id
    id=$(cat "$worker_pid_file" 2>/dev/null) || return 1
    [ -n "$id" ] && tr '\0' ' ' <"/proc/$id/cmdline" 2>/dev/null | grep -qF -- "--data-dir $state/data" || return 1
    echo "$id"
}

# Waits until process $1 has ended, at most $2 seconds; status 124 when it still runs then.
await_end() {
    timeout "$2" tail --pid="$1" -s 0.1 -f /dev/null
}

# Asks the worker to finish its batch, publish and go; it is never killed, since what it still does is worth waiting for.
stop_worker() {
    local id
    if ! id=$(worker_pid); then
        rm -f "$worker_pid_file" "$worker_ready_file"
        return 0
    fi
    kill -TERM "$id" 2>/dev/null || true
    if ! await_end "$id" 60; then
        echo "berthd, process $id, has been asked to stop a minute ago and still runs; its log is $worker_log" >&2
        echo "To end it at once, losing nothing (unacknowledged requests come again): kill -9 $id" >&2
        return 1
    fi
    rm -f "$worker_pid_file" "$worker_ready_file"
    echo "berthd has stopped"
}

# Starts berthd ($1) against broker $2 and waits until it consumes.
start_worker() {
    rm -f "$worker_ready_file"
    setsid "$1" --broker "$2" --data-dir "$state/data" --ready-file "$worker_ready_file" \
        </dev/null >>"$worker_log" 2>&1 &
    local id=$! deadline=$((SECONDS + 60))
    echo "$id" >"$worker_pid_file"
    until [ -e "$worker_ready_file" ]; do
        if await_end "$id" 0.2; then
            echo "berthd has ended at once; the end of $worker_log:" >&2
            tail -n 20 "$worker_log" >&2
            return 1
        fi
        if [ "$SECONDS" -ge "$deadline" ]; then
            echo "berthd does not consume after a minute; the end of $worker_log:" >&2
            tail -n 20 "$worker_log" >&2
            return 1
        fi
    done
    echo "berthd runs: process $id"
}
