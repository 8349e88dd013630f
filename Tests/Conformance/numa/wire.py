"""Our values as Berth's messages, and Berth's answers in our values."""

from uuid import NAMESPACE_URL, uuid5

from berth.tracker.v1 import resources_pb2, tracker_pb2
from common.outcome import NoFit, Refused
from numa.model import UNLIMITED, CellUsage, GuestCell, NoTopology, Topology

CPU_POLICIES = {None: 0, "shared": 1, "dedicated": 2, "mixed": 3}
THREAD_POLICIES = {None: 0, "prefer": 1, "isolate": 2, "require": 3}
EMULATOR_THREADS = {None: 0, "share": 1, "isolate": 2}
# More than any case asks for, so that the topology alone decides.
PLENTY = 1_000_000
INVALID_ARGUMENT = 3
RESOURCE_EXHAUSTED = 8


# Requests -------------------------------------------------------------------------------------------------------------


def report_request(host_name, node, host):
    """ReportInventory of a node with this topology."""
    identity = str(uuid5(NAMESPACE_URL, f"{host_name}/{node}"))
    request = tracker_pb2.ReportInventoryRequest(host=host_name, node=node, node_uuid=identity)
    inventory = request.inventory
    inventory.vcpus = inventory.local_gb = PLENTY
    inventory.memory_mb = PLENTY * 1000
    inventory.reserved.vcpus = inventory.reserved.memory_mb = inventory.reserved.disk_mb = 0
    inventory.ratios.cpu = inventory.ratios.ram = inventory.ratios.disk = 1000.0
    for cell in host.cells:
        inventory.numa_topology.cells.append(host_cell(cell))
    return request


def host_cell(cell):
    """One host cell as it is reported."""
    result = resources_pb2.NumaCell(
        id=cell.id, cpuset=sorted(cell.cpuset), pcpuset=sorted(cell.pcpuset), memory_mb=cell.memory,
        siblings=[resources_pb2.CpuSet(cpus=sorted(core)) for core in cell.siblings],
        pages=[resources_pb2.PagePool(size_kb=pool.size_kb, total=pool.total, reserved=pool.reserved)
               for pool in cell.pages])
    if cell.socket is not None:
        result.socket = cell.socket
    if cell.network is not None:
        result.network.CopyFrom(network(cell.network))
    return result


def network(value):
    """Networks near a cell, or asked for."""
    return resources_pb2.NetworkMetadata(physnets=sorted(value.physnets), tunneled=value.tunneled)


def claim_request(host_name, node, uuid, request):
    """ClaimInstance."""
    message = tracker_pb2.ClaimInstanceRequest(host=host_name, node=node)
    fill(message, uuid, request)
    return message


def check_request(host_name, nodes, uuid, request):
    """CheckFit."""
    message = tracker_pb2.CheckFitRequest(host=host_name, nodes=nodes)
    fill(message, uuid, request)
    return message


def fill(message, uuid, request):
    """The instance and the limits of a claim or a question."""
    instance = message.instance
    instance.uuid, instance.project_id, instance.vm_state = uuid, "conformance", "building"
    instance.flavor.id = instance.flavor.name = "f"
    instance.flavor.vcpus, instance.flavor.memory_mb = request.flavor.vcpus, request.flavor.memory
    instance.flavor.extra_specs.update(request.flavor.extra_specs)
    instance.image_properties.update(request.flavor.image)
    if request.topology is not None:
        instance.numa_topology.emulator_threads = EMULATOR_THREADS[request.topology.emulator]
        instance.numa_topology.cells.extend(guest_cell(cell) for cell in request.topology.cells)
    if request.limits is not None:
        message.limits.SetInParent()
        if request.limits.cpu != UNLIMITED:
            message.limits.numa_cpu_ratio, message.limits.numa_ram_ratio = request.limits.cpu, request.limits.ram
        if request.limits.network is not None:
            message.limits.network.CopyFrom(network(request.limits.network))


def guest_cell(cell):
    """One guest cell that is asked for."""
    result = resources_pb2.InstanceCell(
        cpuset=sorted(cell.cpuset), pcpuset=sorted(cell.pcpuset), memory_mb=cell.memory,
        cpu_policy=CPU_POLICIES[cell.cpu_policy], thread_policy=THREAD_POLICIES[cell.thread_policy])
    if cell.pagesize:
        result.pagesize_kb = cell.pagesize
    return result


def abort_request(host_name, node, uuid):
    """AbortInstanceClaim."""
    return tracker_pb2.AbortInstanceClaimRequest(host=host_name, node=node, instance_uuid=uuid)


def delete_request(host_name, node, uuid):
    """UpdateInstance that says that the instance is deleted."""
    message = tracker_pb2.UpdateInstanceRequest(host=host_name, node=node)
    message.instance.uuid, message.instance.vm_state = uuid, "deleted"
    return message


def node_request(host_name, node):
    """GetNode."""
    return tracker_pb2.GetNodeRequest(host=host_name, node=node)


def remove_request(host_name, node):
    """RemoveNode, whatever is held there."""
    return tracker_pb2.RemoveNodeRequest(host=host_name, node=node, force=True)


# Answers --------------------------------------------------------------------------------------------------------------


def claim_answer(answer):
    """What a claim was answered: Topology, NoTopology, NoFit or Refused."""
    return grant_topology(answer.message.grant) if answer.code == 0 else refusal(answer)


def check_answer(answer, node):
    """What CheckFit said about one node."""
    if answer.code != 0:
        return refusal(answer)
    for fit in answer.message.fits:
        if fit.node == node:
            return grant_topology(fit.grant) if fit.fits else no_fit(fit.shortfalls)
    return Refused(f"no answer for node {node}")


def refusal(answer):
    """A refusal by its reason."""
    if answer.reason == "DOES_NOT_FIT" or (not answer.reason and answer.shortfalls):
        return no_fit(answer.shortfalls)
    return Refused(answer.reason or f"status {answer.code}")


def status_of(reason):
    """The status that goes with a reason: the request is wrong, or the host's CPUs are taken."""
    return RESOURCE_EXHAUSTED if reason.startswith("CPUPinning") else INVALID_ARGUMENT


def no_fit(shortfalls):
    """NoFit when the topology is what falls short; anything else is a refusal that nothing explains."""
    reasons = [shortfall.reason for shortfall in shortfalls]
    if len(reasons) == 1 and reasons[0].startswith("CPUPinning"):
        return Refused(reasons[0])
    return NoFit() if reasons[:1] == ["NUMA_NO_FIT"] else Refused(f"shortfalls {reasons}")


def grant_topology(grant):
    """The placement of a grant."""
    if not grant.HasField("numa_topology"):
        return NoTopology()
    return Topology(
        tuple(placed_cell(cell) for cell in grant.numa_topology.cells),
        name_of(EMULATOR_THREADS, grant.numa_topology.emulator_threads))


def placed_cell(cell):
    """One placed guest cell."""
    return GuestCell(
        cpuset=frozenset(cell.cpuset), pcpuset=frozenset(cell.pcpuset), memory=cell.memory_mb,
        pagesize=cell.pagesize_kb if cell.HasField("pagesize_kb") else None,
        cpu_policy=name_of(CPU_POLICIES, cell.cpu_policy),
        thread_policy=name_of(THREAD_POLICIES, cell.thread_policy),
        host_cell=cell.host_cell if cell.HasField("host_cell") else None,
        pinning=tuple(sorted((pin.guest_cpu, pin.host_cpu) for pin in cell.cpu_pinning)),
        reserved=frozenset(cell.cpuset_reserved))


def name_of(table, number):
    """The name that stands for a number of an enumeration."""
    return next(name for name, value in table.items() if value == number)


def usage_answer(answer):
    """What is held of each cell of a node, by cell id; Refused if there was no such answer."""
    if answer.code != 0:
        return refusal(answer)
    return {
        cell.id: CellUsage(
            cpu_usage=cell.cpu_usage, memory=cell.memory_mb_usage, pinned=frozenset(cell.pinned_cpus),
            pages_used=tuple(sorted((pool.size_kb, pool.used) for pool in cell.pages)))
        for cell in answer.message.node.usage.numa_cells}


def released_answer(answer):
    """Whether something was released; Refused if the request was."""
    return answer.message.released if answer.code == 0 else refusal(answer)
