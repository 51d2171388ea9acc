"""What others' exceptions say, in one line."""

from __future__ import annotations

__all__ = ["first_line"]

_LONGEST = 200


def first_line(error: BaseException) -> str:
    r"""Return the first line of an exception's message, or its type if it has none.

    Examples
    --------
    >>> first_line(ValueError("sizes differ\nin C++ code")), first_line(EOFError())
    ('sizes differ', 'EOFError')
    """
    lines = str(error).splitlines()
    line = lines[0] if lines else ""
    if not line:
        return type(error).__name__
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."
