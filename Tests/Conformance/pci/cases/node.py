"""Cases on a random host of their own, with devices."""

from common.case import Case
from pci import wire
from pci.books import Books
from pci.hosts import random_report, random_sockets
from pci.model import Asked
from pci.sites import site_of

NODE = "n"


class NodeCase(Case):
    """A case on a host that is removed at the end."""

    def __init__(self, seed, number, tally):
        super().__init__(seed, number, tally)
        self.site = site_of(seed, number)
        self.sockets = random_sockets(self.rng)
        self.cells = [cell for cell, _ in self.sockets or ()]
        self.devices = ()
        self.books = self.make_books()
        self.draw()
        self.add("removal", "RemoveNode", wire.remove_request(self.host_name, NODE))

    def make_books(self):
        """The books of the node."""
        return Books(self.tally, self.kind, self.name, self.site, self.sockets)

    def bare_host(self):
        """The host as it is reported, without devices."""
        return wire.bare_host(self.sockets)

    def draw(self):
        """Draws the steps."""

    def is_sound(self):
        """Whether the books still agree."""
        return self.books.is_sound

    def named(self, text):
        """A step's name, which says where it is."""
        return f"{text} {len(self.steps)}"

    def random_report(self):
        """A report's devices."""
        return random_report(self.rng, self.cells)

    def report(self, devices):
        """Adds a report."""
        self.devices = devices
        name = self.named("report")
        message = wire.report_request(self.host_name, NODE, self.bare_host(), devices)
        self.add(name, "ReportInventory", message, lambda answer: self.books.report(name, devices, answer))

    def check(self, asked):
        """Adds a question."""
        name = self.named("question")
        self.add(name, "CheckFit", wire.check_request(self.host_name, NODE, self.uuid(), asked),
                 lambda answer: self.books.check(name, asked, answer, NODE))

    def claim(self, asked=Asked()):
        """Adds a claim; its instance."""
        uuid, name = self.uuid(), self.named("claim")
        self.add(name, "ClaimInstance", wire.claim_request(self.host_name, NODE, uuid, asked),
                 lambda answer: self.books.claim(name, asked, answer, uuid))
        return uuid

    def claim_devices(self, uuid, asked, cells):
        """Adds a claim of devices for an instance that holds something."""
        name = self.named("devices")
        self.add(name, "ClaimPciDevices", wire.devices_request(self.host_name, NODE, uuid, asked, cells),
                 lambda answer: self.books.claim_devices(name, asked, answer, uuid, cells))

    def allocate(self, uuid):
        """Adds that devices are in use from now on."""
        name = self.named("allocation")
        self.add(name, "AllocatePciDevices", wire.allocate_request(self.host_name, NODE, uuid),
                 lambda answer: self.books.allocate(name, answer, uuid))

    def free(self, uuid, addresses=(), scope=None):
        """Adds that devices are let go of."""
        name = self.named("freeing")
        self.add(name, "FreePciDevices", wire.free_request(self.host_name, NODE, uuid, addresses, scope),
                 lambda answer: self.books.free(name, answer, uuid, addresses, scope))

    def release(self, uuid):
        """Adds the end of an instance, by one of two ways."""
        name = self.named("release")
        make, method = self.rng.choice((
            (wire.abort_request, "AbortInstanceClaim"), (wire.delete_request, "UpdateInstance")))
        self.add(name, method, make(self.host_name, NODE, uuid), lambda answer: self.books.release(name, answer, uuid))

    def look(self):
        """Adds a look at the node."""
        name = f"state after step {len(self.steps) - 1}"
        judge = self.look_at
        self.add(name, "GetNode", wire.node_request(self.host_name, NODE), lambda answer: judge(name, answer))

    def look_at(self, name, answer):
        """Judges what a node publishes."""
        self.books.published(name, answer)
