"""A part of ONNX's own operator cases, read and judged; ``onnx_survey`` reads them all."""

from collections import Counter

import pytest

from tests.helpers.extras import require_packages

require_packages("onnx")

from tests.readers import onnx_survey


@pytest.mark.slow
def test_small_operator_cases_are_read_as_onnx_computes_them(monkeypatch):
    monkeypatch.setattr(onnx_survey, "MOST_ENTRIES", 80)
    found = [o for case in onnx_survey.cases()[::2] for o in onnx_survey.outcomes(case)]
    assert not [outcome for outcome in found if outcome.result in ("wrong", "failed")]
    counts = Counter(outcome.result for outcome in found)
    assert counts["equal"] > 100
    assert counts["refused"] > 500
    reasons = {onnx_survey.reason(o.message) for o in found if o.result == "refused"}
    expected = {"not piecewise linear", "discontinuous", "drop it at the end", "control flow"}
    assert expected | {"random, or for training", "dequantise it", "not yet read"} <= reasons
