"""The plan of a run: what is counted, and into which pieces the search is cut."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from polyregions.arithmetic import exact_repr
from polyregions.complexes import Definition
from polyregions.errors import FileFormatError, short
from polyregions.interface import option
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.runs.addresses import Division
from polyregions.runs.shared_files import write_once
from polyregions.version import __version__

__all__ = ["PLAN", "Plan", "Question", "read_plan", "write_plan"]

PLAN = "plan.json"
"""The name of the file in a run folder."""

_FORMAT = "polyregions-run/"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Question:
    """What a run counts.

    Attributes
    ----------
    network, domain
        Digests of the exact parameters, and of the inequalities in their order.
    definition
        The definition.
    columns
        Those of the table of regions, None without one.
    cases
        A digest of the cases of a property, which is checked by the last units of the network; None
        where regions are counted.
    """

    network: str
    domain: str
    definition: Definition
    columns: tuple[str, ...] | None
    cases: str | None = None

    @classmethod
    def of(
        cls,
        network: Network,
        domain: HPolytope,
        definition: Definition,
        columns: tuple[str, ...] | None,
        cases: object = None,
    ) -> Question:
        """Take the digests of a network and a domain, and of cases by their ``repr``."""
        digest = None if cases is None else hashlib.sha256(exact_repr(cases).encode()).hexdigest()
        return cls(_network_digest(network), _domain_digest(domain), definition, columns, digest)


@dataclass(frozen=True, slots=True)
class Plan:
    """A question with the pieces in which it is answered.

    Attributes
    ----------
    question
        The question.
    division
        How the search is cut.
    order
        A digest of the cells in their order: another order is no part of this run.
    version
        The version of the package that has made the plan.
    """

    question: Question
    division: Division
    order: str
    version: str = __version__

    @property
    def seed(self) -> str:
        """What determines the order in which pieces are taken."""
        return hashlib.sha256(self._text().encode()).hexdigest()

    def _text(self) -> str:
        question = self.question
        value = {
            "format": f"{_FORMAT}{_VERSION}",
            "polyregions": self.version,
            "network": question.network,
            "domain": question.domain,
            "definition": question.definition.value,
            "columns": None if question.columns is None else list(question.columns),
            **({} if question.cases is None else {"cases": question.cases}),
            **self.division.to_json(),
            "order": self.order,
        }
        return json.dumps(value, indent=1) + "\n"

    def check(self, question: Question, folder: Path) -> None:
        """Check that a run answers a question.

        Raises
        ------
        FileFormatError
            If it is another one, or one of another version of the package.
        """
        other = self._difference(question)
        if other is not None:
            raise FileFormatError(
                f"the run folder {str(folder)!r} {other}, or begin anew in another folder"
            )

    def _difference(self, question: Question) -> str | None:
        own = self.question
        if (own.cases is None) != (question.cases is None):
            if own.cases is None:
                going_on = option("polyregions.count_regions", "polyregions count")
                return f"counts regions: go on by {going_on}"
            going_on = option("polyregions.check_property", "polyregions check")
            return f"checks a property: go on by {going_on}"
        if own.network != question.network:
            # The network of a check ends in its constraints.
            what = "network" if own.cases is None else "network or property"
            return f"belongs to another {what}: give that one"
        if own.domain != question.domain:
            return "belongs to another domain of this network: give that one"
        if own.cases != question.cases:
            return "belongs to another property of this network: give that one"
        if own.definition != question.definition:
            return f"counts by the definition {own.definition.value!r}: give that one"
        if own.columns != question.columns:
            if own.columns is None:
                return "has no table of regions: give no columns"
            return f"has a table of regions: give its columns {','.join(own.columns)}"
        if self.version != __version__:
            return (
                f"was begun by polyregions {self.version}, and this is {__version__}, which may "
                "number the cells otherwise: finish it with that version"
            )
        return None


def write_plan(folder: Path, plan: Plan) -> None:
    """Write a plan unless there is one."""
    write_once(folder / PLAN, plan._text())


def read_plan(folder: Path) -> Plan | None:
    """Return the plan of a run folder, None where there is none.

    Raises
    ------
    FileFormatError
        If it is damaged, or of a newer format.
    """
    try:
        text = (folder / PLAN).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        return _plan(json.loads(text))
    except FileFormatError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FileFormatError(
            f"the file {str(folder / PLAN)!r} is no plan of a run, or damaged ({error}): restore "
            "it, or begin anew in another folder"
        ) from error


def _plan(value: dict[str, Any]) -> Plan:
    kind = value["format"]
    if not (isinstance(kind, str) and kind.startswith(_FORMAT) and kind[len(_FORMAT) :].isdigit()):
        raise ValueError(f"the format is {short(kind)}")
    if int(kind[len(_FORMAT) :]) > _VERSION:
        raise FileFormatError(
            f"the run folder has the format {kind!r}, newer than {_FORMAT}{_VERSION}: use the "
            "polyregions that has begun it, or begin anew in another folder"
        )
    columns = value["columns"]
    question = Question(
        network=_text(value["network"]),
        domain=_text(value["domain"]),
        definition=Definition(value["definition"]),
        columns=None if columns is None else tuple(map(_text, columns)),
        cases=None if value.get("cases") is None else _text(value["cases"]),
    )
    division, order = Division.of_json(value), _text(value["order"])
    return Plan(question, division, order, _text(value["polyregions"]))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{short(value)} is no text")
    return value


def _network_digest(network: Network) -> str:
    digest = hashlib.sha256(f"{network.inputs}".encode())
    for layer in network.integer_form.layers:
        digest.update(f"|{layer.denominator:x}|{layer.relu_units}".encode())
        for row in layer.rows:
            digest.update(_row_text(row))
    return digest.hexdigest()


def _domain_digest(domain: HPolytope) -> str:
    digest = hashlib.sha256(f"{domain.dimension}".encode())
    for row in domain.rows:
        digest.update(_row_text(row))
    return digest.hexdigest()


def _row_text(row: tuple[int, ...]) -> bytes:
    # Python writes hexadecimal numbers of any length.
    return ("|" + ",".join(format(int(entry), "x") for entry in row)).encode()
