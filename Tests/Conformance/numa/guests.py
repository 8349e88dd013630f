"""Random guest topologies, sized so that about half of them fit the host they are drawn for."""

from dataclasses import replace

from numa.flavors import random_flavor
from numa.hosts import PHYSNETS
from numa.model import UNLIMITED, Flavor, GuestCell, Limits, Network, Request, Topology

SHARES = (0.1, 0.1, 0.2, 0.25, 0.25, 0.34, 0.5, 0.5, 0.75, 1.0, 1.0, 1.2)


def random_request(rng, host):
    """Draws what an instance asks for on this host."""
    limits = random_limits(rng)
    if rng.random() < 0.2:
        return Request(random_flavor(rng, plausible=True), limits=limits)
    topology = random_topology(rng, host)
    flavor = Flavor(
        vcpus=sum(len(cell.cpuset | cell.pcpuset) for cell in topology.cells),
        memory=sum(cell.memory for cell in topology.cells))
    return Request(flavor, topology, limits)


def random_limits(rng):
    """Limits, or none as often as not."""
    if rng.random() < 0.5:
        return None
    network = None
    if rng.random() < 0.5:
        names = tuple(name for name in PHYSNETS + ("elsewhere",) if rng.random() < 0.25)
        network = Network(names, rng.random() < 0.2)
    if network is not None and rng.random() < 0.2:
        return Limits(UNLIMITED, UNLIMITED, network)
    return Limits(
        rng.choice((0.5, 1.0, 1.5, 2.0, 4.0, 16.0, 16.0)), rng.choice((0.9, 1.0, 1.5, 1.5, 2.0)), network)


def random_topology(rng, host):
    """Draws the cells, with one policy for all of them."""
    policy = suitable_policy(rng, host)
    pinned = policy in ("dedicated", "mixed")
    threads = thread_policy(rng, host) if pinned else None
    emulator = rng.choice((None, None, None, None, "share", "isolate")) if pinned else rng.choice((None, "share"))
    pagesize = page_size(rng, host)
    cells, next_cpu = [], 0
    for index, target in enumerate(targets(rng, host)):
        spare = 1 if index == 0 and emulator == "isolate" else 0
        cell = random_cell(rng, target, policy, next_cpu, spare, pagesize)
        own = pagesize if rng.random() < 0.98 else rng.choice((None, -1, -2, -3, 2048))
        cells.append(replace(cell, pagesize=own, cpu_policy=policy, thread_policy=threads))
        next_cpu += len(cell.cpuset | cell.pcpuset)
    if next_cpu == 0:
        # A flavor has at least one virtual CPU.
        only = "pcpuset" if policy == "dedicated" else "cpuset"
        cells[0] = replace(cells[0], **{only: frozenset({0})})
    return Topology(tuple(cells), emulator)


def suitable_policy(rng, host):
    """A policy that the host has CPUs for, most of the time."""
    choices = [None, "shared", "dedicated", "dedicated", "dedicated", "mixed"]
    if rng.random() < 0.95:
        if not any(cell.pcpuset for cell in host.cells):
            choices = [None, "shared"]
        elif not any(cell.cpuset for cell in host.cells):
            choices = ["dedicated"]
        elif not any(cell.cpuset and cell.pcpuset for cell in host.cells):
            choices = [None, "shared", "dedicated"]
    return rng.choice(choices)


def thread_policy(rng, host):
    """A thread policy that the host can keep, most of the time."""
    smt = max(cell.threads_per_core for cell in host.cells) > 1
    choices = [None, None, "prefer"]
    if smt or rng.random() < 0.1:
        choices.append("require")
    if not smt or any(cell.is_legacy for cell in host.cells) or rng.random() < 0.1:
        choices.append("isolate")
    return rng.choice(choices)


def page_size(rng, host):
    """None, or a page size; mostly one that the host has."""
    sizes = sorted({pool.size_kb for cell in host.cells for pool in cell.pages})
    if rng.random() < 0.45 or (not sizes and rng.random() < 0.9):
        return None
    if rng.random() < 0.06:
        return rng.choice((4, 64, 2048, 16384, 1048576))
    return rng.choice([-1, -3, -3] + ([-2, -2] if len(sizes) > 1 else []) + sizes)


def targets(rng, host):
    """Host cells that the guest cells are sized after; seldom more than the host has."""
    most = len(host.cells)
    count = min(rng.choice((1, 1, 1, 1, 2, 2, 3, most)), most)
    chosen = rng.sample(host.cells, count)
    return chosen + [chosen[0]] if rng.random() < 0.03 else chosen


def random_cell(rng, target, policy, first, spare, pagesize):
    """A cell of about the size of a host cell."""
    pinned = policy in ("dedicated", "mixed")
    dedicated = amount(rng, len(target.pcpuset) - spare) if pinned else 0
    shared = amount(rng, len(target.cpuset)) if policy != "dedicated" else 0
    if policy == "mixed" and rng.random() < 0.08:
        dedicated = 0
    cpus = list(range(first, first + dedicated + shared))
    if rng.random() < 0.3:
        rng.shuffle(cpus)
    return GuestCell(
        cpuset=frozenset(cpus[dedicated:]), pcpuset=frozenset(cpus[:dedicated]),
        memory=memory(rng, target, pagesize))


def amount(rng, available):
    """A number of CPUs."""
    return max(1, min(16, int(available * rng.choice(SHARES))))


def memory(rng, target, pagesize):
    """An amount of memory, now and then one that no large page divides."""
    pools = [pool for pool in target.pages if pagesize in (None, -1, -3, pool.size_kb) or pool.size_kb > 4]
    available = target.memory
    step = rng.choice((64, 128, 512, 1024))
    if pools and rng.random() < 0.8:
        pool = rng.choice(pools)
        available = (pool.total - pool.reserved) * pool.size_kb // 1024
        step = max(pool.size_kb // 1024, 1) if rng.random() < 0.7 else step
    share = int(available * rng.choice(SHARES))
    if rng.random() < 0.04:
        return max(1, share - 1)
    return max(step, share // step * step)
