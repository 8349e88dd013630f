"""The reference: Nova's tracker of devices over memory, asked with our values and answering in them."""

import json
import re
from types import SimpleNamespace
from unittest import mock

from common.outcome import NoFit, Refused
from numa.reference import conf, exception, hardware, objects, version
from nova.pci import request as pci_request
from pci import rules as R
from pci.corrections import choice, life, settings
from pci.lookups import LOOKUPS
from pci.model import OWN_FIELDS, Asked, Changed, Chosen, Failed, Pool, Record, Request, Spec, State

__all__ = ["Reference", "version"]

LOOKUPS.install()
# What Nova's API accepts as a list of aliases; its module cannot be imported without Nova's threads.
ALIAS_PATTERN = r"[^:]+:\d+(?:\s*,\s*[^:]+:\d+)*"
MARKS = ("live_migratable", "managed")
UNREADABLE = "ValueError"
INVALID = "INVALID_FIELDS"
# Who asks without claiming.
NOBODY = "00000000-0000-4000-8000-000000000000"


class Reference:
    """One node of the reference, with the rules that are in force for it."""

    def __init__(self, site, rules=R.ALL, sockets=None):
        """A node of a site without devices; `sockets` are those of its host cells, or None without cells."""
        self.site = site
        self.rules = frozenset(rules) & R.ALL
        self.report_devices = ()
        self.sockets = sockets
        self.lists = {}
        self.filter = settings.Filter(None)
        self.tracker = self.started([])

    # Its life ---------------------------------------------------------------------------------------------------------

    def started(self, devices):
        """A tracker that starts with these devices."""
        self.look_up()
        return life.Tracker(self.rules, choice.Stats(self.host_topology(), dev_filter=self.filter), devices)

    def look_up(self):
        """From now on what Nova looks up on its machine is what this node's report says."""
        LOOKUPS.use(self.report_devices)

    def whitelist(self):
        """The device specs as they are for the latest report."""
        with mock.patch.object(settings.devspec, "PciDeviceSpec", settings.spec_class(self.rules)):
            return settings.Filter([settings.specs(self.site.specs, self.rules)])

    def host_topology(self):
        """The host's cells, for the policy `socket`."""
        if self.sockets is None:
            return objects.NUMATopology(cells=[]) if R.NO_SOCKETS in self.rules else None
        return objects.NUMATopology(cells=[
            objects.NUMACell(id=number, socket=socket) for number, socket in self.sockets])

    def report(self, devices):
        """Takes a report in."""
        devices = settings.devices(devices, self.rules)
        self.report_devices = tuple(devices)
        self.look_up()
        # A report that its driver cannot have made is no question; what is wrong with the specs is.
        try:
            self.filter = self.whitelist()
        except exception.NovaException as error:
            return Refused(type(error).__name__)
        self.tracker.dev_filter = self.tracker.stats.dev_filter = self.filter
        return self.attempt(lambda: self.tracker.update_devices_from_hypervisor_resources(json.dumps(devices)))

    def attempt(self, act):
        """Does something that changes devices: None, or how it failed; and keeps what there is then."""
        self.look_up()
        failure = None
        try:
            act()
        except exception.PciDeviceRequestFailed:
            failure = NoFit()
        except (exception.NovaException, IndexError, KeyError, ValueError, AttributeError, StopIteration) as error:
            failure = Failed(type(error).__name__)
        self.tracker.save()
        self.settle()
        return failure

    def settle(self):
        """Brings the pools up to date with Placement, and into their order."""
        if R.AFTER_RESTART in self.rules:
            self.tracker.rebuild_pools()
        try:
            self.tracker.stats.populate_pools_metadata_from_assigned_devices()
        except ValueError:
            # Providers do not agree within a pool, which no case reports.
            pass

    def restart(self):
        """Starts anew from what was kept."""
        stale, leaving = dict(self.tracker.stale), set(self.tracker.to_be_removed_when_freed)
        devices = [life.duplicate(device) for device in self.tracker.pci_devs]
        self.tracker = self.started(devices)
        if R.DURABLE in self.rules:
            self.remember(stale, leaving)
        self.lists = {
            uuid: {"uuid": uuid, "pci_devices": [
                life.duplicate(device) for device in self.tracker.pci_devs
                if device.instance_uuid == uuid and device.status == "allocated"]}
            for uuid in self.lists}
        self.settle()

    def remember(self, stale, leaving):
        """Puts back what Nova keeps in memory only."""
        self.tracker.stale = {address: dict(values) for address, values in stale.items()}
        self.tracker.to_be_removed_when_freed = {
            device.address: device for device in self.tracker.pci_devs if device.address in leaving}

    def fork(self, rules):
        """A node in the same state that other rules are in force for."""
        other = Reference.__new__(Reference)
        other.site, other.rules, other.sockets = self.site, frozenset(rules) & R.ALL, self.sockets
        other.report_devices, other.filter = self.report_devices, self.filter
        other.tracker = other.started([life.duplicate(device) for device in self.tracker.pci_devs])
        other.remember(self.tracker.stale, self.tracker.to_be_removed_when_freed)
        other.lists = {
            uuid: {"uuid": uuid, "pci_devices": [life.duplicate(device) for device in value["pci_devices"]]}
            for uuid, value in self.lists.items()}
        other.settle()
        return other

    # What is asked for ------------------------------------------------------------------------------------------------

    def requests(self, asked):
        """The requests of an instance as they are served, or Refused."""
        explicit = [self.request(request) for request in asked.requests]
        if R.COUNTS in self.rules and any(is_wrong(request) for request in asked.requests):
            return Refused(INVALID)
        text = asked.extra_specs.get("pci_passthrough:alias")
        if any(request.alias for request in asked.requests):
            text = None
        found = []
        if text is not None:
            found = self.flavor_requests(asked, text)
            if isinstance(found, Refused):
                return found
        if not found and not explicit:
            return []
        try:
            policy = affinity(asked)
        except exception.NovaException as error:
            return Refused(type(error).__name__)
        for request, given in zip(explicit, asked.requests):
            request.numa_policy = given.policy or policy if not given.alias else (
                policy or given.policy or self.alias_policy(given.alias))
        return found + explicit

    def flavor_requests(self, asked, text):
        """The requests of a flavor's aliases, or Refused."""
        if R.READ_FIRST in self.rules and not re.fullmatch(ALIAS_PATTERN, text):
            return Refused(INVALID)
        if R.COUNTS in self.rules and re.search(r":\s*0+\s*(,|$)", text):
            return Refused(INVALID)
        try:
            table = self.site.aliases(self.rules)
            with mock.patch.object(pci_request, "get_alias_from_config", lambda: table):
                found = pci_request.get_pci_requests_from_flavor(
                    {"extra_specs": {"pci_passthrough:alias": text}}, affinity_policy=affinity(asked))
        except exception.NovaException as error:
            return Refused(type(error).__name__)
        except ValueError:
            return Refused(UNREADABLE)
        for request in found.requests:
            # Made at random; what it is afterwards must not depend on that.
            request.request_id = None
        return list(found.requests)

    def alias_policy(self, name):
        """The policy of an alias, if there is one of that name."""
        try:
            return self.site.aliases(self.rules).get(name, (None, []))[0]
        except exception.PciInvalidAlias:
            return None

    def request(self, request):
        """A request as Nova's object."""
        specs = [{**dict(spec.matches), **{key: None for key in spec.absent}} for spec in request.specs]
        if request.providers:
            specs[0]["rp_uuids"] = ",".join(request.providers)
        return objects.InstancePCIRequest(
            request_id=request.request_id, count=request.count, spec=specs, alias_name=request.alias or None,
            requester_id=request.requester or None)

    # Questions --------------------------------------------------------------------------------------------------------

    def check(self, asked, cells=()):
        """The devices that an instance could have, or NoFit, or Refused; the plain reference only says yes."""
        requests = self.requests(asked)
        if isinstance(requests, Refused):
            return requests
        if not requests:
            return Chosen()
        if R.ONE_ALGORITHM in self.rules:
            return self.fork(self.rules).take(NOBODY, requests, cells)
        try:
            return True if self.can_have(requests, cells) else NoFit()
        except (IndexError, AttributeError, KeyError, ValueError) as error:
            return Failed(type(error).__name__)

    def can_have(self, requests, cells):
        """Whether requests can be served near cells."""
        if R.ONE_ALGORITHM in self.rules:
            return isinstance(self.fork(self.rules).take(NOBODY, requests, cells), Chosen)
        self.look_up()
        return self.tracker.stats.support_requests(requests, None, guest_cells(cells))

    def claim(self, uuid, asked, cells=(), in_use=True):
        """Takes devices for an instance: Chosen, NoFit, Refused or Failed."""
        requests = self.requests(asked)
        if isinstance(requests, Refused):
            return requests
        before = self.fork(self.rules) if R.ONE_COPY in self.rules and requests else None
        answer = self.take(uuid, requests, cells)
        if before is not None and not isinstance(answer, Chosen):
            self.tracker, self.lists = before.tracker, before.lists
        elif in_use:
            self.allocate(uuid)
        return answer

    def take(self, uuid, requests, cells):
        """Takes devices for requests that have been read."""
        if not requests:
            return Chosen()
        if not self.tracker.pci_devs and R.NOTHING_TRACKED in self.rules:
            return NoFit()
        devices = []
        # Numbers of requests stand for the identities that Nova makes up.
        numbered = [request.obj_clone() for request in requests]
        for number, request in enumerate(numbered):
            request.request_id = identity(uuid, number) if request.request_id is None else request.request_id
        failure = self.attempt(lambda: devices.extend(self.tracker.claim_instance(
            None, SimpleNamespace(instance_uuid=uuid, requests=numbered),
            SimpleNamespace(cells=guest_cells(cells)) if cells else None)))
        if failure is not None:
            return failure
        places = {request.request_id: number for number, request in enumerate(numbered)}
        return Chosen(
            tuple((places[device.request_id], device.address) for device in devices),
            tuple(request_value(request) for request in requests))

    def allocate(self, uuid):
        """What the instance has claimed is in use."""
        instance = self.instance(uuid)
        return self.changed(lambda: self.tracker.allocate_instance(instance))

    def free(self, uuid, addresses=(), scope=None):
        """Frees devices of an instance: all of a scope, or those of addresses."""
        instance = self.instance(uuid)

        def act():
            if addresses:
                for device in list(self.tracker.pci_devs):
                    fits = scope is None or device.status == scope
                    if device.address in addresses and device.instance_uuid == uuid and fits:
                        self.tracker.free_device(life.duplicate(device), instance)
            elif scope == "claimed":
                self.tracker.free_instance_claims(None, instance)
            elif scope == "allocated":
                self.tracker.free_instance_allocations(None, instance)
            else:
                self.tracker.free_instance(None, instance)
        return self.changed(act, freed_of=uuid)

    def changed(self, act, freed_of=None):
        """Does something: which devices changed hands, with their status afterwards."""
        before = {device.address: (device.status, device.instance_uuid) for device in self.tracker.pci_devs}
        failure = self.attempt(act)
        if failure is not None:
            return failure
        after = {device.address: device.status for device in self.tracker.pci_devs}
        if freed_of is None:
            touched = [
                address for address in before if after.get(address) == "allocated" != before[address][0]]
        else:
            touched = [
                address for address, (status, owner) in before.items()
                if owner == freed_of and after.get(address) not in ("claimed", "allocated")]
        return Changed(tuple((address, after.get(address, "removed")) for address in sorted(touched)))

    def instance(self, uuid):
        """An instance as Nova knows it, with its list of devices."""
        return self.lists.setdefault(uuid, {"uuid": uuid, "pci_devices": []})

    # What is there ----------------------------------------------------------------------------------------------------

    def state(self):
        """Devices, pools, and the lists of instances."""
        records = sorted((self.record(device) for device in self.tracker.pci_devs), key=lambda record: record.address)
        lists = sorted(
            (uuid, device.address) for uuid, value in self.lists.items() for device in value["pci_devices"])
        return State(tuple(records), tuple(self.pools()), tuple(lists))

    def record(self, device):
        """A device as it is published."""
        return Record(
            address=device.address, vendor=device.vendor_id, product=device.product_id, type=device.dev_type,
            numa_node=device.numa_node, parent=device.parent_addr or "", tags=self.tags(device),
            marks=tuple((key, device.extra_info[key]) for key in MARKS if key in device.extra_info),
            status=device.status, owner=device.instance_uuid or "", request=device.request_id or "",
            leaves=device.address in self.tracker.to_be_removed_when_freed)

    def tags(self, device):
        """The tags that a device gets from its spec while nobody has it."""
        spec = None if device.instance_uuid else self.filter.get_devspec(device)
        tags = spec.get_tags() if spec else {}
        return tuple(sorted((key, str(value)) for key, value in tags.items()
                            if value is not None and key not in OWN_FIELDS))

    def pools(self):
        """The pools that have free devices, in their order."""
        for pool in self.tracker.stats.pools:
            if pool["count"] > 0:
                # Without a value it counts as a key, and is published as absent.
                keys = {
                    key: str(value) for key, value in pool.items()
                    if key not in ("count", "devices", "rp_uuid") and value is not None}
                yield Pool(tuple(sorted(keys.items())), pool["count"], pool.get("rp_uuid", ""))

    def free_by_cell(self):
        """How many devices are free near each host cell."""
        found = {}
        for pool in self.tracker.stats.pools:
            found[pool["numa_node"]] = found.get(pool["numa_node"], 0) + pool["count"]
        return found


def is_wrong(request):
    """Whether a request breaks the rules of counts and providers."""
    return not 1 <= request.count <= 65535 or (
        bool(request.alias and request.providers) and len(request.providers) != request.count)


def affinity(asked):
    """The policy of flavor and image; what else the image says is read elsewhere."""
    image = {key: value for key, value in asked.image.items() if key == "hw_pci_numa_affinity_policy"}
    return hardware.get_pci_numa_policy_constraint(
        objects.Flavor(extra_specs=dict(asked.extra_specs)),
        objects.ImageMeta.from_dict({"name": "image", "properties": image}))


def guest_cells(cells):
    """Cells of a guest that is on these host cells."""
    return [SimpleNamespace(id=number) for number in cells] or None


def identity(uuid, number):
    """An identity for a request that has none."""
    return f"{uuid[:24]}{number:012x}"


def request_value(request):
    """A request as it was served: alias, count, policy and alternatives, with numbers in lower case."""
    specs = []
    for spec in request.spec:
        specs.append(tuple(sorted(
            (key, value.lower() if key in ("vendor_id", "product_id") and value else value)
            for key, value in spec.items() if key != "rp_uuids")))
    return (request.alias_name or "", request.count, request.numa_policy or "legacy", tuple(specs))
