"""Random requests, sized so that about half of them can be served."""

from pci.model import PHYSICAL, STANDARD, VIRTUAL, Asked, Request, Spec
from pci.sites import CARDS, NETWORKS, PLAIN, POLICIES

WRONG_LISTS = ("{name}", "{name}:x", "{name}:1:2", "{name}:0", "ghost:1", "", "{name}:1,", "ghost:1,{name}:x")


def random_asked(rng, site, report, identity, flavors=True):
    """What an instance asks for on a host with this report; `identity` makes identities."""
    requests, specs, image = [], {}, {}
    style = rng.random()
    useful = useful_names(site, report)
    if flavors and style < 0.4 and (useful or rng.random() < 0.15):
        specs["pci_passthrough:alias"] = alias_list(rng, site, useful)
    elif style < 0.75:
        requests = [alias_request(rng, report, identity()) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    if rng.random() < 0.2 or not (requests or specs):
        requests += [port_request(rng, site, report, identity()) for _ in range(rng.choice((1, 1, 1, 2)))]
    if flavors and rng.random() < 0.12:
        place = rng.choice((specs, image))
        key = "hw:pci_numa_affinity_policy" if place is specs else "hw_pci_numa_affinity_policy"
        place[key] = rng.choice(POLICIES)
    return Asked(tuple(requests), specs, image)


def useful_names(site, report):
    """The aliases that mean a device of the report."""
    present = {(device.vendor, device.product, kind) for device in report for kind in (device.type, None)}
    return sorted({
        entry["name"].strip() for entry in site.alias_entries
        if (entry["vendor_id"].lower(), entry["product_id"].lower(), entry.get("device_type")) in present})


def alias_list(rng, site, useful):
    """A flavor's list of aliases and counts."""
    names = site.names()
    if rng.random() < 0.04:
        return rng.choice(WRONG_LISTS).format(name=rng.choice(names))
    chosen = [
        rng.choice(useful if useful and rng.random() < 0.95 else names) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    return rng.choice((",", ", ", " ,")).join(f"{name}:{rng.choice((1, 1, 1, 1, 1, 2, 2, 3))}" for name in chosen)


def alias_request(rng, report, identity):
    """A request that somebody has made of an alias."""
    specs, alike = alternatives(rng, report)
    count = amount(rng, alike)
    providers = ()
    known = sorted({device.provider for device in alike if device.provider})
    if known and rng.random() < 0.5:
        length = count if rng.random() < 0.97 else count + 1
        pool = [device.provider for device in alike if device.provider]
        if len(pool) >= length and rng.random() < 0.8:
            providers = tuple(rng.sample(pool, length))
        else:
            providers = tuple(rng.choice(known) for _ in range(length))
    if rng.random() < 0.01:
        count, providers = rng.choice((0, -1)), ()
    return Request(
        identity, count, specs, alias=rng.choice(("gpu", "nic", "gone")), policy=rng.choice((None,) + POLICIES),
        providers=providers)


def amount(rng, alike):
    """As many devices as there may be, or a few more."""
    most = max(1, len(alike))
    return rng.choice((1, 1, 1, 1, 2, 2, most, most + 1, max(1, most // 2), max(1, most // 2)))


def alternatives(rng, report):
    """Alternatives that mean some devices of the report, and those devices."""
    specs, alike = [], []
    first = None
    for _ in range(rng.choice((1, 1, 1, 1, 2, 2, 3))):
        device = rng.choice(report) if report and rng.random() < 0.93 else None
        # Now and then a card and its functions are alternatives.
        relatives = [other for other in report if first and first.address in (other.address, other.parent)]
        if relatives and rng.random() < 0.5:
            device = rng.choice(relatives)
        if device and device.type in (PHYSICAL, VIRTUAL):
            first = next((other for other in report if other.address == (device.parent or device.address)), None)
        vendor, product = (device.vendor, device.product) if device else rng.choice(PLAIN + (CARDS[0][:2],))
        matches = {"vendor_id": rng.choice((vendor, vendor, vendor.upper())), "product_id": product}
        meant = [other for other in report if (other.vendor, other.product) == (vendor, product)]
        if device and rng.random() < {STANDARD: 0.35, VIRTUAL: 0.6}.get(device.type, 0.95):
            matches["dev_type"] = device.type
            meant = [other for other in meant if other.type == device.type]
        if rng.random() < 0.03:
            matches.pop("product_id")
        if rng.random() < 0.05:
            matches["live_migratable"] = rng.choice(("true", "true", "false"))
        if rng.random() < 0.06:
            matches["remote_managed"] = rng.choice(("True", "true", "False", "False"))
        if rng.random() < 0.04:
            matches.update({"resource_class": "CUSTOM_Y", "traits": "C"})
        specs.append(Spec(tuple(sorted(matches.items()))))
        alike += [other for other in meant if other not in alike]
    return tuple(specs), alike


def port_request(rng, site, report, identity):
    """A request that a network port makes."""
    matches, absent = {"remote_managed": rng.choice(("False",) * 7 + ("True",))}, []
    known = [entry["physical_network"] for entry in site.entries if entry.get("physical_network")]
    if rng.random() < (0.6 if known else 0.1):
        matches["physical_network"] = rng.choice(known * 4 + list(NETWORKS + ("P1",)))
    else:
        absent.append("physical_network")
    present = sorted({device.type for device in report if device.type != STANDARD}) or ["type-VF"]
    if rng.random() < 0.3:
        matches["dev_type"] = rng.choice(present)
    if rng.random() < 0.1:
        matches["trusted"] = rng.choice(("True", "False"))
    names = sorted({dict(device.extra)["parent_ifname"] for device in report if "parent_ifname" in dict(device.extra)})
    if names and rng.random() < 0.15:
        matches["parent_ifname"] = rng.choice(names)
    providers = tuple(device.provider for device in report[:1] if device.provider and rng.random() < 0.25)
    return Request(
        identity, 1, (Spec(tuple(sorted(matches.items())), tuple(absent)),), policy=rng.choice((None, None) + POLICIES),
        requester=identity if rng.random() < 0.85 else "", providers=providers)
