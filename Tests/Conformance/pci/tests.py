"""Tests of the comparison itself: it must notice what it is there to notice."""

import unittest
from dataclasses import replace

from berth.tracker.v1 import resources_pb2
from common.outcome import NoFit, Refused
from common.run import run_cases
from common.tally import Tally
from pci import checker, wire
from pci import rules as R
from pci.cases import KINDS
from pci.model import PHYSICAL, VDPA, VIRTUAL, Asked, Changed, Chosen, Device, Failed, Request, Spec
from pci.reference import Reference
from pci.sites import CASES, Site, site_of
from pci.standin import StandIn

SEED = 1
A, B = "aaaaaaaa-0000-4000-8000-000000000000", "bbbbbbbb-0000-4000-8000-000000000000"


def site(specs="[{}]", aliases=()):
    """A site of these device specs."""
    result = Site(SEED, 0)
    result.specs, result.alias_entries = specs, list(aliases)
    return result


def card(bus="81", functions=4, node=0, product="1528", virtual="1515", provider="", **changes):
    """A physical function and its virtual ones."""
    address = f"0000:{bus}:00.0"
    physical = Device(address, "8086", product, PHYSICAL, node, **changes)
    return (physical,) + tuple(
        Device(f"0000:{bus}:10.{number}", "8086", virtual, VIRTUAL, node, address, provider=provider)
        for number in range(functions))


def gpu(bus, node=None, product="1db6"):
    """A plain device."""
    return Device(f"0000:{bus}:00.0", "10de", product, numa_node=node)


def asks(count, *specs, **changes):
    """A request for devices that match one of these."""
    return Request("11111111-0000-4000-8000-000000000000", count, tuple(
        Spec(tuple(sorted(spec.items()))) for spec in specs), **{"alias": "x", **changes})


GPU = {"vendor_id": "10de", "product_id": "1db6"}
FUNCTION = {"vendor_id": "8086", "product_id": "1515"}
CARD = {"vendor_id": "8086", "product_id": "1528", "dev_type": PHYSICAL}


def asked(*requests):
    """What an instance asks for, each request with an identity of its own."""
    return Asked(tuple(
        replace(request, request_id=f"{number:08x}-0000-4000-8000-000000000000")
        for number, request in enumerate(requests, 1)))


class KnownDefects(unittest.TestCase):
    """The defects of the reference that the specification lists (PCI, 13): each is there, and each is corrected."""

    def nodes(self, devices, where=None, sockets=None):
        """The plain reference and the corrected one, with these devices."""
        found = []
        for rules in (frozenset(), R.ALL):
            node = Reference(where or site(), rules, sockets)
            node.report(devices)
            found.append(node)
        return found

    def free(self, node):
        """How many devices are free."""
        return sum(pool.count for pool in node.state().pools)

    def status(self, node, address):
        """The status of a device."""
        return next(record.status for record in node.state().records if record.address == address)

    def addresses(self, answer):
        """What was chosen."""
        return [address for _, address in answer.devices]

    def test_d1(self):
        """A claim that fails gives everything back."""
        plain, corrected = self.nodes(card() + (gpu("05"),))
        for node in (plain, corrected):
            self.assertEqual(node.claim(A, asked(asks(1, FUNCTION), asks(2, GPU))), NoFit())
        self.assertEqual((self.free(plain), self.free(corrected)), (5, 6))

    def test_d3(self):
        """The check says no where the claim fails."""
        plain, corrected = self.nodes(card())
        both = asked(asks(1, FUNCTION), asks(1, CARD))
        self.assertEqual((plain.check(both), corrected.check(both)), (True, NoFit()))
        self.assertEqual(corrected.claim(A, both), NoFit())

    def test_d5(self):
        """A second claim of an instance adds to the first."""
        plain, corrected = self.nodes((gpu("05"), gpu("06")))
        for node in (plain, corrected):
            for _ in range(2):
                node.claim(A, asked(asks(1, GPU)), in_use=False)
        self.assertEqual(len(plain.allocate(A).devices), 1)
        self.assertEqual(len(corrected.allocate(A).devices), 2)

    def test_d6(self):
        """A device that is freed leaves the list of its instance."""
        plain, corrected = self.nodes((gpu("05"),))
        for node in (plain, corrected):
            node.claim(A, asked(asks(1, GPU)))
            node.free(A, ("0000:05:00.0",))
        self.assertEqual((len(plain.state().lists), len(corrected.state().lists)), (1, 0))

    def test_d7(self):
        """One request never gets a card beside its own functions."""
        plain, corrected = self.nodes(card())
        either = asked(asks(3, CARD, FUNCTION))
        self.assertEqual((plain.claim(A, either), corrected.claim(A, either)), (Failed("IndexError"), NoFit()))

    def test_d8_d9(self):
        """Counts and providers that contradict each other are refused."""
        devices = card("81", provider="p81") + card("82", provider="p82")
        for request in (asks(2, FUNCTION, providers=("p82",)), asks(1, FUNCTION, providers=("p81", "p82"))):
            plain, corrected = self.nodes(devices)
            self.assertNotEqual(len(plain.claim(A, asked(request)).devices), request.count)
            self.assertEqual(corrected.claim(A, asked(request)), Refused("INVALID_FIELDS"))
        plain, corrected = self.nodes(devices)
        listed = asked(asks(2, FUNCTION, providers=("p81", "gone")))
        self.assertEqual(len(plain.claim(A, listed).devices), 1)
        self.assertEqual(corrected.claim(A, listed), NoFit())
        self.assertEqual(corrected.claim(A, asked(asks(0, FUNCTION))), Refused("INVALID_FIELDS"))

    def test_d10(self):
        """A free device moves to the pool of what it is now, and can leave it."""
        plain, corrected = self.nodes((gpu("05", 0),))
        for node in (plain, corrected):
            node.report((gpu("05", 1),))
        self.assertEqual(dict(plain.state().pools[0].keys)["numa_node"], "0")
        self.assertEqual(dict(corrected.state().pools[0].keys)["numa_node"], "1")
        self.assertEqual((plain.report(()), corrected.report(())), (Failed("PciDevicePoolEmpty"), None))

    def test_d11(self):
        """A new function of a card that is in use is blocked, and so is a new card above one that is."""
        for first, request, later in ((card(functions=0), CARD, 1), (card(functions=1)[1:], FUNCTION, 0)):
            plain, corrected = self.nodes(first)
            address = card(functions=1)[later].address
            for node in (plain, corrected):
                node.claim(A, asked(asks(1, request)))
                node.report(card(functions=1))
            self.assertEqual(
                (self.status(plain, address), self.status(corrected, address)), ("available", "unavailable"))

    def test_d12(self):
        """Freeing a card leaves alone what somebody has."""
        statuses = []
        for rules in (frozenset(), R.ALL):
            node = Reference(site(), rules)
            node.report(card(functions=1))
            node.claim(A, asked(asks(1, CARD)))
            # No way of its own leads here: it is what D11 leaves behind.
            function = next(device for device in node.tracker.pci_devs if device.dev_type == VIRTUAL)
            function.status, function.instance_uuid = "allocated", B
            node.free(A)
            statuses.append(function.status)
        self.assertEqual(statuses, ["available", "allocated"])

    def test_d13(self):
        """When a device goes that was freed, its relatives are free."""
        plain, corrected = self.nodes(card(functions=1))
        for node in (plain, corrected):
            node.claim(A, asked(asks(1, FUNCTION)))
            node.report(card(functions=0))
            self.assertEqual(node.free(A), Changed((("0000:81:10.0", "removed"),)))
        self.assertEqual((self.free(plain), self.free(corrected)), (0, 1))

    def test_d14(self):
        """A restart does not forget that a device goes when it is freed."""
        plain, corrected = self.nodes((gpu("05"),))
        for node in (plain, corrected):
            node.claim(A, asked(asks(1, GPU)))
            node.report(())
            node.restart()
            node.free(A)
        self.assertEqual((self.free(plain), self.free(corrected)), (1, 0))

    def test_d15(self):
        """A device that came back while it was in use stays."""
        plain, corrected = self.nodes((gpu("05"),))
        for node in (plain, corrected):
            node.claim(A, asked(asks(1, GPU)))
            node.report(())
            node.report((gpu("05"),))
            node.free(A)
        self.assertEqual((self.free(plain), self.free(corrected)), (0, 1))

    def test_d17(self):
        """Devices near the guest come before those that are near no cell."""
        plain, corrected = self.nodes((gpu("01"), gpu("02"), gpu("03", 0)), sockets=((0, 0),))
        two = asked(asks(2, GPU, policy="legacy"))
        self.assertEqual(self.addresses(plain.claim(A, two, (0,))), ["0000:01:00.0", "0000:02:00.0"])
        self.assertEqual(self.addresses(corrected.claim(A, two, (0,))), ["0000:03:00.0", "0000:01:00.0"])

    def test_d18(self):
        """Where nothing is tracked nothing can be had."""
        plain, corrected = self.nodes((), site("[]"))
        one = asked(asks(1, GPU))
        self.assertEqual((plain.claim(A, one).devices, corrected.claim(A, one)), ((), NoFit()))

    def test_d19(self):
        """Two definitions of a name without a type are alternatives."""
        entries = [{"name": "a", **GPU}, {"name": "a", **FUNCTION}, {"name": "b", **GPU, "capability_type": "pci"}]
        plain, corrected = self.nodes((gpu("05"),), site("[{}]", entries))
        by_name = Asked(extra_specs={"pci_passthrough:alias": "a:1"})
        self.assertEqual(plain.check(by_name), Refused("PciInvalidAlias"))
        self.assertIsInstance(corrected.check(by_name), Chosen)
        self.assertIsInstance(corrected.check(Asked(extra_specs={"pci_passthrough:alias": "b:1"})), Chosen)

    def test_d20(self):
        """Case says nothing."""
        devices = (replace(gpu("05"), vendor="10DE"),)
        plain, corrected = self.nodes(devices, site('[{"vendor_id": "10DE"}]'))
        self.assertEqual((self.free(plain), self.free(corrected)), (0, 1))

    def test_settings(self):
        """Tags are read as they are specified, and what needs the machine is asked of the report."""
        devices = tuple(
            device.with_extra(capabilities='{"vpd": {"card_serial_number": "N"}}') for device in card(functions=1))
        plain, corrected = self.nodes(devices, site('[{"address": "0000:81:00.0", "remote_managed": true}]'))
        self.assertEqual((self.free(plain), self.free(corrected)), (0, 1))
        self.assertEqual(dict(corrected.state().pools[0].keys)["remote_managed"], "true")
        plain, corrected = self.nodes((gpu("05"), Device("zz", "8086", "1528")))
        self.assertEqual((self.free(plain), self.free(corrected)), (0, 1))

    def test_null_tags(self):
        """A tag without a value is not one that is missing."""
        where = site('[{"address": "0000:81:10.1", "physical_network": null}, {"vendor_id": "8086", "trusted": "true"}]')
        plain, corrected = self.nodes(card(functions=2), where)
        self.assertEqual((len(plain.state().pools), len(corrected.state().pools)), (2, 3))

    def test_order(self):
        """What was freed takes its place again."""
        plain, corrected = self.nodes(card(functions=2))
        one = asked(asks(1, FUNCTION))
        for node in (plain, corrected):
            for uuid in (A, B):
                node.claim(uuid, one)
            for uuid in (A, B):
                node.free(uuid)
        self.assertEqual(self.addresses(plain.claim(A, one)), ["0000:81:10.0"])
        self.assertEqual(self.addresses(corrected.claim(A, one)), ["0000:81:10.1"])


class Checker(unittest.TestCase):
    """The independent checker refuses what is wrong, and nothing else."""

    def setUp(self):
        self.report = card("81", 2) + card("82", 2, node=1) + (gpu("05", 0), gpu("06", 1))
        self.request = asks(2, FUNCTION, policy="required")
        self.granted = [self.message(device) for device in self.report[1:3]]

    def message(self, device, identity="r"):
        """A device as it is granted."""
        result = wire.reported_device(device)
        result.request_id = identity
        return result

    def violations(self, granted=None, request=None, holders=(), cells=(0,), sockets=((0, 0), (1, 0))):
        """What is wrong with a grant."""
        served = [("r", request or self.request)]
        chosen = self.granted if granted is None else granted
        return checker.violations(self.report, dict(holders), served, chosen, set(cells), sockets)

    def test_sound(self):
        """The grant itself is sound."""
        self.assertEqual(self.violations(), [])

    def test_who_has_it(self):
        """No device twice, none that is held, no relative of one."""
        first, second = self.granted
        self.assertTrue(self.violations([first, first]))
        self.assertTrue(self.violations(holders={first.address: first.parent_address}))
        self.assertTrue(self.violations(holders={"0000:81:00.0": ""}))
        both = replace(self.request, specs=self.request.specs + asks(1, CARD).specs)
        physical = self.message(self.report[0])
        self.assertTrue(self.violations([first, physical], both))
        self.assertTrue(self.violations([physical], replace(both, count=1), {second.address: second.parent_address}))
        self.assertEqual(self.violations([physical], replace(both, count=1)), [])

    def test_what_was_asked_for(self):
        """As many as were asked for, each by an alternative, none that is protected."""
        self.assertTrue(self.violations(self.granted[:1]))
        self.assertTrue(self.violations([self.granted[0], self.message(gpu("05", 0))]))
        self.assertTrue(self.violations([self.granted[0], self.message(self.report[2], "other")]))
        wide = asks(1, {"vendor_id": "8086"}, policy="required")
        self.assertTrue(self.violations([self.message(self.report[0])], wide))
        unasked = self.message(self.report[1])
        unasked.tags["remote_managed"] = "true"
        self.assertTrue(self.violations([unasked], wide))
        unasked = self.message(self.report[1])
        unasked.type = wire.TYPES[VDPA]
        self.assertTrue(self.violations([unasked], wide))
        self.assertEqual(self.violations([self.message(self.report[1])], wide), [])
        absent = replace(wide, specs=(Spec((), ("physical_network",)),))
        networked = self.message(self.report[1])
        networked.tags["physical_network"] = "p1"
        self.assertTrue(self.violations([networked], absent))

    def test_as_reported(self):
        """A grant shows the device that was reported."""
        for field, value in (("vendor_id", "ffff"), ("numa_node", 1), ("parent_address", "0000:82:00.0"),
                             ("address", "0000:99:00.0"), ("provider_uuid", "p")):
            changed = resources_pb2.PciDevice()
            changed.CopyFrom(self.granted[0])
            setattr(changed, field, value)
            self.assertTrue(self.violations([changed, self.granted[1]]), field)

    def test_marks(self):
        """Live migration and providers are as they were asked for."""
        for asked_for, tag, is_sound in (("true", "true", True), ("true", "false", False), ("false", None, False)):
            request = asks(1, {"vendor_id": "8086", "live_migratable": asked_for}, policy="required")
            device = self.message(self.report[1])
            if tag:
                device.tags["live_migratable"] = tag
            self.assertEqual(not self.violations([device], request), is_sound)
        listed = replace(self.request, providers=("p", "p"))
        self.assertTrue(self.violations(request=listed))

    def test_distance(self):
        """Each policy, near and far, and a device that is near no cell."""
        near, far, nowhere = gpu("05", 0), gpu("06", 1), gpu("07")
        self.report += (nowhere,)
        for policy, device, is_sound in (
                ("required", near, True), ("required", far, False), ("required", nowhere, False),
                ("legacy", far, False), ("legacy", nowhere, True), ("preferred", far, True), ("socket", far, True),
                ("socket", nowhere, False)):
            found = self.violations([self.message(device)], asks(1, GPU, policy=policy))
            self.assertEqual(not found, is_sound, (policy, device, found))
        apart = ((0, 0), (1, 1))
        self.assertTrue(self.violations([self.message(far)], asks(1, GPU, policy="socket"), sockets=apart))


class WholeRuns(unittest.TestCase):
    """Runs against a stand-in that answers by the corrected reference, or by less."""

    def run_against(self, kind, first, count, **settings):
        """The figures of a run of cases of one site."""
        tally, standin = Tally(), StandIn(site_of(SEED, first), **settings)
        run_cases(standin, (KINDS[kind](SEED, number, tally) for number in range(first, first + count)))
        self.assertEqual(tally.cases[kind], count)
        return tally

    def test_right_answers(self):
        """Right answers leave nothing unexplained, and some of them by rules."""
        for kind in sorted(KINDS):
            tally = self.run_against(kind, 0, 12)
            self.assertEqual(tally.unexplained, [])
            self.assertTrue(tally.rules[kind])

    def test_defects_are_noticed(self):
        """An answer that copies a defect is a difference."""
        for kind, rule, first, count in (
                ("pci-choice", R.ONE_COPY, CASES, CASES), ("pci-specs", R.POOLS_FOLLOW, 0, CASES),
                ("pci-specs", R.LOWER_CASE, 0, CASES)):
            self.assertTrue(self.run_against(kind, first, count, without=(rule,)).unexplained, rule)

    def test_plain_answers_are_noticed(self):
        """So is what the plain reference answers."""
        for kind in sorted(KINDS):
            self.assertTrue(self.run_against(kind, 0, 20, without=R.ALL).unexplained, kind)

    def test_lost_devices_are_noticed(self):
        """So is a node that forgets to publish something, or who has it."""
        def forget(state):
            return replace(state, records=state.records[1:])

        def nobody(state):
            return replace(state, records=tuple(replace(record, owner="") for record in state.records))

        def other_order(state):
            return replace(state, pools=state.pools[::-1])

        for spoil in (forget, nobody, other_order):
            self.assertTrue(self.run_against("pci-sequences", 0, 8, spoil=spoil).unexplained, spoil)

    def test_other_site_is_noticed(self):
        """So are the answers of a worker with other settings."""
        tally, standin = Tally(), StandIn(site_of(SEED, 3 * CASES))
        run_cases(standin, (KINDS["pci-specs"](SEED, number, tally) for number in range(10)))
        self.assertTrue(tally.unexplained)


if __name__ == "__main__":
    unittest.main()
