"""Who may know whom: a room imports from the rooms below it, never from those above."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

KAMLIB = Path(__file__).parents[2] / "kamlib"

#: What each room must not import: what is built upon it.
ABOVE = {
    "words": {"tables", "value", "classify", "figures", "findings", "reports", "course", "commands", "datasets",
              "world", "accounts", "client", "contribution", "requirements", "rates", "cli"},
    "tables": {"client", "datasets", "contribution", "requirements", "value", "classify", "figures", "findings",
               "reports", "course", "commands", "world", "cli"},
    "value": {"classify", "keep", "figures", "findings", "reports", "course", "commands", "datasets", "tables",
              "words", "client", "contribution", "requirements", "rates", "world", "cli"},
    "classify": {"keep", "figures", "findings", "reports", "course", "commands", "datasets", "tables", "words",
                 "client", "contribution", "requirements", "rates", "world", "cli"},
    "keep": {"figures", "findings", "reports", "course", "commands", "datasets", "tables", "words", "client",
             "contribution", "requirements", "rates", "world", "cli"},
    "figures": {"findings", "reports", "course", "commands", "datasets", "client", "world", "cli"},
    "findings": {"reports", "course", "commands", "datasets", "world", "cli"},
    "reports": {"course", "commands", "world", "cli"},
    "datasets": {"figures", "findings", "reports", "course", "commands", "cli"},
    "world": {"figures", "findings", "reports", "course", "commands", "cli"},
    "course": {"commands", "cli"},
    "periods": {"words", "tables", "value", "classify", "client"},
    "windowed": {"words", "tables", "value", "classify", "client", "accounts"},
    "likedays": {"words", "tables", "value", "classify", "client"},
    "equal": {"words", "tables", "value", "classify", "client"},
    "accounts": {"words", "tables", "value", "classify", "client", "contribution", "requirements"},
    "client": {"tables", "datasets", "contribution", "requirements", "rates", "value", "classify", "figures",
               "findings", "reports", "course", "commands"},
    "contribution": {"tables", "datasets", "client", "requirements", "rates", "value", "classify", "figures",
                     "findings", "reports", "course", "commands"},
    "requirements": {"tables", "datasets", "contribution", "client", "rates", "value", "classify", "figures",
                     "findings", "reports", "course", "commands"},
    "rates": {"tables", "datasets", "contribution", "client", "requirements", "value", "classify", "figures",
              "findings", "reports", "course", "commands"},
}  # fmt: skip

#: Edges upwards that stand for a reason. All but the first lie within a function: the module is loaded without.
ALLOWED = {
    ("tables/assemble.py", "client"): "puts a client together from its tables: the one end of reading",
    ("tables/assemble.py", "datasets"): "a source may be the name of a data set",
    ("client.py", "tables"): "load, the face, reads; a client itself knows no file",
    ("client.py", "contribution"): "accounts carry what the tables say of serving; the functions take any client",
    ("client.py", "requirements"): "has() answers for time as for columns",
    ("client.py", "rates"): "load takes a policy as a file or a mapping",
    ("contribution.py", "value"): "what follows the money is a wing's; here it is joined to accounts",
    ("contribution.py", "requirements"): "whether serving can be computed is told in one place",
    ("contribution.py", "rates"): "rates of a policy stand in for columns",
    ("requirements.py", "rates"): "rates of a policy stand in for columns",
    ("requirements.py", "tables"): "a column is named as the schema names it",
    ("rates.py", "value"): "the policy that rates are read into is the wing's",
}
LAZY = [edge for edge in ALLOWED if edge != ("tables/assemble.py", "client")]


def imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the names imported while running, with their lines; what only the type checker reads is none."""
    typing = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing:
            continue
        if isinstance(node, ast.ImportFrom) and node.module in ("kamlib", "kamlib.tables"):
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kamlib."):
            yield str(node.module), node.lineno
        elif isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names if alias.name.startswith("kamlib."))


def edges(room: str) -> list[tuple[str, str]]:
    """List what the files of a room import from other rooms: file with line, and the other room."""
    place = KAMLIB / room
    files = sorted(place.rglob("*.py")) if place.is_dir() else [KAMLIB / f"{room}.py"]
    found = []
    for file in files:
        for name, line in imports(ast.parse(file.read_text("utf-8"))):
            other = name.split(".")[1]
            if other != room:
                found.append((f"{file.relative_to(KAMLIB).as_posix()}:{line}", other))
    return found


@pytest.mark.parametrize("room", sorted(ABOVE))
def test_no_room_imports_what_is_built_upon_it(room: str) -> None:
    upwards = [
        f"{where} imports {other}"
        for where, other in edges(room)
        if other in ABOVE[room] and (where.partition(":")[0], other) not in ALLOWED
    ]
    assert upwards == []


def test_every_room_is_looked_at_and_found() -> None:
    assert len(edges("findings")) > 50
    assert {p.name for p in KAMLIB.iterdir() if (p / "__init__.py").exists()} - set(ABOVE) == {"commands"}


@pytest.mark.parametrize(("file", "room"), LAZY)
def test_an_allowed_edge_lies_within_a_function(file: str, room: str) -> None:
    top = ast.Module([n for n in ast.parse((KAMLIB / file).read_text("utf-8")).body if not holds_code(n)], [])
    assert room not in {name.split(".")[1] for name, _line in imports(top)}


def holds_code(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef | ast.ClassDef)


def test_what_is_allowed_is_still_needed() -> None:
    there = {(where.partition(":")[0], other) for room in ABOVE for where, other in edges(room)}
    assert set(ALLOWED) <= there
