"""The house keeps its plan: imports point one way, public names are true, nothing heavy loads."""

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import polyregions
from tests.helpers.cases import each
from tests.helpers.imports import circles, import_graph

PACKAGE = Path(polyregions.__file__).resolve().parent

# Each part may import those in the lines before its own, and itself.
LEVELS = [
    {"errors", "estimates", "interface", "version"},
    {"budgets", "progress"},
    {"workers"},
    {"arithmetic"},
    {"polytopes"},
    {"networks"},
    {"lowering", "constructions", "refinement", "one_dimension"},
    {"complexes"},
    {"questions"},
    {"drawing"},
    {"readers"},
    {"files"},
    {"runs"},
    {"theorems", "plotting", "checking"},  # theorems may keep their results in files
    {"training"},
    {"page"},
    {"cli"},
]
# one_dimension stays an independent witness: it shares no geometry with the engines.
ONE_DIMENSION_MAY_USE = {
    *("budgets", "errors", "interface", "progress", "workers"),
    *("arithmetic", "networks", "one_dimension"),
}

HEAVY = [
    "torch",
    "onnx",
    "matplotlib",
    "plotly",
    "pyarrow",
    "numba",
    "cvxpy",
    "scipy",
    "networkx",
]

# Powers of two stand in error bounds, which are proved where they stand; nowhere else.
ERROR_BOUNDS = ("arithmetic/signs.py", "refinement/vertices/")
# Settings of float solvers whose answers are proved exactly or said to be floats.
SOLVER_SETTINGS = {"polytopes/convex_solver.py": {"1e-12"}}
DECIDING = [
    "arithmetic",
    "polytopes",
    "networks",
    "constructions",
    "refinement",
    "complexes",
    "questions",
]


def modules():
    return sorted(PACKAGE.rglob("*.py"))


@cache
def nodes(path):
    """Return all nodes of the syntax tree of a file."""
    return [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]


def part_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def level_of(part):
    return next(i for i, level in enumerate(LEVELS) if part in level)


def imported_parts(path):
    for node in nodes(path):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names = [node.module]
            if node.module == "polyregions":
                names = [f"polyregions.{alias.name}" for alias in node.names]
        for name in names:
            if name.startswith("polyregions."):
                yield name.split(".")[1]


def imported_packages(path):
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.split(".")[0]


INNER = [p for p in modules() if p.parent != PACKAGE or part_of(p) in LEVELS[0] | LEVELS[1]]


@each("path", INNER, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_to_the_left(path):
    part = part_of(path)
    for other in imported_parts(path):
        allowed = other == part or level_of(other) < level_of(part)
        assert allowed, f"{part} imports {other}"
        if part == "one_dimension":
            assert other in ONE_DIMENSION_MAY_USE
        if part in ("refinement", "constructions"):
            assert other != "one_dimension"


# Insides that may only be reached through the part that they belong to.
PRIVATE = ("polyregions.refinement.lp", "polyregions.refinement.vertices")


def imported_modules(path):
    """Yield the modules of this package that a file imports, names taken for modules where so."""
    names = set(importable())
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in names)
        elif isinstance(node, ast.ImportFrom) and node.module in names:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in names else node.module


def test_no_file_reaches_into_another_part():
    """From outside, a part is what its package and its sub-packages offer, not their modules."""
    for path in INNER:
        for module in imported_modules(path):
            parts = module.split(".")
            if len(parts) < 3 or parts[1] == part_of(path):
                continue
            file = PACKAGE.joinpath(*parts[1:])
            assert file.is_dir(), f"{path} reaches into {module}"
            assert not module.startswith(PRIVATE), f"{path} reaches into {module}"


def test_the_two_engines_share_no_geometry():
    folder = PACKAGE / "refinement"
    for path in (folder / "vertices").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "refinement.lp" not in text, path
    for path in (folder / "lp").rglob("*.py"):
        assert "refinement.vertices" not in path.read_text(encoding="utf-8"), path


@pytest.fixture(scope="module")
def graph():
    return import_graph(PACKAGE)


def test_no_circle_of_files(graph):
    assert len(graph) > 300
    assert circles(graph) == []


def test_no_file_imports_the_package_it_is_in(graph):
    for module, targets in graph.items():
        for target in targets:
            assert not module.startswith(f"{target}."), f"{module} imports {target}"


def test_circles_are_found_however_files_import_each_other(tmp_path):
    files = {
        "__init__": "from house.hall import Hall",
        "attic": "import house.cellar",
        "cellar": "def stairs():\n    from house import attic",
        "hall": "if TYPE_CHECKING:\n    from house.kitchen import Stove",
        "kitchen": "from house import Hall",
        "garden": "from house.hall import Hall",
        "shed/__init__": "",
        "shed/shelf": "from house.shed import spade",
        "shed/spade": "import house.garden",
    }
    for name, text in files.items():
        path = tmp_path / "house" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert circles(import_graph(tmp_path / "house")) == [
        ["house", "house.hall", "house.kitchen"],
        ["house.attic", "house.cellar"],
    ]


def test_no_public_name_is_both_a_module_and_something_else():
    for name in importable():
        package, _, last = name.rpartition(".")
        if package:
            module = importlib.import_module(name)
            found = getattr(importlib.import_module(package), last)
            assert found is module, f"{name} is hidden by a {type(found).__name__}"


def test_only_arithmetic_imports_flint():
    users = {part_of(p) for p in modules() if "flint" in imported_packages(p)}
    assert users == {"arithmetic"}


@pytest.mark.parametrize("module", ["polyregions", "polyregions.cli", "polyregions.plotting"])
def test_nothing_heavy_at_import(module):
    code = f"import sys, {module}; print([m for m in {HEAVY!r} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@cache
def importable():
    names = [name for _, name, _ in pkgutil.walk_packages([str(PACKAGE)], "polyregions.")]
    return ["polyregions", *(name for name in names if not name.endswith("__main__"))]


@each("name", importable())
def test_public_names_exist_once_and_are_documented(name):
    module = importlib.import_module(name)
    assert module.__doc__, f"{name} has no docstring"
    public = getattr(module, "__all__", [])
    assert len(public) == len(set(public))
    for attribute in public:
        value = getattr(module, attribute)
        if inspect.isfunction(value) or inspect.isclass(value):
            assert inspect.getdoc(value), f"{name}.{attribute} has no docstring"


def test_the_top_level_offers_what_it_imports():
    tree = ast.parse((PACKAGE / "public.py").read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert imported == {*polyregions.__all__}
    assert imported < {*dir(polyregions)}


def test_the_version_is_one():
    """It stands in version.py, from where the metadata takes it, and wherever else people look."""
    version = polyregions.__version__
    project = (PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert '\ndynamic = ["version"]\n' in project
    assert '\npath = "polyregions/version.py"\n' in project
    for file, text in {
        "CITATION.cff": f"\nversion: {version}\n",
        "docs/citing.md": f"\n  version = {{{version}}},\n",
    }.items():
        assert text in (PACKAGE.parent / file).read_text(encoding="utf-8")
    changes = (PACKAGE.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changes, re.MULTILINE)[0] == version


def small_constants(path):
    """Return the float constants in (0, 1/1000) of a module and the negative powers, as written."""
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            if 0 < abs(node.value) < 1e-3:
                yield repr(node.value)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            power = ast.unparse(node)
            if re.fullmatch(r"(2|10)(\.0)? \*\* -\d+", power):
                yield power


def is_allowed(constant, module):
    if constant.startswith("2"):
        return module.startswith(ERROR_BOUNDS)
    return constant in SOLVER_SETTINGS.get(module, ())


@each("part", DECIDING)
def test_no_tolerance_stands_in_a_decision(part):
    for path in (PACKAGE / part).rglob("*.py"):
        module = path.relative_to(PACKAGE).as_posix()
        for constant in small_constants(path):
            assert is_allowed(constant, module), f"{module}: {constant}"
        comparisons = r"\b(?:isclose|allclose|atol|rtol)\b"
        assert not re.search(comparisons, path.read_text(encoding="utf-8")), module
