"""How many small ones rose, out of how many; and how long half of the best lasts, with its interval."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from kamlib.classify import half_life, migration, rise


def years(**by_year: dict[str, float]) -> pd.DataFrame:
    rows = [(who, int(year[1:]), amount) for year, book in by_year.items() for who, amount in book.items()]
    return pd.DataFrame(rows, columns=["customer_id", "period", "profit"])


BOOK = years(
    y2022={"A": 90, "B": 80, "C": 5, "D": 4, "E": 3},
    y2023={"A": 90, "C": 50, "D": 4, "F": 7},
    y2024={"C": 99, "A": 60, "D": 4, "G": 88},
)


def test_each_customer_has_its_first_rank_its_sum_and_whether_it_is_on_todays_list() -> None:
    found = rise.starts(BOOK, basis="profit", top=2).set_index("customer_id")
    assert found["rank_first"].to_dict() == {"A": 1, "B": 2, "C": 3, "D": 4, "E": 5, "F": 3}
    assert found.loc["C", ["all_years", "on_list"]].tolist() == [154, True]
    assert found["on_list"].sum() == 1  # the other place is that of G, who came in the last year
    small = found[found["rank_first"] > 2]
    assert small["on_list"].mean() == pytest.approx(1 / 4)


def test_a_customer_of_the_last_year_has_had_no_year_to_rise_and_a_loss_is_on_no_list() -> None:
    assert "G" not in set(rise.starts(BOOK, basis="profit", top=2)["customer_id"])
    losing = years(y2023={"A": 5, "B": 4}, y2024={"A": -1, "B": -2})
    assert not rise.starts(losing, basis="profit", top=2)["on_list"].any()


def test_row_order_does_not_matter() -> None:
    shuffled = BOOK.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(
        rise.starts(BOOK, basis="profit", top=2), rise.starts(shuffled, basis="profit", top=2)
    )


def moved(stay: int, leave: int) -> migration.Migration:
    ids = [f"C{n}" for n in range(stay + leave)]
    after = ["platinum"] * stay + ["iron"] * leave
    table = pd.DataFrame({
        "customer_id": ids * 2, "period": ["2023"] * len(ids) + ["2024"] * len(ids),
        "tier": ["platinum"] * len(ids) + after,
    })  # fmt: skip
    return migration.migrate(table)


def test_a_half_life_has_wilsons_interval() -> None:
    """22 of 36 stay: Wilson's interval by hand is 44.9 to 75.2 %."""
    row = half_life.compared(moved(22, 14)).iloc[0]
    assert (row["cases"], round(row["stays_a_year"], 4)) == (36, 0.6111)
    assert row["stays_low"] == pytest.approx(0.449, abs=0.001)
    assert row["stays_high"] == pytest.approx(0.752, abs=0.001)
    assert row["half_life"] == pytest.approx(math.log(0.5) / math.log(22 / 36))
    assert row["half_life_low"] < row["half_life"] < row["half_life_high"]


def test_where_nobody_left_there_is_no_half_life_but_a_lower_end() -> None:
    row = half_life.compared(moved(10, 0)).iloc[0]
    assert math.isnan(row["half_life"])
    assert row["half_life_low"] > 1
