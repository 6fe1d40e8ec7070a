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


def imported(source: str, known: set[str]) -> Iterator[str]:
    """Yield every module of the package that a source imports, wherever the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in known else node.module for name in whole)


def circle(sources: Mapping[str, str], root: str) -> list[str]:
    """Return the modules of one circle; empty where there is none."""
    known = set(sources)
    graph = {name: set(imported(source, known)) & known - {name, root} for name, source in sources.items()}
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
