"""The three kinds of cases. A case is a list of requests, drawn from the seed, and a judgement of their answers.

Which requests a case sends never depends on answers, so that hundreds can be under way at once.
"""

import random
from dataclasses import dataclass

from numa import corrections, wire
from numa.books import Books
from numa.flavors import random_flavor
from numa.guests import random_request
from numa.hosts import random_host
from numa.model import Host, HostCell, PagePool, Request


@dataclass
class Step:
    """One request and how its answer is judged; None: it must be applied."""

    name: str
    method: str
    message: object
    judge: object = None
    rehearse: bool = False


class Case:
    """What all kinds have in common: a number, a host name of its own, and randomness of its own."""

    kind = ""

    def __init__(self, seed, number, packing, tally):
        self.number = number
        self.name = f"{self.kind}:{number}"
        self.packing = packing
        self.tally = tally
        self.rng = random.Random(f"{seed}:{self.name}")
        self.host_name = f"{self.kind}-{number}"
        self.steps = []

    def uuid(self):
        """A random UUID from the case's own randomness."""
        digits = f"{self.rng.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"

    def add(self, name, method, message, judge=None, rehearse=False):
        """Appends a step."""
        self.steps.append(Step(name, method, message, judge, rehearse))

    def judge(self, answers):
        """Judges all answers in the order of the requests; the first difference ends the case."""
        for step, answer in zip(self.steps, answers):
            if step.judge is not None:
                step.judge(answer)
            elif answer.code != 0:
                self.tally.differs(self.name, step.name, "applied", answer, [step.message])
                break
            if not self.is_sound():
                break
        self.tally.case(self.kind)

    def is_sound(self):
        """Whether nothing has differed yet."""
        return True


class NodeCase(Case):
    """A case on a random host, which is removed at the end."""

    def __init__(self, seed, number, packing, tally):
        super().__init__(seed, number, packing, tally)
        self.host = random_host(self.rng)
        self.books = Books(tally, self.kind, self.name, self.host, packing)
        self.add("report", "ReportInventory", wire.report_request(self.host_name, "n", self.host))
        self.draw()
        self.add("removal", "RemoveNode", wire.remove_request(self.host_name, "n"))

    def is_sound(self):
        """Whether the books still agree."""
        return self.books.is_sound

    def claim(self, request):
        """Adds a claim and returns its instance."""
        uuid = self.uuid()
        name = f"claim {len(self.steps)}"
        self.add(name, "ClaimInstance", wire.claim_request(self.host_name, "n", uuid, request),
                 lambda answer: self.books.claim(name, request, answer, uuid))
        return uuid

    def usage(self):
        """Adds a look at the node's usage."""
        name = f"usage after step {len(self.steps) - 1}"
        self.add(name, "GetNode", wire.node_request(self.host_name, "n"),
                 lambda answer: self.books.published(name, answer))


class FitCase(NodeCase):
    """Some claims, then one request that is asked for with CheckFit and claimed in a rehearsal."""

    kind = "fit"

    def draw(self):
        """Draws the steps."""
        for _ in range(self.rng.choice((0, 0, 1, 1, 2, 3, 4))):
            self.claim(random_request(self.rng, self.host))
        self.usage()
        request = random_request(self.rng, self.host)
        self.add("question", "CheckFit", wire.check_request(self.host_name, ["n"], self.uuid(), request),
                 lambda answer: self.books.check("question", request, answer, "n"))
        self.add("rehearsed claim", "ClaimInstance", wire.claim_request(self.host_name, "n", self.uuid(), request),
                 lambda answer: self.books.rehearse("rehearsed claim", request, answer), rehearse=True)


class SequenceCase(NodeCase):
    """Claims and releases in any order, with a look at the node's usage after each; at the end all is released."""

    kind = "sequences"

    def draw(self):
        """Draws the steps."""
        open_claims = []
        for _ in range(self.rng.randint(4, 10)):
            if open_claims and self.rng.random() < 0.35:
                self.release(open_claims.pop(self.rng.randrange(len(open_claims))))
            else:
                open_claims.append(self.claim(random_request(self.rng, self.host)))
            self.usage()
        self.rng.shuffle(open_claims)
        for uuid in open_claims:
            self.release(uuid)
        self.usage()

    def release(self, uuid):
        """Adds a release by one of the two ways; of a claim that was refused, it must find nothing."""
        name = f"release {len(self.steps)}"
        make, method = self.rng.choice((
            (wire.abort_request, "AbortInstanceClaim"), (wire.delete_request, "UpdateInstance")))
        self.add(name, method, make(self.host_name, "n", uuid), lambda answer: self.books.release(name, uuid, answer))


class ConstraintCase(Case):
    """A flavor and an image, asked for on two nodes where everything fits: the placement shows what was requested."""

    kind = "constraints"

    def __init__(self, seed, number, packing, tally):
        super().__init__(seed, number, packing, tally)
        self.host_name = "constraints"
        flavor = random_flavor(self.rng)
        self.request = Request(flavor)
        self.rules = None
        expected, plain = corrections.constraints(flavor), corrections.constraints(flavor, ())
        if expected != plain:
            self.rules = corrections.explanation(
                expected, corrections.CONSTRAINTS, lambda rules: corrections.constraints(flavor, rules))
        self.books = {
            node: Books(tally, self.kind, self.name, host, packing, explains=False)
            for node, host in ROOMY_HOSTS.items()}
        message = wire.check_request(self.host_name, sorted(ROOMY_HOSTS), self.uuid(), self.request)
        self.add("question", "CheckFit", message, self.judge_question)
        uuid = self.uuid()
        self.add("claim", "ClaimInstance", wire.claim_request(self.host_name, "all", uuid, self.request),
                 lambda answer: self.books["all"].claim("claim", self.request, answer, uuid))
        self.add("abort", "AbortInstanceClaim", wire.abort_request(self.host_name, "all", uuid),
                 lambda answer: self.books["all"].release("abort", uuid, answer))

    def judge(self, answers):
        """As for other cases; the rules are counted once for all answers."""
        super().judge(answers)
        if self.is_sound():
            self.tally.explained(self.kind, self.rules)

    def judge_question(self, answer):
        """Each node's answer is that of the reference."""
        for node, books in self.books.items():
            books.check(f"question on {node}", self.request, answer, node)

    def is_sound(self):
        """Whether nothing has differed yet."""
        return all(books.is_sound for books in self.books.values())

    @staticmethod
    def preparation():
        """What must be sent before the first case."""
        return [("ReportInventory", wire.report_request("constraints", node, host))
                for node, host in sorted(ROOMY_HOSTS.items())]


def roomy_host(sizes):
    """A host on which everything fits that a flavor asks for, if its pages divide the memory and 8 cells are enough.

    The reference tries all orders of the host's cells before it says that nothing fits: with 16 cells, for hours.
    """
    memory = 64 * 1024
    return Host(tuple(
        HostCell(
            id=number, cpuset=frozenset(range(number * 32, number * 32 + 32)),
            pcpuset=frozenset(range(number * 32, number * 32 + 32)), memory=memory,
            siblings=tuple(frozenset((number * 32 + 2 * core, number * 32 + 2 * core + 1)) for core in range(16)),
            pages=tuple(PagePool(size, memory * 1024 // size) for size in sizes))
        for number in range(8)))


# On the first node `large` and `any` both take the largest pages; on the second there are none for `large`.
ROOMY_HOSTS = {
    "all": roomy_host((1, 2, 4, 64, 512, 1536, 2048, 16384, 524288, 1048576)),
    "small": roomy_host((4,)),
}

KINDS = {case.kind: case for case in (ConstraintCase, FitCase, SequenceCase)}
