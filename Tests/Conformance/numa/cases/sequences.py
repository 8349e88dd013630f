"""Cases about claims and releases one after the other."""

from numa import wire
from numa.cases.node import NodeCase
from numa.guests import random_request


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
