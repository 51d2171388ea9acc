"""The page's single file: template, style, scripts and content put together."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

__all__ = ["page_document"]


def page_document(title: str, summary: str, content: Mapping[str, Any]) -> str:
    """Return the text of an HTML document that needs nothing but itself.

    Parameters
    ----------
    title, summary
        Any texts; they are escaped.
    content
        What the scripts read, a JSON value.

    Notes
    -----
    The document's content security policy admits its one script and its one style, by their
    hashes, and no connection to anywhere.

    Examples
    --------
    >>> page = page_document("a < b", "", {"name": "</script>"})
    >>> "<title>a &lt; b</title>" in page, page.count("</script>")
    (True, 2)
    """
    assets = files("polyregions.page") / "assets"
    scripts = sorted(
        (file for file in (assets / "scripts").iterdir() if file.name.endswith(".js")),
        key=lambda file: file.name,
    )
    style = (assets / "style.css").read_text(encoding="utf-8")
    script = "\n".join(file.read_text(encoding="utf-8") for file in scripts)
    script = f'"use strict";\n(() => {{\n{script}}})();\n'
    template = Template((assets / "template.html").read_text(encoding="utf-8"))
    return template.substitute(
        title=escape(_printable(title)),
        summary=escape(_printable(summary)),
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        # A "<" inside of a JSON text could end the element that holds it.
        data=json.dumps(content, separators=(",", ":")).replace("<", "\\u003c"),
    )


def _printable(text: str) -> str:
    """Replace what HTML does not admit as a character, such as null and lone surrogates."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"
