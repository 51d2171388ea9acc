"""Exact linear regions of ReLU networks.

Into which polytopes does a ReLU network cut its input space? polyregions finds all of them, decides
every question exactly, and returns their counts, polytopes and adjacency graph.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from polyregions.version import __version__ as __version__

if TYPE_CHECKING:
    from polyregions.public import *  # noqa: F403  # its names are those of __all__


def __getattr__(name: str) -> Any:
    """Import all that is public with the first name that is asked for.

    So the program can say what is wrong where a package that it needs cannot be imported.
    """
    if name.startswith("__") and name != "__all__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    public = import_module("polyregions.public")
    globals().update({public_name: getattr(public, public_name) for public_name in public.__all__})
    globals()["__all__"] = public.__all__
    if name not in globals():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return globals()[name]


def __dir__() -> list[str]:
    __getattr__("__all__")
    return sorted(globals())
