"""Hosts, guests and placements as plain values, in the words of the specification (NUMA, 1)."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class PagePool:
    """Pages of one size on a host cell."""

    size_kb: int
    total: int
    reserved: int = 0


@dataclass(frozen=True)
class Network:
    """Networks near a host cell, or asked for by an instance."""

    physnets: tuple = ()
    tunneled: bool = False


@dataclass(frozen=True)
class HostCell:
    """One NUMA node of a host as it is reported, without usage."""

    id: int
    cpuset: frozenset
    pcpuset: frozenset
    memory: int
    siblings: tuple
    pages: tuple = ()
    network: Network | None = None
    socket: int | None = None

    @property
    def is_legacy(self):
        """Whether one pool of CPUs serves shared and dedicated guest CPUs alike."""
        return self.cpuset == self.pcpuset

    @property
    def threads_per_core(self):
        """The size of the largest core."""
        return max((len(core) for core in self.siblings), default=0) or 1


@dataclass(frozen=True)
class Host:
    """The cells of a host; their order counts."""

    cells: tuple

    def cell(self, number):
        """The cell with this id, or None."""
        return next((cell for cell in self.cells if cell.id == number), None)


@dataclass(frozen=True)
class CellUsage:
    """What is held of one host cell."""

    cpu_usage: int = 0
    memory: int = 0
    pinned: frozenset = frozenset()
    pages_used: tuple = ()


@dataclass(frozen=True)
class GuestCell:
    """One guest cell; the last four fields are set by a placement."""

    cpuset: frozenset
    pcpuset: frozenset
    memory: int
    pagesize: int | None = None
    cpu_policy: str | None = None
    thread_policy: str | None = None
    host_cell: int | None = None
    pinning: tuple = ()
    reserved: frozenset = frozenset()

    @property
    def is_pinned(self):
        """Whether it asks for dedicated CPUs."""
        return self.cpu_policy in ("dedicated", "mixed")

    @property
    def is_floating(self):
        """Whether it asks for shared CPUs."""
        return self.cpu_policy in (None, "shared", "mixed")


@dataclass(frozen=True)
class Topology:
    """A guest topology, asked for or placed."""

    cells: tuple
    emulator: str | None = None

    label = "topology"


UNLIMITED = float("inf")


@dataclass(frozen=True)
class Limits:
    """Limits that a scheduler gives with a claim; a ratio that it does not give is unlimited."""

    cpu: float
    ram: float
    network: Network | None = None


@dataclass(frozen=True)
class Flavor:
    """A flavor, and the properties of the image that comes with it."""

    vcpus: int
    memory: int
    extra_specs: dict = field(default_factory=dict)
    image: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """What an instance asks for: an explicit topology, or a flavor that implies one."""

    flavor: Flavor
    topology: Topology | None = None
    limits: Limits | None = None


@dataclass(frozen=True)
class NoTopology:
    """The answer that the request needs no topology."""

    label = "no topology"
