"""``polyregions construct``: networks of the literature, written to a file."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions import constructions
from polyregions.cli import options
from polyregions.cli.choices import one_of
from polyregions.cli.commands import SETTINGS, Command, Group
from polyregions.cli.network_facts import network_rows
from polyregions.cli.output import network_output
from polyregions.cli.report import Report, Row
from polyregions.networks import Network
from polyregions.readers import write_network

__all__ = ["application", "he_random", "montufar", "ternary"]

Inputs = Annotated[int, typer.Option("--inputs", help="The dimension n0 of the input space.")]
Width = Annotated[int, typer.Option("--width", help="The units of every hidden layer.")]
Depth = Annotated[int, typer.Option("--depth", help="The layers, output layer included.")]
Outputs = Annotated[int, typer.Option("--outputs", help="The number of outputs.")]

application = typer.Typer(
    cls=Group,
    context_settings=SETTINGS,
    help="Write a network of the literature to a file.",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@application.callback()
def _construct(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


@application.command(cls=Command, name="montufar")
def montufar(
    inputs: Inputs,
    width: Width,
    depth: Depth,
    output: options.OutputPath,
    format: options.NetworkFormatName = None,
    outputs: Outputs = 1,
    as_json: options.AsJson = False,
) -> None:
    """Fold the unit cube p = floor(width / inputs) times along every axis, in every hidden layer.

    The network claims p^(n0 (depth - 1)) linear regions on the unit cube.
    """
    file = network_output(output, format)
    _write(constructions.montufar(inputs, width, depth, outputs), file, format, as_json)


@application.command(cls=Command, name="ternary")
def ternary(
    inputs: Inputs,
    width: Width,
    depth: Depth,
    output: options.OutputPath,
    format: options.NetworkFormatName = None,
    outputs: Outputs = 1,
    variant: Annotated[
        str, one_of("--variant", constructions.VARIANTS, "The variant: {}.")
    ] = "paper",
    as_json: options.AsJson = False,
) -> None:
    """Fold the unit cube with parameters -1, 0 and 1 alone.

    The network claims q^(n0 floor((depth - 1) / 2)) linear regions on the unit cube; in the paper's
    variant q = floor(width / (2 (inputs + 1))).
    """
    file = network_output(output, format)
    _write(constructions.ternary(inputs, width, depth, outputs, variant), file, format, as_json)


@application.command(cls=Command, name="he-random")
def he_random(
    widths: Annotated[
        str,
        typer.Option(
            "--widths", metavar="N0,N1,...,NL", help="All sizes, inputs and outputs included."
        ),
    ],
    output: options.OutputPath,
    format: options.NetworkFormatName = None,
    seed: Annotated[int, typer.Option("--seed", help="The seed of the generator.")] = 0,
    bias_std: Annotated[
        float, typer.Option("--bias-std", help="The standard deviation of the biases.")
    ] = 0.5,
    as_json: options.AsJson = False,
) -> None:
    """Draw a random network: weights N(0, 2 / fan-in), biases N(0, bias-std^2)."""
    file = network_output(output, format)
    sizes = options.widths_of(widths, "3,10,10,1")
    _write(constructions.he_random(sizes, seed, bias_std), file, format, as_json)


def _write(network: Network, path: str, format: str | None, as_json: bool) -> None:
    write_network(network, path, format)
    Report.of(
        Row(None, "output", path),
        *network_rows(network, in_json=True),
        *_claim_rows(network),
        Row("written to", None, path),
    ).show(as_json)


def _claim_rows(network: Network) -> tuple[Row, ...]:
    claim = network.claim
    if claim is None:
        return (Row(None, "claim", None),)
    return (
        Row("claim", "claim", claim.regions),
        Row("formula", None, claim.formula),
        Row("definition", None, claim.definition),
        Row("source", None, claim.source),
    )
