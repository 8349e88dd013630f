"""The kinds of cases about devices."""

from pci.cases.choice import ChoiceCase
from pci.cases.joint import JointCase
from pci.cases.sequences import SequenceCase
from pci.cases.specs import SpecsCase

KINDS = {case.kind: case for case in (SpecsCase, ChoiceCase, JointCase, SequenceCase)}
