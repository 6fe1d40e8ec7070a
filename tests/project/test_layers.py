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
              "world", "facts", "book", "client", "contribution", "requirements", "serving_policy", "manage",
              "cli"},
    "tables": {"client", "datasets", "contribution", "requirements", "value", "classify", "figures", "findings",
               "reports", "course", "commands", "manage", "world", "cli"},
    "value": {"classify", "keep", "figures", "findings", "reports", "course", "commands", "datasets", "tables",
              "words", "client", "contribution", "requirements", "serving_policy", "manage", "world", "cli"},
    "classify": {"keep", "figures", "findings", "reports", "course", "commands", "datasets", "tables", "words",
                 "client", "contribution", "requirements", "serving_policy", "manage", "world", "cli"},
    "keep": {"manage", "figures", "findings", "reports", "course", "commands", "datasets", "tables", "words",
             "client", "contribution", "requirements", "serving_policy", "world", "cli"},
    "manage": {"figures", "findings", "reports", "course", "commands", "datasets", "tables", "client", "loading",
               "world", "cli"},  # it writes what people fill in and carry with them, so it has words
    "figures": {"findings", "reports", "course", "commands", "datasets", "client", "world", "cli"},
    "findings": {"reports", "course", "commands", "datasets", "world", "cli"},
    "reports": {"course", "commands", "world", "cli"},
    "datasets": {"figures", "findings", "reports", "course", "commands", "cli"},
    "world": {"figures", "findings", "reports", "course", "commands", "cli"},
    "course": {"commands", "cli"},
    "periods": {"words", "tables", "facts", "value", "classify", "keep", "figures", "findings", "reports",
                "course", "commands", "datasets", "world", "book", "client", "contribution", "requirements",
                "serving_policy", "loading", "manage", "cli"},
    "facts": {"words", "tables", "value", "classify", "keep", "figures", "findings", "reports", "course",
              "commands", "datasets", "world", "book", "client", "contribution", "requirements", "serving_policy",
              "loading", "manage", "cli"},
    "book": {"tables", "value", "classify", "keep", "requirements", "serving_policy", "contribution", "client",
             "loading", "datasets", "manage", "figures", "findings", "reports", "course", "commands", "world",
             "cli"},
    "serving_policy": {"tables", "requirements", "contribution", "client", "loading", "datasets", "classify",
                       "manage", "figures", "findings", "reports", "course", "commands"},
    "requirements": {"contribution", "client", "loading", "datasets", "value", "classify", "figures", "findings",
                     "manage", "reports", "course", "commands"},
    "contribution": {"tables", "client", "loading", "datasets", "classify", "figures", "findings", "reports",
                     "manage", "course", "commands"},
    "windows": {"tables", "client", "loading", "datasets", "classify", "manage", "figures", "findings", "reports",
                "course", "commands"},
    "client": {"tables", "loading", "datasets", "serving_policy", "value", "classify", "figures", "findings",
               "manage", "reports", "course", "commands"},
    "loading": {"figures", "findings", "reports", "course", "commands", "classify", "keep", "manage", "world",
                "cli"},
}  # fmt: skip


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
    upwards = [f"{where} imports {other}" for where, other in edges(room) if other in ABOVE[room]]
    assert upwards == []


def test_every_room_is_looked_at_and_found() -> None:
    assert len(edges("findings")) > 50
    assert {p.name for p in KAMLIB.iterdir() if (p / "__init__.py").exists()} - set(ABOVE) == {"commands"}
