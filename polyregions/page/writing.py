"""Writing the page of a network with two inputs."""

from __future__ import annotations

from polyregions.arithmetic import exact_rational, nearest_float
from polyregions.complexes import RegionComplex, regions
from polyregions.errors import InvalidDomainError
from polyregions.interface import option
from polyregions.networks import Network, check_network
from polyregions.page.content import page_content
from polyregions.page.document import page_document
from polyregions.polytopes import HPolytope
from polyregions.readers import PathLike, domain_to_json, write_text

__all__ = ["check_is_plane", "page_text", "write_page"]

_LONGEST_NUMBER = 20


def write_page(
    subject: RegionComplex | Network,
    path: PathLike,
    *,
    title: str | None = None,
    boundary: bool = True,
) -> None:
    """Write the regions of a network with two inputs as an interactive page, one HTML file.

    The page needs a browser and nothing else: no connection, no other file. It shows the partition,
    to pan and to zoom, and of each region the pattern, the affine map, the size, the neighbours and
    the vertices, all exact; it finds patterns, and merges the regions by each definition.

    Parameters
    ----------
    subject
        A complex of two inputs, or a network, whose regions on its own domain are found first.
    path
        The file; it appears whole or not at all. The same complex makes the same bytes.
    title
        The page's heading; omitted: the network's name or its widths.
    boundary
        Whether to find where the largest output changes, or the sign of a single one; for many
        regions this takes as long as all the rest.

    Raises
    ------
    InvalidDomainError
        If the network has not two inputs.
    PolyregionsError
        If the file cannot be written.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import polyregions as pr
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = pathlib.Path(folder, "regions.html")
    ...     write_page(pr.montufar(inputs=2, width=4, depth=3), target)
    ...     target.read_text(encoding="utf-8").splitlines()[0]
    '<!doctype html>'
    """
    write_text(path, [page_text(subject, title=title, boundary=boundary)])


def page_text(
    subject: RegionComplex | Network, *, title: str | None = None, boundary: bool = True
) -> str:
    """Return what :func:`write_page` writes.

    Parameters
    ----------
    subject, title, boundary
        As for :func:`write_page`.

    Raises
    ------
    InvalidDomainError
        If the network has not two inputs.

    Examples
    --------
    >>> import polyregions as pr
    >>> page_text(pr.montufar(inputs=2, width=4, depth=2)).count("<script")
    2
    """
    network = subject.network if isinstance(subject, RegionComplex) else subject
    check_is_plane(network)
    complex = subject if isinstance(subject, RegionComplex) else regions(subject)
    name = network.name or f"network {network.widths_text}"
    heading = title if title is not None else f"Regions of {name}"
    return page_document(heading, _summary(complex), page_content(complex, boundary))


def check_is_plane(network: Network) -> None:
    """Check that a network has two inputs.

    Parameters
    ----------
    network
        The network of which a page is to be made.

    Raises
    ------
    InvalidDomainError
        If it has not.
    """
    check_network(network)
    if network.inputs != 2:
        raise InvalidDomainError(
            f"the network has {network.inputs} input{'s' * (network.inputs != 1)}, and a page "
            f"shows a plane: give a network with two, such as a slice, made by "
            f"{option('network.restrict', '--slice')}"
        )


def _summary(complex: RegionComplex) -> str:
    network = complex.network
    units = sum(network.pattern_sizes)
    return (
        f"widths {network.widths_text}, {units} ReLU unit{'s' * (units != 1)}, "
        f"domain {_domain_text(complex.domain)}"
    )


def _domain_text(domain: HPolytope) -> str:
    """Return a domain in a few words.

    Examples
    --------
    >>> from polyregions.polytopes import box, simplex, whole_space
    >>> _domain_text(box([0, -1], [1, "1/3"]))
    '[0, 1] × [-1, 1/3]'
    >>> _domain_text(whole_space(2)), _domain_text(simplex(2))
    ('the plane', '3 inequalities')
    """
    if not domain.rows:
        return "the plane"
    value = domain_to_json(domain)
    if not isinstance(value, list):
        return f"{len(domain.rows)} inequalit{'ies' if len(domain.rows) > 1 else 'y'}"
    return " \N{MULTIPLICATION SIGN} ".join(
        f"[{_number(low)}, {_number(high)}]" for low, high in value
    )


def _number(value: int | float | str) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST_NUMBER else f"≈ {nearest_float(exact_rational(value)):.6g}"
