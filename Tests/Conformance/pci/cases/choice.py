"""Cases about one choice on a host where some devices are taken."""

from pci.cases.node import NodeCase
from pci.guests import random_asked


class ChoiceCase(NodeCase):
    """Some claims, then requests that are asked for with CheckFit, claimed, and claimed near cells that are given."""

    kind = "pci-choice"

    def draw(self):
        """Draws the steps."""
        self.report(self.random_report())
        for _ in range(self.rng.choice((0, 0, 1, 1, 2, 3))):
            self.claim(self.asked())
        self.look()
        asked = self.asked()
        self.check(asked)
        if self.rng.random() < 0.5:
            self.claim(asked)
        else:
            # Near cells that the guest need not be on: the choice alone is what is asked about.
            uuid = self.claim()
            cells = self.random_cells()
            self.claim_devices(uuid, self.asked(flavors=False), cells)
        self.look()

    def asked(self, flavors=True):
        """What an instance asks for."""
        return random_asked(self.rng, self.site, self.devices, self.uuid, flavors)

    def random_cells(self):
        """Host cells, now and then one that is not there."""
        pool = sorted({*self.cells, 7})
        return tuple(sorted(self.rng.sample(pool, self.rng.randint(1, min(2, len(pool))))))
