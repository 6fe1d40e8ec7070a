"""Pieces that came back with an amount that has no minus are no sales."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kamlib.tables import Reading, read
from kamlib.tables.messages import remedy

Read = Callable[..., Reading]


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    def write_and_read(lines: Sequence[tuple[float, float]], **how: object) -> Reading:
        path = tmp_path / "orders.csv"
        rows = [f"C{at},{at},2024-01-{at + 1:02d},{pieces},{amount}" for at, (pieces, amount) in enumerate(lines)]
        path.write_text("\n".join(["Customer,Order No,Date,Quantity,Amount", *rows]), "utf-8")
        return read(path, **how)

    return write_and_read


def turned(found: Reading) -> list[tuple[int, float | None]]:
    return [(problem.rows, problem.money) for problem in found.problems if problem.code == "credits-turned"]


def test_pieces_that_came_back_are_taken_off_and_named_with_their_money(reading: Read) -> None:
    found = reading([(5, 100), (-2, 40), (1, 20), (-1, 20)])
    assert found.frame["revenue"].tolist() == [100, -40, 20, -20]
    assert found.frame["quantity"].tolist() == [5, -2, 1, -1]
    assert turned(found) == [(2, -60)]
    assert "--map quantity=-" in next(remedy(p) for p in found.problems if p.code == "credits-turned")


def test_where_amounts_bear_a_minus_of_their_own_nothing_is_turned(reading: Read) -> None:
    found = reading([(5, 100), (-2, -40), (-1, 20)])
    assert (found.frame["revenue"].sum(), turned(found)) == (80, [])


def test_pieces_that_left_the_store_are_sales(reading: Read) -> None:
    found = reading([(-5, 100), (-2, 40), (1, 20)])
    assert (found.frame["revenue"].sum(), turned(found)) == (160, [])


def test_a_user_who_sets_the_quantity_aside_has_amounts_as_they_stand(reading: Read) -> None:
    found = reading([(5, 100), (-2, 40)], columns={"quantity": "-"})
    assert (found.frame["revenue"].sum(), turned(found)) == (140, [])
