"""Writes the pages of the Python reference: one for each part, one entry for each public name.

    python docs/generate/reference.py

Entries are named by where they are defined, because some functions share their name with the module
that holds them. A test compares the pages with what this program would write.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent.parent / "reference"


class Part(NamedTuple):
    """A page of the reference."""

    name: str
    title: str
    text: str
    packages: tuple[str, ...]
    first: tuple[str, ...] = ()
    """The names with which the page begins; the others follow in their alphabetic order."""


def _part(name: str, title: str, text: str, *more: str, first: tuple[str, ...] = ()) -> Part:
    return Part(name, title, text, (name, *more), first)


PARTS = (
    _part("networks", "Networks", "Networks and what they are made of."),
    _part(
        "lowering",
        "Lowering",
        "Computation graphs of piecewise linear operations, written as networks of ReLU units. How "
        "each activation is lowered: [activations](../activations.md).",
        "lowering.operations",
    ),
    _part(
        "polytopes",
        "Polytopes",
        "Exact polyhedral geometry: halfspaces, H-polytopes, predicates with their witnesses, and "
        "what is measured on them.",
        "polytopes.linear_programs",
    ),
    _part("constructions", "Constructions", "Networks of the literature, with their claims."),
    _part(
        "complexes",
        "Regions",
        "Regions, their complex and their graph.",
        first=("regions", "RegionComplex", "Region", "Facet"),
    ),
    _part(
        "questions",
        "Questions",
        "Exact questions of networks; see [how to ask them](../how_to/questions.md).",
        "checking",
        first=("check_property", "confirm_counterexample", "Property"),
    ),
    _part("refinement", "Engines", "How regions are found, and the options of a run."),
    _part(
        "runs",
        "Run folders",
        "Counts that survive their processes; see [run folders](../how_to/run_folders.md).",
        first=("RunFolder",),
    ),
    _part(
        "theorems",
        "Counts and theorems",
        "Counts by the method that is proved to apply; published statements, bounds and "
        "compositions; see [compositions](../theorems.md).",
        "theorems.composition",
        "theorems.bound_formulas",
        "theorems.statements",
        "theorems.ternary_search",
        first=("count_regions", "count_by_composition", "verify_claim"),
    ),
    _part(
        "one_dimension",
        "One dimension",
        "Networks of one input, without polytopes; see [one dimension](../one_dimension.md).",
    ),
    _part("drawing", "Drawing", "Geometry for the eye, in floats: polygons, faces, colours."),
    _part(
        "readers",
        "Readers",
        "Networks, domains and slices, read and written; the formats: [files](../file_formats.md).",
        first=("read_network", "write_network"),
    ),
    _part(
        "files",
        "Files",
        "Complexes, graphs, tables and meshes; the formats: [files](../file_formats.md).",
        first=("read_complex", "write_complex", "read_graph", "write_graph"),
    ),
    _part("plotting", "Plots", "Pictures; see [how to plot](../how_to/plot.md)."),
    _part(
        "training",
        "Training",
        "Regions over the epochs of a training; see [the practitioner's walk](../first_hour.md).",
        first=("evolution", "Evolution"),
    ),
    _part("page", "Pages", "Interactive pages; see [how to make one](../how_to/page.md)."),
    _part("arithmetic", "Arithmetic", "Exact numbers, on which everything else stands."),
    _part(
        "budgets",
        "Limits of time",
        "How long work may take; see [how to bound it](../how_to/bound_the_time.md).",
        first=("time_limit",),
    ),
    _part(
        "estimates",
        "Estimates",
        "Numbers that samples tell about; see "
        "[an estimate before waiting](../how_to/bound_the_time.md#an-estimate-before-waiting).",
        first=("Estimate",),
    ),
    _part("errors", "Errors", "One hierarchy; each message gives the cause and the remedy."),
)


def pages() -> dict[str, str]:
    """Return the text of every page by its file's name."""
    return {f"{part.name}.md": _page(part) for part in PARTS} | {"index.md": _index()}


def _page(part: Part) -> str:
    seen: set[str] = set()
    sections = [f"# {part.title}\n\n{part.text}\n"]
    for package in part.packages:
        entries = [path for path in _entries(package, part.first) if path not in seen]
        seen.update(entries)
        if package != part.name and entries:
            sections.append(f"## polyregions.{package}\n")
        level = 2 if package == part.name else 3
        sections += [f"::: {path}\n    options: {_options(path, level)}\n" for path in entries]
    return "\n".join(sections)


def _entries(package: str, first: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield where each public name of a package is defined, some of them before the others."""
    module = import_module(f"polyregions.{package}")
    for name in sorted(module.__all__, key=lambda name: (name not in first, _place(name, first))):
        value = getattr(module, name)
        if inspect.ismodule(value):
            continue
        own = inspect.isfunction(value) or inspect.isclass(value)
        yield f"{value.__module__}.{value.__qualname__}" if own else f"{module.__name__}.{name}"


def _options(path: str, level: int) -> str:
    """Return how an entry is shown: a class with what it inherits from one of the package."""
    module, _, name = path.rpartition(".")
    value = getattr(import_module(module), name)
    bases = value.__bases__ if inspect.isclass(value) else ()
    inherits = any(base.__module__.startswith("polyregions.complexes") for base in bases)
    return f"{{heading_level: {level}{', inherited_members: true' if inherits else ''}}}"


def _place(name: str, names: tuple[str, ...]) -> int:
    return names.index(name) if name in names else 0


def _index() -> str:
    """Return the page that says where the names of the top level are described."""
    described = {path: part for part in PARTS for p in part.packages for path in _entries(p)}
    top = import_module("polyregions")
    rows: dict[Part, list[str]] = {}
    for name in top.__all__:
        value = getattr(top, name)
        part = described[f"{value.__module__}.{value.__qualname__}"]
        rows.setdefault(part, []).append(f"`{name}`")
    table = [
        f"| [{part.title}]({part.name}.md) | {', '.join(rows.get(part, ['']))} |" for part in PARTS
    ]
    head = "# Python\n\n`import polyregions as pr` gives the names on the right.\n"
    return "\n".join([head, "| part | names of the top level |", "|---|---|", *table, ""])


if __name__ == "__main__":
    for file, text in pages().items():
        (FOLDER / file).write_text(text, encoding="utf-8")
