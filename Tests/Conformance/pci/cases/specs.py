"""Cases about which reported devices are tracked, and in which pools."""

from pci import rules as R
from pci.books import Books
from pci.cases.node import NodeCase
from pci.hosts import changed_report, odd_report, random_report


class SpecsCase(NodeCase):
    """Two reports, sound or odd; what is tracked is compared with all tags, and the pools in their order."""

    kind = "pci-specs"

    def make_books(self):
        """The books; nothing of what is configured or reported is corrected in the plain reference."""
        return Books(self.tally, self.kind, self.name, self.site, self.sockets, base=(), relevant={
            "report": R.SETTINGS + (R.POOLS_FOLLOW, R.BLOCKED_AT_ONCE, R.WHOLE_REPORT)})

    def draw(self):
        """Draws the steps."""
        devices = random_report(self.rng, self.cells)
        self.report(odd_report(self.rng, devices))
        self.look()
        known = {device.address: device for device in devices}
        self.report(odd_report(self.rng, changed_report(self.rng, devices, known, self.cells)))
        self.look()
