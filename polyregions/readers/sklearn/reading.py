"""Models of scikit-learn as exact networks."""

from __future__ import annotations

from typing import Any

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Circuit
from polyregions.networks import Network
from polyregions.readers.sklearn.fitted import attribute, is_estimator
from polyregions.readers.sklearn.predictors import predicted
from polyregions.readers.sklearn.refusals import refusal

__all__ = ["from_sklearn"]


def from_sklearn(model: Any, *, domain: Any = None, name: str | None = None) -> Network:
    """Return the network that computes, without rounding, what a scikit-learn model predicts.

    The learnt floats are the rationals that they are; what the model does with them is done
    exactly, so that a StandardScaler divides by its scales without rounding. Only the roots by
    which a whitening PCA divides are rounded to floats, as the model itself rounds them.

    Parameters
    ----------
    model
        A fitted MLPRegressor or MLPClassifier with the activation "relu" or "identity"; a linear
        model; a Pipeline that ends in one of these, of StandardScaler, MinMaxScaler, MaxAbsScaler,
        RobustScaler, PCA, TruncatedSVD, what selects features, and steps that do nothing; a
        TransformedTargetRegressor; or a search whose best model is one of these.
    domain, name
        As in :class:`polyregions.Network`.

    Returns
    -------
    Network
        From the features to the predictions. Of a classifier, it gives the values before the
        logistic function or the softmax, the decision function of a linear one: with several
        classes, the class is the index of the largest in ``model.classes_``; with two, there is one
        output, and the class is the second one where it is positive. With several labels, those
        are chosen whose output is positive. The hidden units of an MLP are the units of the
        network; a scaler that clips has two more for each feature.

    Raises
    ------
    InvalidNetworkError
        If the model is not fitted, not piecewise linear, or of a class that is not read.
    InvalidNumberError
        If a learnt number is not finite.
    InvalidDomainError
        If the domain has another dimension.

    Notes
    -----
    scikit-learn computes in floats, and so may differ from the network by rounding errors.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import LinearRegression
    >>> model = LinearRegression(fit_intercept=False).fit(np.eye(2), [3, 1])
    >>> from_sklearn(model).exact([1, "1/3"])
    (Fraction(10, 3),)
    """
    if isinstance(model, type) or not is_estimator(model):
        raise refusal(model, "")
    circuit = Circuit()
    x = circuit.input((_features(model),))
    return circuit.network(predicted(model, x), domain, name)


def _features(model: Any) -> int:
    """Return the number of inputs, which models of scikit-learn keep where they are fitted."""
    steps = [step for _, step in getattr(model, "steps", ()) if hasattr(step, "n_features_in_")]
    first = steps[0] if steps else model
    inputs = attribute(first, "n_features_in_")
    if not isinstance(inputs, int) or inputs < 1:
        raise InvalidNetworkError(f"the model takes {inputs} features: fit it with one at least")
    return inputs
