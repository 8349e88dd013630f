"""Rules about placements: changed ways to ask the reference for a fit."""

import contextlib
from dataclasses import replace
from unittest import mock

from common.outcome import Refused
from numa import reference, search
from numa.model import Host
from numa.reference import objects

PRISTINE_PAIRS = "N1 pristine pairs"
ASCENDING_CPUS = "N2 ascending CPUs"
NO_CORES = "7.1 i: a cell without cores"
FIT = (PRISTINE_PAIRS, ASCENDING_CPUS, NO_CORES)


class Ascending(set):
    """A set whose elements come in ascending order; a plain one yields them by their hashes (7.1 g)."""

    def __iter__(self):
        return iter(sorted(set.__iter__(self)))


def ascending_free_siblings(cell):
    """The free threads of each core, in ascending order."""
    free = cell.pcpuset - cell.pinned_cpus
    return [Ascending(core & free) for core in cell.siblings]


def with_empty_core(host):
    """The host with an empty core in each cell that has none: the reference takes the largest of no cores."""
    return Host(tuple(cell if cell.siblings else replace(cell, siblings=(frozenset(),)) for cell in host.cells))


def fit(host, usage, topology, limits, packing, rules=FIT, devices=None):
    """The reference's answer to a fit, corrected by these rules; `devices` are what is asked for besides."""
    with contextlib.ExitStack() as stack:
        if ASCENDING_CPUS in rules:
            stack.enter_context(
                mock.patch.object(objects.NUMACell, "free_siblings", property(ascending_free_siblings)))
        if NO_CORES in rules:
            host = with_empty_core(host)
        if PRISTINE_PAIRS not in rules:
            return reference.fit(host, usage, topology, limits, packing, devices)
        try:
            return search.first_assignment(host, usage, topology, limits, packing, devices)
        except (ValueError, IndexError) as error:
            return Refused(type(error).__name__)
