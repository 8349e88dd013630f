"""What Nova looks up on the machine where it runs, answered from the report: Berth serves many machines (PCI, 3.3)."""

from nova.pci import utils


class Lookups:
    """The answers about one report."""

    def __init__(self):
        self.devices = ()

    def use(self, devices):
        """From now on the answers are about these devices, as Nova is given them."""
        self.devices = tuple(devices)

    def install(self):
        """Puts itself in the place of Nova's functions."""
        utils.is_physical_function = self.is_physical_function
        utils.get_function_by_ifname = self.function_by_interface
        utils.get_vf_product_id_by_pf_addr = self.function_product
        utils.get_pci_ids_by_pci_addr = self.identifiers

    def is_physical_function(self, domain, bus, slot, function):
        """Whether an address says so itself, or its virtual functions do."""
        address = f"{domain}:{bus}:{slot}.{function}"
        return any(
            (device["address"] == address and device["dev_type"] == "type-PF") or device.get("parent_addr") == address
            for device in self.devices)

    def function_by_interface(self, name):
        """The address behind an interface, and whether it is a physical function."""
        for device in self.devices:
            if device.get("ifname") == name:
                return self.with_type(device["address"])
        for device in self.devices:
            if device.get("parent_ifname") == name and device.get("parent_addr"):
                return self.with_type(device["parent_addr"])
        return None, False

    def with_type(self, address):
        """An address and whether it is a physical function."""
        return address, self.is_physical_function(*utils.get_pci_address_fields(address))

    def function_product(self, address):
        """The product of a card's virtual functions."""
        return next((device["product_id"] for device in self.devices if device.get("parent_addr") == address), "")

    def identifiers(self, address):
        """Vendor and product of an address."""
        return next(
            ((device["vendor_id"], device["product_id"]) for device in self.devices if device["address"] == address),
            ("", ""))


LOOKUPS = Lookups()
