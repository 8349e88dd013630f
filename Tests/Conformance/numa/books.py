"""What a node must hold by the reference, and the judgement of each answer about that node."""

from common.explanation import explanation
from common.outcome import Refused
from numa import checker, corrections, reference, wire
from numa.model import CellUsage, NoTopology, Topology


class Books:
    """One node: its host, what is held there, and by whom."""

    def __init__(self, tally, kind, case, host, packing, explains=True):
        """Opens the books of a host; without explanations it is one that all cases share and that nothing is new of."""
        self.explains = explains
        self.latest = None
        self.tally = tally
        self.kind = kind
        self.case = case
        self.host = host
        self.packing = packing
        self.usage = unused(host)
        self.held = {}
        self.is_sound = True

    def expected(self, request):
        """What a claim must be answered now, and the rules that it takes to get there from the reference."""
        if self.latest is None or self.latest[0] is not request or self.latest[1] is not self.usage:
            self.latest = request, self.usage, self.judgement(request)
        return self.latest[2]

    def judgement(self, request):
        """The same, worked out."""
        topology = requested(request)
        if not isinstance(topology, Topology):
            return topology, None
        question = self.host, self.usage, topology, request.limits, self.packing
        expected, rules = corrections.fit(*question), None
        if self.explains and reference.fit(*question) != expected:
            rules = explanation(
                expected, corrections.FIT, lambda some: corrections.fit(*question, some))
        if isinstance(expected, Topology):
            # A place that fits may have cores that cannot be taken whole (NUMA, 7.2, 2).
            after = corrections.usage_after(self.host, self.usage, expected)
            if isinstance(after, Refused):
                return after, rules
        return expected, rules

    def claim(self, step, request, answer, uuid):
        """Judges a claim, and writes down what is held."""
        expected, rules = self.expected(request)
        if self.agree(step, expected, wire.claim_answer(answer), rules, request):
            self.hold(uuid, expected)

    def rehearse(self, step, request, answer):
        """Judges a rehearsed claim; of a refusal, a rehearsal tells the status and no name."""
        expected, rules = self.expected(request)
        if isinstance(expected, Refused):
            expected = Refused(f"status {wire.status_of(expected.reason)}")
        self.agree(step, expected, wire.claim_answer(answer), rules, request)

    def check(self, step, request, answer, node):
        """Judges what CheckFit says: what a claim would be answered."""
        expected, rules = self.expected(request)
        self.agree(step, expected, wire.check_answer(answer, node), rules, request)

    def agree(self, step, expected, answered, rules, request):
        """Whether the answer is the expected one; a placement is proven valid as well."""
        if answered != expected:
            return self.differs(step, expected, answered, request)
        self.tally.agreed(self.kind, expected, rules)
        if isinstance(answered, Topology):
            wrong = checker.violations(self.host, self.usage, requested(request), request.limits, answered)
            if wrong:
                return self.differs(f"{step}: a placement that is not valid", "none of " + "; ".join(wrong), answered,
                                    request)
            self.tally.proven(self.kind)
        return True

    def hold(self, uuid, expected):
        """Adds what a claim was granted."""
        if isinstance(expected, Topology):
            plain = reference.usage_after(self.host, self.usage, expected)
            self.usage = corrections.usage_after(self.host, self.usage, expected)
            if plain != self.usage:
                self.tally.explained(self.kind, corrections.NO_PAGE_TABLE)
        if isinstance(expected, (Topology, NoTopology)):
            self.held[uuid] = expected

    def release(self, step, uuid, answer):
        """Judges a release, and takes away what was held."""
        answered, expected = wire.released_answer(answer), uuid in self.held
        if answered != expected:
            self.differs(step, expected, answered, uuid)
            return
        self.tally.agreed(self.kind, expected)
        placement = self.held.pop(uuid, None)
        if isinstance(placement, Topology):
            self.usage = corrections.usage_after(self.host, self.usage, placement, release=True)

    def published(self, step, answer):
        """Judges the usage that the node publishes."""
        answered = wire.usage_answer(answer)
        if answered != self.usage:
            self.differs(step, self.usage, answered, sorted(self.held))
            return
        self.tally.agreed(self.kind, self.usage)

    def differs(self, step, expected, answered, asked):
        """Keeps a difference; what comes after it would only repeat it."""
        self.is_sound = False
        inputs = [asked, self.host, self.usage, {"packing": self.packing}] if self.explains else [asked]
        self.tally.differs(self.case, step, expected, answered, inputs)
        return False


def unused(host):
    """The usage of a host on which nothing is held."""
    return {
        cell.id: CellUsage(pages_used=tuple(sorted((pool.size_kb, 0) for pool in cell.pages))) for cell in host.cells}


def requested(request):
    """The topology that is asked for, in as many words or by a flavor and an image."""
    return corrections.constraints(request.flavor) if request.topology is None else request.topology
