"""The transformers of scikit-learn that are piecewise linear, and the inverses of affine ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.sklearn.fitted import array, attribute, kind_of
from polyregions.readers.sklearn.refusals import refusal

__all__ = ["in_step", "inverse_transformed", "transformed"]

Reader = Callable[[Any, Tensor], Tensor]


class _Names(NamedTuple):
    """What a scaler calls the centers that it subtracts, and whether it does that and divides."""

    center: str
    with_center: str
    with_scale: str


def transformed(model: Any, x: Tensor) -> Tensor:
    """Return what a fitted transformer makes of x, exactly.

    Parameters
    ----------
    model
        A transformer, or a pipeline of such; None or "passthrough" for none.
    x
        Tensor of shape (features,).

    Raises
    ------
    InvalidNetworkError
        If the transformer is not fitted, not piecewise linear or not read.
    """
    if model is None or (isinstance(model, str) and model == "passthrough"):
        return x
    name = kind_of(model) or ""
    if name == "Pipeline":
        for step, part in model.steps:
            x = in_step(step, transformed, part, x)
        return x
    if name in _TRANSFORMERS:
        return _TRANSFORMERS[name](model, x)
    if name and hasattr(model, "get_support"):  # those that select features
        attribute(model, "n_features_in_")
        return x[np.asarray(model.get_support(indices=True))]
    raise refusal(
        model, f"leave it out, or use {', '.join(_TRANSFORMERS)}, or one that selects features"
    )


def in_step(step: str, read: Reader, model: Any, x: Tensor) -> Tensor:
    """Return what a step of a pipeline makes of x; what is wrong with it is told with its name."""
    try:
        return read(model, x)
    except InvalidNetworkError as error:
        raise InvalidNetworkError(f"the step {step!r}: {error}") from error


def inverse_transformed(model: Any, y: Tensor) -> Tensor:
    """Return what ``model.inverse_transform`` makes of y, exactly.

    Raises
    ------
    InvalidNetworkError
        As for :func:`transformed`.
    """
    name = kind_of(model) or ""
    if name not in _INVERSES:
        raise refusal(model, f"transform the target by {', '.join(_INVERSES)}")
    return _INVERSES[name](model, y)


def _centred_and_scaled(names: _Names, model: Any, x: Tensor) -> Tensor:
    attribute(model, "scale_")
    if getattr(model, names.with_center):
        x = ops.subtract(x, array(model, names.center))
    return ops.divide(x, array(model, "scale_")) if getattr(model, names.with_scale) else x


def _scaled_and_moved_back(names: _Names, model: Any, y: Tensor) -> Tensor:
    attribute(model, "scale_")
    if getattr(model, names.with_scale):
        y = ops.multiply(y, array(model, "scale_"))
    return ops.add(y, array(model, names.center)) if getattr(model, names.with_center) else y


def _between(model: Any, x: Tensor) -> Tensor:
    x = ops.add(ops.multiply(x, array(model, "scale_")), array(model, "min_"))
    return ops.clip(x, *model.feature_range) if model.clip else x


def _not_between(model: Any, y: Tensor) -> Tensor:
    return ops.divide(ops.subtract(y, array(model, "min_")), array(model, "scale_"))


def _at_most_one(model: Any, x: Tensor) -> Tensor:
    x = ops.divide(x, array(model, "scale_"))
    return ops.clip(x, -1, 1) if getattr(model, "clip", False) else x


def _as_large_as_before(model: Any, y: Tensor) -> Tensor:
    return ops.multiply(y, array(model, "scale_"))


def _onto_components(model: Any, x: Tensor) -> Tensor:
    components = array(model, "components_")
    projected = ops.linear(ops.subtract(x, array(model, "mean_")), components)
    if not model.whiten:
        return projected
    deviations = np.sqrt(array(model, "explained_variance_"))  # in floats, as it is used
    least = np.finfo(deviations.dtype).eps
    return ops.divide(projected, np.maximum(deviations, least))


def _onto_singular_vectors(model: Any, x: Tensor) -> Tensor:
    return ops.linear(x, array(model, "components_"))


def _unchanged(model: Any, x: Tensor) -> Tensor:
    for name in ("func", "inverse_func"):
        if getattr(model, name) is not None:
            raise InvalidNetworkError(
                f"a FunctionTransformer with {name} is not read, since Python code may compute "
                "anything: apply it before, or leave it out"
            )
    return x


_STANDARD = _Names("mean_", "with_mean", "with_std")
_ROBUST = _Names("center_", "with_centering", "with_scaling")
_SCALERS: dict[str, tuple[Reader, Reader]] = {
    "StandardScaler": (
        partial(_centred_and_scaled, _STANDARD),
        partial(_scaled_and_moved_back, _STANDARD),
    ),
    "MinMaxScaler": (_between, _not_between),
    "MaxAbsScaler": (_at_most_one, _as_large_as_before),
    "RobustScaler": (
        partial(_centred_and_scaled, _ROBUST),
        partial(_scaled_and_moved_back, _ROBUST),
    ),
    "FunctionTransformer": (_unchanged, _unchanged),
}

_TRANSFORMERS: dict[str, Reader] = {
    **{name: there for name, (there, _) in _SCALERS.items()},
    "PCA": _onto_components,
    "IncrementalPCA": _onto_components,
    "TruncatedSVD": _onto_singular_vectors,
}

_INVERSES: dict[str, Reader] = {name: back for name, (_, back) in _SCALERS.items()}
