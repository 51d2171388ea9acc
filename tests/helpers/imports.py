"""Which files of a package import which, and the circles among them."""

import ast
from pathlib import Path


def import_graph(root):
    """Return, for every module below a package's folder, the modules of the package it imports.

    Every import counts: those at the top of a file, in functions and for types alone.
    ``from package import name`` leads to the module ``package.name`` where that is one, and else
    to the ``__init__`` of the package, so a file that takes a name from a package that takes it
    from that file lies on a circle.
    """
    root = Path(root)
    files = {module_name(root, path): path for path in sorted(root.rglob("*.py"))}
    return {
        name: {target for target in _imported(path, files) if target != name}
        for name, path in files.items()
    }


def module_name(root, path):
    """Return the dotted name of a file; that of a package is its ``__init__``'s."""
    parts = path.relative_to(root.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def circles(graph):
    """Return the strongly connected components of at least two modules, sorted (Tarjan, 1972)."""
    number, lowest, path, found = {}, {}, [], []

    def visit(module):
        number[module] = lowest[module] = len(number)
        path.append(module)
        for other in graph[module]:
            if other not in number:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in path:
                lowest[module] = min(lowest[module], number[other])
        if lowest[module] == number[module]:
            component = path[path.index(module) :]
            del path[path.index(module) :]
            if len(component) > 1:
                found.append(sorted(component))

    for module in graph:
        if module not in number:
            visit(module)
    return sorted(found)


def _imported(path, files):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in files)
        elif isinstance(node, ast.ImportFrom) and node.module in files:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in files else node.module
