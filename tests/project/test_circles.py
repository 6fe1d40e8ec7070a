"""No import goes round in a circle: imports inside functions and for the type checker count too."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

KAMLIB = Path(__file__).parents[2] / "kamlib"


def modules(root: Path) -> dict[str, str]:
    """Return the source of each module of a package by its dotted name."""
    found = {}
    for file in root.rglob("*.py"):
        parts = file.relative_to(root.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file.read_text("utf-8")
    return found


def imports(source: str, *, loading: bool) -> Iterator[ast.AST]:
    """Yield the imports of a source: all, or those that run when it is loaded, outside functions."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if loading and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if loading and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif not isinstance(node, ast.expr):  # no expression holds an import
            waiting += ast.iter_child_nodes(node)


def imported(source: str, known: set[str], *, loading: bool) -> Iterator[str]:
    """Yield every module of the package that a source imports."""
    for node in imports(source, loading=loading):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in known else node.module for name in whole)


def above(name: str) -> set[str]:
    """Return the packages that a module lies in; Python loads them first."""
    parts = name.split(".")
    return {".".join(parts[:n]) for n in range(1, len(parts))}


def circle(sources: Mapping[str, str], root: str, *, loading: bool = False) -> list[str]:
    """Return the modules of one circle; empty where there is none.

    On loading count only imports that run then, and with each module the packages that it lies in.
    """
    known = set(sources)
    graph = {}
    for name, source in sources.items():
        there = set(imported(source, known, loading=loading)) & known
        packages = {one for other in there for one in above(other)} - above(name) if loading else set()
        graph[name] = (there | packages) - {name, root}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [str(name) for name in error.args[1]]
    return []


def test_there_is_no_circle() -> None:
    assert circle(modules(KAMLIB), "kamlib") == []


def test_a_circle_inside_a_function_is_found() -> None:
    made = {"p.a": "from p import b", "p.b": "def f():\n    from p.c import x", "p.c": "import p.a"}
    assert set(circle(made, "p")) == {"p.a", "p.b", "p.c"}


def test_every_module_can_be_the_first_that_is_loaded() -> None:
    assert circle(modules(KAMLIB), "kamlib", loading=True) == []


def test_a_circle_through_a_package_is_found_and_one_that_loading_never_meets_is_none() -> None:
    """To load ``p.a.x`` first is to load ``p.b`` for ``p.b.y``, and ``p.b`` asks for ``p.a.x``, not yet there."""
    made = {"p.a": "", "p.a.x": "from p.b.y import Y", "p.b": "from p.b import z", "p.b.y": "Y = 1",
            "p.b.z": "from p.a.x import X"}  # fmt: skip
    assert circle(made, "p") == []
    assert set(circle(made, "p", loading=True)) == {"p.a.x", "p.b", "p.b.z"}
    late = {**made, "p.b.z": "def f():\n    from p.a.x import X"}
    assert circle(late, "p", loading=True) == []
