"""Turns the roles of docstrings, such as :class:`Network`, into links of the site."""

from __future__ import annotations

import re
import runpy
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import griffe

ROLE = re.compile(r":(?:class|func|meth|attr|mod|data|exc):`~?([\w.]+)`")


class RoleLinks(griffe.Extension):
    """Resolves the name in a role from where its docstring stands."""

    def on_object(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        """Rewrite the docstring of one object."""
        docstring = obj.docstring
        if docstring is not None:
            docstring.value = ROLE.sub(
                lambda role: _link(obj.module.path, role[1]), docstring.value
            )


def _link(module: str, name: str) -> str:
    """Return a link where the name has an entry in the reference, else the name as code."""
    target = _target(module, name)
    documented = target is not None and any(
        target == entry or target.startswith(f"{entry}.") for entry in _documented()
    )
    return f"[`{name}`][{target}]" if documented else f"`{name}`"


def _target(module: str, name: str) -> str | None:
    """Return where what a docstring names is defined."""
    if name.startswith("polyregions."):
        module, name = "polyregions", name.removeprefix("polyregions.")
    value: Any = import_module(module)
    for part in name.split("."):
        value = getattr(value, part, None)
    value = getattr(value, "fget", value)
    if not hasattr(value, "__qualname__"):
        return None
    return f"{value.__module__}.{value.__qualname__}"


@cache
def _documented() -> frozenset[str]:
    generated = runpy.run_path(str(Path(__file__).with_name("reference.py")))["pages"]()
    entries = re.findall(r"^::: (\S+)$", "\n".join(generated.values()), re.MULTILINE)
    return frozenset(entries)
