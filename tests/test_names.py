"""Options that name something: what is no name of them is refused, whatever it is."""

import numpy as np
import pytest

import polyregions as pr
from polyregions import constructions, one_dimension, plotting, readers, theorems
from polyregions.errors import PolyregionsError, check_choice, nearest_name, unknown_choice
from polyregions.theorems.bound_formulas import hinz_van_de_geer_2019_upper
from tests.helpers.cases import each

NETWORK = pr.montufar(inputs=2, width=4, depth=2)
CELLS = pr.regions(NETWORK)
LINE = pr.montufar(inputs=1, width=2, depth=2)
PROPERTY = pr.Property.always([[0, 1], [0, 1]], [[1]], [1])

OPTIONS = {
    "engine of regions": lambda name: pr.regions(NETWORK, engine=name),
    "engine of count_regions": lambda name: pr.count_regions(NETWORK, engine=name),
    "engine of count_many": lambda name: pr.count_many([NETWORK], engine=name),
    "engine of estimate_regions": lambda name: pr.estimate_regions(NETWORK, engine=name),
    "engine of a composition": lambda name: pr.count_by_composition(NETWORK, engine=name),
    "engine of verify_claim": lambda name: pr.verify_claim(NETWORK, engine=name),
    "engine of maximise": lambda name: pr.maximise(NETWORK, 0, engine=name),
    "engine of lipschitz": lambda name: pr.lipschitz(NETWORK, engine=name),
    "engine of check_property": lambda name: pr.check_property(NETWORK, PROPERTY, engine=name),
    "engine of equality": lambda name: theorems.equal_functions(NETWORK, NETWORK, engine=name),
    "definition of a count": lambda name: pr.count_regions(NETWORK, definition=name),
    "definition of many counts": lambda name: pr.count_many([NETWORK], definition=name),
    "definition of a complex": CELLS.count,
    "method of a count": lambda name: pr.count_regions(NETWORK, method=name),
    "method of breakpoints": lambda name: one_dimension.find_breakpoints(LINE, method=name),
    "variant": lambda name: pr.ternary(inputs=2, width=12, depth=3, variant=name),
    "scheme": lambda name: constructions.ternarise(NETWORK, scheme=name),
    "activation": lambda name: constructions.ternarise(NETWORK, intermediate=name),
    "activation of a unit": lambda name: pr.Layer([[1]], None, [name]),
    "activations": lambda name: pr.Layer([[1]], None, name),
    "nodes": lambda name: CELLS.graph(of=name),
    "nodes of a matrix": lambda name: CELLS.adjacency_matrix(of=name),
    "rows": lambda name: CELLS.to_pandas(of=name),
    "attribute": lambda name: CELLS.graph(attributes=[name]),
    "column": lambda name: CELLS.to_pandas(columns=[name]),
    "neighbours of faces": lambda name: CELLS.face_lattice.dual_graph(through=name),
    "attribute of a face": lambda name: CELLS.face_lattice.hasse_diagram([name]),
    "column of faces": lambda name: CELLS.face_lattice.to_pandas(columns=[name]),
    "norm of a distance": lambda name: pr.distance_to_boundary(NETWORK, [0, 0], name, level=0),
    "norm of a constant": lambda name: pr.lipschitz(NETWORK, name),
    "statement": theorems.verify_statement,
    "histogram": lambda name: hinz_van_de_geer_2019_upper(2, [2, 8], name),
    "edges": lambda name: plotting.plot_partition(CELLS, edges=name),
    "plotted nodes": lambda name: plotting.plot_region_graph(CELLS, of=name),
    "type of ONNX": lambda name: readers.to_onnx(NETWORK, name),
}


@each("ask", OPTIONS.values(), ids=list(OPTIONS))
def test_what_is_no_name_is_refused(ask):
    for value in ([1], 3.5, {"a": 1}, b"lp", np.array(["lp", "auto"]), "nonsense", ""):
        with pytest.raises(PolyregionsError) as caught:
            ask(value)
        assert "\n" not in str(caught.value)


MEANT = {
    "engine of regions": ("vertice", "the engine 'vertice' is unknown (did you mean vertices?): "),
    "definition of a count": ("open-conected", "'open-conected' is unknown (did you mean open_c"),
    "norm of a distance": ("L2", "the norm 'L2' is unknown (did you mean l2?): use l1, l2, linf"),
    "variant": ("Slim", "the variant 'Slim' is unknown (did you mean slim?): use paper, relu, sl"),
    "statement": ("theorem-2", "the statement 'theorem-2' is unknown (did you mean theorem-1?): "),
    "activations": ("ReLU", "the activation 'ReLU' is unknown (did you mean relu?): use relu or i"),
    "column": ("volumes", "column 'volumes' is unknown (did you mean volume?): use pattern, "),
}


@each("option", list(MEANT))
def test_what_is_nearly_a_name_is_told_which(option):
    name, message = MEANT[option]
    with pytest.raises(PolyregionsError) as caught:
        OPTIONS[option](name)
    assert message in str(caught.value)


def test_a_choice_is_returned_itself():
    assert check_choice("the engine", pr.Definition.AFFINE, pr.Definition) is pr.Definition.AFFINE
    assert check_choice("the engine", "lp", {"lp": 1, "auto": 2}) == "lp"


def test_remarks_behind_names_are_no_part_of_them():
    known = ["open_connected (4)", "affine (6)"]
    message = str(unknown_choice("the definition", "affin", known))
    assert message.endswith("(did you mean affine?): use open_connected (4) or affine (6)")


def test_what_is_like_no_name_is_told_none():
    assert nearest_name("volume", []) is None
    assert nearest_name("pattern", ["volume", "gradient"]) is None
    assert nearest_name("a" * 101, ["a" * 100]) is None
    assert nearest_name("a" * 100, ["a" * 99 + "b"]) is not None
    assert nearest_name(None, ["None"]) is None
