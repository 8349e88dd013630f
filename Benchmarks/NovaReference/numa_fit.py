"""Measures Nova's fit of guest cells on host cells: the cases of (k) in docs/benchmarks.md.

    numa_fit.py CASE      a case such as 8x8-last, or `claims`

Prints milliseconds per fit (or claims per second) of five rounds, one a line; nothing when one fit takes longer than
ten seconds. Needs a Python with Nova in it.
"""

import os
import signal
import sys
import time

from nova import conf, objects
from nova.compute import claims  # noqa: F401  (registers the options that the fit reads)
from nova.virt import hardware

ROUNDS = 5
LIMIT_SECONDS = 10


def host_memory(kind, index):
    if kind == "network":
        return 1024 if index < 2 else 65536
    return (index + 1) * 1024 if kind == "last" else 65536


def guest_memory(kind, index, host_cells):
    if kind == "none":
        return 131072 if index == 0 else 1024
    if kind == "network":
        return 1024 if index == 0 else 2048
    return (host_cells - index) * 1024 if kind == "last" else 1024


def networks(kind, index):
    names = {0: {"p"}, 1: {"q"}}.get(index, set()) if kind == "network" else set()
    return objects.NetworkMetadata(physnets=names, tunneled=False)


def host(kind, cells, cpus_per_cell=16, memory=None):
    made = []
    for index in range(cells):
        cpus = list(range(index * cpus_per_cell, (index + 1) * cpus_per_cell))
        size = memory or host_memory(kind, index)
        made.append(objects.NUMACell(
            id=index, cpuset=set(cpus), pcpuset=set(cpus), memory=size, cpu_usage=0, memory_usage=0,
            pinned_cpus=set(), siblings=[set(cpus[i:i + 2]) for i in range(0, cpus_per_cell, 2)],
            mempages=[objects.NUMAPagesTopology(size_kb=4, total=size * 256, used=0, reserved=0)],
            network_metadata=networks(kind, index), socket=index))
    return objects.NUMATopology(cells=made)


def guest(kind, cells, host_cells):
    return objects.InstanceNUMATopology(cells=[
        objects.InstanceNUMACell(
            id=index, cpuset=set(), pcpuset={index * 2, index * 2 + 1},
            memory=guest_memory(kind, index, host_cells), cpu_policy="dedicated")
        for index in range(cells)])


def limits(kind):
    if kind != "network":
        return None
    return objects.NUMATopologyLimits(
        cpu_allocation_ratio=16.0, ram_allocation_ratio=1.5,
        network_metadata=objects.NetworkMetadata(physnets={"p", "q"}, tunneled=False))


def fit_case(name):
    size, kind = name.split("-")
    host_cells, guest_cells = (int(part) for part in size.split("x"))
    conf.CONF.set_override(
        "packing_host_numa_cells_allocation_strategy", kind == "last", group="compute")
    on = host(kind, host_cells)

    def once():
        wanted = guest(kind, guest_cells, host_cells)
        signal.alarm(LIMIT_SECONDS)
        start = time.process_time()
        hardware.numa_fit_instance_to_host(on, wanted, {}, limits=limits(kind))
        return time.process_time() - start

    return [once() * 1e3 for _ in range(ROUNDS)]


def claims_case():
    """Fit and usage of pinned guests of two cells, eight to a host: what a claim does with cells, and nothing else."""
    def once():
        count, topology = 0, None
        start = time.process_time()
        while count < 64:
            if count % 16 == 0:
                topology = host("first", 2, cpus_per_cell=32, memory=131072)
            wanted = objects.InstanceNUMATopology(cells=[
                objects.InstanceNUMACell(
                    id=index, cpuset=set(), pcpuset={index * 2, index * 2 + 1}, memory=512, cpu_policy="dedicated")
                for index in range(2)])
            placed = hardware.numa_fit_instance_to_host(topology, wanted, {})
            topology = hardware.numa_usage_from_instance_numa(topology, placed)
            count += 1
        return count / (time.process_time() - start)

    return [once() for _ in range(ROUNDS)]


def main():
    objects.register_all()
    # Whatever the caller has blocked, and wherever it strikes: nothing has been printed yet, and that is the answer.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    signal.signal(signal.SIGALRM, lambda *_: os._exit(0))
    values = claims_case() if sys.argv[1] == "claims" else fit_case(sys.argv[1])
    for value in values:
        print(value)


if __name__ == "__main__":
    main()
