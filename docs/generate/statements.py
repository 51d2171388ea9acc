"""Writes docs/statements.md: every statement of the registry, by publication.

    python docs/generate/statements.py

A test compares the page with what this program would write, and another one checks every verdict.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from polyregions.theorems import Statement
from polyregions.theorems.statements import STATEMENTS

PAGE = Path(__file__).resolve().parent.parent / "statements.md"

HEAD = """# Statements

Every published statement that polyregions checks, by publication, with the verdict that its check
is known to give. `polyregions verify --all` checks them all, at the points that the registry holds;
`--grid` names others:

```console
$ polyregions verify --statement theorem-1 --grid "variant=paper inputs=3 width=40 depth=7"
statement  theorem-1
...
variant  inputs  width  depth  claimed  computed  verdict  remark
paper         3     40      7  1953125  1953125   holds    by composition
...
```

Linear regions are counted by composition where that is proved to apply
([compositions](theorems.md)), else by enumeration, which the remark tells. What the verdicts mean:

- *holds*: it is what was computed, exactly, at every point. At other points it may still fail.
- *refuted*: one point is a counterexample, which the command prints.
- *consistent with the sample*: the statement is about a mean over random networks. The mean of a
  seeded sample lies within 4 standard errors of it, or of the bound, in which a true statement
  fails once in 16,000 times. This proves nothing.

Definition 2 of Nakahara, Kobayashi and Matsushima leaves open which of the six
[definitions](definitions.md) is meant: Proposition 1 is checked with connected open sets, with
connected closed sets, and without "connected". The bounds have a [page of their own](bounds.md).
"""


def page() -> str:
    """Return the text of the page."""
    sections = [HEAD]
    for publication, group in groupby(STATEMENTS.values(), key=lambda s: s.publication):
        statements = list(group)
        (file,) = {statement.file for statement in statements}
        rows = "\n".join(map(_row, statements))
        sections.append(
            f"## {publication}\n\n`{file}`\n\n"
            f"| statement | where | verdict | command |\n|---|---|---|---|\n{rows}\n"
        )
    return "\n".join(sections)


def _row(statement: Statement) -> str:
    says = f"**{statement.name}**: {_escaped(statement.text)}"
    cells = (says, _escaped(statement.place), statement.expected.value, f"`{statement.command}`")
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """Return plain text as Markdown that prints it."""
    for character in "\\*_[]|$":
        text = text.replace(character, f"\\{character}")
    return text.replace("<", "&lt;").replace(">", "&gt;")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
