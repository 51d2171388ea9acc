"""The models of scikit-learn that predict by a piecewise linear function."""

from __future__ import annotations

from typing import Any

import numpy as np

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.sklearn.fitted import array, attribute, kind_of
from polyregions.readers.sklearn.refusals import refusal
from polyregions.readers.sklearn.transformers import in_step, inverse_transformed, transformed

__all__ = ["LINEAR", "predicted"]

LINEAR = frozenset(
    [
        *("LinearRegression", "Ridge", "RidgeCV", "BayesianRidge", "ARDRegression"),
        *("Lasso", "LassoCV", "LassoLars", "LassoLarsCV", "LassoLarsIC", "Lars", "LarsCV"),
        *("ElasticNet", "ElasticNetCV", "MultiTaskLasso", "MultiTaskLassoCV"),
        *("MultiTaskElasticNet", "MultiTaskElasticNetCV"),
        *("OrthogonalMatchingPursuit", "OrthogonalMatchingPursuitCV"),
        *("HuberRegressor", "QuantileRegressor", "TheilSenRegressor", "LinearSVR"),
        *("SGDRegressor", "PassiveAggressiveRegressor"),
        *("LogisticRegression", "LogisticRegressionCV", "SGDClassifier", "LinearSVC"),
        *("RidgeClassifier", "RidgeClassifierCV", "Perceptron", "PassiveAggressiveClassifier"),
        "LinearDiscriminantAnalysis",
    ]
)
"""Models of the affine function coef_ x + intercept_, the decision function of a classifier."""

_SEARCHES = frozenset(
    ["GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV"]
)

_KNOWN = (
    "read are MLPRegressor, MLPClassifier, linear models, Pipeline, TransformedTargetRegressor and "
    "the searches for their parameters"
)


def predicted(model: Any, x: Tensor) -> Tensor:
    """Return what a fitted model predicts, of a classifier the values that it compares.

    Parameters
    ----------
    model
        A model, or a pipeline that ends in one or in a transformer.
    x
        Tensor of shape (features,).

    Returns
    -------
    Tensor of shape (outputs,)

    Raises
    ------
    InvalidNetworkError
        If the model is not fitted, not piecewise linear or not read.
    """
    name = kind_of(model)
    if name in _SEARCHES:
        return predicted(attribute(model, "best_estimator_"), x)
    if name == "Pipeline":
        return _after_the_steps(model, x)
    if name == "TransformedTargetRegressor":
        prediction = predicted(attribute(model, "regressor_"), x)
        return inverse_transformed(attribute(model, "transformer_"), prediction)
    if name in ("MLPRegressor", "MLPClassifier"):
        return _perceptron(model, x)
    if name in LINEAR:
        return ops.linear(x, np.atleast_2d(array(model, "coef_")), _intercept(model))
    if hasattr(model, "transform") and not hasattr(model, "predict"):
        return transformed(model, x)
    raise refusal(model, _KNOWN)


def _after_the_steps(pipeline: Any, x: Tensor) -> Tensor:
    *steps, (name, last) = pipeline.steps
    for step, model in steps:
        x = in_step(step, transformed, model, x)
    if last is None or isinstance(last, str):
        return transformed(last, x)
    return in_step(name, predicted, last, x)


def _perceptron(model: Any, x: Tensor) -> Tensor:
    weights, biases = attribute(model, "coefs_"), attribute(model, "intercepts_")
    if model.activation not in ("relu", "identity"):
        raise InvalidNetworkError(
            f"its activation {model.activation!r} is not piecewise linear: fit the "
            f"{type(model).__name__} with activation='relu'"
        )
    if type(model).__name__ == "MLPRegressor" and attribute(model, "out_activation_") != "identity":
        raise InvalidNetworkError(
            f"its outputs pass through {model.out_activation_!r}, which is not piecewise linear: "
            "fit the MLPRegressor with loss='squared_error'"
        )
    for i, (matrix, bias) in enumerate(zip(weights, biases, strict=True)):
        x = ops.linear(x, np.asarray(matrix).T, bias)
        if model.activation == "relu" and i < len(weights) - 1:
            x = ops.relu(x)
    return x


def _intercept(model: Any) -> Any:
    """Return the intercept of each output; where none was fitted it is one zero for all."""
    outputs = len(np.atleast_2d(array(model, "coef_")))
    return np.broadcast_to(array(model, "intercept_"), (outputs,))
