"""Reads every operator case that the package onnx brings along, and judges what is read.

    python -m tests.readers.onnx_survey [names of cases]

Each case is a model with inputs and the outputs that ONNX expects. It is read once with all its
float inputs as the input of the network, and once with each of them alone, the others being
initializers. What is read is compared with what ONNX expects, and at three random points with what
its reference computes, up to the rounding of floats.
"""

from __future__ import annotations

import re
import sys
import time
import warnings
from collections import Counter
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import numpy_helper
from onnx.reference import ReferenceEvaluator

from polyregions.errors import PolyregionsError
from polyregions.readers import from_onnx
from polyregions.readers.refusals import REFUSALS

FLOATS = (np.float16, np.float32, np.float64)
MOST_ENTRIES = 2000
"""Larger cases are left out: they take minutes, and smaller ones have the same operators."""

KINDS = ("node", "simple", "pytorch-operator", "pytorch-converted")


@dataclass(frozen=True)
class Outcome:
    """What came of one reading: "equal", "wrong", "failed", "refused", ..., and the message."""

    case: str
    result: str
    message: str = ""


def cases(kind="node"):
    """Return the cases of ONNX of one kind."""
    from onnx.backend.test import loader

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return loader.load_model_tests(kind=kind)


def outcomes(case):
    """Yield what comes of reading a case, in each way in which its inputs can be taken."""
    proto, data = _contents(case)
    if proto is None:
        return
    for given, expected in data[:1]:
        names = [info.name for info in proto.graph.input]
        names = [name for name in names if name not in {t.name for t in proto.graph.initializer}]
        given = [np.asarray(a) if isinstance(a, np.generic | float | int) else a for a in given]
        arrays = dict(zip(names, given, strict=False))
        if not all(isinstance(a, np.ndarray | np.generic) for a in [*given, *expected]):
            yield Outcome(case.name, "refused", "no tensors")
            continue
        floats = [name for name in arrays if arrays[name].dtype in FLOATS]
        if not floats:
            yield Outcome(case.name, "no float input")
            continue
        ways = [floats, *([name] for name in floats if len(floats) > 1)]
        if sum(array.size for array in (*arrays.values(), *expected)) > MOST_ENTRIES:
            yield Outcome(case.name, "too large")
            continue
        expected = [np.asarray(a) for a in expected]
        for way in ways:
            for info, wanted in zip(proto.graph.output, expected, strict=False):
                yield _outcome(case.name, proto, arrays, way, info.name, wanted)


def _contents(case):
    """Return the model of a case, and its data sets as arrays."""
    if case.model is not None:
        return case.model, case.data_sets
    import os

    model = onnx.load(os.path.join(case.model_dir, "model.onnx"))
    folder = os.path.join(case.model_dir, "test_data_set_0")
    sets = []
    for what in ("input", "output"):
        arrays, i = [], 0
        while os.path.exists(path := os.path.join(folder, f"{what}_{i}.pb")):
            tensor = onnx.TensorProto()
            with open(path, "rb") as file:
                tensor.ParseFromString(file.read())
            arrays.append(numpy_helper.to_array(tensor))
            i += 1
        sets.append(arrays)
    return model, [tuple(sets)]


def _outcome(name, proto, arrays, way, output, wanted):
    model = onnx.ModelProto()
    model.CopyFrom(proto)
    del model.graph.input[:]
    for info in proto.graph.input:
        if info.name in way:
            model.graph.input.append(info)
        elif info.name in arrays:
            model.graph.initializer.append(numpy_helper.from_array(arrays[info.name], info.name))
    shapes = {key: arrays[key].shape for key in way}
    try:
        network = from_onnx(model, input_shape=shapes, output=output, inputs=way)
    except PolyregionsError as error:
        return Outcome(name, "refused", str(error))
    except Exception as error:  # a bug, to be told
        return Outcome(name, "failed", f"{type(error).__name__}: {error}")
    given = {key: arrays[key] for key in way}
    pairs = [(given, wanted), *_further(model, given, output)]
    for inputs, expected in pairs:
        difference = _difference(network, inputs, np.asarray(expected))
        if difference:
            return Outcome(name, "wrong", difference)
    return Outcome(name, "equal" if len(pairs) > 1 else "equal at one point")


def _further(model, given, output, count=3):
    """Return other points, and what ONNX's own reference makes of them, if it can."""
    rng = np.random.default_rng(0)
    found = []
    for _ in range(count):
        inputs = {key: rng.normal(size=a.shape).astype(a.dtype) * 2 for key, a in given.items()}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                [expected] = ReferenceEvaluator(model).run([output], inputs)
        except Exception:  # some operators are not in the reference
            return []
        found.append((inputs, expected))
    return found


def _difference(network, inputs, wanted):
    """Return what differs at a point by more than rounding, "" if nothing does."""
    point = [float(x) for a in inputs.values() for x in np.asarray(a, np.float64).reshape(-1)]
    values = np.array([float(v) for v in network.exact(point)])
    expected = np.asarray(wanted, np.float64).reshape(-1)
    half = wanted.dtype == np.float16 or any(a.dtype == np.float16 for a in inputs.values())
    scale = (1 + np.abs(expected).max(initial=0)) * (1e-2 if half else 1e-4)
    if values.shape == expected.shape and (np.abs(values - expected) <= scale).all():
        return ""
    return f"{values[:6]} where ONNX has {expected[:6]}"


def reason(message):
    """Return the reason of a refusal that the table of refusals has, else the message, shortened.

    What messages say of one node is left out: its name, and what follows the cause.
    """
    for row in REFUSALS:
        if f"{row.cause}: " in message:
            return row.reason.value
    if "whose operators are not read" in message:
        return "operators of another domain"
    told = re.sub(r"^the (?:node|input|output) .*?: ", "", message)
    return re.sub(r"'[^']*'|\d+|\([\d, ]*\)", "_", told)[:90]


def main(names):
    counts, reasons, told = Counter(), Counter(), []
    start = time.perf_counter()
    for kind in KINDS:
        for case in cases(kind):
            if names and not any(name in case.name for name in names):
                continue
            for outcome in outcomes(case):
                counts[outcome.result] += 1
                if outcome.result in ("wrong", "failed") or names:
                    told.append(outcome)
                if outcome.result == "refused":
                    reasons[reason(outcome.message)] += 1
    for outcome in told:
        print(outcome.result, outcome.case, outcome.message[:300])
    for message, count in reasons.most_common():
        print(count, message)
    print(dict(counts), f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
