"""Corrections of what becomes of devices: reports, freeing, restarts."""

import copy

from nova import objects
from nova import objects
from nova.objects import fields
from nova.pci import manager
from pci import rules as R

STATUS = fields.PciDeviceStatus
IN_USE = (STATUS.CLAIMED, STATUS.ALLOCATED)
BLOCKED = {STATUS.CLAIMED: STATUS.UNCLAIMABLE, STATUS.ALLOCATED: STATUS.UNAVAILABLE}


class Tracker(manager.PciDevTracker):
    """Nova's tracker over devices in memory, with what the rules in force replace."""

    def __init__(self, rules, stats, devices):
        """Starts with devices that were kept; what Nova does at its start, with them in place of the database."""
        self.rules = stats.rules = rules
        self.stale, self.to_be_removed_when_freed = {}, {}
        self.node_id, self._context = 1, None
        self.stats, self.dev_filter = stats, stats.dev_filter
        self.pci_devs = objects.PciDeviceList(objects=devices)
        self._build_device_tree(self.pci_devs)
        self._initial_instance_usage()

    def save(self, context=None):
        """Keeps what there is; in place of the database."""
        number = max((device.id for device in self.pci_devs if "id" in device), default=0)
        for device in list(self.pci_devs.objects):
            if device.status in (STATUS.REMOVED, STATUS.DELETED):
                self.pci_devs.objects.remove(device)
            elif "id" not in device:
                number += 1
                device.id, device.instance_uuid, device.request_id = number, None, None

    def claim_instance(self, context, pci_requests, instance_numa_topology):
        """Claims; what the instance has claimed before stays claimed for it."""
        before = list(self.claims.get(pci_requests.instance_uuid, []))
        devices = super().claim_instance(context, pci_requests, instance_numa_topology)
        if R.ALL_CLAIMS in self.rules and devices and before:
            self.claims[pci_requests.instance_uuid] = before + devices
        return devices

    def free_device(self, dev, instance):
        """Frees a device, and takes it from what the instance is told that it uses."""
        super().free_device(dev, instance)
        if R.ONE_LIST in self.rules:
            instance["pci_devices"][:] = [
                device for device in instance["pci_devices"] if device.address != dev.address]

    def _set_hvdevs(self, devices):
        if R.WHOLE_REPORT in self.rules:
            for device in self.pci_devs:
                if device.status not in IN_USE:
                    device.extra_info = {}
        super()._set_hvdevs(devices)
        if R.CAME_BACK in self.rules:
            for device in devices:
                self.to_be_removed_when_freed.pop(device["address"], None)
        if R.BLOCKED_AT_ONCE in self.rules:
            self.work_out_blocked()

    def _free_device(self, dev, instance=None):
        in_use = {device.address: device.status for device in self.pci_devs if device.status in IN_USE}
        in_use.pop(dev.address, None)
        if R.WHOLE_REPORT in self.rules and dev.address in self.stale:
            dev.extra_info = {}
        if R.FREE_ANEW in self.rules:
            self.free_anew(dev, instance)
        else:
            super()._free_device(dev, instance)
        if R.GUARDED in self.rules:
            for device in self.pci_devs:
                if device.address in in_use:
                    device.status = in_use[device.address]
                    self.stats.leave(device)
        if R.FREE_ANEW in self.rules:
            self._build_device_tree(self.pci_devs)
            self.work_out_blocked()

    def free_anew(self, dev, instance):
        """Frees a device; who else is free is worked out afterwards."""
        dev.free(instance)
        stale = self.stale.pop(dev.address, None)
        if stale:
            dev.update_device(stale)
        if self.to_be_removed_when_freed.pop(dev.address, None):
            dev.remove()

    def work_out_blocked(self):
        """Gives every device that nobody has the status that follows from its relatives, and the pool."""
        in_use = [
            (device.address, device.parent_addr, device.status) for device in self.pci_devs if device.status in IN_USE]
        for device in self.pci_devs:
            if device.status in IN_USE or device.status in (STATUS.REMOVED, STATUS.DELETED):
                continue
            address, parent = device.address, device.parent_addr
            relatives = {status for other, its_parent, status in in_use if other == parent or its_parent == address}
            if STATUS.ALLOCATED in relatives:
                device.status = STATUS.UNAVAILABLE
            elif relatives:
                device.status = STATUS.UNCLAIMABLE
            else:
                device.status = STATUS.AVAILABLE
        self.rebuild_pools()

    def rebuild_pools(self):
        """Makes the pools from the records, as at a start."""
        self.stats.pools = []
        for device in sorted(self.pci_devs, key=lambda device: device.address):
            if device.status == STATUS.AVAILABLE:
                self.stats.add_device(device)


def duplicate(device):
    """A copy of a device that shares nothing with it."""
    result = copy.copy(device)
    result.extra_info = dict(device.extra_info)
    result.parent_device, result.child_devices = None, []
    return result


