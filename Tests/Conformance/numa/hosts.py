"""Random hosts: few cells or many, with and without threads, regular and not."""

from numa.model import Host, HostCell, Network, PagePool

MEMORY_SIZES = (256, 512, 1024, 1536, 2048, 3072, 4096, 8192)
PHYSNETS = ("p0", "p1", "p2")
CELL_COUNTS = (1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 8)


def random_host(rng):
    """Draws a host that an inventory report may have."""
    count = rng.choice(CELL_COUNTS)
    cores = cpu_cores(rng, count)
    style = rng.choice(("legacy", "legacy", "split", "split", "split", "dedicated", "shared", "threads", "each"))
    pages = rng.choice(("none", "small", "both", "both", "all", "all", "huge", "odd"))
    networks = rng.random() < 0.4
    sockets = rng.random() < 0.7
    uniform = rng.choice(MEMORY_SIZES) if rng.random() < 0.4 else None
    cells = []
    for index, number in enumerate(cell_numbers(rng, count)):
        own = rng.choice(("legacy", "split", "dedicated", "shared", "threads")) if style == "each" else style
        shared, dedicated = cpu_sets(rng, own, cores[index])
        memory = uniform or rng.choice(MEMORY_SIZES)
        cells.append(HostCell(
            id=number, cpuset=shared, pcpuset=dedicated, memory=memory, siblings=tuple(cores[index]),
            pages=page_pools(rng, pages, memory), network=near_networks(rng) if networks else None,
            socket=index // 2 if sockets else None))
    return Host(tuple(cells))


def cell_numbers(rng, count):
    """Ids: mostly 0 to n − 1, sometimes with gaps, sometimes in no order."""
    kind = rng.random()
    if kind < 0.7:
        return list(range(count))
    numbers = rng.sample(range(0, 20), count)
    return sorted(numbers) if kind < 0.85 else numbers


def cpu_cores(rng, count):
    """The cores of each cell as sets of hardware threads, by one of the ways in which firmware numbers CPUs."""
    threads = rng.choice((1, 1, 2, 2, 2, 2, 4))
    per_cell = [rng.choice((1, 2, 2, 3, 4, 4, 6, 8)) for _ in range(count)]
    if rng.random() < 0.6:
        per_cell = [per_cell[0]] * count
    total = sum(per_cell)
    # Firmware numbers first threads before second ones, or the threads of a core one after the other.
    offset = rng.choice((total, total, total + rng.randrange(0, 9), rng.choice((20, 28, 36, 64)) + total))
    adjacent = rng.random() < 0.35
    order = list(range(total))
    if rng.random() < 0.25:
        order = sorted(order, key=lambda core: (core % count, core))
    cells, position = [], 0
    for cores in per_cell:
        own = order[position:position + cores]
        position += cores
        cells.append([
            frozenset(core * threads + k if adjacent else core + k * offset for k in range(threads)) for core in own])
    return [irregular(rng, cell) for cell in cells]


def irregular(rng, cores):
    """Takes threads offline now and then; a reporter lists cores by their lowest CPU, but need not."""
    if rng.random() < 0.2:
        cores = [frozenset(rng.sample(sorted(core), rng.randint(1, len(core)))) for core in cores]
    if rng.random() < 0.04:
        return []
    cores = sorted(cores, key=min)
    if rng.random() < 0.1:
        rng.shuffle(cores)
    return cores


def cpu_sets(rng, style, cores):
    """Shared and dedicated CPUs of a cell."""
    every = frozenset().union(*cores)
    if style == "legacy":
        return every, every
    if style == "dedicated":
        return frozenset(), every
    if style == "shared":
        return every, frozenset()
    if style == "threads":
        shared = frozenset(cpu for cpu in sorted(every) if rng.random() < 0.4)
        return shared, every - shared
    cut = rng.randint(0, len(cores))
    shared = frozenset().union(*cores[:cut])
    return shared, every - shared


def page_pools(rng, kind, memory):
    """Pools whose pages together take at most the memory of the cell."""
    if kind == "none":
        return ()
    sizes = {"small": (4,), "both": (4, 2048), "all": (4, 2048, 1048576), "huge": (2048,), "odd": (64, 16384)}[kind]
    left = memory * 1024
    pools = []
    for size in sorted(sizes, reverse=True):
        most = left // size
        total = most if size == min(sizes) else rng.randint(0, most)
        if rng.random() < 0.05:
            total = 0
        reserved = rng.randint(0, max(1, total // 4)) if rng.random() < 0.2 else 0
        pools.append(PagePool(size, total, reserved))
        left -= total * size
    if rng.random() < 0.85:
        pools.reverse()
    return tuple(pools)


def near_networks(rng):
    """Networks near a cell; None where they are unknown."""
    if rng.random() < 0.2:
        return None
    names = tuple(name for name in PHYSNETS if rng.random() < 0.35)
    return Network(names, rng.random() < 0.3)
