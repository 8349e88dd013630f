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
