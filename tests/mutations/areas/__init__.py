"""The tables: each module holds ``MUTANTS``, a tuple of :class:`tests.mutations.mutant.Mutant`."""

import importlib
import pkgutil


def all_mutants():
    """Return the mutants of each area by its name."""
    areas = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {area: importlib.import_module(f"{__name__}.{area}").MUTANTS for area in areas}
