"""scikit-learn: fitted models and pipelines read as networks."""

from polyregions.readers.sklearn.reading import from_sklearn

__all__ = ["from_sklearn"]
