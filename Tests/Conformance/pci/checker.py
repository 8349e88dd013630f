"""Proves a choice of devices valid from report, holders and requests alone: neither the reference nor Berth is asked.

`granted` are devices as Berth grants them, with the tags of the spec that each matched: which specs match is another
question, and compared for itself.
"""

from collections import Counter

from numa.wire import name_of
from pci.model import PHYSICAL, STANDARD, VDPA
from pci.wire import TYPES

UNMATCHED = {"resource_class", "traits"}
TRUE = {"1", "t", "true", "on", "y", "yes"}


def violations(report, holders, served, granted, cells=(), sockets=None):
    """What is wrong with granted devices; nothing if they are valid.

    `holders` are the addresses that somebody has with their physical functions, `served` pairs of a request's identity
    and the request, `cells` the host cells of the guest and `sockets` the pairs of host cell and socket.
    """
    reported = {device.address: device for device in report}
    found = exclusions(reported, holders, granted)
    by_request = {identity: [] for identity, _ in served}
    for device in granted:
        if device.address not in reported:
            found.append(f"{device.address} is not reported")
        elif not same(reported[device.address], device):
            found.append(f"{device.address} is not as it is reported")
        if device.request_id in by_request:
            by_request[device.request_id].append(device)
        else:
            found.append(f"{device.address} answers no request")
    for identity, request in served:
        found += request_violations(request, by_request[identity], cells, sockets)
    return found


def exclusions(reported, holders, granted):
    """No device twice, none that is held, no physical function beside one of its virtual ones."""
    addresses = [device.address for device in granted]
    found = [f"{address} is given twice" for address, count in Counter(addresses).items() if count > 1]
    held_parents = {parent for parent in holders.values() if parent}
    parents = {device.parent_address for device in granted if device.parent_address}
    for device in granted:
        if device.address in holders:
            found.append(f"{device.address} is held already")
        if device.parent_address in holders or device.address in held_parents:
            found.append(f"a relative of {device.address} is held")
        if device.address in parents:
            found.append(f"{device.address} is given beside its virtual functions")
    return found


def same(reported, device):
    """Whether a granted device is the reported one."""
    return (
        reported.vendor.lower() == device.vendor_id and reported.product.lower() == device.product_id
        and TYPES[reported.type] == device.type and reported.parent == device.parent_address
        and reported.numa_node == (device.numa_node if device.HasField("numa_node") else None)
        and reported.provider == device.provider_uuid)


def request_violations(request, devices, cells, sockets):
    """What is wrong with the devices of one request."""
    found = []
    if len(devices) != request.count:
        found.append(f"{len(devices)} devices for {request.count}")
    asked = [dict(spec.matches) for spec in request.specs]
    for device in devices:
        keys = keys_of(device)
        if not any(matches(spec, keys) for spec in request.specs):
            found.append(f"{device.address} matches no alternative")
        found += protected(device, keys, asked)
    wanted = {spec.get("live_migratable", "").lower() for spec in asked}
    for value in ("true", "false"):
        if wanted == {value} and any(keys_of(device).get("live_migratable") != value for device in devices):
            found.append(f"live_migratable is not {value}")
    if request.providers and request.alias:
        if Counter(device.provider_uuid for device in devices) != Counter(request.providers):
            found.append("other providers than were chosen")
    return found + [text for device in devices for text in distance(request.policy, device, cells, sockets)]


def protected(device, keys, asked):
    """What is not given unasked."""
    found = []
    kind = name_of(TYPES, device.type)
    for special in (PHYSICAL, VDPA):
        if kind == special and not any(spec.get("dev_type") == special for spec in asked):
            found.append(f"{device.address} is {special}, unasked")
    if keys.get("remote_managed", "").lower() in TRUE and not any(
            spec.get("remote_managed", "").lower() in TRUE for spec in asked):
        found.append(f"{device.address} is managed from elsewhere, unasked")
    return found


def keys_of(device):
    """What can be asked for of a device."""
    kind = name_of(TYPES, device.type)
    keys = {key: value for key, value in device.tags.items() if key not in UNMATCHED}
    if "parent_ifname" in device.extra:
        keys["parent_ifname"] = device.extra["parent_ifname"]
    if kind != STANDARD:
        keys.setdefault("remote_managed", "false")
    keys.update(
        vendor_id=device.vendor_id, product_id=device.product_id, dev_type=kind,
        address=device.parent_address or device.address)
    return keys


def matches(spec, keys):
    """Whether a device has all that an alternative names, and lacks what it must lack."""
    return all(
        key in UNMATCHED or key in keys and keys[key].lower() == value.lower() for key, value in spec.matches
    ) and not any(key in keys for key in spec.absent)


def distance(policy, device, cells, sockets):
    """The device is as near to the guest's cells as the policy wants it."""
    if not cells or policy == "preferred":
        return []
    node = device.numa_node if device.HasField("numa_node") else None
    if node in cells or (policy in (None, "legacy") and node is None):
        return []
    if policy == "socket" and node is not None:
        near = {socket for number, socket in sockets or () if number in cells}
        if dict(sockets or ()).get(node) in near - {None}:
            return []
    return [f"{device.address} on cell {node} is too far from {sorted(cells)} for {policy}"]
