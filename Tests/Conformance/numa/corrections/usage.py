"""The rule about usage."""

import contextlib
from unittest import mock

from numa import reference
from numa.reference import hardware

NO_PAGE_TABLE = "N3 no page table"


def usage_after(host, usage, placement, release=False, rules=(NO_PAGE_TABLE,)):
    """The reference's usage after a claim or a release, corrected by these rules."""
    original = hardware._numa_pagesize_usage_from_cell

    def pages(host_cell, instance_cell, sign):
        return original(host_cell, instance_cell, sign) if host_cell.mempages else []

    with contextlib.ExitStack() as stack:
        if NO_PAGE_TABLE in rules:
            stack.enter_context(mock.patch.object(hardware, "_numa_pagesize_usage_from_cell", pages))
        return reference.usage_after(host, usage, placement, release)
