"""Try mutants from the shell; exit 1 where one survives."""

import argparse
import sys
import tempfile

from tests.mutations.areas import all_mutants
from tests.mutations.runner import Workshop


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--area", help="one table of tests/mutations/areas")
    parser.add_argument("--only", help="one mutant, or all whose names contain this")
    arguments = parser.parse_args()
    chosen = [
        mutant
        for area, mutants in all_mutants().items()
        for mutant in mutants
        if arguments.area in (None, area) and (arguments.only or "") in mutant.name
    ]
    alive = 0
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(folder, chosen)
        for mutant in chosen:
            try:
                workshop.check(mutant)
            except AssertionError as error:
                alive += 1
                print(f"ALIVE       {error}", flush=True)
            else:
                print(f"{'equivalent' if mutant.equivalent else 'found':10}  {mutant}", flush=True)
        workshop.close()
    print(f"{len(chosen)} mutants, {alive} alive")
    return 1 if alive or not chosen else 0


sys.exit(main())
