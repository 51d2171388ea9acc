"""The torch package, an optional one, imported when it is first used."""

from __future__ import annotations

from typing import Any

from polyregions.errors import PolyregionsError

__all__ = ["torch_package"]


def torch_package() -> Any:
    """Return the module ``torch``.

    Raises
    ------
    PolyregionsError
        If it is not installed.
    """
    try:
        import torch
    except ImportError as error:
        raise PolyregionsError(
            "torch is missing: install it by pip install 'polyregions[torch]'"
        ) from error
    return torch
