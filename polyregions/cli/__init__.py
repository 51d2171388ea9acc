"""The command line: ``polyregions construct | count | graph | verify | info``."""

from polyregions.cli.application import main

__all__ = ["main"]
