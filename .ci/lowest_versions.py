"""Prints a constraint for each package of pyproject.toml: the lowest version that is declared.

pip install -e ".[test]" --constraint <(python .ci/lowest_versions.py)
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

_BOUND = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,]+\])?>=(?P<lowest>[\d.]+)")


def lowest_versions(requirements: Iterable[str]) -> Iterator[str]:
    """Yield ``name==version`` for every requirement with a lower bound."""
    for requirement in requirements:
        bound = _BOUND.match(requirement)
        if bound is not None:
            yield f"{bound['name']}=={bound['lowest']}"


def main() -> None:
    """Print the constraints of all dependencies and extras, each once."""
    project = tomllib.loads(Path(__file__).parent.with_name("pyproject.toml").read_text())[
        "project"
    ]
    extras = project["optional-dependencies"].values()
    requirements = [*project["dependencies"], *(line for extra in extras for line in extra)]
    print("\n".join(sorted(set(lowest_versions(requirements)))))


if __name__ == "__main__":
    main()
