"""A limit of time ends a page wherever it has come to, and leaves no file behind."""

import polyregions as pr
from polyregions.complexes import RegionComplex
from tests.helpers.clocks import stopped_everywhere


def test_pages(tmp_path):
    found = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
    path = tmp_path / "regions.html"
    left = []

    def written():
        path.unlink(missing_ok=True)
        complex = RegionComplex(found.network, found.domain, found.engine, found.enumeration)
        try:
            pr.write_page(complex, path)
        finally:
            left.append(len(list(tmp_path.iterdir())))
        return path.read_text(encoding="utf-8")

    assert stopped_everywhere(written, fewest=20, most=80).startswith("<!doctype html>")
    assert set(left) == {0, 1}
