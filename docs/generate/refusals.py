"""Writes docs/how_to/refused.md: what the readers refuse, by reason.

    python docs/generate/refusals.py

A test compares the page with what this program would write.
"""

from __future__ import annotations

from pathlib import Path

from polyregions.readers.refusals import REFUSALS, Reason, Refusal

PAGE = Path(__file__).resolve().parent.parent / "how_to" / "refused.md"

HEAD = """# What stays refused, and why

<!-- needs: onnx -->

Regions are those of a continuous function that is affine on each of finitely many polytopes. A
model that computes anything else has none, and a reader that put something similar in its place
would count the regions of another network. So the readers of [ONNX](read_onnx.md) and
[PyTorch](read_torch.md) refuse an operation that is not such a function, or is not read, and the
message says which of the reasons below it is and what to do:

```python
>>> import numpy as np
>>> from onnx import TensorProto, helper, numpy_helper
>>> from polyregions.readers import from_onnx
>>> def classifier(activation, last):
...     nodes = [
...         helper.make_node("MatMul", ["x", "weights"], ["z"]),
...         helper.make_node(activation, ["z"], ["hidden"]),
...         helper.make_node("MatMul", ["hidden", "weights"], ["scores"]),
...         helper.make_node(last, ["scores"], ["y"]),
...     ]
...     x, y = (
...         helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", 2]) for name in "xy"
...     )
...     weights = numpy_helper.from_array(np.float32([[1, -2], [0.5, 1]]), "weights")
...     return helper.make_model(helper.make_graph(nodes, "classifier", [x], [y], [weights]))
>>> from_onnx(classifier("Gelu", "Identity"))
Traceback (most recent call last):
polyregions.errors.FileFormatError: the node Gelu that makes 'hidden': Gelu is curved, not piecewise
linear: train the network with ReLU, LeakyReLU, Hardtanh or another piecewise linear function in its
place; or stop before it by output='z'

```

Where an operation only ends the model and changes no decision, there is an option to read up to
before it: `logits=True` in Python, `--logits` in the shell.

```python
>>> from_onnx(classifier("Relu", "Softmax"))
Traceback (most recent call last):
polyregions.errors.FileFormatError: the node Softmax that makes 'y': Softmax at the end is not
piecewise linear, and without it the argmax is the same: read up to before it by logits=True
>>> print(from_onnx(classifier("Relu", "Softmax"), logits=True, name="scores"))
scores 2-2-2

```

Some names below are read in special cases, and only otherwise refused: a comparison that chooses
between two values that meet, a power with the exponent 1, a root or power of constants, a quantised
tensor of weights. A name that stands nowhere here, and is not read, is answered as *not yet read*,
with the names that resemble it.
"""

EXPLANATIONS = {
    Reason.NOT_PIECEWISE_LINEAR: "No partition into polytopes makes these affine. Replacing a "
    "curve by a piecewise linear one gives another network, whose regions are those of the "
    "replacement: do so in the model, where it can be trained and tested.",
    Reason.DISCONTINUOUS: "These are affine on polytopes, but jump between them, and no network of "
    "ReLUs does.",
    Reason.AT_THE_END: "These end a model, perhaps followed by operations that give its entries "
    "another shape. Inside of a model they are not piecewise linear.",
    Reason.UNWRAP: "The computation is in a module inside.",
    Reason.DEQUANTISE: "Weights that are stored as integers with a scale are read exactly; "
    "activations that are rounded on the way are not.",
    Reason.RANDOM_OR_TRAINING: "What is drawn at random, or measures an error, is no function of "
    "the input alone.",
    Reason.CONTROL_FLOW: "What depends on the numbers cannot be told from the graph.",
    Reason.NO_NUMBERS: "A network here takes and gives vectors of real numbers.",
    Reason.NOT_YET_READ: "These, or parts of them, are piecewise linear, and could be read.",
}
"""What is said of each reason."""


def page() -> str:
    """Return the text of the page."""
    sections = [HEAD]
    for reason in Reason:
        rows = "\n".join(_row(row) for row in REFUSALS if row.reason is reason)
        title = reason.value[0].upper() + reason.value[1:]
        sections.append(
            f"## {title}\n\n{EXPLANATIONS[reason]}\n\n"
            f"| what | why | what to do |\n|---|---|---|\n{rows}\n"
        )
    return "\n".join(sections)


def _row(row: Refusal) -> str:
    names = ", ".join(f"`{name}`" for name in sorted(row.operators, key=str.lower))
    return f"| {names} | {row.cause} | {row.fix.format(logits='`logits=True`')} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
