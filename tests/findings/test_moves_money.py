"""What demoted and promoted customers bring, less or more than before: figures worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from kamlib.classify import migration as moved
from kamlib.client import Client
from kamlib.findings.moves import moves_money
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
