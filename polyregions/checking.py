"""The front door for properties: from a network and a property, or its file, to the verdict."""

from __future__ import annotations

import os
from concurrent.futures import Executor
from typing import Any

from polyregions.arithmetic import exact_vector
from polyregions.errors import InvalidDomainError, UnknownOptionError, short
from polyregions.networks import Network, check_network
from polyregions.progress import Progress
from polyregions.questions import (
    Confirmation,
    Property,
    Verdict,
    check_dimensions,
    confirmed,
    counted,
    searched,
)
from polyregions.readers import read_counterexample, read_property
from polyregions.refinement import Execution
from polyregions.runs import RunFolder, check_in_folder

__all__ = ["check_property", "confirm_counterexample"]


def check_property(
    network: Network,
    property: Property | str | os.PathLike[str],
    *,
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    max_regions: int | None = None,
    max_seconds: float | None = None,
    run: RunFolder | str | os.PathLike[str] | None = None,
) -> Verdict:
    """Decide whether a property of a network holds, exactly, or find a counterexample.

    Where inputs are fixed, or tied to each other by equations, the network is taken on the slice
    that they leave. First some cheap points are tried; then the regions are searched, cells on
    which no case can be satisfied being dropped whole, until one holds a counterexample. What is
    decided is decided in rationals: strict inequalities are strict, and a counterexample on the
    boundary of regions, however thin, is found.

    Parameters
    ----------
    network
        The network. Its own domain plays no part: the property says which inputs are meant, all of
        R^n0 where it says nothing of them.
    property
        The property, or the path of its file in the format VNN-LIB.
    engine, progress, workers, executor, retries, max_seconds
        As for :func:`polyregions.regions`.
    max_regions
        Stop once more regions than this are visited.
    run
        The path of a folder, or a :class:`polyregions.RunFolder`: what is found stays there, the
        same call goes on after whatever has ended it, and processes on any number of machines work
        together that are given the same folder. By engine "vertices"; cells dropped are not
        counted then. Where a cheap point is a counterexample, no folder is made.

    Returns
    -------
    Holds
        There is no counterexample. It is true.
    Violated
        With a counterexample. It is false.
    Unknown
        A budget ended the search; asking whether it is true raises TypeError.

    Raises
    ------
    FileFormatError
        If the file is no property.
    InvalidNetworkError
        If the property is about other numbers of inputs or outputs than the network has.
    OutOfTime
        If the time of a :func:`polyregions.time_limit` around it is up, and no budget is given.
    UnknownOptionError
        If the engine is unknown, a number is out of range, or the executor is none or shut down.

    Notes
    -----
    The search has a unit more for each constraint on outputs, so that in a region each of them has
    one sign. In the worst case all regions are visited, see :func:`polyregions.regions`.

    References
    ----------
    G. Katz, C. Barrett, D. Dill, K. Julian, M. Kochenderfer, "Reluplex: an efficient SMT solver for
    verifying deep neural networks", 2017, where deciding such properties is shown NP-complete.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], activation="identity")])
    >>> print(pr.check_property(net, pr.Property.always([[-1, 1]], [[1]], [1])))
    holds: 2 regions visited
    >>> print(pr.check_property(net, pr.Property.always([[-1, 1]], [[1]], ["1/2"])))
    violated: at the input (...) the outputs are (...); 0 regions visited
    """
    check_network(network)
    execution = Execution(engine, progress, workers, executor, max_regions, max_seconds, retries)
    asked = _property(property)
    if run is not None:
        return check_in_folder(network, asked, execution, RunFolder.of(run))
    return searched(network, asked, execution)


def confirm_counterexample(
    network: Network,
    property: Property | str | os.PathLike[str],
    point: Any,
) -> Confirmation:
    """Confirm or refute exactly that an input is a counterexample, as found in floats elsewhere.

    Parameters
    ----------
    network, property
        As for :func:`check_property`.
    point
        n0 exact numbers of any kind; or a text or the path of a file, as :func:`read_point` takes
        them, such as a counterexample ``((X_0 0.1) ... (Y_0 2.5) ...)`` that a verifier has
        written, whose outputs are then compared with the exact ones.

    Returns
    -------
    Confirmation
        True where the input, as it is written, is a counterexample.

    Raises
    ------
    FileFormatError, InvalidDomainError, InvalidNumberError
        If the point is none, or has another number of coordinates.
    InvalidNetworkError
        If the property is about other numbers of inputs or outputs than the network has.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], activation="identity")])
    >>> print(pr.confirm_counterexample(net, pr.Property.always([[-1, 1]], [[1]], [1]), [1.0]))
    refuted: the input is no counterexample, neither as written nor rounded to float32
    outputs (1)
    violated: Y_0 > 1, by 0
    """
    check_network(network)
    asked = _property(property)
    check_dimensions(network, asked)
    stated = None
    if isinstance(point, (str, os.PathLike)):
        exact, stated = read_counterexample(point, network.inputs, network.outputs)
    else:
        exact = exact_vector(point, "the point")
    if len(exact) != network.inputs:
        raise InvalidDomainError(
            f"the point has {counted(len(exact), 'coordinate')} where the network "
            f"takes {counted(network.inputs, 'input')}: give one for each"
        )
    return confirmed(network, asked, exact, stated)


def _property(property: Property | str | os.PathLike[str]) -> Property:
    if isinstance(property, Property):
        return property
    if not isinstance(property, (str, os.PathLike)):
        raise UnknownOptionError(
            f"the property is {short(property)}: give a Property, or the path of its file"
        )
    return read_property(property)
