"""Published statements, one file a publication, checked over grids of parameters."""

from polyregions.theorems.statements.evidence import (
    Case,
    Evidence,
    evidence_to_json,
    write_evidence,
)
from polyregions.theorems.statements.grid import parse_grid
from polyregions.theorems.statements.registry import (
    STATEMENTS,
    statement_named,
    verify_all,
    verify_statement,
)
from polyregions.theorems.statements.statement import Outcome, Publication, Statement, Verdict

__all__ = [
    "STATEMENTS",
    "Case",
    "Evidence",
    "Outcome",
    "Publication",
    "Statement",
    "Verdict",
    "evidence_to_json",
    "parse_grid",
    "statement_named",
    "verify_all",
    "verify_statement",
    "write_evidence",
]
