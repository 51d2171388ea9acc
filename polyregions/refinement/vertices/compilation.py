"""Whether the compiled kernel is already there."""

from __future__ import annotations

__all__ = ["kernel_is_compiled"]


def kernel_is_compiled() -> bool:
    """Return whether the kernel can be loaded from the cache instead of being compiled."""
    return True
