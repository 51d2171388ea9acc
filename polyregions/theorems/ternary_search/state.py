"""The state of a search in a file, from which an interrupted one goes on."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any

from polyregions.errors import FileFormatError, short
from polyregions.networks import Network
from polyregions.readers import PathLike, network_from_json, network_to_json, write_text

__all__ = ["FORMAT", "SearchState", "read_state", "write_state"]

FORMAT = "polyregions-ternary-search/1"


@dataclass(frozen=True, slots=True)
class SearchState:
    """How far a search has come.

    Attributes
    ----------
    widths
        The widths of the hidden layers.
    domain
        The ends of the interval as texts, null for infinite ones.
    total, done
        The number of first layers, and how many of them, in order, have been searched.
    regions
        The most regions so far, 0 at the start.
    network
        A network that has them, None at the start.
    """

    widths: tuple[int, ...]
    domain: tuple[str | None, str | None]
    total: int
    done: int = 0
    regions: int = 0
    network: Network | None = None


def write_state(state: SearchState, path: PathLike) -> None:
    """Write a state, as a whole or not at all."""
    value = {
        "format": FORMAT,
        "widths": list(state.widths),
        "domain": list(state.domain),
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
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FileFormatError(
            f"{os.fspath(path)!r} holds no state of a ternary search ({error}): give another file, "
            "or remove it"
        ) from error
    if (state.widths, state.domain, state.total) != (fresh.widths, fresh.domain, fresh.total):
        raise FileFormatError(
            f"{os.fspath(path)!r} holds the state of another search, with hidden widths "
            f"{state.widths} on {state.domain}: give another file, or remove it"
        )
    return state


def _state(value: dict[str, Any]) -> SearchState:
    if value["format"] != FORMAT:
        raise ValueError(f"the format is {short(value['format'])}")
    lower, upper = value["domain"]
    network = value["network"]
    total, done = int(value["total"]), int(value["done"])
    if not 0 <= done <= total or (done > 0) != (network is not None):
        raise ValueError("its entries contradict each other")
    return SearchState(
        tuple(map(int, value["widths"])),
        (lower, upper),
        total,
        done,
        int(value["regions"]),
        None if network is None else network_from_json(network),
    )
