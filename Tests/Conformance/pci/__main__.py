"""python -m pci: compares a worker's answers about devices with Nova's; see scripts/conformance.sh."""

import sys

from common import program
from common.run import run_cases
from pci import reference
from pci.cases import KINDS
from pci.sites import CASES, site_of


def run(arguments, chosen, tally, start):
    """Runs the cases site by site, each through a worker of its own."""
    sites = {}
    for kind, number in chosen:
        sites.setdefault(number // CASES, []).append((kind, number))
    done = 0
    for number, cases in sorted(sites.items()):
        site = site_of(arguments.seed, number * CASES)
        with start(f"site-{number}", site.options) as client:
            run_cases(client, (KINDS[kind](arguments.seed, place, tally) for kind, place in cases), arguments.window)
        done += len(cases)
        if done % 2000 < len(cases) and done < len(chosen):
            print(f"  {done} of {len(chosen)} cases", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(program.main("pci", __doc__.splitlines()[0], KINDS, reference.version(), run))
