"""Cases about one placement."""

from numa import wire
from numa.cases.node import NodeCase
from numa.guests import random_request


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
