"""Our values as Berth's messages, and Berth's answers in our values."""

from berth.tracker.v1 import resources_pb2, tracker_pb2
from common.outcome import NoFit, Refused
from numa import wire as numa_wire
from numa.model import Flavor, Host, HostCell
from numa.model import Request as NumaRequest
from pci.model import (
    OWN_FIELDS, PHYSICAL, STANDARD, VDPA, VIRTUAL, Changed, Chosen, Pool, Record, Request, Spec, State)

TYPES = {STANDARD: 1, PHYSICAL: 2, VIRTUAL: 3, VDPA: 4}
STATUSES = {
    "none": 0, "available": 1, "claimed": 2, "allocated": 3, "unavailable": 4, "unclaimable": 5, "removed": 6,
    "deleted": 7}
POLICIES = {None: 0, "legacy": 1, "required": 2, "preferred": 3, "socket": 4}
SCOPES = {None: 0, "claimed": 1, "allocated": 2}
MARKS = ("live_migratable", "managed")

remove_request = numa_wire.remove_request
node_request = numa_wire.node_request
abort_request = numa_wire.abort_request
delete_request = numa_wire.delete_request


# Requests -------------------------------------------------------------------------------------------------------------


def bare_host(sockets):
    """A host with cells of nothing but numbers and sockets; None without cells."""
    if sockets is None:
        return Host(())
    return Host(tuple(
        HostCell(id=number, cpuset=frozenset(), pcpuset=frozenset(), memory=0, siblings=(), socket=socket)
        for number, socket in sockets))


def report_request(host_name, node, host, devices):
    """ReportInventory of a node with these devices."""
    request = numa_wire.report_request(host_name, node, host)
    request.inventory.pci_devices.extend(reported_device(device) for device in devices)
    return request


def reported_device(device):
    """A device as it is reported."""
    result = resources_pb2.PciDevice(
        address=device.address, vendor_id=device.vendor, product_id=device.product, type=TYPES[device.type],
        parent_address=device.parent, extra=dict(device.extra), provider_uuid=device.provider)
    if device.numa_node is not None:
        result.numa_node = device.numa_node
    return result


def fill(message, uuid, asked, numa=None):
    """What an instance asks for, in a claim or a question; `numa` with its cells."""
    flavor = numa.flavor if numa else Flavor(1, 64)
    specs = {**flavor.extra_specs, **asked.extra_specs}
    image = {**flavor.image, **asked.image}
    numa_wire.fill(message, uuid, NumaRequest(
        Flavor(flavor.vcpus, flavor.memory, specs, image), numa.topology if numa else None,
        numa.limits if numa else None))
    message.instance.pci_requests.extend(pci_request(request) for request in asked.requests)
    return message


def claim_request(host_name, node, uuid, asked, numa=None):
    """ClaimInstance."""
    return fill(tracker_pb2.ClaimInstanceRequest(host=host_name, node=node), uuid, asked, numa)


def check_request(host_name, node, uuid, asked, numa=None):
    """CheckFit."""
    return fill(tracker_pb2.CheckFitRequest(host=host_name, nodes=[node]), uuid, asked, numa)


def pci_request(request):
    """One request."""
    return resources_pb2.PciRequest(
        request_id=request.request_id, alias_name=request.alias, count=request.count,
        specs=[resources_pb2.PciSpec(matches=dict(spec.matches), absent=sorted(spec.absent)) for spec in request.specs],
        numa_policy=POLICIES[request.policy], requester_id=request.requester, provider_uuids=request.providers)


def devices_request(host_name, node, uuid, asked, cells=()):
    """ClaimPciDevices."""
    return tracker_pb2.ClaimPciDevicesRequest(
        host=host_name, node=node, instance_uuid=uuid, requests=[pci_request(request) for request in asked.requests],
        numa_cells=sorted(cells))


def allocate_request(host_name, node, uuid):
    """AllocatePciDevices."""
    return tracker_pb2.AllocatePciDevicesRequest(host=host_name, node=node, instance_uuid=uuid)


def free_request(host_name, node, uuid, addresses=(), scope=None):
    """FreePciDevices."""
    return tracker_pb2.FreePciDevicesRequest(
        host=host_name, node=node, instance_uuid=uuid, addresses=addresses, scope=SCOPES[scope])


# Answers --------------------------------------------------------------------------------------------------------------


def refusal(answer):
    """A refusal by its reason."""
    if answer.reason == "DOES_NOT_FIT":
        return no_fit(answer.shortfalls)
    return Refused(answer.reason or f"status {answer.code}")


def no_fit(shortfalls):
    """NoFit when the devices are what falls short; anything else is a refusal that nothing explains."""
    reasons = [shortfall.reason for shortfall in shortfalls]
    return NoFit() if reasons[:1] == ["PCI_NO_FIT"] else Refused(f"shortfalls {reasons}")


def claim_answer(answer):
    """What ClaimInstance was answered, with the devices of the grant."""
    if answer.code != 0:
        return refusal(answer), []
    return grant_value(answer.message.grant), list(answer.message.grant.pci_devices)


def check_answer(answer, node):
    """What CheckFit said about one node."""
    if answer.code != 0:
        return refusal(answer), []
    for fit in answer.message.fits:
        if fit.node == node:
            if not fit.fits:
                return no_fit(fit.shortfalls), []
            return grant_value(fit.grant), list(fit.grant.pci_devices)
    return Refused(f"no answer for node {node}"), []


def grant_value(grant):
    """The devices of a grant by the places of their requests."""
    places = {request.request_id: place for place, request in enumerate(grant.pci_requests)}
    return Chosen(
        tuple((places.get(device.request_id, device.request_id), device.address) for device in grant.pci_devices),
        tuple(request_value(request) for request in grant.pci_requests))


def request_value(request):
    """A request as it was served."""
    specs = tuple(
        tuple(sorted(
            [(key, value.lower() if key in ("vendor_id", "product_id") else value)
             for key, value in spec.matches.items()] + [(key, None) for key in spec.absent], key=str))
        for spec in request.specs)
    policy = numa_wire.name_of(POLICIES, request.numa_policy)
    return (request.alias_name, request.count, policy or "legacy", specs)


def devices_answer(answer, asked):
    """What ClaimPciDevices was answered: it does not repeat the requests."""
    if answer.code != 0:
        return refusal(answer), []
    places = {request.request_id: place for place, request in enumerate(asked.requests)}
    devices = list(answer.message.devices)
    return Chosen(tuple(
        (places.get(device.request_id, device.request_id), device.address) for device in devices)), devices


def changed_answer(answer):
    """Which devices AllocatePciDevices or FreePciDevices changed."""
    if answer.code != 0:
        return refusal(answer)
    return Changed(tuple(sorted((device.address, status_of(device)) for device in answer.message.devices)))


def status_of(device):
    """A status by its name."""
    return numa_wire.name_of(STATUSES, device.status)


def state_answer(answer):
    """The devices, pools and lists that a node publishes, or Refused."""
    if answer.code != 0:
        return refusal(answer)
    node = answer.message.node
    lists = sorted(
        (grant.instance_uuid, device.address) for grant in answer.message.grants for device in grant.pci_devices
        if status_of(device) == "allocated")
    return State(
        tuple(record(device) for device in node.inventory.pci_devices),
        tuple(Pool(tuple(sorted(pool.keys.items())), pool.count, pool.provider_uuid) for pool in node.usage.pci_pools),
        tuple(lists))


def record(device):
    """A device as it is published."""
    return Record(
        address=device.address, vendor=device.vendor_id, product=device.product_id,
        type=numa_wire.name_of(TYPES, device.type),
        numa_node=device.numa_node if device.HasField("numa_node") else None,
        parent=device.parent_address, tags=() if device.instance_uuid else tuple(
            sorted((key, value) for key, value in device.tags.items() if key not in OWN_FIELDS)),
        marks=tuple((key, device.extra[key]) for key in MARKS if key in device.extra),
        status=status_of(device), owner=device.instance_uuid, request=device.request_id,
        leaves=device.remove_when_freed)


def request_from(message):
    """A request that Berth has made of a flavor's alias."""
    specs = tuple(Spec(tuple(sorted(spec.matches.items())), tuple(spec.absent)) for spec in message.specs)
    return Request(message.request_id, message.count, specs, alias=message.alias_name)
