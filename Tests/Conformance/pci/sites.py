"""Sites: the device specs and aliases that a worker is configured with, drawn from seed and number."""

import json
import random
from functools import lru_cache

from nova import conf, exception
from nova.pci import request as pci_request
from pci import rules as R

# So many cases of each kind share a site.
CASES = 50
NETWORKS = ("p1", "p2", "p3")
POLICIES = ("legacy", "required", "preferred", "socket")
BOOLEANS = ("1", "t", "true", "on", "y", "yes", "Yes", "0", "f", "false", "off", "n", "no", True, False)
# Vendor and product of what cards have: plain functions, physical ones and virtual ones.
PLAIN = (("10de", "1db6"), ("10de", "2330"), ("8086", "37c8"))
CARDS = (("8086", "1528", "1515"), ("15b3", "a2d6", "101e"), ("1137", "0071", "0071"))
BUSES = ("05", "06", "0a", "81", "82", "a0", "c1")


class Site:
    """One configuration."""

    def __init__(self, seed, number):
        rng = random.Random(f"{seed}:site:{number}")
        self.number = number
        self.packing = number % 4 == 3
        self.entries = draw_specs(rng)
        self.specs = json.dumps(self.entries)
        self.alias_entries = draw_aliases(rng)
        self.tables = {}

    @property
    def options(self):
        """The worker's settings."""
        return ["--pci-device-specs", self.specs, "--pci-aliases", json.dumps(self.alias_entries),
                "--numa-pack-host-cells", "true" if self.packing else "false", "--log-level", "warning"]

    def aliases(self, rules):
        """Nova's table of aliases; raises what Nova raises when it cannot read them."""
        corrected = R.ALIASES in rules
        if corrected not in self.tables:
            try:
                self.tables[corrected] = (table_one_by_one if corrected else table)(self.alias_entries)
            except exception.PciInvalidAlias as error:
                self.tables[corrected] = error
        if isinstance(self.tables[corrected], Exception):
            raise self.tables[corrected]
        return self.tables[corrected]

    def policy_of(self, name):
        """The policy that an alias is defined with, if there is such an alias and it says one."""
        return next((entry.get("numa_policy") for entry in self.alias_entries if entry["name"].strip() == name), None)

    def names(self):
        """The names of its aliases."""
        return sorted({entry["name"].strip() for entry in self.alias_entries})


def site_of(seed, number):
    """The site of a case."""
    return numbered_site(seed, number // CASES)


@lru_cache(maxsize=4)
def numbered_site(seed, number):
    """A site by its own number; its cases follow each other."""
    return Site(seed, number)


def table(entries):
    """Nova's table of these definitions."""
    conf.CONF.set_override("alias", [json.dumps(entry) for entry in entries], group="pci")
    pci_request.get_alias_from_config.cache_clear()
    return pci_request.get_alias_from_config()


def table_one_by_one(entries):
    """The same, each definition read alone: those of one name are alternatives (PCI, D19)."""
    found = {}
    for entry in entries:
        known = {key: value for key, value in entry.items() if key != "capability_type"}
        for name, (policy, specs) in table([known]).items():
            found[name] = (policy, found.get(name, (policy, []))[1] + specs)
    return found


# Device specs ---------------------------------------------------------------------------------------------------------


def draw_specs(rng):
    """Specs that any worker starts with; most of them leave something to choose."""
    if rng.random() < 0.02:
        return []
    entries = [draw_spec(rng) for _ in range(rng.choice((0, 1, 1, 2, 3, 4, 5)))]
    if not entries or rng.random() < 0.9:
        rest = rng.choice(({}, {}, {"vendor_id": "*"}, {"address": "*:*:*.*"}))
        entries.append({**rest, **draw_tags(rng, 0.1)})
    return entries


def draw_spec(rng):
    """One spec."""
    entry = {}
    vendor, product = rng.choice([pair for pair in PLAIN] + [card[:2] for card in CARDS] + [
        (card[0], card[2]) for card in CARDS])
    if rng.random() < 0.5:
        entry["vendor_id"] = rng.choice((vendor, vendor, vendor.upper(), f" {vendor} ", f"0x{vendor}", "*"))
    if rng.random() < 0.3:
        entry["product_id"] = rng.choice((product, product, product.upper(), product.lstrip("0"), "*"))
    place = rng.random()
    if place < 0.2:
        entry["address"] = glob(rng)
    elif place < 0.35:
        entry["address"] = f"0000:{rng.choice(BUSES)}:00.0"
    elif place < 0.5:
        entry["address"] = expressions(rng)
    elif place < 0.6:
        entry["devname"] = f"ens{rng.choice(BUSES)}"
    return {**entry, **draw_tags(rng, 0.3)}


def glob(rng):
    """An address as a text with any values in it."""
    fields = [
        rng.choice(("*", "", "0000", "0", "0001")), rng.choice(BUSES + ("*", "", "A0", "5")),
        rng.choice(("*", "", "00", "0", "10", "11", "1F"))]
    text = ":".join(fields[rng.randrange(3):])
    return text + rng.choice(("", ".", ".*", ".0", ".1", ".2"))


def expressions(rng):
    """An address as an object of regular expressions."""
    choices = {
        "domain": ("0000", ".*", "000[01]", "0"), "bus": ("8[12]", "0", "[0a].", "81|82", "^a", ".*", "[^0]"),
        "slot": ("00", "1.", "10", "0|1", ".*", "1[01]"), "function": ("0", "[0-2]", "[^0]", ".*", "\\d", "")}
    return {key: rng.choice(choices[key]) for key in rng.sample(sorted(choices), rng.randint(0, 4))}


def draw_tags(rng, chance):
    """Tags; with meaning or without."""
    tags = {}
    if rng.random() < chance:
        tags["physical_network"] = rng.choice(NETWORKS + (None,))
    if rng.random() < chance / 2:
        tags["trusted"] = rng.choice(("true", "false", "True", True))
    if rng.random() < chance / 2:
        tags["remote_managed"] = rng.choice(BOOLEANS + ("true", "true", "maybe", "", None))
    if rng.random() < chance / 2:
        tags["managed"] = rng.choice(BOOLEANS + (None,))
    if rng.random() < chance:
        tags["live_migratable"] = rng.choice(BOOLEANS + (None,))
    if rng.random() < chance / 4:
        tags["one_time_use"] = rng.choice(("no", "false", False))
    if rng.random() < chance / 4:
        tags.update({"resource_class": "CUSTOM_X", "traits": "A,B"})
    if rng.random() < chance / 4:
        tags["colour"] = rng.choice(("red", "blue", "", True, None))
    if rng.random() < chance / 12:
        tags[rng.choice(("dev_type", "numa_node"))] = rng.choice(("type-PCI", "0"))
    return tags


# Aliases --------------------------------------------------------------------------------------------------------------


def draw_aliases(rng):
    """Definitions of aliases, some with alternatives."""
    entries = []
    for name in rng.sample(("gpu", "nic", "qat", "vf", "pf", " card ", "x y"), rng.randint(3, 6)):
        typed = rng.random() < 0.4
        kind = rng.choice(("type-PCI", "type-PF", "type-VF", "type-VF"))
        policy = rng.choice((None, None) + POLICIES)
        for _ in range(rng.choice((1, 1, 1, 1, 2))):
            entries.append(draw_alias(rng, name, kind if typed else None, policy))
            # Two definitions without a type are what Nova does not read.
            if not typed and rng.random() < 0.9:
                break
    return entries


def draw_alias(rng, name, kind, policy):
    """One definition."""
    card = rng.choice(CARDS)
    vendor, product = {
        "type-PF": card[:2], "type-VF": (card[0], card[2])}.get(kind) or rng.choice(PLAIN + ((card[0], card[2]),))
    entry = {"name": name, "vendor_id": rng.choice((vendor, vendor.upper())), "product_id": product}
    if kind:
        entry["device_type"] = kind
    if policy:
        entry["numa_policy"] = policy
    if rng.random() < 0.12:
        entry["live_migratable"] = rng.choice(("yes", "no", "True", "0"))
    if rng.random() < 0.05:
        entry["resource_class"] = "CUSTOM_X"
    if rng.random() < 0.02:
        entry["capability_type"] = "pci"
    return entry
