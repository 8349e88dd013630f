"""Rules about what a flavor and an image ask for."""

import contextlib
import re
from dataclasses import replace
from unittest import mock

from common.outcome import Refused
from numa import reference
from numa.corrections.encryption import EncryptionChecks
from numa.corrections.placement import ASCENDING_CPUS, Ascending
from numa.model import Topology
from numa.reference import exception, hardware, objects

EXACT_NAMES = "7.1 j: exact names"
UNSIGNED_SIZES = "7.1 k: no signed or fractional page size"
BOUNDED_SIZES = "limits: no page above 4 TiB"
NO_NEGATIVE_CELL = "limits: no cell with less than no memory"
EMPTY_POLICY = "2: an empty thread policy is absent"
NAMED_ERRORS = "2, 2.11: a named error for what cannot be read"
ENCRYPTION = "2.10: encryption checked here"
CONSTRAINTS = (
    ASCENDING_CPUS, EXACT_NAMES, UNSIGNED_SIZES, BOUNDED_SIZES, NO_NEGATIVE_CELL, EMPTY_POLICY, NAMED_ERRORS,
    ENCRYPTION)

# As they are before anything is replaced.
ORIGINAL_STRING_TO_BYTES = hardware.strutils.string_to_bytes
ORIGINAL_PAGE_SIZE = hardware._get_numa_pagesize_constraint
ORIGINAL_MANUAL = hardware._get_numa_topology_manual
LARGEST_PAGE_KB = 1 << 32
PREFIXED = re.compile(r"(resources|trait)([1-9][0-9]*)?:(VCPU|PCPU|HW_CPU_HYPERTHREADING)(.+)", re.DOTALL)


def without_prefixed_names(flavor):
    """The flavor without keys that only begin like one that counts."""
    return replace(flavor, extra_specs={
        key: value for key, value in flavor.extra_specs.items() if not PREFIXED.fullmatch(key)})


def without_empty_policy(flavor):
    """The flavor without an empty thread policy, which the reference takes for none until it stores it."""
    return replace(flavor, extra_specs={
        key: value for key, value in flavor.extra_specs.items() if key != "hw:cpu_thread_policy" or value})


def ascending_manual(nodes, flavor, vcpus, pcpus, cpu_list, mem_list):
    """The cells by hand, each cell's CPUs looked at in ascending order (2.11): the first that is wrong decides."""
    return ORIGINAL_MANUAL(nodes, flavor, vcpus, pcpus, [Ascending(cpus) for cpus in cpu_list], mem_list)


def unsigned_string_to_bytes(text, unit_system="IEC", return_int=False):
    """The number of bytes in a text without a sign, of at least 1 KiB or none at all."""
    if text.startswith(("+", "-")):
        raise ValueError(text)
    result = ORIGINAL_STRING_TO_BYTES(text, unit_system, return_int)
    if 0 < ORIGINAL_STRING_TO_BYTES(text, unit_system) < 1024:
        raise ValueError(text)
    return result


def bounded_page_size(flavor, image):
    """The page size, refused when it is above the limit; the flavor's is looked at first."""
    asked = flavor.extra_specs.get("hw:mem_page_size")
    check_bound(page_size_of(asked))
    size = ORIGINAL_PAGE_SIZE(flavor, image)
    check_bound(size)
    return size


def check_bound(size):
    """Raises for a size above the limit."""
    if size is not None and size > LARGEST_PAGE_KB:
        raise exception.MemoryPageSizeInvalid(pagesize=str(size))


def page_size_of(text):
    """The size that the reference reads in a flavor's text alone; None if there is none or it is wrong."""
    alone = objects.Flavor(extra_specs={"hw:mem_page_size": text} if text else {})
    try:
        return ORIGINAL_PAGE_SIZE(alone, objects.ImageMeta(properties=objects.ImageMetaProps()))
    except (exception.NovaException, ValueError):
        return None


def constraints(flavor, rules=CONSTRAINTS):
    """The reference's constraints of a flavor and an image, corrected by these rules."""
    with contextlib.ExitStack() as stack:
        if EXACT_NAMES in rules:
            flavor = without_prefixed_names(flavor)
        if EMPTY_POLICY in rules:
            flavor = without_empty_policy(flavor)
        if ASCENDING_CPUS in rules:
            stack.enter_context(mock.patch.object(hardware, "_get_numa_topology_manual", ascending_manual))
        if UNSIGNED_SIZES in rules:
            stack.enter_context(mock.patch.object(hardware.strutils, "string_to_bytes", unsigned_string_to_bytes))
        if BOUNDED_SIZES in rules:
            stack.enter_context(mock.patch.object(hardware, "_get_numa_pagesize_constraint", bounded_page_size))
        if ENCRYPTION in rules:
            checks = EncryptionChecks(flavor)
            flavor = checks.decodable_flavor()
            stack.enter_context(
                mock.patch.object(hardware, "get_locked_memory_constraint", checks.locked_memory_constraint))
        answer = reference.constraints(flavor)
    if NO_NEGATIVE_CELL in rules and isinstance(answer, Topology) and any(cell.memory < 0 for cell in answer.cells):
        return Refused(exception.ImageNUMATopologyMemoryOutOfRange.__name__)
    if NAMED_ERRORS in rules and isinstance(answer, Refused):
        return Refused(NAMES.get(answer.reason, answer.reason))
    return answer


NAMES = {
    reference.UNREADABLE: exception.Invalid.__name__,
    reference.UNREADABLE_IMAGE: exception.InvalidRequest.__name__,
}
