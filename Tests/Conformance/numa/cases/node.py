"""Cases on a random host of their own."""

from common.case import Case
from numa import wire
from numa.books import Books
from numa.hosts import random_host


class NodeCase(Case):
    """A case on a random host, which is removed at the end."""

    def __init__(self, seed, number, packing, tally):
        super().__init__(seed, number, tally)
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
