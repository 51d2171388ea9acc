"""A limit of time ends writing and reading wherever they have come to, with no file left behind."""

import pytest

import polyregions as pr
from polyregions.files import write_tables
from tests.helpers.clocks import stopped_everywhere

CELLS = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
GRAPH = CELLS.graph()
SPACE = pr.regions(pr.montufar(inputs=3, width=6, depth=2))
NETWORK = pr.he_random((2, 3, 1), seed=2)


@pytest.mark.parametrize(
    "write",
    [
        *(lambda path, e=e: pr.write_complex(CELLS, f"{path}.{e}") for e in ("npz", "json")),
        *(lambda path, e=e: pr.write_graph(GRAPH, f"{path}.{e}") for e in ("json", "csv")),
        *(lambda path, e=e: pr.write_graph(GRAPH, f"{path}.{e}") for e in ("graphml", "gexf")),
        *(lambda path, e=e: write_tables(CELLS, f"{path}.{e}", e) for e in ("csv", "parquet")),
        *(lambda path, e=e: pr.write_mesh(CELLS, f"{path}.{e}") for e in ("obj", "ply")),
        lambda path: pr.write_level_set(SPACE, f"{path}.obj", level="1/2"),
    ],
)
def test_writing(tmp_path, write):
    left = set()

    def written():
        for file in tmp_path.iterdir():
            file.unlink()
        try:
            files = write(tmp_path / "out")
        except pr.OutOfTime:
            left.add(len(list(tmp_path.iterdir())))
            raise
        return files

    stopped_everywhere(written, fewest=1, most=20)
    assert left == {0}


@pytest.mark.parametrize("suffix", ["json", "npz", "onnx", "pt"])
def test_reading_networks(tmp_path, suffix):
    """Work that was ended is never called a malformed file."""
    pytest.importorskip({"onnx": "onnx", "pt": "torch"}.get(suffix, "numpy"))
    path = tmp_path / f"net.{suffix}"
    pr.write_network(NETWORK, path)
    assert stopped_everywhere(lambda: pr.read_network(path), most=20) == NETWORK.with_domain(None)


def test_reading_complexes_and_graphs(tmp_path):
    for suffix in ("json", "npz", "parquet"):
        pr.write_complex(CELLS, tmp_path / f"cells.{suffix}")
        read = pr.read_complex
        assert stopped_everywhere(lambda s=suffix: read(tmp_path / f"cells.{s}")) == CELLS  # noqa: B023
    pr.write_graph(GRAPH, tmp_path / "graph.json")
    assert stopped_everywhere(lambda: len(pr.read_graph(tmp_path / "graph.json"))) == 4


def test_reading_from_torch():
    torch = pytest.importorskip("torch")
    module = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))
    read = stopped_everywhere(lambda: pr.from_torch(module, (2,)), most=10)
    assert read.widths == (2, 3, 1)
