"""The first assignment as it is specified (NUMA, 3.1, 3.2), over Nova's verdicts on single pairs."""

from dataclasses import replace

from common.outcome import NoFit
from numa import reference
from numa.model import CellUsage, Topology


def ordered_cells(host, usage, topology, packing, devices=None):
    """The order in which host cells are tried (NUMA, 3.2)."""
    cells = list(host.cells)
    if len(cells) == len(topology.cells):
        return cells
    policy = topology.cells[0].cpu_policy
    toward = 1 if packing else -1

    free = devices.free_by_cell() if devices else {}
    # Cells with many free devices first where devices are asked for, last where they are not.
    away = -1 if devices and devices.requests else 1

    def key(cell):
        held = usage.get(cell.id, CellUsage())
        memory = cell.memory - held.memory
        near = away * free.get(cell.id, 0)
        if policy in (None, "shared"):
            return (near, -toward * held.cpu_usage, toward * memory)
        return (near, toward * len(cell.pcpuset - held.pinned), toward * memory)

    return sorted(cells, key=key)


def first_assignment(host, usage, topology, limits, packing, devices=None):
    """The placement by the first assignment whose pairs all fit and whose cells are accepted, or NoFit."""
    if not host.cells or len(topology.cells) > len(host.cells):
        return NoFit()
    order = ordered_cells(host, usage, topology, packing, devices)
    verdicts = {}

    def verdict(position, index):
        if (position, index) not in verdicts:
            cell = order[position]
            reserved = 1 if index == 0 and topology.emulator == "isolate" else 0
            verdicts[position, index] = reference.pair(
                cell, usage.get(cell.id), topology.cells[index], index, limits, reserved)
        return verdicts[position, index]

    # Whether the rest can be placed depends on the host cells that are left only.
    hopeless = set()

    def place(chosen):
        index = len(chosen)
        if index == len(topology.cells):
            cells = [order[position] for position in chosen]
            return chosen if accepted(host, cells, limits, devices) else None
        if (index, frozenset(chosen)) in hopeless:
            return None
        for position in range(len(order)):
            if position not in chosen and verdict(position, index) is not None:
                found = place(chosen + [position])
                if found is not None:
                    return found
        hopeless.add((index, frozenset(chosen)))
        return None

    chosen = place([])
    if chosen is None:
        return NoFit()
    return Topology(
        tuple(replace(verdict(position, index)) for index, position in enumerate(chosen)), topology.emulator)


def accepted(host, chosen, limits, devices):
    """Whether devices and the networks of the limits accept the chosen host cells."""
    if devices and devices.requests and not devices.accept([cell.id for cell in chosen]):
        return False
    return limits is None or limits.network is None or reference.networks_accept(host, chosen, limits.network)
