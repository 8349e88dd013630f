"""Proves a placement valid from the host, its usage and the request alone: neither the reference nor Berth is asked."""

from collections import Counter

from numa.model import CellUsage


def violations(host, usage, request, limits, placed):
    """Everything that is wrong with a placement, as sentences."""
    if len(placed.cells) != len(request.cells):
        return [f"{len(placed.cells)} cells are placed, {len(request.cells)} were asked for"]
    found = []
    numbers = [cell.host_cell for cell in placed.cells]
    if len(set(numbers)) != len(numbers):
        found.append(f"host cells {numbers} are not distinct")
    if placed.emulator != request.emulator:
        found.append(f"emulator threads {placed.emulator}, asked for {request.emulator}")
    for index, (asked, cell) in enumerate(zip(request.cells, placed.cells)):
        target = host.cell(cell.host_cell)
        if target is None:
            found.append(f"guest cell {index} is on host cell {cell.host_cell}, which does not exist")
            continue
        held = usage.get(target.id, CellUsage())
        isolated = index == 0 and request.emulator == "isolate"
        problems = (unchanged(asked, cell) + pinning(target, held, cell, isolated) + threads(target, held, cell)
                    + memory(target, held, asked, cell) + floating(target, held, cell, limits))
        found += [f"guest cell {index} on host cell {target.id}: {problem}" for problem in problems]
    return found + networks(host, limits, numbers)


def unchanged(asked, cell):
    """What was asked for is still there."""
    return [
        f"{name} is {getattr(cell, name)}, asked for {getattr(asked, name)}"
        for name in ("cpuset", "pcpuset", "memory", "cpu_policy", "thread_policy")
        if getattr(asked, name) != getattr(cell, name)]


def pinning(target, held, cell, isolated):
    """Each dedicated guest CPU has a free host CPU of its own; one more is reserved if emulator threads want it."""
    if not cell.is_pinned:
        return ["pinned, but not dedicated"] if cell.pinning or cell.reserved else []
    guests, hosts = [guest for guest, _ in cell.pinning], [cpu for _, cpu in cell.pinning]
    taken = hosts + sorted(cell.reserved)
    found = []
    if sorted(guests) != sorted(cell.pcpuset):
        found.append(f"guest CPUs {guests} are pinned, dedicated are {sorted(cell.pcpuset)}")
    if len(set(taken)) != len(taken):
        found.append(f"host CPUs {taken} are not distinct")
    if len(cell.reserved) != (1 if isolated else 0):
        found.append(f"{len(cell.reserved)} host CPUs are reserved for emulator threads")
    if not set(taken) <= target.pcpuset:
        found.append(f"host CPUs {sorted(set(taken) - target.pcpuset)} are not for dedicated guest CPUs")
    if set(taken) & held.pinned:
        found.append(f"host CPUs {sorted(set(taken) & held.pinned)} are taken")
    return found


def threads(target, held, cell):
    """The thread policy is kept."""
    if not cell.is_pinned or not cell.pinning:
        return []
    hosts = {cpu for _, cpu in cell.pinning}
    cores = [core for core in target.siblings if core & hosts]
    used = Counter(len(core & hosts) for core in cores)
    found = []
    if cell.thread_policy == "isolate":
        if set(used) != {1}:
            found.append("two guest CPUs share a core")
        if any(core & held.pinned or not core <= target.pcpuset for core in cores):
            found.append("a guest CPU is on a core that is not free as a whole")
        if target.threads_per_core > 1 and not target.is_legacy:
            found.append("isolate on a host with threads and separate CPU sets")
    if cell.thread_policy == "require":
        # All cores give the same number of threads, the last one perhaps fewer.
        most = max(used)
        if target.threads_per_core < 2 or sum(count for k, count in used.items() if k < most) > 1:
            found.append(f"threads by core {dict(used)}: siblings are not kept together")
    return found


def memory(target, held, asked, cell):
    """Pages of an allowed size are free, or memory is."""
    used = dict(held.pages_used)
    kib = cell.memory * 1024
    sizes = sorted(pool.size_kb for pool in target.pages)
    if asked.pagesize:
        allowed = {-1: sizes[:1], -2: sizes[1:], -3: sizes}.get(asked.pagesize, [asked.pagesize])
        pool = next((pool for pool in target.pages if pool.size_kb == cell.pagesize), None)
        if pool is None or cell.pagesize not in allowed:
            return [f"page size {cell.pagesize}, asked for {asked.pagesize} of {sizes}"]
        return page_space(pool, pool.total - used.get(pool.size_kb, 0) - pool.reserved, kib)
    if cell.pagesize is not None:
        return [f"page size {cell.pagesize}, none was asked for"]
    if target.pages:
        pool = next(pool for pool in target.pages if pool.size_kb == sizes[0])
        space = pool.total - used.get(pool.size_kb, 0) - pool.reserved if cell.is_pinned else pool.total
        return page_space(pool, space, kib)
    available = target.memory - held.memory if cell.is_pinned else target.memory
    return [f"{cell.memory} MiB of {available}"] if cell.memory > available else []


def page_space(pool, pages, kib):
    """The memory is whole pages of the pool, and there are as many."""
    if kib % pool.size_kb:
        return [f"{kib} KiB are no whole pages of {pool.size_kb}"]
    return [f"{kib} KiB in {pages} pages of {pool.size_kb}"] if kib > pages * pool.size_kb else []


def floating(target, held, cell, limits):
    """Shared guest CPUs neither exceed the cell's CPUs nor the limits."""
    if not cell.is_floating:
        return []
    found = []
    if len(cell.cpuset) > len(target.cpuset):
        found.append(f"{len(cell.cpuset)} shared guest CPUs on {len(target.cpuset)}")
    if limits is not None and held.cpu_usage + len(cell.cpuset) > len(target.cpuset) * limits.cpu:
        found.append(f"{held.cpu_usage} + {len(cell.cpuset)} shared guest CPUs exceed the limit")
    if limits is not None and held.memory + cell.memory > target.memory * limits.ram:
        found.append(f"{held.memory} + {cell.memory} MiB exceed the limit")
    return found


def networks(host, limits, numbers):
    """Every network that some host cell is near to is near to a chosen one."""
    if limits is None or limits.network is None:
        return []
    everywhere = [cell.network for cell in host.cells if cell.network is not None]
    chosen = [cell.network for cell in host.cells if cell.network is not None and cell.id in numbers]
    found = [
        f"network {name} is elsewhere" for name in limits.network.physnets
        if any(name in network.physnets for network in everywhere)
        and not any(name in network.physnets for network in chosen)]
    if limits.network.tunneled and any(network.tunneled for network in everywhere) \
            and not any(network.tunneled for network in chosen):
        found.append("tunnelled networks are elsewhere")
    return found
