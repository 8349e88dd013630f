"""Checks of encrypted memory as they are specified (NUMA, 2.10); Nova 32 makes them elsewhere."""

from dataclasses import replace

from numa.reference import exception, hardware

MODELS = ("amd-sev", "amd-sev-es", "amd-sev-snp")
MODEL_PROPERTY = "hw_mem_encryption_model"


class StatelessFirmwareRequired(exception.Invalid):
    """Newer than Nova 32."""


class EncryptionChecks:
    """The checks for one flavor and image."""

    def __init__(self, flavor):
        self.flavor = flavor
        self.original = hardware.get_locked_memory_constraint

    def decodable_flavor(self):
        """The flavor without the image's model, of which Nova 32 does not know all."""
        image = {key: value for key, value in self.flavor.image.items() if key != MODEL_PROPERTY}
        return replace(self.flavor, image=image)

    def locked_memory_constraint(self, flavor, image):
        """Stands in for Nova's function of that name: after its own checks come those of encryption."""
        locked = self.original(flavor, image)
        if not locked:
            self.check()
        return locked

    def check(self):
        """Raises what the flavor and the image break first."""
        specs, image = self.flavor.extra_specs, self.flavor.image
        asked, wanted = boolean(specs.get("hw:mem_encryption")), boolean(image.get("hw_mem_encryption"))
        if not asked and not wanted:
            return
        if asked is not None and wanted is not None and asked != wanted:
            raise exception.FlavorImageConflict("mem_encryption")
        flavor_model, image_model = specs.get("hw:mem_encryption_model"), image.get(MODEL_PROPERTY)
        if flavor_model and image_model and flavor_model != image_model:
            raise exception.FlavorImageConflict("mem_encryption_model")
        model = image_model or flavor_model or MODELS[0]
        if model not in MODELS:
            raise exception.Invalid(model)
        if image.get("hw_firmware_type") != "uefi":
            raise exception.FlavorImageConflict("hw_firmware_type")
        machine = image.get("hw_machine_type")
        if machine is not None and "q35" not in machine:
            raise exception.InvalidMachineType(mtype=machine, image_id="", image_name="", reason="")
        if model == "amd-sev-snp" and not boolean(image.get("hw_firmware_stateless")):
            raise StatelessFirmwareRequired()


def boolean(text):
    """The truth of a text; None when there is none."""
    return None if text is None else hardware.strutils.bool_from_string(text)
