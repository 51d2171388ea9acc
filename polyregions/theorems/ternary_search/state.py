"""The state of a search in a file, from which an interrupted one goes on."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any

from polyregions.complexes import Definition
from polyregions.errors import FileFormatError, PolyregionsError, short
from polyregions.networks import Network
from polyregions.readers import (
    PathLike,
    domain_from_json,
    domain_to_json,
    network_from_json,
    network_to_json,
    write_text,
)
from polyregions.theorems.ternary_search.question import Question

__all__ = ["FORMAT", "SearchState", "read_state", "write_state"]

FORMAT = "polyregions-ternary-search/2"


@dataclass(frozen=True, slots=True)
class SearchState:
    """How far a search has come.

    Attributes
    ----------
    question
        Which networks are searched.
    total, done
        The number of first layers, and how many of them, in order, have been searched.
    regions
        The most regions so far, 0 at the start.
    network
        A network that has them, None at the start.
    """

    question: Question
    total: int
    done: int = 0
    regions: int = 0
    network: Network | None = None


def write_state(state: SearchState, path: PathLike) -> None:
    """Write a state, as a whole or not at all."""
    value = {
        "format": FORMAT,
        **_entries(state.question),
        "total": state.total,
        "done": state.done,
        "regions": state.regions,
        "network": None if state.network is None else network_to_json(state.network),
    }
    write_text(path, [json.dumps(value, indent=1), "\n"])


def read_state(path: PathLike, fresh: SearchState) -> SearchState:
    """Return the state in a file, ``fresh`` if there is no such file.

    Raises
    ------
    FileFormatError
        If the file holds no state, or that of another search.
    """
    if not os.path.exists(path):
        return fresh
    try:
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
        state = _state(value)
    except (ValueError, TypeError, KeyError, AttributeError, PolyregionsError) as error:
        raise FileFormatError(
            f"{os.fspath(path)!r} holds no state of a ternary search ({error}): give another file, "
            "or remove it"
        ) from error
    entries = _entries(state.question)
    if (entries, state.total) != (_entries(fresh.question), fresh.total):
        other = ", ".join(f"{name} {entry}" for name, entry in entries.items())
        raise FileFormatError(
            f"{os.fspath(path)!r} holds the state of another search, with {other}: give another "
            "file, or remove it"
        )
    return state


def _entries(question: Question) -> dict[str, Any]:
    return {
        "inputs": question.inputs,
        "widths": list(question.widths),
        "domain": domain_to_json(question.domain),
        "definition": question.definition.value,
    }


def _state(value: dict[str, Any]) -> SearchState:
    if value["format"] != FORMAT:
        raise ValueError(f"the format is {short(value['format'])}")
    inputs, network, domain = int(value["inputs"]), value["network"], value["domain"]
    total, done = int(value["total"]), int(value["done"])
    if not 0 <= done <= total or (done > 0 and network is None):
        raise ValueError("its entries contradict each other")
    question = Question(
        inputs,
        tuple(map(int, value["widths"])),
        None if domain is None else domain_from_json(domain, inputs),
        Definition.of(value["definition"]),
    )
    return SearchState(
        question,
        total,
        done,
        int(value["regions"]),
        None if network is None else network_from_json(network),
    )
