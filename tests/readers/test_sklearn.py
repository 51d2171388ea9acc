"""Models of scikit-learn: exact values, their own floats within error bounds, classes, refusals."""

import copy
import inspect
import subprocess
import sys
import warnings
from fractions import Fraction

import numpy as np
import pytest

import polyregions as pr
from polyregions.errors import InvalidDomainError, InvalidNetworkError, InvalidNumberError
from polyregions.readers.sklearn.predictors import LINEAR
from tests.helpers.cases import each
from tests.helpers.running_errors import Running

sklearn = pytest.importorskip("sklearn")

from sklearn import (
    decomposition,
    discriminant_analysis,
    feature_selection,
    linear_model,
    model_selection,
    svm,
)
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MaxAbsScaler,
    MinMaxScaler,
    PolynomialFeatures,
    RobustScaler,
    StandardScaler,
)

FEATURES = 4
RANDOM = np.random.default_rng(5)
X = RANDOM.normal(loc=[0, 1, -2, 3], scale=[1, 2, 0.5, 1], size=(60, FEATURES))
ONE = X[:, 0] * X[:, 1] - X[:, 2]
SEVERAL = np.stack([ONE, X[:, 3] - X[:, 0]], axis=1)
BINARY = (ONE > 2).astype(int)
CLASSES = np.array(["a", "b", "c"])[np.digitize(ONE, [1, 4])]
LABELS = (SEVERAL > 2).astype(int)
POINTS = RANDOM.normal(loc=[0, 1, -2, 3], scale=[2, 3, 1, 2], size=(200, FEATURES))


def mlp(kind=MLPRegressor, hidden=(6, 5), **options):
    return kind(hidden_layer_sizes=hidden, max_iter=40, random_state=1, **options)


def fitted(model, target):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return clone(model).fit(X, target)


REGRESSORS = {
    "MLP": (mlp(), ONE),
    "MLP of several": (mlp(), SEVERAL),
    "MLP of identities": (mlp(activation="identity"), ONE),
    "MLP without hidden units": (mlp(hidden=()), ONE),
    "standard": (make_pipeline(StandardScaler(), mlp()), ONE),
    "standard without mean": (make_pipeline(StandardScaler(with_mean=False), mlp()), ONE),
    "standard without scale": (make_pipeline(StandardScaler(with_std=False), mlp()), ONE),
    "between": (make_pipeline(MinMaxScaler(), mlp()), ONE),
    "clipped": (make_pipeline(MinMaxScaler((-1, 0.5), clip=True), mlp()), ONE),
    "at most one": (make_pipeline(MaxAbsScaler(), mlp()), ONE),
    "clipped at one": (make_pipeline(MaxAbsScaler(clip=True), mlp()), ONE),
    "robust": (make_pipeline(RobustScaler(), mlp()), ONE),
    "robust, shifted": (make_pipeline(RobustScaler(with_scaling=False), mlp()), ONE),
    "robust, scaled": (make_pipeline(RobustScaler(with_centering=False), mlp()), ONE),
    "components": (make_pipeline(StandardScaler(), decomposition.PCA(3), mlp()), ONE),
    "whitened": (make_pipeline(decomposition.PCA(3, whiten=True), mlp()), SEVERAL),
    "singular vectors": (make_pipeline(decomposition.TruncatedSVD(2), mlp()), ONE),
    "some features": (make_pipeline(feature_selection.SelectKBest(k=2), mlp()), BINARY),
    "steps that do nothing": (
        Pipeline([("a", "passthrough"), ("b", FunctionTransformer()), ("c", None), ("d", mlp())]),
        ONE,
    ),
    "pipeline in a pipeline": (
        make_pipeline(make_pipeline(StandardScaler(), MinMaxScaler(clip=True)), mlp()),
        ONE,
    ),
    "linear": (linear_model.LinearRegression(), ONE),
    "linear of several": (linear_model.LinearRegression(fit_intercept=False), SEVERAL),
    "ridge": (make_pipeline(StandardScaler(), linear_model.Ridge()), SEVERAL),
    "lasso": (linear_model.Lasso(0.1), ONE),
    "stochastic": (make_pipeline(StandardScaler(), linear_model.SGDRegressor(random_state=0)), ONE),
    "Huber": (linear_model.HuberRegressor(max_iter=1000), ONE),
    "linear support": (svm.LinearSVR(random_state=0), ONE),
    "target": (TransformedTargetRegressor(mlp(), transformer=StandardScaler()), ONE),
    "targets": (TransformedTargetRegressor(mlp(), transformer=MinMaxScaler()), SEVERAL),
    "target of largest": (TransformedTargetRegressor(mlp(), transformer=MaxAbsScaler()), ONE),
    "robust target": (TransformedTargetRegressor(mlp(), transformer=RobustScaler()), ONE),
    "same target": (TransformedTargetRegressor(mlp()), ONE),
    "searched": (
        model_selection.GridSearchCV(mlp(), {"hidden_layer_sizes": [(3,), (4,)]}, cv=2),
        ONE,
    ),
}

CLASSIFIERS = {
    "binary MLP": (mlp(MLPClassifier), BINARY),
    "MLP": (mlp(MLPClassifier), CLASSES),
    "labels": (mlp(MLPClassifier), LABELS),
    "scaled MLP": (make_pipeline(StandardScaler(), mlp(MLPClassifier)), CLASSES),
    "logistic": (linear_model.LogisticRegression(), CLASSES),
    "binary logistic": (linear_model.LogisticRegression(), BINARY),
    "stochastic": (
        make_pipeline(StandardScaler(), linear_model.SGDClassifier(random_state=0)),
        CLASSES,
    ),
    "linear support": (svm.LinearSVC(random_state=0, max_iter=5000), BINARY),
    "ridge": (linear_model.RidgeClassifier(), CLASSES),
    "perceptron": (linear_model.Perceptron(fit_intercept=False), CLASSES),
    "discriminant": (discriminant_analysis.LinearDiscriminantAnalysis(), CLASSES),
}


def running(model, x):
    """Follow a model's own formulas, as its documentation says them, in exact numbers."""
    name = type(model).__name__
    if model in (None, "passthrough") or name == "FunctionTransformer":
        return x
    if name == "GridSearchCV":
        return running(model.best_estimator_, x)
    if name == "Pipeline":
        for _, step in model.steps:
            x = running(step, x)
        return x
    if name == "TransformedTargetRegressor":
        return inverse(model.transformer_, running(model.regressor_, x))
    if name.startswith("MLP"):
        *hidden, last = zip(model.coefs_, model.intercepts_, strict=True)
        for weights, bias in hidden:
            x = x.linear(weights.T, bias)
            x = x.clipped(low=0) if model.activation == "relu" else x
        return x.linear(last[0].T, last[1])
    if name == "StandardScaler":
        x = x.minus(model.mean_) if model.with_mean else x
        return x.over(model.scale_) if model.with_std else x
    if name == "MinMaxScaler":
        x = x.times(model.scale_).plus(model.min_)
        return x.clipped(*model.feature_range) if model.clip else x
    if name == "MaxAbsScaler":
        x = x.over(model.scale_)
        return x.clipped(-1, 1) if model.clip else x
    if name == "RobustScaler":
        x = x.minus(model.center_) if model.with_centering else x
        return x.over(model.scale_) if model.with_scaling else x
    if name == "PCA":
        # The model subtracts the projected mean: as floats it errs as a sum of twice the terms.
        rows = np.hstack([model.components_, -model.components_])
        both = Running(x.values + Running.of(model.mean_).values, x.errors * 2)
        x = both.linear(rows, [0] * len(rows))
        return x.over(np.sqrt(model.explained_variance_)) if model.whiten else x
    if name == "TruncatedSVD":
        return x.linear(model.components_, [0] * len(model.components_))
    if name == "SelectKBest":
        chosen = model.get_support(indices=True)
        return Running([x.values[i] for i in chosen], [x.errors[i] for i in chosen])
    coefficients = np.atleast_2d(model.coef_)
    constants = np.atleast_1d(model.intercept_)
    return x.linear(coefficients, np.resize(constants, len(coefficients)))


def inverse(model, y):
    name = type(model).__name__
    if name == "FunctionTransformer":
        return y
    if name == "StandardScaler":
        return y.times(model.scale_).plus(model.mean_)
    if name == "RobustScaler":
        return y.times(model.scale_).plus(model.center_)
    if name == "MaxAbsScaler":
        return y.times(model.scale_)
    return y.minus(model.min_).over(model.scale_)


def own_values(model, points):
    """Return what a classifier compares, in its own floats."""
    if isinstance(model, Pipeline):
        return own_values(model[-1], model[:-1].transform(points))
    if isinstance(model, MLPClassifier):
        raw = copy.copy(model)
        raw.out_activation_ = "identity"
        return raw._forward_pass_fast(points)
    return model.decision_function(points)


def check_against_itself(model, own):
    network = pr.from_sklearn(model)
    assert network.inputs == FEATURES
    computed = own.reshape(len(own), -1)
    for x, values in zip(POINTS[:15], computed, strict=False):
        expected = running(model, Running.of(x))
        assert network.exact(x) == tuple(expected.values)
        for value, number, error in zip(values, expected.values, expected.errors, strict=True):
            assert abs(Fraction(float(value)) - number) <= error
            assert error < Fraction(1, 10**9)
    assert np.allclose(network(POINTS), computed, rtol=1e-9, atol=1e-9)
    return network


@each("model, target", REGRESSORS.values(), ids=list(REGRESSORS))
def test_regressors_predict_the_networks_values(model, target):
    model = fitted(model, target)
    network = check_against_itself(model, model.predict(POINTS))
    assert network.outputs == np.atleast_2d(target.T).shape[0]


@each("model, target", CLASSIFIERS.values(), ids=list(CLASSIFIERS))
def test_classifiers_compare_the_networks_values(model, target):
    model = fitted(model, target)
    network = check_against_itself(model, own_values(model, POINTS))
    values = network(POINTS)
    if network.outputs == 1:
        predicted = model.classes_[(values[:, 0] > 0).astype(int)]
    elif target.ndim == 1:
        predicted = model.classes_[values.argmax(axis=1)]
    else:
        predicted = (values > 0).astype(int)
    assert predicted.tolist() == model.predict(POINTS).tolist()


def linear_models():
    """Return the linear models that are read, by name, with a target that suits them."""
    modules = (linear_model, svm, discriminant_analysis)
    kinds = {name: getattr(m, name) for m in modules for name in m.__all__ if name in LINEAR}
    assert set(LINEAR) - set(kinds) <= {"PassiveAggressiveClassifier", "PassiveAggressiveRegressor"}
    for name, kind in kinds.items():
        several = SEVERAL if name.startswith("MultiTask") else ONE
        yield name, kind, CLASSES if hasattr(kind, "decision_function") else several


@each("name, kind, target", linear_models())
def test_every_linear_model_is_read(name, kind, target):
    seeded = "random_state" in inspect.signature(kind).parameters
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = kind(random_state=0) if seeded else kind()
        model.fit(StandardScaler().fit_transform(X), target)
    is_classifier = hasattr(model, "decision_function")
    own = own_values(model, POINTS) if is_classifier else model.predict(POINTS)
    check_against_itself(model, own)


def test_the_units_of_an_mlp_are_those_of_the_network():
    model = fitted(make_pipeline(StandardScaler(), mlp()), ONE)
    network = pr.from_sklearn(model)
    assert network.widths == (4, 6, 5, 1)
    hidden, _, _ = (layer.float_weights for layer in pr.from_sklearn(model[-1]).layers)
    scaled = model[:-1].transform(POINTS)
    active = scaled @ model[-1].coefs_[0] + model[-1].intercepts_[0] > 0
    assert (network.patterns(POINTS)[:, :6] == active).all()
    assert (hidden == model[-1].coefs_[0].T).all()
    clipped = pr.from_sklearn(fitted(make_pipeline(MinMaxScaler(clip=True), mlp()), ONE))
    assert clipped.pattern_sizes == (8, 6, 5)


def dyadic(shape, generator, denominator=8):
    return generator.integers(-16, 17, size=shape) / denominator


def dyadic_models(generator):
    """Yield models whose numbers are so short that their floats do not round."""
    network = fitted(mlp(hidden=(3, 2)), ONE)
    network.coefs_ = [dyadic(w.shape, generator) for w in network.coefs_]
    network.intercepts_ = [dyadic(b.shape, generator) for b in network.intercepts_]
    standard = StandardScaler().fit(X)
    standard.mean_ = dyadic(FEATURES, generator)
    standard.scale_ = 2.0 ** generator.integers(-2, 3, size=FEATURES)
    between = MinMaxScaler(clip=True).fit(X)
    between.scale_, between.min_ = np.full(FEATURES, 0.5), dyadic(FEATURES, generator)
    target = fitted(TransformedTargetRegressor(mlp(), transformer=StandardScaler()), ONE)
    target.regressor_ = network
    target.transformer_.mean_, target.transformer_.scale_ = np.array([0.25]), np.array([2.0])
    yield from (network, target)
    for scaler in (standard, between):
        yield Pipeline([("scaler", scaler), ("network", network)])


@each("seed", range(12))
def test_where_floats_do_not_round_both_are_equal(seed):
    generator = np.random.default_rng(seed)
    for model in dyadic_models(generator):
        network = pr.from_sklearn(model)
        points = dyadic((20, FEATURES), generator, 4)
        for x, value in zip(points, model.predict(points), strict=True):
            assert network.exact(x) == (Fraction(float(value)),)


def test_floats_of_single_precision_are_exact():
    model = MLPRegressor(hidden_layer_sizes=(3,), max_iter=5, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(X.astype(np.float32), ONE.astype(np.float32))
    weights = model.coefs_[0]
    assert weights.dtype == np.float32
    exact = [[Fraction(float(w)) for w in column] for column in weights.T]
    assert pr.from_sklearn(model).layers[0] == pr.Layer(exact, model.intercepts_[0].tolist())


def test_a_scaler_divides_without_rounding():
    model = fitted(make_pipeline(StandardScaler(), linear_model.LinearRegression()), ONE)
    model[0].mean_, model[0].scale_ = np.array([1.0, 0, 0, 0]), np.array([3.0, 1, 1, 1])
    model[1].coef_, model[1].intercept_ = np.array([1.0, 0, 0, 0]), 0.0
    assert pr.from_sklearn(model).layers == (pr.Layer([["1/3", 0, 0, 0]], ["-1/3"], "identity"),)


def test_transformers_alone_are_read():
    scaler = MinMaxScaler().fit(X)
    network = pr.from_sklearn(scaler, domain=[[0, 1]] * FEATURES, name="scaler")
    assert (network.name, network.widths) == ("scaler", (4, 4))
    assert network.domain == pr.box([0] * FEATURES, [1] * FEATURES)
    steps = make_pipeline(StandardScaler(), decomposition.PCA(2)).fit(X)
    assert np.allclose(pr.from_sklearn(steps)(POINTS), steps.transform(POINTS))
    with pytest.raises(InvalidDomainError, match="dimension 1"):
        pr.from_sklearn(scaler, domain=[[0, 1]])


def test_regions_of_a_pipeline_can_be_counted():
    inputs, target = X[:, :2], ONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = make_pipeline(StandardScaler(), mlp()).fit(inputs, target)
    cells = pr.regions(pr.from_sklearn(model, domain=[[-2, 2], [-2, 4]]))
    assert len(cells) > 3
    for region in list(cells)[:5]:
        x = region.interior_point
        assert region.affine_map(x) == cells.network.exact(x)


class Own(MLPRegressor):
    """A class that somebody has made."""


def ensemble(name):
    return getattr(pytest.importorskip("sklearn.ensemble"), name)


REFUSALS = {
    "not fitted": (lambda: mlp(), "the MLPRegressor has no n_features_in_, so that it is not fi"),
    "step not fitted": (
        lambda: Pipeline([("a", StandardScaler().fit(X)), ("b", mlp())]),
        "the step 'b': the MLPRegressor has no coefs_, so that it is not fitted: call fit first",
    ),
    "scaler not fitted": (
        lambda: Pipeline([("a", StandardScaler()), ("b", fitted(mlp(), ONE))]),
        "the step 'a': the StandardScaler has no scale_, so that it is not fitted",
    ),
    "logistic": (
        lambda: fitted(mlp(activation="logistic"), ONE),
        "its activation 'logistic' is not piecewise linear: fit the MLPRegressor with activation",
    ),
    "tanh": (
        lambda: fitted(make_pipeline(StandardScaler(), mlp(activation="tanh")), ONE),
        "the step 'mlpregressor': its activation 'tanh' is not piecewise linear: fit the MLPReg",
    ),
    "counts": (
        lambda: fitted(mlp(loss="poisson"), np.abs(ONE)),
        "its outputs pass through 'exp', which is not piecewise linear: fit the MLPRegressor wit",
    ),
    "forest": (
        lambda: ensemble("RandomForestRegressor")(2).fit(X, ONE),
        "a RandomForestRegressor is no network: its function jumps, and networks are continuous: "
        "fit an MLPRegressor or MLPClassifier",
    ),
    "powers": (
        lambda: fitted(make_pipeline(PolynomialFeatures(2), mlp()), ONE),
        "the step 'polynomialfeatures': a PolynomialFeatures is no network: its function is not "
        "piecewise linear: apply it before, and read what follows it, or leave it out",
    ),
    "kernel": (lambda: svm.SVC().fit(X, BINARY), "a SVC is no network: its function is not piec"),
    "exponential": (
        lambda: linear_model.PoissonRegressor().fit(X, np.abs(ONE)),
        "a PoissonRegressor is no network: it predicts an exponential, which is not piecewise "
        "linear: fit a model of the logarithm",
    ),
    "python": (
        lambda: fitted(make_pipeline(FunctionTransformer(np.tanh), mlp()), ONE),
        "the step 'functiontransformer': a FunctionTransformer with func is not read",
    ),
    "target by Python": (
        lambda: TransformedTargetRegressor(mlp(), func=np.exp, inverse_func=np.log).fit(X, ONE),
        "a FunctionTransformer with func is not read",
    ),
    "own class": (lambda: Own(max_iter=3).fit(X, ONE), "Own is no class of scikit-learn's own an"),
    "other": (
        lambda: ensemble("VotingRegressor")([("a", mlp(hidden=(2,)))]).fit(X, ONE),
        "a VotingRegressor is not read: read are MLPRegressor, MLPClassifier, linear models",
    ),
    "other step": (
        lambda: fitted(make_pipeline(decomposition.FastICA(2), mlp()), ONE),
        "the step 'fastica': a FastICA is not read: leave it out, or use StandardScaler, MinMax",
    ),
    "a class": (lambda: MLPRegressor, "MLPRegressor, a class, is no fitted model: call it, and"),
    "a text": (lambda: "model.pkl", "a str is no model of scikit-learn: give a fitted one"),
    "nothing": (lambda: None, "a NoneType is no model of scikit-learn: give a fitted one"),
}


@each("make, message", REFUSALS.values(), ids=list(REFUSALS))
def test_what_is_no_network_is_refused_with_the_reason(make, message):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = make()
    with pytest.raises(InvalidNetworkError) as caught:
        pr.from_sklearn(model)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_numbers_must_be_finite():
    model = fitted(mlp(), ONE)
    model.coefs_[0][0, 0] = np.nan
    with pytest.raises(InvalidNumberError, match="must be finite"):
        pr.from_sklearn(model)


def test_reading_needs_no_package():
    code = "import sys, polyregions as pr; pr.from_sklearn; print('sklearn' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
