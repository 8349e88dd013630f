"""Cases about host cells and devices that are decided together."""

from dataclasses import replace

from common.outcome import Refused
from numa import checker as numa_checker
from numa import wire as numa_wire
from numa.books import requested
from numa.corrections import NO_PAGE_TABLE
from numa.guests import random_request
from numa.hosts import random_host
from numa.model import Topology
from pci import rules as R
from pci import wire
from pci.books import Books, told_apart
from pci.cases.node import NODE, NodeCase
from pci.guests import random_asked
from pci.joint import RULES, JointReference, Placed, Short
from pci.model import Asked

# With more cells the reference tries for minutes.
MOST_CELLS = 4


class JointBooks(Books):
    """The books of a node with host cells and devices."""

    all_rules = R.ALL | frozenset(RULES)

    def __init__(self, tally, kind, case, site, host):
        self.host = host
        sockets = tuple((cell.id, cell.socket) for cell in host.cells)
        super().__init__(tally, kind, case, site, sockets, relevant={
            "ask": RULES + R.ASKING, "report": (R.POOLS_FOLLOW,), "free": (R.FREE_ANEW, NO_PAGE_TABLE)})

    def node(self, rules):
        """An empty node of the reference."""
        return JointReference.make(self.site, self.host, rules)

    def device_state(self):
        """The devices as they must be."""
        return self.expected.state().devices

    def check(self, step, pair, answer, node):
        """Judges what CheckFit says."""
        request, asked = pair
        answered, grant = check_answer(answer, node)
        expected = self.settle(step, "ask", lambda own: own.check(request, asked), answered, pair)
        if self.is_sound and isinstance(expected, Placed):
            self.prove_both(step, pair, answered, grant, self.expected.usage)

    def claim(self, step, pair, answer, uuid):
        """Judges ClaimInstance."""
        request, asked = pair
        answered = grant_value(answer.message.grant) if answer.code == 0 else refusal(answer)
        usage = self.expected.usage
        expected = self.settle(step, "ask", lambda own: own.claim(uuid, request, asked), answered, pair)
        if self.is_sound and isinstance(expected, Placed):
            self.prove_both(step, pair, answered, answer.message.grant, usage)
            self.hold(uuid, list(answer.message.grant.pci_devices))

    def release(self, step, answer, uuid):
        """Judges the end of an instance."""
        released = answer.message.released if answer.code == 0 else wire.refusal(answer)
        self.settle(step, "free", lambda own: own.end(uuid), released, uuid)
        self.let_go()

    def published(self, step, answer):
        """Judges devices and usage as they are published."""
        super().published(step, answer)
        answered = numa_wire.usage_answer(answer)
        if self.is_sound and answered != self.expected.usage:
            self.differs(step, *told_apart(self.expected.usage, answered), None)

    @staticmethod
    def seen(answer, node, expected):
        """An answer with the state afterwards; one that only says yes says what is expected."""
        is_same = isinstance(answer, Placed) and isinstance(expected, Placed) and answer.topology == expected.topology
        if is_same and answer.chosen is None:
            answer = expected
        return answer, node.state().unordered()

    def prove_both(self, step, pair, answered, grant, usage):
        """Proves place and devices valid."""
        request, asked = pair
        cells = ()
        if isinstance(answered.topology, Topology):
            cells = {cell.host_cell for cell in answered.topology.cells}
            wrong = numa_checker.violations(self.host, usage, requested(request), request.limits, answered.topology)
            if wrong:
                self.differs(f"{step}: a place that is not valid", "none of " + "; ".join(wrong), answered, pair)
            else:
                self.tally.proven(self.kind)
        self.prove(step, answered.chosen, list(grant.pci_devices), self.served(asked, grant), cells)


def grant_value(grant):
    """Place and devices of a grant."""
    return Placed(numa_wire.grant_topology(grant), wire.grant_value(grant))


def refusal(answer):
    """A refusal by its reason, or what falls short."""
    return short(answer.shortfalls) if answer.reason == "DOES_NOT_FIT" else Refused(answer.reason)


def short(shortfalls):
    """What falls short; the details that follow the summaries are for people."""
    reasons = [shortfall.reason for shortfall in shortfalls]
    if len(reasons) == 1 and reasons[0].startswith("CPUPinning"):
        return Refused(reasons[0])
    place = reasons[0] if reasons[0].endswith("NO_FIT") and reasons[0].startswith("NUMA") else None
    return Short.of(place, "PCI_NO_FIT" in reasons)


def check_answer(answer, node):
    """What CheckFit said about one node, and the grant."""
    if answer.code != 0:
        return Refused(answer.reason), None
    fit = next(fit for fit in answer.message.fits if fit.node == node)
    return (grant_value(fit.grant), fit.grant) if fit.fits else (short(fit.shortfalls), None)


class JointCase(NodeCase):
    """Some claims of guests with cells and devices, then one that is asked for with CheckFit and claimed."""

    kind = "pci-joint"

    def make_books(self):
        """The books of a host with cells."""
        self.host = random_host(self.rng)
        while len(self.host.cells) > MOST_CELLS:
            self.host = random_host(self.rng)
        self.cells = [cell.id for cell in self.host.cells]
        return JointBooks(self.tally, self.kind, self.name, self.site, self.host)

    def bare_host(self):
        """The host as it is reported."""
        return self.host

    def draw(self):
        """Draws the steps."""
        self.report(self.random_report())
        held = [self.claim(self.pair()) for _ in range(self.rng.choice((0, 1, 1, 2, 3)))]
        pair = self.pair()
        self.check(pair)
        held.append(self.claim(pair))
        self.look()
        for uuid in held:
            self.release(uuid)
        self.look()

    def pair(self):
        """What a guest asks for: cells, and devices in three cases of four."""
        request = random_request(self.rng, self.host)
        asked = Asked()
        if self.rng.random() < 0.75:
            asked = random_asked(self.rng, self.site, self.devices, self.uuid)
        specs = {**request.flavor.extra_specs, **asked.extra_specs}
        image = {**request.flavor.image, **asked.image}
        request = replace(request, flavor=replace(request.flavor, extra_specs=specs, image=image))
        return request, replace(asked, extra_specs=specs, image=image)

    def check(self, pair):
        """Adds a question."""
        name = self.named("question")
        self.add(name, "CheckFit", wire.check_request(self.host_name, NODE, self.uuid(), pair[1], pair[0]),
                 lambda answer: self.books.check(name, pair, answer, NODE))

    def claim(self, pair):
        """Adds a claim; its instance."""
        uuid, name = self.uuid(), self.named("claim")
        self.add(name, "ClaimInstance", wire.claim_request(self.host_name, NODE, uuid, pair[1], pair[0]),
                 lambda answer: self.books.claim(name, pair, answer, uuid))
        return uuid
