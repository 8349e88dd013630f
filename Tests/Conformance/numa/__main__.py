"""python -m numa: compares a worker's answers with Nova's. scripts/conformance.sh prepares what it needs."""

import sys

from common import program
from common.run import prepare, run_cases
from numa import reference
from numa.cases import KINDS, ConstraintCase


def is_packing(number):
    """Every fourth case goes to a worker that fills host cells instead of sparing them."""
    return number % 4 == 3


def run(arguments, chosen, tally, start):
    """Runs the cases of each setting through a worker of their own."""
    for packing in (False, True):
        own = [(kind, number) for kind, number in chosen if is_packing(number) == packing]
        if not own:
            continue
        settings = ["--numa-pack-host-cells", "true" if packing else "false", "--log-level", "warning"]
        cases = (KINDS[kind](arguments.seed, number, packing, tally) for kind, number in own)
        with start("pack" if packing else "spread", settings) as client:
            prepare(client, ConstraintCase.preparation())
            run_cases(client, program.announced(cases, len(own)), arguments.window)


if __name__ == "__main__":
    sys.exit(program.main("numa", __doc__.splitlines()[0], KINDS, reference.version(), run))
