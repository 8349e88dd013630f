"""The rules by which Berth's answers may differ from the reference's (NUMA, 7.1; docs/conformance.md).

A rule is no list of cases. It is a correction of the reference: a changed way to ask it, or one of its functions
replaced. Whatever the corrected reference answers is what Berth must answer.
"""

from numa.corrections.flavor import CONSTRAINTS, ENCRYPTION, constraints
from numa.corrections.placement import FIT, PRISTINE_PAIRS, fit
from numa.corrections.usage import NO_PAGE_TABLE, usage_after

__all__ = [
    "CONSTRAINTS", "ENCRYPTION", "FIT", "NO_PAGE_TABLE", "PRISTINE_PAIRS", "constraints", "fit",
    "usage_after"]
