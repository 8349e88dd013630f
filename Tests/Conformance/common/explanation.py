"""Which rules it takes to explain an answer."""

import itertools


def explanation(expected, rules, ask):
    """The smallest set of rules, as one text, with which the reference answers what is expected."""
    for size in range(1, len(rules) + 1):
        for chosen in itertools.combinations(rules, size):
            if ask(chosen) == expected:
                return " + ".join(chosen)
    raise AssertionError("all rules together give what is expected, by definition")
