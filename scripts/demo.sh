# The small workload of `make run`; sourced by run.sh, which has started broker and worker and set `berth` and `root`.
#
# Two hosts: this machine as it is, and a made-up one, demo-host, that is small so that something does not fit.
# The instances' UUIDs are always the same, so a second run clears what the first one left.

this_host=$(hostname)
demo_host=demo-host
web=11111111-1111-4111-8111-111111111111
database=22222222-2222-4222-8222-222222222222
batch=33333333-3333-4333-8333-333333333333
abandoned=44444444-4444-4444-8444-444444444444
giant=55555555-5555-4555-8555-555555555555

# Prints a word as one would type it: in quotation marks when the shell would take it apart.
as_typed() {
    case $1 in
        *[!A-Za-z0-9_./:=@%+-]* | '') printf " '%s'" "${1//\'/\'\\\'\'}" ;;
        *) printf ' %s' "$1" ;;
    esac
}

# Prints the command as one would type it, then runs it.
say_and_do() {
    local word
    printf '\n$ berth'
    for word in "$@"; do as_typed "$word"; done
    printf '\n'
    "$berth" "$@"
}

# Runs a command whose answer must be the exit status $1.
expect_status() {
    local wanted=$1 status=0
    shift
    say_and_do "$@" || status=$?
    if [ "$status" -ne "$wanted" ]; then
        echo "berth $1 ended with status $status; $wanted was expected" >&2
        return 1
    fi
}

# ReportInventory of demo-host with $1 VCPU and $1 GiB of memory, nothing kept back and nothing overcommitted.
demo_inventory() {
    cat <<END
{
  "host": "$demo_host", "node": "$demo_host", "nodeUuid": "de300000-0000-4000-8000-000000000001",
  "inventory": {
    "vcpus": $1, "memoryMb": $(($1 * 1024)), "localGb": 100, "hypervisorType": "demo",
    "reserved": {"vcpus": 0, "memoryMb": 0, "diskMb": 0}, "ratios": {"cpu": 1.0, "ram": 1.0, "disk": 1.0}
  }
}
END
}

# ClaimInstance of 8 VCPU on demo-host.
giant_body() {
    printf '{"host":"%s","node":"%s","instance":{"uuid":"%s","projectId":"demo",' "$demo_host" "$demo_host" "$giant"
    printf '"flavor":{"id":"giant","name":"giant","vcpus":"8","memoryMb":"4096","rootGb":"10"}}}'
}

# Sends state $3 of instance $2 on host $1; nothing is shown of it.
quietly_update() {
    "$berth" instance update --host "$1" --node "$1" "$2" --vm-state "$3" >/dev/null
}

# Whether the dead letters for demo-host have a text in them.
demo_letters_contain() {
    [[ $("$berth" dead list --host "$demo_host" --json 2>/dev/null) == *"$1"* ]]
}

clear_earlier_run() {
    local uuid
    for uuid in "$web" "$database" "$batch" "$abandoned"; do
        quietly_update "$this_host" "$uuid" deleted
    done
    quietly_update "$demo_host" "$giant" deleted
    if demo_letters_contain "$demo_host"; then
        "$berth" dead drop --host "$demo_host" --yes >/dev/null
    fi
}

# A dead letter is published after its request has been recorded; it arrives a moment later.
await_dead_letter() {
    local attempt
    for attempt in {1..50}; do
        demo_letters_contain REFUSED_CAST && return 0
    done
    echo "no dead letter arrived after $attempt looks; see .run/berthd.log" >&2
    return 1
}

demo_workload() {
    local size=(--host "$this_host" --node "$this_host" --project demo --vcpus 1 --memory 64)
    say_and_do claim "${size[@]}" --uuid "$web" --root 1
    say_and_do claim "${size[@]}" --uuid "$database" --root 1
    say_and_do claim "${size[@]}" --uuid "$batch" --root 0
    say_and_do claim "${size[@]}" --uuid "$abandoned" --root 0 --lease 10m

    echo
    echo "One becomes active, one is deleted, one claim is given up:"
    say_and_do instance update --host "$this_host" --node "$this_host" "$web" --vm-state active
    say_and_do instance update --host "$this_host" --node "$this_host" "$batch" --vm-state deleted
    say_and_do abort --host "$this_host" --node "$this_host" "$abandoned"
}

demo_dead_letter() {
    step "A cast that is refused becomes a dead letter: 8 VCPU on a host that has 4"
    say_and_do call ClaimInstance --cast --body "$(giant_body)"
    await_dead_letter
    say_and_do dead list --host "$demo_host"

    step "The cause is cured (the host grows to 16 VCPU), and the letter is replayed"
    demo_inventory 16 >"$state/demo-host.json"
    say_and_do node report --file "$state/demo-host.json"
    say_and_do dead replay --host "$demo_host" --yes
    say_and_do instance show --host "$demo_host" "$giant"
    say_and_do dead list --host "$demo_host"
}

demo() {
    step "Reporting the inventory of this machine, $this_host"
    say_and_do node report --this-machine --host "$this_host" --node "$this_host"
    demo_inventory 4 >"$state/demo-host.json"
    "$berth" node report --file "$state/demo-host.json" >/dev/null
    clear_earlier_run

    step "A few claims, an update, a deletion, an abort"
    demo_workload

    step "What is held on $this_host"
    say_and_do node show --host "$this_host" --node "$this_host"

    step "A claim that does not fit is refused, with every shortfall (exit status 3)"
    expect_status 3 claim --host "$this_host" --node "$this_host" --uuid "$giant" --project demo \
        --vcpus 100000 --memory 99999999 --root 9999999

    demo_dead_letter
}
