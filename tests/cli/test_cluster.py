"""Commands whose work a cluster does: what goes wrong is one line."""

import socket
import sys

import pytest

import polyregions as pr
from tests.helpers.extras import require_packages


@pytest.fixture
def net(folder):
    pr.write_network(pr.montufar(inputs=2, width=4, depth=3), "net.json")
    return "net.json"


def test_without_dask_it_says_what_to_install(run, net, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    for words in (
        ("count", net),
        ("verify", net),
        ("graph", net, "-o", "graph.json"),
        ("ternary-maximum", "2"),
        ("random-ensemble", "--widths", "4"),
    ):
        outcome = run(*words, "--dask", "tcp://127.0.0.1:8786")
        assert outcome.is_one_line_error(), words
        assert "install it by pip install 'polyregions[dask]'" in outcome.err


def test_a_cluster_is_for_a_network(run, folder):
    outcome = run("verify", "--all", "--dask", "tcp://127.0.0.1:8786")
    assert outcome.is_one_line_error()
    assert "--workers, --dask and --max-regions are for a NETWORK: leave them out" in outcome.err


@pytest.mark.slow
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "foo://x", ""])
def test_where_nobody_answers(run, net, monkeypatch, address):
    require_packages("distributed")
    monkeypatch.setattr("polyregions.cli.cluster._SECONDS", 0.3)
    outcome = run("count", net, "--dask", address)
    assert outcome.is_one_line_error(), outcome
    assert f"no scheduler of dask answers at {address!r}: give the address" in outcome.err


@pytest.mark.slow
def test_what_accepts_a_connection_and_says_nothing(run, net, monkeypatch):
    require_packages("distributed")
    monkeypatch.setattr("polyregions.cli.cluster._SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        outcome = run("count", net, "--dask", address)
    assert outcome.is_one_line_error(), outcome
    assert f"no scheduler of dask answers at {address!r}: give the address" in outcome.err
