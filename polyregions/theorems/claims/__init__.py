"""Published statements, checked over grids of parameters."""

from polyregions.theorems.claims.evidence import Case, Evidence, evidence_to_json, write_evidence
from polyregions.theorems.claims.full_zigzags import full_zigzags
from polyregions.theorems.claims.grid import parse_grid
from polyregions.theorems.claims.registry import (
    STATEMENTS,
    statement_named,
    verify_all,
    verify_statement,
)
from polyregions.theorems.claims.statement import Outcome, Statement, Verdict

__all__ = [
    "STATEMENTS",
    "Case",
    "Evidence",
    "Outcome",
    "Statement",
    "Verdict",
    "evidence_to_json",
    "full_zigzags",
    "parse_grid",
    "statement_named",
    "verify_all",
    "verify_statement",
    "write_evidence",
]
