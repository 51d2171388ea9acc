"""What a mutant is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """A small fault.

    Attributes
    ----------
    name
        Unique among all mutants.
    file
        The file, relative to the package, such as ``"refinement/adjacency.py"``.
    text, replacement
        What stands there exactly once, and what the mutant has instead.
    tests
        Test files, or single tests ``file.py::test``, relative to ``tests/``; at least one test
        among them must fail.  Name few and quick ones.
    reason
        Why the fault matters; for an equivalent one, why no test can find it.
    equivalent
        Whether the fault changes no answer; then it is not tried.
    """

    name: str
    file: str
    text: str
    replacement: str
    tests: tuple[str, ...]
    reason: str = ""
    equivalent: bool = False

    def __str__(self):
        return self.name
