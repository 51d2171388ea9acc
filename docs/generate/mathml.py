"""Turns the formulas of the pages into MathML when the site is built.

Browsers render MathML themselves: a page loads no script and no font for its formulas.
"""

from __future__ import annotations

import html
import re
from typing import Any

from latex2mathml.converter import convert

FORMULA = re.compile(
    r'<(span|div) class="arithmatex">(?:\\\((.+?)\\\)|\\\[(.+?)\\\])</\1>', re.DOTALL
)


def on_page_content(content: str, **kwargs: Any) -> str:
    """Replace the formulas that pymdownx.arithmatex has marked; MkDocs calls this."""
    return FORMULA.sub(_mathml, content)


def _mathml(formula: re.Match[str]) -> str:
    inline, block = formula[2], formula[3]
    latex = html.unescape(inline or block).strip()
    mathml: str = convert(latex, display="inline" if inline else "block")
    return mathml if inline else f'<div class="formula">{mathml}</div>'
