"""Random hosts: cards with and without virtual functions, near host cells or not, known to Placement or not."""

import json
from dataclasses import replace

from pci.model import PHYSICAL, STANDARD, VDPA, VIRTUAL, Device
from pci.sites import BUSES, CARDS, PLAIN


def random_sockets(rng):
    """Host cells with their sockets as pairs, or None for a host that reports no cells."""
    if rng.random() < 0.12:
        return None
    count = rng.choice((1, 2, 2, 2, 4))
    style = rng.random()
    numbers = list(range(count)) if rng.random() < 0.8 else sorted(rng.sample(range(9), count))
    if style < 0.15:
        return tuple((number, None) for number in numbers)
    if style < 0.25:
        return tuple((number, None if index == 0 else 0) for index, number in enumerate(numbers))
    return tuple((number, index // 2 if style < 0.6 else index) for index, number in enumerate(numbers))


def random_report(rng, cells, most=5):
    """The devices of a host with these cells, in any order."""
    devices = []
    placement = rng.random() < 0.4
    # Most hosts have a few kinds of cards, so that there is more than one that could be taken.
    few = rng.random() < 0.75
    plain = rng.sample(PLAIN, 1) if few else PLAIN
    cards = rng.sample(CARDS, 1) if few else CARDS
    likely = rng.choice((0.2, 0.5, 0.8))
    for bus in rng.sample(BUSES, rng.randint(1, most)):
        domain = rng.choice(("0000",) * 9 + ("0001",))
        node = rng.choice(tuple(cells) + (None,)) if cells else rng.choice((None, None, 0))
        is_plain = rng.random() < likely
        found = plain_functions(rng, domain, bus, plain) if is_plain else card(rng, domain, bus, cards)
        found = [replace(device, numa_node=node) for device in found]
        if placement and rng.random() < 0.9:
            found = with_providers(rng, found)
        devices += found
    rng.shuffle(devices)
    return tuple(devices)


def plain_functions(rng, domain, bus, kinds):
    """Functions without virtual ones."""
    vendor, product = rng.choice(kinds)
    result = []
    for function in range(rng.choice((1, 1, 2, 3))):
        result.append(Device(f"{domain}:{bus}:{rng.choice(('00', '11'))}.{function}", vendor, product, STANDARD))
    if rng.random() < 0.1:
        result = [with_capabilities(rng, device, "MT1") for device in result]
    return result


def card(rng, domain, bus, kinds):
    """A physical function with some virtual ones, which may be there without it."""
    vendor, product, virtual = rng.choice(kinds)
    address = f"{domain}:{bus}:00.0"
    serial = rng.choice((None, None, "MT1", ""))
    name = f"ens{bus}" if rng.random() < 0.6 else None
    physical = Device(address, vendor, product, PHYSICAL).with_extra(ifname=name)
    types = rng.choice(((VIRTUAL,), (VIRTUAL,), (VDPA,), (VIRTUAL, VDPA)))
    virtuals = []
    for number in range(rng.choice((0, 1, 2, 2, 3, 4, 5))):
        device = Device(
            f"{domain}:{bus}:{10 + number // 8}.{number % 8}", vendor, virtual, rng.choice(types), parent=address)
        if rng.random() < 0.05:
            device = replace(device, product="1016")
        virtuals.append(device.with_extra(parent_ifname=name))
    devices = ([physical] if rng.random() < 0.93 or not virtuals else []) + virtuals
    return [with_capabilities(rng, device, serial) for device in devices]


def with_capabilities(rng, device, serial):
    """What a driver says of a device beyond its fields."""
    style = rng.random()
    if serial is None and style < 0.6:
        return device
    capabilities = {"network": ["rx", "tx"]} if style < 0.3 else {}
    if serial is not None and rng.random() < 0.9:
        capabilities["vpd"] = {"card_serial_number": serial}
    return device.with_extra(capabilities=json.dumps(capabilities))


def with_providers(rng, devices):
    """Devices with the Placement provider of their card, or of themselves."""
    shared = f"{rng.getrandbits(32):08x}-0000-4000-8000-{rng.getrandbits(48):012x}"
    result = []
    for device in devices:
        own = f"{rng.getrandbits(32):08x}-0000-4000-8000-{rng.getrandbits(48):012x}"
        is_card = device.type != STANDARD
        # Placement knows a card by its physical function, or by its virtual ones together.
        skipped = device.type == PHYSICAL and rng.random() < 0.6
        result.append(device if skipped else replace(device, provider=shared if is_card else own))
    return result


# Reports that follow another ------------------------------------------------------------------------------------------


def changed_report(rng, devices, known, cells):
    """The devices some time later; `known` are all that were ever reported."""
    result = list(devices)
    for _ in range(rng.choice((1, 1, 2, 3))):
        change = rng.choice((vanish, vanish, card_vanishes, come_back, come_back, appear, alter, alter, alter))
        result = change(rng, result, known, cells)
    rng.shuffle(result)
    return tuple(result)


def vanish(rng, devices, known, cells):
    """Some devices are gone."""
    gone = set(rng.sample(range(len(devices)), min(len(devices), rng.choice((1, 1, 2)))))
    return [device for place, device in enumerate(devices) if place not in gone]


def card_vanishes(rng, devices, known, cells):
    """Virtual functions are gone, or a whole card."""
    cards = sorted({device.parent or device.address for device in devices})
    if not cards:
        return devices
    card_address, whole = rng.choice(cards), rng.random() < 0.5
    return [device for device in devices
            if device.parent != card_address and not (whole and device.address == card_address)]


def come_back(rng, devices, known, cells):
    """Something that was there before is there again."""
    present = {device.address for device in devices}
    gone = [device for address, device in sorted(known.items()) if address not in present]
    return devices + rng.sample(gone, min(len(gone), rng.choice((1, 2, 4)))) if gone else devices


def appear(rng, devices, known, cells):
    """Something new is there: a card, or more virtual functions of one."""
    taken = {device.address[:7] for device in list(devices) + list(known.values())}
    present = {device.address for device in devices}
    models = [device for device in devices if device.parent]
    if models and rng.random() < 0.6:
        model = rng.choice(models)
        new = replace(model, address=f"{model.address[:8]}12.{rng.randrange(8)}")
        return devices if new.address in present else devices + [new]
    return devices + [
        device for device in random_report(rng, cells, most=2) if device.address[:7] not in taken]


def alter(rng, devices, known, cells):
    """Something is not as it was."""
    if not devices:
        return devices
    place = rng.randrange(len(devices))
    device = devices[place]
    kind = rng.choice(("cell", "product", "type", "provider", "interface", "capabilities"))
    has_functions = any(other.parent == device.address for other in devices)
    if kind == "cell":
        device = replace(device, numa_node=rng.choice(tuple(cells) + (None,)))
    elif kind == "product":
        device = replace(device, product=rng.choice(("1016", "1db6", "2330", "1515")))
    elif kind == "type" and not has_functions:
        other = {STANDARD: PHYSICAL, PHYSICAL: STANDARD, VIRTUAL: VDPA, VDPA: VIRTUAL}
        device = replace(device, type=other[device.type])
    elif kind == "provider":
        # Placement knows all functions of a card by one provider.
        own = device.parent or device.address
        return [replace(other, provider="") if own in (other.address, other.parent) else other for other in devices]
    elif kind == "interface" and device.parent:
        device = device.with_extra(parent_ifname=rng.choice((None, "ens99", "")))
    elif kind == "capabilities":
        device = device.with_extra(capabilities=rng.choice((None, '{"vpd": {"card_serial_number": "MT2"}}')))
    return devices[:place] + [device] + devices[place + 1:]


# Reports that hardly any hypervisor makes -----------------------------------------------------------------------------


def odd_report(rng, devices):
    """A report with addresses that are none, and texts in either case."""
    result = list(devices)
    for place, device in enumerate(result):
        if rng.random() < 0.1:
            result[place] = shouted(rng, device)
    if rng.random() < 0.25:
        address = rng.choice(("10000:01:00.0", "0000:01:20.0", "0000:01:00.9", "zz", "0000:1:00.0", "0000:01:00"))
        kind = rng.choice((STANDARD, PHYSICAL))
        result.append(Device(address, "8086", "1528", kind))
        if kind == PHYSICAL and rng.random() < 0.5:
            result.append(Device("0000:01:10.0", "8086", "1515", VIRTUAL, parent=address))
    if rng.random() < 0.1:
        # A card that is one only because of its virtual functions.
        parents = {device.parent for device in result}
        result = [
            replace(device, type=STANDARD) if device.address in parents and rng.random() < 0.5 else device
            for device in result]
    rng.shuffle(result)
    return tuple(result)


def shouted(rng, device):
    """A device in upper case, in part."""
    return rng.choice((
        replace(device, vendor=device.vendor.upper()), replace(device, product=device.product.upper()),
        replace(device, address=device.address.upper()), replace(device, parent=device.parent.upper())))
