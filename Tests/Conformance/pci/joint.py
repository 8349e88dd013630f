"""A node on which host cells and devices are decided together: the reference for guests with cells (PCI, 7.4)."""

from dataclasses import dataclass, replace

from common.outcome import NoFit, Refused
from numa import corrections as numa_corrections
from numa.books import requested, unused
from numa.corrections import FIT, NO_PAGE_TABLE
from numa.model import Topology
from pci import rules as R
from pci.model import Chosen, State
from pci.reference import INVALID, NOBODY, Reference, is_wrong

RULES = FIT + (NO_PAGE_TABLE,)


@dataclass(frozen=True)
class Placed:
    """A place and devices; without devices an answer that only says that they can be had."""

    topology: object
    chosen: Chosen | None

    @property
    def label(self):
        """The answer in the summary."""
        place = "place" if isinstance(self.topology, Topology) else "no place"
        return f"{place} and {'devices' if self.chosen and self.chosen.devices else 'no devices'}"


@dataclass(frozen=True)
class Short:
    """What falls short: the place, by the reason that is given for it, or the devices wherever the guest is.

    Where the place falls short for want of devices, the devices that follow are told of for people: for a guest on the
    host cells that it would have without them. They are not compared.
    """

    place: str | None
    devices: bool

    @staticmethod
    def of(place, devices):
        """What is compared of it."""
        return Short(place, devices and place != "NUMA_PCI_NO_FIT")

    @property
    def label(self):
        """The answer in the summary."""
        return " and ".join(filter(None, (self.place, "PCI_NO_FIT" if self.devices else None)))


@dataclass(frozen=True)
class JointState:
    """Devices, and the usage of host cells as sorted pairs."""

    devices: State
    usage: tuple

    label = "state"

    def unordered(self):
        """The same without the order of the pools."""
        return replace(self, devices=self.devices.unordered())


class Nearness:
    """What devices add to the choice of host cells."""

    def __init__(self, reference, requests):
        self.reference = reference
        self.requests = requests
        self.stats = reference.tracker.stats
        self.stats.judge = self.judge if R.ONE_ALGORITHM in reference.rules else None
        self.known = {}

    def free_by_cell(self):
        """How many devices are free near each host cell."""
        return self.reference.free_by_cell()

    def judge(self, requests, cells):
        """In place of Nova's check: whether a claim near these cells would succeed."""
        return self.accept([cell.id for cell in cells or ()])

    def accept(self, cells):
        """Whether all devices can be had near host cells."""
        chosen = frozenset(cells)
        if chosen not in self.known:
            self.known[chosen] = self.reference.can_have(self.requests, sorted(chosen))
        return self.known[chosen]


class JointReference:
    """One node of the reference: its host, what is used of it, and its devices."""

    def __init__(self, devices, host, packing, rules):
        self.devices, self.host, self.packing = devices, host, packing
        self.rules = frozenset(rules)
        self.usage = unused(host)
        self.placed = {}

    @classmethod
    def make(cls, site, host, rules):
        """A node without devices."""
        sockets = tuple((cell.id, cell.socket) for cell in host.cells)
        return cls(Reference(site, rules, sockets), host, site.packing, rules)

    def fork(self, rules):
        """A node in the same state that other rules are in force for."""
        other = JointReference(self.devices.fork(rules), self.host, self.packing, rules)
        other.usage, other.placed = self.usage, dict(self.placed)
        return other

    def report(self, devices):
        """Takes a report in."""
        return self.devices.report(devices)

    def state(self):
        """What is there."""
        return JointState(self.devices.state(), tuple(sorted(self.usage.items())))

    def check(self, request, asked):
        """What a claim would be answered."""
        return self.tested(request, asked)

    def claim(self, uuid, request, asked):
        """Claims a place and devices."""
        found = self.tested(request, asked)
        if not isinstance(found, Placed):
            return found
        cells = placed_cells(found.topology)
        taken = self.devices.claim(uuid, asked, cells)
        if not isinstance(taken, Chosen):
            return taken if not isinstance(taken, NoFit) else Short(None, True)
        self.placed[uuid] = found.topology
        if isinstance(found.topology, Topology):
            self.usage = self.usage_after(found.topology)
        return Placed(found.topology, taken)

    def end(self, uuid):
        """Lets go of everything; whether there was anything."""
        placed = self.placed.pop(uuid, None)
        self.devices.free(uuid)
        self.devices.lists.pop(uuid, None)
        if isinstance(placed, Topology):
            after = self.usage_after(placed, release=True)
            if isinstance(after, Refused):
                return after
            self.usage = after
        return placed is not None

    def usage_after(self, topology, release=False):
        """The usage with a place, or without it."""
        return numa_corrections.usage_after(
            self.host, self.usage, topology, release, tuple(self.rules & {NO_PAGE_TABLE}))

    def tested(self, request, asked):
        """Place and devices, or why not; nothing changes."""
        # Counts that are wrong are refused before anything is looked at.
        if R.COUNTS in self.rules and any(is_wrong(request) for request in asked.requests):
            return Refused(INVALID)
        topology = requested(request)
        if isinstance(topology, Refused):
            return topology
        requests = self.devices.requests(asked)
        if isinstance(requests, Refused):
            return requests
        place = None
        if isinstance(topology, Topology):
            near = Nearness(self.devices, requests)
            topology = numa_corrections.fit(
                self.host, self.usage, topology, request.limits, self.packing, tuple(self.rules & set(FIT)), near)
            if isinstance(topology, Refused):
                return topology
            if isinstance(topology, NoFit):
                place = "NUMA_PCI_NO_FIT" if requests else "NUMA_NO_FIT"
        chosen = self.chosen(requests, placed_cells(topology))
        if place or isinstance(chosen, NoFit):
            return Short.of(place, isinstance(chosen, NoFit))
        if isinstance(topology, Topology):
            after = self.usage_after(topology)
            if isinstance(after, Refused):
                return after
        return chosen if chosen is not None and not isinstance(chosen, Chosen) else Placed(topology, chosen)

    def chosen(self, requests, cells):
        """The devices near cells; the plain reference says only whether there are any, and asks without cells."""
        if not requests:
            return Chosen()
        if R.ONE_ALGORITHM in self.rules:
            return self.devices.fork(self.rules & R.ALL).take(NOBODY, requests, cells)
        return None if self.devices.can_have(requests, ()) else NoFit()


def placed_cells(topology):
    """The host cells of a placement."""
    return sorted({cell.host_cell for cell in topology.cells}) if isinstance(topology, Topology) else []
