"""Tests of the comparison itself: it must notice what it is there to notice."""

import unittest
from dataclasses import replace

from common.outcome import NoFit
from common.run import prepare, run_cases
from common.tally import Tally
from numa import checker, corrections, reference
from numa.books import unused
from numa.cases import KINDS, ConstraintCase
from numa.model import GuestCell, Host, HostCell, Limits, Network, PagePool, Topology
from numa.standin import StandIn

SEED = 1


def one_cpu_host(memories, pages=()):
    """Cells of one dedicated CPU each, with this many GiB."""
    return Host(tuple(
        HostCell(id=index, cpuset=frozenset({index}), pcpuset=frozenset({index}), memory=gib * 1024,
                 siblings=(frozenset({index}),), pages=pages[index] if pages else ())
        for index, gib in enumerate(memories)))


def one_cpu_guest(memories, pagesize=None):
    """Guest cells of one dedicated CPU each, with this many GiB."""
    return Topology(tuple(
        GuestCell(frozenset(), frozenset({index}), gib * 1024, pagesize, "dedicated")
        for index, gib in enumerate(memories)))


def places(answer):
    """The host cells of a placement."""
    return [cell.host_cell for cell in answer.cells] if isinstance(answer, Topology) else None


class KnownDefects(unittest.TestCase):
    """The defects of the reference that the specification lists, each by its letter (NUMA, 7.1)."""

    def answers(self, host, guest):
        """What the reference answers, and what Berth must."""
        question = host, unused(host), guest, None, False
        return reference.fit(*question), corrections.fit(*question)

    def test_letters_a_to_d(self):
        """A failed try must not change what is tried next."""
        for host, guest, expected in (
                ((1, 2, 1), (1, 2), [0, 1]), ((1, 1, 1), (1, 1, 2), None),
                ((2, 1, 1), (1, 1, 2), [1, 2, 0]), ((1, 1, 2, 3), (1, 1, 2), [3, 0, 2])):
            plain, corrected = self.answers(one_cpu_host(host), one_cpu_guest(guest))
            self.assertEqual(places(corrected), expected)
            self.assertNotEqual(plain, corrected)
            if expected:
                self.assertTrue(all(cell.pinning for cell in corrected.cells))

    def test_letter_e(self):
        """A page size that one host cell would give must not be insisted on at another."""
        single, double = (frozenset({0}), frozenset({1})), (frozenset({2, 3}),)
        host = Host((
            HostCell(0, frozenset(), frozenset({0, 1}), 4096, single, (PagePool(1048576, 4),)),
            HostCell(1, frozenset(), frozenset({2, 3}), 4096, double, (PagePool(2048, 2048),))))
        guest = one_cpu_guest((1,), pagesize=-3)
        guest = replace(guest, cells=(replace(guest.cells[0], thread_policy="require"),))
        plain, corrected = self.answers(host, guest)
        self.assertEqual((plain, places(corrected)), (NoFit(), [1]))
        self.assertEqual(corrected.cells[0].pagesize, 2048)

    def test_letter_g(self):
        """The lower CPU of a core comes first."""
        cell = HostCell(0, frozenset(), frozenset({6, 12}), 4096, (frozenset({6, 12}),))
        plain, corrected = self.answers(Host((cell,)), one_cpu_guest((1,)))
        self.assertEqual((plain.cells[0].pinning, corrected.cells[0].pinning), (((0, 12),), ((0, 6),)))

    def test_letter_h(self):
        """A host cell without pages can be used."""
        host = one_cpu_host((4,))
        placed = corrections.fit(host, unused(host), one_cpu_guest((1,)), None, False)
        self.assertEqual(reference.usage_after(host, unused(host), placed).reason, "IndexError")
        self.assertEqual(corrections.usage_after(host, unused(host), placed)[0].pinned, {0})


class Checker(unittest.TestCase):
    """The independent checker refuses what is wrong, and nothing else."""

    def setUp(self):
        cell = HostCell(
            0, frozenset({0, 1, 2, 3}), frozenset({0, 1, 2, 3}), 4096, (frozenset({0, 1}), frozenset({2, 3})),
            (PagePool(4, 262144), PagePool(2048, 512)), Network(("p0",)))
        other = replace(
            cell, id=1, cpuset=frozenset({4, 5}), pcpuset=frozenset({4, 5}), siblings=(frozenset({4, 5}),),
            network=Network(("p1",)))
        self.host = Host((cell, other))
        self.asked = Topology(
            (GuestCell(frozenset(), frozenset({0, 1}), 512, -2, "dedicated", "isolate"),), None)
        self.placed = corrections.fit(self.host, unused(self.host), self.asked, None, False)

    def violations(self, limits=None, usage=None, **changes):
        """What is wrong when the placed cell is changed."""
        changed = Topology((replace(self.placed.cells[0], **changes),), self.placed.emulator)
        return checker.violations(self.host, usage or unused(self.host), self.asked, limits, changed)

    def test_sound(self):
        """The placement itself is sound."""
        self.assertEqual(self.violations(), [])

    def test_spoiled(self):
        """Each change breaks a rule."""
        for changes in (
                {"pinning": ((0, 0), (1, 1))}, {"pinning": ((0, 0), (1, 0))}, {"pinning": ((0, 0),)},
                {"pinning": ((0, 0), (1, 7))}, {"pagesize": 4}, {"pagesize": None}, {"host_cell": 1},
                {"host_cell": 9}, {"memory": 1024}, {"reserved": frozenset({3})}, {"cpu_policy": "mixed"}):
            self.assertTrue(self.violations(**changes), changes)

    def test_taken(self):
        """CPUs and pages that are held cannot be had."""
        usage = unused(self.host)
        self.assertTrue(self.violations(usage={**usage, 0: replace(usage[0], pinned=frozenset({1}))}))
        self.assertTrue(self.violations(usage={**usage, 0: replace(usage[0], pages_used=((4, 0), (2048, 400)))}))

    def test_networks(self):
        """A network that is near another cell only is out of reach."""
        self.assertEqual(self.violations(Limits(1.0, 1.0, Network(("p0", "elsewhere")))), [])
        self.assertTrue(self.violations(Limits(1.0, 1.0, Network(("p1",)))))


class WholeRuns(unittest.TestCase):
    """Runs against a stand-in that answers by the corrected reference, or by less."""

    def run_against(self, kind, count, **settings):
        """The figures of a run."""
        tally, standin = Tally(), StandIn(**settings)
        prepare(standin, ConstraintCase.preparation())
        run_cases(standin, (KINDS[kind](SEED, number, standin.packing, tally) for number in range(count)))
        self.assertEqual(tally.cases[kind], count)
        return tally

    def test_right_answers(self):
        """Right answers leave nothing unexplained, and some of them by rules."""
        for kind in sorted(KINDS):
            for packing in (False, True):
                tally = self.run_against(kind, 25, packing=packing)
                self.assertEqual(tally.unexplained, [])

    def test_defects_are_noticed(self):
        """An answer that copies a defect is a difference."""
        self.assertTrue(self.run_against("fit", 60, fit=(corrections.PRISTINE_PAIRS,)).unexplained)
        self.assertTrue(self.run_against("constraints", 60, constraints=(corrections.ENCRYPTION,)).unexplained)

    def test_other_strategy_is_noticed(self):
        """So is an answer for the other order of host cells."""
        tally, standin = Tally(), StandIn(packing=True)
        run_cases(standin, (KINDS["fit"](SEED, number, False, tally) for number in range(60)))
        self.assertTrue(tally.unexplained)

    def test_lost_usage_is_noticed(self):
        """So is usage that lacks something."""
        def forget(placement):
            return replace(placement, cells=placement.cells[:-1]) if len(placement.cells) > 1 else placement

        self.assertTrue(self.run_against("sequences", 20, spoil=forget).unexplained)


if __name__ == "__main__":
    unittest.main()
