"""The kinds of cases about devices."""

from pci.cases.choice import ChoiceCase

KINDS = {case.kind: case for case in (ChoiceCase,)}
