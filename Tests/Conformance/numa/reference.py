"""The reference: Nova's own functions, asked with our values and answering in them."""

import contextlib
import io
import logging
import os

from common.outcome import NoFit, Refused
from numa.model import CellUsage, GuestCell, NoTopology, Topology

# Nova would otherwise take over the threads and sockets of this process.
os.environ.setdefault("OS_NOVA_DISABLE_EVENTLET_PATCHING", "1")
# While it is imported its dependencies say what they think of each other.
with contextlib.redirect_stderr(io.StringIO()):
    from nova import conf, exception, objects
    from nova.virt import hardware

logging.disable(logging.CRITICAL)
objects.register_all()

# What Python says of a text that is no number or no word of its vocabulary; Nova gives it no name of its own.
UNREADABLE_IMAGE = "ValueError in the image"
UNREADABLE = "ValueError"


def version():
    """The version of Nova that answers."""
    from importlib.metadata import version as installed
    return installed("nova")


# Our values as Nova's objects -----------------------------------------------------------------------------------------


def host_object(host, usage=None):
    """A host as Nova's object, with usage by cell id."""
    return objects.NUMATopology(cells=[cell_object(cell, (usage or {}).get(cell.id)) for cell in host.cells])


def cell_object(cell, usage):
    """One host cell with its usage."""
    usage = usage or CellUsage()
    used = dict(usage.pages_used)
    result = objects.NUMACell(
        id=cell.id, cpuset=set(cell.cpuset), pcpuset=set(cell.pcpuset), memory=cell.memory,
        cpu_usage=usage.cpu_usage, memory_usage=usage.memory, pinned_cpus=set(usage.pinned),
        siblings=[set(core) for core in cell.siblings], socket=cell.socket,
        mempages=[
            objects.NUMAPagesTopology(
                size_kb=pool.size_kb, total=pool.total, used=used.get(pool.size_kb, 0), reserved=pool.reserved)
            for pool in cell.pages])
    if cell.network is not None:
        result.network_metadata = network_object(cell.network)
    return result


def network_object(network):
    """Networks as Nova's object."""
    return objects.NetworkMetadata(physnets=set(network.physnets), tunneled=network.tunneled)


def guest_object(topology):
    """A guest topology as Nova's object: unplaced cells are numbered by position."""
    return objects.InstanceNUMATopology(
        cells=[guest_cell_object(cell, index) for index, cell in enumerate(topology.cells)],
        emulator_threads_policy=topology.emulator)


def guest_cell_object(cell, index):
    """One guest cell."""
    result = objects.InstanceNUMACell(
        id=index if cell.host_cell is None else cell.host_cell, cpuset=set(cell.cpuset), pcpuset=set(cell.pcpuset),
        memory=cell.memory, pagesize=cell.pagesize, cpu_policy=cell.cpu_policy, cpu_thread_policy=cell.thread_policy)
    if cell.host_cell is not None:
        result.cpu_pinning = dict(cell.pinning)
        result.cpuset_reserved = set(cell.reserved) or None
    return result


def limits_object(limits):
    """Limits as Nova's object; None without limits."""
    if limits is None:
        return None
    result = objects.NUMATopologyLimits(cpu_allocation_ratio=limits.cpu, ram_allocation_ratio=limits.ram)
    if limits.network is not None:
        result.network_metadata = network_object(limits.network)
    return result


# Nova's answers in our values -----------------------------------------------------------------------------------------


def topology_value(result, placed):
    """A topology that Nova answered."""
    return Topology(tuple(cell_value(cell, placed) for cell in result.cells), result.emulator_threads_policy)


def cell_value(cell, placed):
    """One guest cell that Nova answered. A pinning that is absent and one that is empty mean the same."""
    return GuestCell(
        cpuset=frozenset(cell.cpuset), pcpuset=frozenset(cell.pcpuset), memory=cell.memory,
        # A request for no particular page size is 0 or absent.
        pagesize=getattr(cell, "pagesize", None) or None, cpu_policy=cell.cpu_policy,
        thread_policy=cell.cpu_thread_policy, host_cell=cell.id if placed else None,
        pinning=tuple(sorted((cell.cpu_pinning or {}).items())) if placed else (),
        reserved=frozenset(cell.cpuset_reserved or ()) if placed else frozenset())


def usage_value(topology):
    """What is held of each cell, by cell id."""
    return {
        cell.id: CellUsage(
            cpu_usage=cell.cpu_usage, memory=cell.memory_usage, pinned=frozenset(cell.pinned_cpus),
            pages_used=tuple(sorted((pool.size_kb, int(pool.used)) for pool in cell.mempages)))
        for cell in topology.cells}


# Questions ------------------------------------------------------------------------------------------------------------


def constraints(flavor):
    """The topology that a flavor and an image ask for: Topology, NoTopology, or Refused."""
    try:
        image = objects.ImageMeta.from_dict({"name": "image", "properties": dict(flavor.image)})
    except exception.NovaException as error:
        return Refused(type(error).__name__)
    except ValueError:
        return Refused(UNREADABLE_IMAGE)
    try:
        result = hardware.numa_get_constraints(flavor_object(flavor), image)
    except exception.NovaException as error:
        return Refused(type(error).__name__)
    except ValueError:
        return Refused(UNREADABLE)
    return NoTopology() if result is None else topology_value(result, placed=False)


def flavor_object(flavor):
    """A flavor as Nova's object."""
    return objects.Flavor(
        id=1, flavorid="f", name="f", vcpus=flavor.vcpus, memory_mb=flavor.memory, extra_specs=flavor.extra_specs)


def fit(host, usage, topology, limits, packing, devices=None):
    """Where Nova places the topology: Topology or NoFit, or Refused when Nova itself stumbles.

    `devices` are what is asked for besides: their `requests` and the `stats` of the host, both as Nova's objects.
    """
    conf.CONF.set_override("packing_host_numa_cells_allocation_strategy", packing, group="compute")
    try:
        result = hardware.numa_fit_instance_to_host(
            host_object(host, usage), guest_object(topology), None, limits=limits_object(limits),
            pci_requests=devices and devices.requests, pci_stats=devices and devices.stats)
    except (ValueError, IndexError) as error:
        return Refused(type(error).__name__)
    return NoFit() if result is None else topology_value(result, placed=True)


def pair(host_cell, usage, guest_cell, index, limits, reserved):
    """Whether one guest cell fits one host cell, asked with objects that nobody has touched: GuestCell or None."""
    try:
        result = hardware._numa_fit_instance_cell(
            cell_object(host_cell, usage), guest_cell_object(guest_cell, index), limits_object(limits), reserved)
    except exception.MemoryPageSizeNotSupported:
        return None
    return None if result is None else cell_value(result, placed=True)


def networks_accept(host, chosen, network):
    """Whether the chosen host cells are near the networks that are asked for."""
    return hardware._numa_cells_support_network_metadata(
        host_object(host), [cell_object(cell, None) for cell in chosen], network_object(network))


def usage_after(host, usage, placement, release=False):
    """Usage with a placement added or taken away, by cell id; Refused when Nova refuses to."""
    try:
        return usage_value(hardware.numa_usage_from_instance_numa(
            host_object(host, usage), guest_object(placement), free=release))
    except exception.NovaException as error:
        return Refused(type(error).__name__)
    except IndexError:
        return Refused("IndexError")
