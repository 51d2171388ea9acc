"""``polyregions completion``: a script by which a shell completes commands, options and names."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions.cli.completion_scripts import SCRIPTS
from polyregions.cli.words import places
from polyregions.errors import unknown_choice

__all__ = ["completion"]

ShellName = Annotated[
    str,
    typer.Argument(
        metavar="SHELL",
        help=f"The shell: {', '.join(SCRIPTS)}.",
        show_default=False,
        autocompletion=lambda: list(SCRIPTS),
    ),
]


def completion(context: typer.Context, shell: ShellName) -> None:
    """Print a script by which a shell completes commands, options, and the names that they take.

    Bash looks for it in ~/.local/share/bash-completion/completions/polyregions, zsh in the file
    _polyregions in a folder of $fpath, and fish in ~/.config/fish/completions/polyregions.fish.

    The script knows all words itself, so that nothing is started while you type: write it anew
    after an upgrade.
    """
    if shell not in SCRIPTS:
        raise unknown_choice("the shell", shell, SCRIPTS)
    root = context.find_root()
    print(SCRIPTS[shell](list(places(root, root.command))), end="")
