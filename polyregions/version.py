"""The version of the package, which files name as their writer."""

__all__ = ["__version__"]

__version__ = "0.2.0"
