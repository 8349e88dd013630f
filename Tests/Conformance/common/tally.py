"""Counts what was compared, and keeps what nothing explains."""

import json
import pprint
from collections import Counter


class Tally:
    """The figures of a run."""

    # Printed in full; more would hide the first.
    SHOWN = 5

    def __init__(self):
        self.cases = Counter()
        self.answers = {}
        self.rules = {}
        self.checked = Counter()
        self.unexplained = []

    def case(self, kind):
        """One case has been judged."""
        self.cases[kind] += 1

    def agreed(self, kind, expected, rules=None):
        """Berth answered what it must; `rules` explain why the reference itself answers something else."""
        self.answers.setdefault(kind, Counter())[label(expected)] += 1
        self.explained(kind, rules)

    def explained(self, kind, rules):
        """The rules, if any, by which the reference itself answers something else."""
        if rules:
            self.rules.setdefault(kind, Counter())[rules] += 1

    def proven(self, kind):
        """A placement has passed the independent checker."""
        self.checked[kind] += 1

    def differs(self, case, what, expected, answered, inputs):
        """Nothing explains a difference."""
        self.unexplained.append({
            "case": case, "what": what, "expected": repr(expected), "answered": repr(answered),
            "inputs": [pprint.pformat(value, width=116, compact=True) for value in inputs]})

    def text(self):
        """The summary for people."""
        lines = []
        for kind in sorted(self.cases):
            answers = self.answers.get(kind, Counter())
            lines.append(f"{kind}: {self.cases[kind]} cases, {sum(answers.values())} answers compared, "
                         f"{self.checked[kind]} placements proven valid")
            lines += [f"  {count:8d}  {name}" for name, count in ordered(answers)]
            if self.rules.get(kind):
                lines.append("  of these the reference itself answers otherwise, by rule:")
                lines += [f"  {count:8d}  {name}" for name, count in ordered(self.rules[kind])]
        lines.append(f"unexplained differences: {len(self.unexplained)}")
        return "\n".join(lines)

    def problems(self, seed):
        """The first unexplained differences in full."""
        lines = []
        for problem in self.unexplained[:self.SHOWN]:
            lines.append(f"\nUNEXPLAINED {problem['what']}: seed {seed}, case {problem['case']}")
            lines += [f"  expected: {problem['expected']}", f"  answered: {problem['answered']}"]
            lines += ["  " + text.replace("\n", "\n  ") for text in problem["inputs"]]
            lines.append(f"  again:    make conformance SEED={seed} CASE={problem['case']}")
        if len(self.unexplained) > self.SHOWN:
            lines.append(f"\n… and {len(self.unexplained) - self.SHOWN} more, all in the JSON file")
        return "\n".join(lines)

    def write(self, path, about):
        """The same as JSON."""
        with open(path, "w") as file:
            json.dump({
                **about, "cases": self.cases, "answers": self.answers, "differences_by_rule": self.rules,
                "placements_proven_valid": self.checked, "unexplained": self.unexplained}, file, indent=2)


def ordered(counter):
    """The most frequent first, then by name."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def label(answer):
    """An answer in the summary."""
    if isinstance(answer, dict):
        return "usage"
    return "released" if isinstance(answer, bool) else answer.label
