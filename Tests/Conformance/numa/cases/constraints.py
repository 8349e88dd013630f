"""Cases about what a flavor and an image ask for."""

from common.case import Case
from common.explanation import explanation
from numa import corrections, wire
from numa.books import Books
from numa.flavors import random_flavor
from numa.model import Host, HostCell, PagePool, Request


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


class ConstraintCase(Case):
    """A flavor and an image, asked for on two nodes where everything fits: the placement shows what was requested."""

    kind = "constraints"

    def __init__(self, seed, number, packing, tally):
        super().__init__(seed, number, tally)
        self.host_name = "constraints"
        flavor = random_flavor(self.rng)
        self.request = Request(flavor)
        self.rules = None
        expected, plain = corrections.constraints(flavor), corrections.constraints(flavor, ())
        if expected != plain:
            self.rules = explanation(
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
