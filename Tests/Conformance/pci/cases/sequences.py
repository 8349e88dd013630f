"""Cases about what becomes of devices in the course of time."""

from pci.cases.choice import ChoiceCase
from pci.hosts import changed_report
from pci.model import Asked


class SequenceCase(ChoiceCase):
    """Claims, allocations, frees, ends and reports in any order, with a look at the node after each."""

    kind = "pci-sequences"

    def draw(self):
        """Draws the steps."""
        self.known, self.instances = {}, []
        self.next_report(self.random_report())
        for _ in range(self.rng.randint(4, 9)):
            self.step()
            self.look()
        self.rng.shuffle(self.instances)
        for uuid in self.instances:
            self.release(uuid)
        self.look()

    def step(self):
        """Draws one step."""
        if not self.instances or self.rng.random() < 0.25:
            self.instances.append(self.claim(self.asked() if self.rng.random() < 0.5 else Asked()))
            return
        uuid = self.rng.choice(self.instances[-3:])
        kind = self.rng.choices(
            ("report", "devices", "allocate", "free", "release", "restart"), (30, 20, 14, 18, 10, 8))[0]
        if kind == "report":
            self.next_report(changed_report(self.rng, self.devices, self.known, self.cells))
        elif kind == "devices":
            cells = self.random_cells() if self.rng.random() < 0.4 else ()
            self.claim_devices(uuid, self.asked(flavors=False), cells)
            if self.rng.random() < 0.3:
                # As a live migration does: once for the flavor and once for the ports, then all are in use.
                self.look()
                self.claim_devices(uuid, self.asked(flavors=False), cells)
                self.look()
                self.allocate(uuid)
        elif kind == "allocate":
            self.allocate(uuid)
        elif kind == "free":
            self.random_free(uuid)
        elif kind == "release":
            self.instances.remove(uuid)
            self.release(uuid)
        else:
            self.restart()

    def restart(self):
        """Starts the reference anew before the next look; to Berth a restart makes no difference."""
        before = self.look_at
        self.look_at = lambda name, answer: (self.books.restart(), before(name, answer))
        self.look()
        self.look_at = before

    def next_report(self, devices):
        """Adds a report, which is remembered."""
        self.known.update({device.address: device for device in devices})
        self.report(devices)

    def random_free(self, uuid):
        """Adds that some devices of an instance are let go of, and perhaps some that it does not have."""
        scope = self.rng.choice((None, None, "claimed", "allocated"))
        addresses = ()
        if self.rng.random() < 0.5 and self.known:
            some = sorted(self.known)
            addresses = tuple(sorted(self.rng.sample(some, self.rng.randint(1, max(1, len(some) // 2)))))
        self.free(uuid, addresses, scope)
