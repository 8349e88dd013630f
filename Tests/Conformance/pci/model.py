"""Devices, requests and what became of them as plain values, in the words of the specification (PCI, 1 and 2)."""

from dataclasses import dataclass, field, replace

STANDARD, PHYSICAL, VIRTUAL, VDPA = "type-PCI", "type-PF", "type-VF", "vdpa"
CLAIMED, ALLOCATED = "claimed", "allocated"


# What a device says itself: a tag of that name divides no pool, and whether it is shown is not compared.
OWN_FIELDS = ("numa_node", "dev_type")


@dataclass(frozen=True)
class Device:
    """One device as a hypervisor reports it; `extra` is sorted pairs of texts."""

    address: str
    vendor: str
    product: str
    type: str = STANDARD
    numa_node: int | None = None
    parent: str = ""
    extra: tuple = ()
    provider: str = ""

    def with_extra(self, **values):
        """The device with these in `extra`; None takes one away."""
        merged = {**dict(self.extra), **values}
        return replace(self, extra=tuple(sorted((key, value) for key, value in merged.items() if value is not None)))


@dataclass(frozen=True)
class Spec:
    """One alternative of a request: keys that must match, and keys that a pool must lack."""

    matches: tuple = ()
    absent: tuple = ()


@dataclass(frozen=True)
class Request:
    """Devices that are asked for; without an alias by a port."""

    request_id: str
    count: int
    specs: tuple
    alias: str = ""
    policy: str | None = None
    requester: str = ""
    providers: tuple = ()


@dataclass(frozen=True)
class Asked:
    """What an instance asks for: by its flavor and image, and in as many words."""

    requests: tuple = ()
    extra_specs: dict = field(default_factory=dict)
    image: dict = field(default_factory=dict)

    def policies(self):
        """What flavor and image say of nearness, and nothing else of them."""
        return tuple(
            {key: value for key, value in some.items() if key.endswith("pci_numa_affinity_policy")}
            for some in (self.extra_specs, self.image))


@dataclass(frozen=True)
class Chosen:
    """The devices of a claim: request by request in the order of choice; and the requests as they were served."""

    devices: tuple = ()
    requests: tuple = ()

    label = "devices"


@dataclass(frozen=True)
class Changed:
    """Devices that a step changed, with their status afterwards, by address."""

    devices: tuple = ()

    label = "devices changed"


@dataclass(frozen=True)
class Applied:
    """The answer that a report was taken in."""

    label = "report"


@dataclass(frozen=True)
class Failed:
    """The reference stumbles over itself: the name of what Python raised."""

    error: str

    label = "failed"


@dataclass(frozen=True)
class Record:
    """A tracked device as it is published; `tags` of one that nobody has, `marks` are tags that its driver reads."""

    address: str
    vendor: str
    product: str
    type: str
    numa_node: int | None
    parent: str
    tags: tuple
    marks: tuple
    status: str
    owner: str = ""
    request: str = ""
    leaves: bool = False


@dataclass(frozen=True)
class Pool:
    """Free devices that are alike."""

    keys: tuple
    count: int
    provider: str = ""


@dataclass(frozen=True)
class State:
    """A node's devices, its pools in their order, and what each instance is told that it uses."""

    records: tuple
    pools: tuple
    lists: tuple = ()

    label = "state"

    def unordered(self):
        """The same without the order of the pools."""
        return replace(self, pools=tuple(sorted(self.pools, key=repr)))
