"""Corrections of what the reference is configured with and reported: device specs, aliases and devices."""

import json
import re
from dataclasses import replace

from oslo_utils import strutils

from nova.pci import devspec, whitelist
from pci import rules as R
from pci.model import OWN_FIELDS

READABLE = re.compile(r"[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]", re.IGNORECASE)
BOOLEAN = "remote_managed"
PLAIN_SPEC = devspec.PciDeviceSpec


def specs(text, rules):
    """Device specs as the reference is given them."""
    entries = json.loads(text)
    entries = [entries] if isinstance(entries, dict) else entries
    return json.dumps([spec(entry, rules) for entry in entries])


def spec(entry, rules):
    """One device spec."""
    result = {}
    for key, value in entry.items():
        is_tag = key not in ("vendor_id", "product_id", "address", "devname")
        if is_tag and key in OWN_FIELDS and R.OWN_FIELDS in rules:
            continue
        if is_tag and value is not None and R.BOOLEAN_TAGS in rules:
            value = one_form(key, value)
        result[key] = value
    return result


def one_form(key, value):
    """A tag whose boolean is a text in lower case."""
    if key == BOOLEAN:
        return "true" if strutils.bool_from_string(value) else "false"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value


def devices(report, rules):
    """The devices of a report as the reference is given them."""
    if R.READABLE in rules:
        report = [device for device in report if readable(device)]
    if R.LOWER_CASE in rules:
        report = [
            replace(device, address=device.address.lower(), parent=device.parent.lower(),
                    vendor=device.vendor.lower(), product=device.product.lower())
            for device in report]
    return [dictionary(device) for device in report]


def readable(device):
    """Whether a device's addresses can be read."""
    return bool(READABLE.fullmatch(device.address)) and (not device.parent or bool(READABLE.fullmatch(device.parent)))


def dictionary(device):
    """A device as Nova's driver for a hypervisor reports it."""
    result = {
        "address": device.address, "vendor_id": device.vendor, "product_id": device.product, "dev_type": device.type,
        "numa_node": device.numa_node, "dev_id": "pci_" + re.sub("[:.]", "_", device.address), "label": "label"}
    if device.parent:
        result["parent_addr"] = device.parent
    if device.provider:
        # Found by the synchronisation with Placement, which is no part of what is compared.
        result["rp_uuid"] = device.provider
    for key, value in device.extra:
        result[key] = json.loads(value) if key == "capabilities" else value
    return result


class ReportedSpec(PLAIN_SPEC):
    """A device spec that leaves what needs the machine to the devices of a report (PCI, 3.5)."""

    def _init_dev_details(self):
        given = {key: self.tags.pop(key) for key in (BOOLEAN,) if key in self.tags}
        super()._init_dev_details()
        self.tags.update(given)
        self._remote_managed = strutils.bool_from_string(given.get(BOOLEAN))

    def match(self, device):
        """As before; a physical function cannot be managed from elsewhere."""
        return super().match(device) and not (self._remote_managed and is_physical(device["address"]))


class Filter(whitelist.Whitelist):
    """Nova's device specs for one report, which remembers the spec of each device."""

    def __init__(self, specs):
        super().__init__(specs)
        self.known = {}

    def get_devspec(self, pci_dev):
        """The spec that matches a device."""
        key = (pci_dev.vendor_id, pci_dev.product_id, pci_dev.address, pci_dev.parent_addr,
               pci_dev.extra_info.get("capabilities"))
        if key not in self.known:
            self.known[key] = super().get_devspec(pci_dev)
        return self.known[key]


def is_physical(address):
    """Whether the report says that an address is a physical function."""
    return devspec.utils.is_physical_function(*devspec.utils.get_pci_address_fields(address))


def spec_class(rules):
    """The class of device specs."""
    return ReportedSpec if R.REMOTE_MANAGED in rules else PLAIN_SPEC
