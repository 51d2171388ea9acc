"""Why models of scikit-learn are no networks, and what to do."""

from __future__ import annotations

from typing import Any

from polyregions.errors import InvalidNetworkError
from polyregions.readers.sklearn.fitted import is_estimator, kind_of

__all__ = ["refusal"]

_JUMPS = "its function jumps, and networks are continuous"
_CURVED = "its function is not piecewise linear"
_EXPONENTIAL = "it predicts an exponential, which is not piecewise linear"

_REASONS = {
    **dict.fromkeys(
        [
            *("DecisionTreeClassifier", "DecisionTreeRegressor"),
            *("ExtraTreeClassifier", "ExtraTreeRegressor"),
            *("ExtraTreesClassifier", "ExtraTreesRegressor"),
            *("RandomForestClassifier", "RandomForestRegressor"),
            *("GradientBoostingClassifier", "GradientBoostingRegressor"),
            *("HistGradientBoostingClassifier", "HistGradientBoostingRegressor"),
            *("KNeighborsClassifier", "KNeighborsRegressor"),
            *("Binarizer", "KBinsDiscretizer", "OneHotEncoder", "OrdinalEncoder"),
        ],
        _JUMPS,
    ),
    **dict.fromkeys(
        [
            *("GaussianProcessClassifier", "GaussianProcessRegressor", "KernelRidge"),
            *("SVC", "SVR", "NuSVC", "NuSVR", "GaussianNB", "KernelPCA"),
            *("QuadraticDiscriminantAnalysis", "Normalizer", "PowerTransformer"),
            *("QuantileTransformer", "SplineTransformer", "PolynomialFeatures"),
        ],
        _CURVED,
    ),
    **dict.fromkeys(["PoissonRegressor", "GammaRegressor", "TweedieRegressor"], _EXPONENTIAL),
}


def refusal(model: Any, known: str) -> InvalidNetworkError:
    """Return the error that says why a model is not read.

    Parameters
    ----------
    model
        The model, or a step of a pipeline.
    known
        What is read in its place.
    """
    name = type(model).__name__
    if isinstance(model, type):
        return InvalidNetworkError(
            f"{model.__name__}, a class, is no fitted model: call it, and fit what it returns"
        )
    if not is_estimator(model):
        return InvalidNetworkError(f"a {name} is no model of scikit-learn: give a fitted one")
    kind = kind_of(model)
    if kind is None:
        return InvalidNetworkError(
            f"{name} is no class of scikit-learn's own and may compute anything: give a model of "
            "the class that it is made from"
        )
    reason = _REASONS.get(kind)
    if reason is not None:
        return InvalidNetworkError(f"a {name} is no network: {reason}: {_remedy(model, reason)}")
    return InvalidNetworkError(f"a {name} is not read: {known}")


def _remedy(model: Any, reason: str) -> str:
    """Return what to do about a model, or a step before one, that is no network."""
    if reason == _EXPONENTIAL:
        return "fit a model of the logarithm"
    if hasattr(model, "predict"):
        return "fit an MLPRegressor or MLPClassifier"
    return "apply it before, and read what follows it, or leave it out"
