"""The search for a counterexample, from a network and a property to the verdict."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

from polyregions.budgets import checkpoint, in_time, time_limit
from polyregions.errors import InvalidNetworkError, OutOfTime
from polyregions.networks import Network, check_network
from polyregions.questions.answers import counted
from polyregions.questions.properties.groups import Group, GroupSearch, groups_of, search_of
from polyregions.questions.properties.property import Property
from polyregions.questions.properties.samples import promising_points
from polyregions.questions.properties.verdicts import Holds, Unknown, Verdict, Violated
from polyregions.questions.properties.witnesses import surely_violated, violated_at, with_work
from polyregions.refinement import Execution, Partial, cells_in_reach

__all__ = ["check_dimensions", "searched", "tried"]


def check_dimensions(network: Network, property: Property) -> None:
    """Check that a property is about the inputs and outputs of a network.

    Raises
    ------
    InvalidNetworkError
        If it is about other numbers of them, or there is no network.
    """
    check_network(network)
    n, m = property.inputs, property.outputs
    if (network.inputs, network.outputs) != (n, m):
        raise InvalidNetworkError(
            f"the property is about {counted(n, 'input')} and {counted(m, 'output')} where "
            f"the network has {network.inputs} and {network.outputs}: give a property of this "
            "network"
        )


def _nothing(_: Network) -> None:
    """Let a search begin without a word."""


def searched(
    network: Network,
    property: Property,
    execution: Execution,
    begins: Callable[[Network], None] = _nothing,
) -> Verdict:
    """Search for a counterexample; see :func:`polyregions.check_property`.

    Parameters
    ----------
    network, property, execution
        What is asked of which network, and how the search is carried out.
    begins
        Called with a network before its regions are searched, where cheap points were not enough.

    Raises
    ------
    InvalidNetworkError
        If the property is about other numbers of inputs or outputs.
    OutOfTime
        If the time is up, and the execution has no budget.
    """
    check_dimensions(network, property)
    work = _Work()
    reason = "max_seconds"
    try:
        with time_limit(execution.max_seconds), execution.shown() as running:
            verdict = _verdict(network, property, running, work, begins)
        if not isinstance(verdict, str):
            return verdict
        reason = verdict
    except OutOfTime:
        pass
    if not execution.has_budget:
        raise OutOfTime
    return Unknown(reason, work.visited, work.dropped)


class _Work:
    """What has been done so far."""

    def __init__(self) -> None:
        self.visited = self.dropped = 0


def _verdict(
    network: Network,
    property: Property,
    execution: Execution,
    work: _Work,
    begins: Callable[[Network], None],
) -> Holds | Violated | str:
    """Return the verdict, or why the search has stopped before."""
    groups = groups_of(property)
    found = tried(network, property, groups)
    if found is not None:
        return found
    for group in groups:
        result = _searched(network, property, group, execution, work, begins)
        if isinstance(result, Violated):
            return with_work(result, work.visited, work.dropped)
        if result is not None:
            return result
    return Holds(work.visited, work.dropped)


def tried(network: Network, property: Property, groups: list[Group]) -> Violated | None:
    """Try cheap points of each group; those of a single input come to their end thereby."""
    for group in in_time(groups):
        cases = [property.cases[index] for index in group.cases]
        for point in promising_points(network, group.inputs, cases):
            checkpoint()
            found = violated_at(network, property, point)
            if found is not None:
                return found
    return None


def _searched(
    network: Network,
    property: Property,
    group: Group,
    execution: Execution,
    work: _Work,
    begins: Callable[[Network], None],
) -> Violated | str | None:
    """Search one group; return a counterexample, or why the search has stopped, None at its end."""
    search = search_of(network, property, group)
    if not isinstance(search, GroupSearch):
        return None if search is None else surely_violated(network, property, search)
    if execution.max_regions is not None:
        execution = replace(execution, max_regions=max(0, execution.max_regions - work.visited))
    made = search.made
    begins(made.network)
    with closing(cells_in_reach(made.network, made.domain, execution, search.goal)) as moments:
        for moment in moments:
            if isinstance(moment, Partial):
                return moment.reason
            work.visited += moment.visited
            work.dropped += moment.dropped
            point = None if moment.cells is None else search.point_in(moment.cells)
            if point is not None:
                return surely_violated(network, property, point)
    return None
