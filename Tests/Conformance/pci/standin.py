"""A stand-in for Berth that answers by the reference, for the tests of this program itself.

It knows as much of the tracker as the cases need, and can be told to answer by fewer corrections than Berth must make:
then the program must notice.
"""

from berth.tracker.v1 import resources_pb2, tracker_pb2
from bus.answer import Answer
from common.outcome import NoFit, Refused
from numa import standin as numa_standin
from numa import wire as numa_wire
from numa.corrections import FIT, NO_PAGE_TABLE
from numa.model import Flavor, NoTopology
from numa.model import Request as NumaRequest
from pci import rules as R
from pci import wire
from pci.joint import JointReference, Placed, Short
from pci.model import Asked, Changed, Chosen, Device, Request
from pci.reference import NOBODY, Reference, identity

EVERYTHING = R.ALL | frozenset(FIT) | {NO_PAGE_TABLE}
NUMBERS = {number: name for name, number in wire.TYPES.items()}


class StandIn:
    """Answers requests at once, in order."""

    def __init__(self, site, without=(), spoil=None):
        self.site = site
        self.rules = EVERYTHING - set(without)
        self.spoil = spoil or (lambda state: state)
        self.nodes = {}
        self.answers = []

    def send(self, method, request, rehearse=False):
        """Answers a request; its number."""
        self.answers.append(getattr(self, method)(request))
        return len(self.answers) - 1

    def collect(self, numbers):
        """The answers to these requests."""
        return [self.answers[number] for number in numbers]

    def node(self, request):
        """The node of a request."""
        return self.nodes[request.host]

    def ReportInventory(self, request):
        """Takes a report in."""
        if request.host not in self.nodes:
            self.nodes[request.host] = Node(self.site, self.rules, request.inventory, self.spoil)
        self.node(request).report([device_value(device) for device in request.inventory.pci_devices])
        return Answer(0, message=tracker_pb2.ReportInventoryResponse())

    def RemoveNode(self, request):
        """Forgets a node."""
        del self.nodes[request.host]
        return Answer(0, message=tracker_pb2.RemoveNodeResponse())

    def GetNode(self, request):
        """What a node publishes."""
        response = tracker_pb2.GetNodeResponse()
        self.node(request).publish(response)
        return Answer(0, message=response)

    def CheckFit(self, request):
        """What a claim would be answered."""
        node, response = self.node(request), tracker_pb2.CheckFitResponse()
        numa, asked = asked_of(request)
        found = node.own.check(numa, asked)
        if isinstance(found, Refused) and not found.reason.startswith("CPUPinning"):
            return Answer(wire_status(found.reason), reason=found.reason)
        fit = response.fits.add(node=request.nodes[0], fits=isinstance(found, Placed))
        if isinstance(found, Placed):
            chosen = found.chosen if isinstance(found.chosen, Chosen) else Chosen()
            node.grant(fit.grant, NOBODY, found.topology, chosen, asked)
        else:
            fit.shortfalls.extend(shortfalls(found))
        return Answer(0, message=response)

    def ClaimInstance(self, request):
        """Claims."""
        node, response = self.node(request), tracker_pb2.ClaimInstanceResponse()
        numa, asked = asked_of(request)
        node.remember()
        found = node.own.claim(request.instance.uuid, numa, asked)
        if isinstance(found, Placed):
            node.policies[request.instance.uuid] = asked.policies()
            node.grant(response.grant, request.instance.uuid, found.topology, found.chosen, asked)
            return Answer(0, message=response)
        return refused(found)

    def AbortInstanceClaim(self, request):
        """Lets go of an instance's."""
        released = self.node(request).own.end(request.instance_uuid)
        return Answer(0, message=tracker_pb2.AbortInstanceClaimResponse(released=released))

    def UpdateInstance(self, request):
        """The same, since every update of a case says that the instance is deleted."""
        released = self.node(request).own.end(request.instance.uuid)
        return Answer(0, message=tracker_pb2.UpdateInstanceResponse(released=released))

    def ClaimPciDevices(self, request):
        """Claims devices."""
        node, response = self.node(request), tracker_pb2.ClaimPciDevicesResponse()
        asked = Asked(tuple(request_value(message) for message in request.requests),
                      *node.policies.get(request.instance_uuid, ({}, {})))
        known = request.instance_uuid in node.own.placed
        if not known and isinstance(node.own.devices.requests(asked), list):
            return Answer(5, reason="INSTANCE_NOT_FOUND")
        node.remember()
        found = node.own.devices.claim(request.instance_uuid, asked, tuple(request.numa_cells), in_use=False)
        if not isinstance(found, Chosen):
            return refused(Short(None, True) if isinstance(found, NoFit) else found)
        response.devices.extend(node.granted(request.instance_uuid, found, asked))
        return Answer(0, message=response)

    def AllocatePciDevices(self, request):
        """What was claimed is in use."""
        node = self.node(request)
        if request.instance_uuid not in node.own.placed:
            return Answer(5, reason="INSTANCE_NOT_FOUND")
        return changed(node.own.devices.allocate(request.instance_uuid), tracker_pb2.AllocatePciDevicesResponse())

    def FreePciDevices(self, request):
        """Lets go of devices."""
        scope = numa_wire.name_of(wire.SCOPES, request.scope)
        found = self.node(request).own.devices.free(request.instance_uuid, tuple(request.addresses), scope)
        return changed(found, tracker_pb2.FreePciDevicesResponse())


class Node:
    """A node of the stand-in."""

    def __init__(self, site, rules, inventory, spoil):
        host = numa_standin.host_value(inventory.numa_topology)
        sockets = tuple(
            (cell.id, cell.socket if cell.HasField("socket") else None) for cell in inventory.numa_topology.cells)
        self.own = JointReference(Reference(site, rules, sockets or None), host, site.packing, rules)
        self.spoil = spoil
        self.reported = {}
        self.before = {}
        self.policies = {}

    def report(self, devices):
        """Takes a report in."""
        self.own.report(devices)
        self.reported.update({device.address.lower(): device for device in devices})

    def remember(self):
        """Keeps the tags that devices have while nobody has them."""
        self.before = {record.address: record for record in self.own.devices.state().records}

    def publish(self, response):
        """Writes what is there."""
        state = self.own.state()
        devices = self.spoil(state.devices)
        node = response.node
        node.inventory.pci_devices.extend(self.message(record) for record in devices.records)
        for pool in devices.pools:
            node.usage.pci_pools.append(resources_pb2.PciPool(
                keys=dict(pool.keys), count=pool.count, provider_uuid=pool.provider))
        for number, usage in state.usage:
            node.usage.numa_cells.append(resources_pb2.NumaCellUsage(
                id=number, cpu_usage=usage.cpu_usage, memory_mb_usage=usage.memory, pinned_cpus=sorted(usage.pinned),
                pages=[resources_pb2.PagePool(size_kb=size, used=used) for size, used in usage.pages_used]))
        for uuid, address in devices.lists:
            grant = response.grants.add(instance_uuid=uuid)
            grant.pci_devices.add(address=address, status=wire.STATUSES["allocated"])

    def message(self, record):
        """A device as it is published."""
        result = resources_pb2.PciDevice(
            address=record.address, vendor_id=record.vendor, product_id=record.product, type=wire.TYPES[record.type],
            parent_address=record.parent, tags=dict(record.tags), extra=dict(record.marks),
            status=wire.STATUSES[record.status], instance_uuid=record.owner, request_id=record.request,
            remove_when_freed=record.leaves)
        if record.numa_node is not None:
            result.numa_node = record.numa_node
        return result

    def grant(self, message, uuid, topology, chosen, asked):
        """Writes what is granted."""
        if uuid == NOBODY:
            self.remember()
        if not isinstance(topology, NoTopology):
            numa_standin.set_topology(message, topology)
        message.pci_devices.extend(self.granted(uuid, chosen, asked))
        for number, (alias, count, policy, specs) in enumerate(chosen.requests):
            request = message.pci_requests.add(
                request_id=served_identity(uuid, number, chosen, asked), alias_name=alias, count=count,
                numa_policy=wire.POLICIES[policy])
            for spec in specs:
                request.specs.add(
                    matches={key: value for key, value in spec if value is not None},
                    absent=sorted(key for key, value in spec if value is None))

    def granted(self, uuid, chosen, asked):
        """The devices that were chosen, as they are granted."""
        for number, address in chosen.devices:
            device = self.message(self.before[address])
            reported = self.reported[address]
            device.extra.update(dict(reported.extra))
            device.provider_uuid = reported.provider
            device.request_id = served_identity(uuid, number, chosen, asked)
            yield device


def served_identity(uuid, number, chosen, asked):
    """The identity of a request: its own, or the one that was made up for it."""
    explicit = number - (len(chosen.requests or asked.requests) - len(asked.requests))
    return asked.requests[explicit].request_id if explicit >= 0 else identity(uuid, number)


def shortfalls(found):
    """What falls short, for people."""
    if isinstance(found, Refused):
        return [tracker_pb2.Shortfall(reason=found.reason)]
    names = (found.place, "PCI_NO_FIT" if found.devices else None)
    return [tracker_pb2.Shortfall(reason=name) for name in names if name]


def refused(found):
    """A refusal."""
    if isinstance(found, Short):
        return Answer(numa_wire.RESOURCE_EXHAUSTED, "DOES_NOT_FIT", shortfalls=shortfalls(found))
    reason = found.reason if isinstance(found, Refused) else found.error
    return Answer(wire_status(reason), reason=reason)


def wire_status(reason):
    """The status that goes with a reason."""
    return numa_wire.status_of(reason)


def changed(found, response):
    """Which devices changed."""
    if not isinstance(found, Changed):
        return Answer(13, reason=found.error)
    for address, status in found.devices:
        response.devices.add(address=address, status=wire.STATUSES[status])
    return Answer(0, message=response)


def device_value(message):
    """A reported device."""
    return Device(
        message.address, message.vendor_id, message.product_id, NUMBERS[message.type],
        message.numa_node if message.HasField("numa_node") else None, message.parent_address,
        tuple(sorted(message.extra.items())), message.provider_uuid)


def request_value(message):
    """A request for devices."""
    own = wire.request_from(message)
    return Request(
        own.request_id, own.count, own.specs, own.alias, numa_wire.name_of(wire.POLICIES, message.numa_policy),
        message.requester_id, tuple(message.provider_uuids))


def asked_of(request):
    """What an instance asks for: cells, and devices."""
    instance = request.instance
    specs, image = dict(sorted(instance.flavor.extra_specs.items())), dict(sorted(instance.image_properties.items()))
    topology = None
    if instance.HasField("numa_topology"):
        topology = numa_standin.request_topology(request, ())
    numa = NumaRequest(
        Flavor(instance.flavor.vcpus, instance.flavor.memory_mb, specs, image), topology,
        numa_standin.limits_value(request))
    return numa, Asked(tuple(request_value(message) for message in instance.pci_requests), specs, image)
