"""The kinds of cases. A case is a list of requests, drawn from the seed, and a judgement of their answers.

Which requests a case sends never depends on answers, so that hundreds can be under way at once.
"""

from numa.cases.constraints import ConstraintCase
from numa.cases.fit import FitCase
from numa.cases.sequences import SequenceCase

KINDS = {case.kind: case for case in (ConstraintCase, FitCase, SequenceCase)}
