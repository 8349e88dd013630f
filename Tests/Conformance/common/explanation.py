"""Which rules it takes to explain an answer."""

import itertools


def explanation(expected, rules, ask, most=None):
    """The smallest set of rules, as one text, with which the reference answers what is expected.

    With `most` larger sets are not tried, and None says that none of the others is enough.
    """
    for size in range(1, (most or len(rules)) + 1):
        for chosen in itertools.combinations(rules, size):
            if ask(chosen) == expected:
                return " + ".join(chosen)
    if most is None:
        raise AssertionError("all rules together give what is expected, by definition")
    return None
