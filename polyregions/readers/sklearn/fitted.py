"""What a model of scikit-learn is and has learnt, without its package."""

from __future__ import annotations

from typing import Any

import numpy as np

from polyregions.errors import InvalidNetworkError

__all__ = ["array", "attribute", "is_estimator", "kind_of"]


def is_estimator(value: object) -> bool:
    """Return whether something is an object of scikit-learn, or of a class made from its own."""
    above = {(base.__module__.partition(".")[0], base.__name__) for base in type(value).__mro__}
    return ("sklearn", "BaseEstimator") in above


def kind_of(model: Any) -> str | None:
    """Return the name of the model's class, None if it is not one of scikit-learn's own.

    A class that somebody has made from one of these may compute anything.
    """
    kind = type(model)
    return kind.__name__ if kind.__module__.partition(".")[0] == "sklearn" else None


def attribute(model: Any, name: str) -> Any:
    """Return what a model has learnt, under the name that ends with an underscore.

    Raises
    ------
    InvalidNetworkError
        If it has not been fitted.
    """
    try:
        return getattr(model, name)
    except AttributeError:
        raise InvalidNetworkError(
            f"the {type(model).__name__} has no {name}, so that it is not fitted: call fit first"
        ) from None


def array(model: Any, name: str) -> Any:
    """Return numbers that a model has learnt as an array, also where they are stored sparse."""
    values = attribute(model, name)
    return np.asarray(values.toarray() if hasattr(values, "toarray") else values)
