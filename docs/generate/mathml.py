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
PRIMED = re.compile(r"<msup>(<mi>\w</mi>)<mi>&#x02032;</mi></msup>")


def on_page_content(content: str, **kwargs: Any) -> str:
    """Replace the formulas that pymdownx.arithmatex has marked; MkDocs calls this."""
    return FORMULA.sub(_mathml, content)


def _mathml(formula: re.Match[str]) -> str:
    inline, block = formula[2], formula[3]
    latex = html.unescape(inline or block).strip()
    mathml = convert(latex, display="inline" if inline else "block")
    # In fonts that are not made for mathematics the prime is raised and small already.
    mathml = PRIMED.sub(r"<mrow>\1<mi>&#x02032;</mi></mrow>", mathml)
    return mathml if inline else f'<div class="formula">{mathml}</div>'
