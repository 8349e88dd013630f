"""A stand-in for Berth that answers by the reference, for the tests of this program itself.

It knows as much of the tracker as the cases need, and can be told to answer by fewer corrections than Berth must make:
then the program must notice.
"""

from dataclasses import replace

from berth.tracker.v1 import resources_pb2, tracker_pb2
from bus.answer import Answer
from common.outcome import NoFit, Refused
from numa import corrections, wire
from numa.books import unused
from numa.model import (
    UNLIMITED, Flavor, Host, HostCell, Limits, Network, NoTopology, PagePool, Topology)


class StandIn:
    """Answers requests at once, in order."""

    def __init__(self, packing=False, fit=corrections.FIT, constraints=corrections.CONSTRAINTS, spoil=None):
        self.packing = packing
        self.fit_rules = fit
        self.constraint_rules = constraints
        self.spoil = spoil or (lambda placement: placement)
        self.nodes = {}
        self.answers = []

    def send(self, method, request, rehearse=False):
        """Answers a request; its number."""
        self.answers.append(getattr(self, method)(request, rehearse))
        return len(self.answers) - 1

    def collect(self, numbers):
        """The answers to these requests."""
        return [self.answers[number] for number in numbers]

    def ReportInventory(self, request, _):
        """Takes a node in."""
        host = host_value(request.inventory.numa_topology)
        self.nodes[request.host, request.node] = Node(host)
        return Answer(0, message=tracker_pb2.ReportInventoryResponse())

    def RemoveNode(self, request, _):
        """Forgets a node."""
        del self.nodes[request.host, request.node]
        return Answer(0, message=tracker_pb2.RemoveNodeResponse())

    def GetNode(self, request, _):
        """A node's usage."""
        response = tracker_pb2.GetNodeResponse()
        for number, usage in self.nodes[request.host, request.node].usage.items():
            response.node.usage.numa_cells.append(resources_pb2.NumaCellUsage(
                id=number, cpu_usage=usage.cpu_usage, memory_mb_usage=usage.memory, pinned_cpus=sorted(usage.pinned),
                pages=[resources_pb2.PagePool(size_kb=size, used=used) for size, used in usage.pages_used]))
        return Answer(0, message=response)

    def CheckFit(self, request, _):
        """Asks each node what a claim would be answered."""
        response = tracker_pb2.CheckFitResponse()
        for name in request.nodes:
            placed = self.placed(self.nodes[request.host, name], request)
            fit = response.fits.add(node=name, fits=isinstance(placed, (Topology, NoTopology)))
            if isinstance(placed, Refused) and placed.reason.startswith("CPUPinning"):
                fit.shortfalls.add(reason=placed.reason)
            elif isinstance(placed, Refused):
                return Answer(wire.INVALID_ARGUMENT, reason=placed.reason)
            elif isinstance(placed, NoFit):
                fit.shortfalls.add(reason="NUMA_NO_FIT")
            else:
                set_topology(fit.grant, placed)
        return Answer(0, message=response)

    def ClaimInstance(self, request, rehearse):
        """Claims."""
        node = self.nodes[request.host, request.node]
        placed = self.placed(node, request)
        if isinstance(placed, Refused):
            return Answer(wire.status_of(placed.reason), reason="" if rehearse else placed.reason)
        if isinstance(placed, NoFit):
            shortfall = tracker_pb2.Shortfall(reason="NUMA_NO_FIT")
            return Answer(wire.RESOURCE_EXHAUSTED, "DOES_NOT_FIT", shortfalls=[shortfall])
        if not rehearse:
            node.hold(request.instance.uuid, placed)
        response = tracker_pb2.ClaimInstanceResponse()
        set_topology(response.grant, placed)
        return Answer(0, message=response)

    def AbortInstanceClaim(self, request, _):
        """Releases."""
        released = self.nodes[request.host, request.node].release(request.instance_uuid)
        return Answer(0, message=tracker_pb2.AbortInstanceClaimResponse(released=released))

    def UpdateInstance(self, request, _):
        """Releases, since every update of a case says that the instance is deleted."""
        released = self.nodes[request.host, request.node].release(request.instance.uuid)
        return Answer(0, message=tracker_pb2.UpdateInstanceResponse(released=released))

    def placed(self, node, request):
        """Where the instance of a request goes."""
        topology = request_topology(request, self.constraint_rules)
        if not isinstance(topology, Topology):
            return topology
        placed = corrections.fit(
            node.host, node.usage, topology, limits_value(request), self.packing, self.fit_rules)
        if isinstance(placed, Topology):
            placed = self.spoil(placed)
            after = corrections.usage_after(node.host, node.usage, placed)
            return after if isinstance(after, Refused) else placed
        return placed


class Node:
    """A node of the stand-in."""

    def __init__(self, host):
        self.host = host
        self.usage = unused(host)
        self.held = {}

    def hold(self, uuid, placed):
        """Adds a placement."""
        self.held[uuid] = placed
        if isinstance(placed, Topology):
            self.usage = corrections.usage_after(self.host, self.usage, placed)

    def release(self, uuid):
        """Takes a placement away; whether there was one."""
        placed = self.held.pop(uuid, None)
        if isinstance(placed, Topology):
            self.usage = corrections.usage_after(self.host, self.usage, placed, release=True)
        return placed is not None


# Berth's messages as our values, which Berth itself does in Swift -----------------------------------------------------


def host_value(topology):
    """A reported host."""
    return Host(tuple(
        HostCell(
            id=cell.id, cpuset=frozenset(cell.cpuset), pcpuset=frozenset(cell.pcpuset), memory=cell.memory_mb,
            siblings=tuple(frozenset(core.cpus) for core in cell.siblings),
            pages=tuple(PagePool(pool.size_kb, pool.total, pool.reserved) for pool in cell.pages),
            network=network_value(cell.network) if cell.HasField("network") else None)
        for cell in topology.cells))


def network_value(network):
    """Networks."""
    return Network(tuple(network.physnets), network.tunneled)


def request_topology(request, rules):
    """What an instance asks for."""
    instance = request.instance
    if instance.HasField("numa_topology"):
        cells = tuple(
            replace(wire.placed_cell(cell), host_cell=None) for cell in instance.numa_topology.cells)
        return Topology(cells, wire.name_of(wire.EMULATOR_THREADS, instance.numa_topology.emulator_threads))
    return corrections.constraints(Flavor(
        instance.flavor.vcpus, instance.flavor.memory_mb, dict(sorted(instance.flavor.extra_specs.items())),
        dict(sorted(instance.image_properties.items()))), rules)


def limits_value(request):
    """The limits of a request."""
    limits = request.limits
    if not request.HasField("limits"):
        return None
    network = network_value(limits.network) if limits.HasField("network") else None
    if not limits.HasField("numa_cpu_ratio"):
        return Limits(UNLIMITED, UNLIMITED, network)
    return Limits(limits.numa_cpu_ratio, limits.numa_ram_ratio, network)


def set_topology(grant, placed):
    """Writes a placement into a grant."""
    if not isinstance(placed, Topology):
        return
    grant.numa_topology.emulator_threads = wire.EMULATOR_THREADS[placed.emulator]
    for cell in placed.cells:
        message = wire.guest_cell(cell)
        message.host_cell = cell.host_cell
        message.cpuset_reserved.extend(sorted(cell.reserved))
        for guest, host in cell.pinning:
            message.cpu_pinning.add(guest_cpu=guest, host_cpu=host)
        grant.numa_topology.cells.append(message)
