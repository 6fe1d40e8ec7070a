"""What demoted and promoted customers bring, less or more than before: figures worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from kamlib.classify import migration as moved
from kamlib.client import Client
from kamlib.findings.fallen import visit_advice
from kamlib.findings.migration import migration
from kamlib.findings.moves import fall_title, moves_money
from kamlib.periods import Window
from kamlib.periods.like_for_like import Compared
from tests.embedded import embedded


@pytest.fixture(scope="module")
def client() -> Client:
    return embedded()


Standing = dict[str, tuple[str, float]]


def compared(before: Standing, after: Standing) -> moved.Review:
    """Compare who stood in which tier with which profit."""
    frames = [
        pd.DataFrame([(who, tier, money) for who, (tier, money) in year.items()],
                     columns=["customer_id", "tier", "profit"])
        for year in (before, after)
    ]  # fmt: skip
    return moved.review(frames[0], frames[1], basis="profit")


FALLEN: tuple[Standing, Standing] = ({"A": ("gold", 100.0)}, {"A": ("iron", 40.0)})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        # A falls by 60, B rises by 70: less and more
        ({"B": ("iron", 30.0)}, {"B": ("gold", 100.0)},
         "contribute 60 less gross profit a year; promoted or new customers 70 more"),
        # nobody rises: nil is no loss
        ({}, {}, "contribute 60 less gross profit a year; promoted or new customers 0 more"),
        # C is new and loses 20: "more" would be wrong
        ({}, {"C": ("lead", -20.0)},
         "changed by -60 for demoted or lost customers, by -20 for promoted or new customers"),
        # D lost 80 and left: with A that is 20 more, and "less" would be wrong
        ({"D": ("lead", -80.0), "B": ("iron", 30.0)}, {"B": ("gold", 35.0)},
         "changed by 20 for demoted or lost customers, by 5 for promoted or new customers"),
        # D lost 60 and left: the fallen come to nothing
        ({"D": ("lead", -60.0), "B": ("iron", 30.0)}, {"B": ("gold", 35.0)},
         "contribute 0 less gross profit a year; promoted or new customers 5 more"),
    ],
)  # fmt: skip
def test_less_and_more_are_said_only_of_what_fell_and_rose(
    client: Client, before: Standing, after: Standing, said: str
) -> None:
    bare = replace(client, currency=None, activities=None).measured_by("profit")
    review = compared(FALLEN[0] | before, FALLEN[1] | after)
    assert said in moves_money(review, bare)
    assert "a year" not in moves_money(review, bare, whole=False)


def test_where_nobody_moved_that_is_said(client: Client) -> None:
    still: Standing = {"A": ("gold", 100.0), "B": ("iron", 10.0)}
    assert moves_money(compared(still, still), client) == "All 2 customers kept their tier."


YEARS = Compared(Window(pd.Timestamp("2023-01-01"), pd.Timestamp("2023-12-31")),
                 Window(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31")), True)  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"C001": ("gold", 100.0)}, {"C001": ("iron", 91.0)}, []),  # 9 % less: the line was near
        ({"C001": ("gold", 100.0)}, {"C001": ("iron", 90.0)}, ["demoted from gold to iron, and find the cause."]),
        ({"C001": ("platinum", 100.0)}, {}, ["a platinum customer that was lost, and find the cause."]),
        ({"C001": ("platinum", 100.0), "C002": ("gold", 90.0), "C004": ("gold", 90.0)},
         {"C001": ("gold", 60.0), "C002": ("iron", 50.0), "C004": ("iron", 85.0)},
         ["Visit the 2 platinum and gold customers that were demoted or lost"]),
    ],
)  # fmt: skip
def test_a_visit_is_for_a_fall_that_counts_and_says_of_one_customer_what_it_was(
    client: Client, before: Standing, after: Standing, said: list[str]
) -> None:
    review = compared(before, after)
    steps = [step.text for step in visit_advice(review, client.measured_by("profit"), YEARS)]
    assert len(steps) == len(said)
    assert all(part in text for part, text in zip(said, steps, strict=True))


def test_a_fall_that_is_next_to_nothing_makes_no_title(client: Client) -> None:
    others: Standing = {f"C{n:03}": ("iron", 100.0) for n in range(10, 56)}
    for left, titled in ((1.0, True), (10.0, False)):  # 99 and 90 of 4,700, of which 2 % are 94
        fell: Standing = {"C001": ("gold", 100.0)}
        review = compared(others | fell, others | {"C001": ("iron", left)})
        said = fall_title(review, client, "2024-12-31")
        assert ("bring CN¥99 less" in said) is titled
        assert ("customers moved: 0 promoted, 1 demoted, 0 lost, 0 new" in said) is not titled


def test_what_the_title_of_a_fall_says_is_not_said_again_below_it() -> None:
    """A falls from 600 to 200 a year, B rises from 100 to 900: both amounts are in the title, the counts below."""
    amounts = {"A": (50.0, 16.67), "B": (8.33, 75.0), **{f"c{i}": (30.0, 30.0) for i in range(8)}}
    rows = [
        {"customer_id": who, "order_id": f"{who}-{day:%y%m}", "date": day, "revenue": amount, "cost": 0.0}
        for who, years in amounts.items()
        for year, amount in zip((2023, 2024), years, strict=True)
        for day in pd.date_range(f"{year}-01-01", f"{year}-12-01", freq="MS")
    ]
    rows.append({"customer_id": "c0", "order_id": "last", "date": pd.Timestamp("2024-12-31"), "revenue": 1.0,
                 "cost": 0.0})  # fmt: skip
    found = migration(Client(pd.DataFrame(rows)))
    assert "brought 400 less" in found.title
    assert "less" not in found.summary
    assert "moved: 1 promoted, 1 demoted, 0 lost, 0 new" in found.summary
