"""Reading stands in floors: what is below never imports what is above it."""

from __future__ import annotations

import ast

import pytest

from tests.project.test_layers import KAMLIB, imports

TABLES = KAMLIB / "tables"

#: From the ground up. What stands beside them in ``tables/`` puts them together, or is their common ground.
FLOORS = ("values", "columns", "files", "sources", "adapters", "conversion", "lines", "checks")

#: What every floor may ask.
GROUND = {"schema", "problems", "readings", "message_parts", "vocabulary"}


def asked(floor: str) -> list[tuple[str, str]]:
    """List what the modules of a floor import from other places of ``tables``: file with line, and place."""
    found = []
    for file in sorted((TABLES / floor).glob("*.py")):
        for name, line in imports(ast.parse(file.read_text("utf-8"))):
            room, _dot, place = name.removeprefix("kamlib.").partition(".")
            if room == "tables" and place.split(".")[0] != floor:
                found.append((f"{floor}/{file.name}:{line}", place.split(".")[0]))
    return found


@pytest.mark.parametrize("floor", FLOORS)
def test_no_floor_imports_what_stands_on_it(floor: str) -> None:
    below = {*GROUND, *FLOORS[: FLOORS.index(floor)]}
    assert [f"{where} imports {place}" for where, place in asked(floor) if place not in below] == []


def test_every_floor_is_looked_at_and_found() -> None:
    assert {p.name for p in TABLES.iterdir() if (p / "__init__.py").exists()} == {*FLOORS, "wording"}
    assert len(asked("lines")) > 30
