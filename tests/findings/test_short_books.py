"""What is said of a book of a dozen customers and three months: nothing that would read as more than it is."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import find, specs
from kamlib.findings.stances import stanced
from kamlib.reports.assumptions import assumptions
from kamlib.reports.summary import ALONE, summary
from kamlib.words import percent, speaking

WORTH = (9000.0, 6000.0, 3000.0, 2000.0, 900.0, 700.0, 500.0, 300.0, 200.0, 100.0, 50.0, 25.0)


@pytest.fixture(scope="module")
def short() -> Client:
    rows = [
        {"customer_id": f"c{i:02d}", "order_id": f"{month}-{i}-{k}", "revenue": worth / (1 + i % 3),
         "date": pd.Timestamp(2024, month, 3 + 8 * k + i % 5)}
        for i, worth in enumerate(WORTH)
        for month in (1, 2, 3)
        for k in range(1 + i % 3)
    ]  # fmt: skip
    return Client(pd.DataFrame(rows))


def test_of_the_best_nothing_but_time_is_missing(short: Client) -> None:
    found = find(short, only=["key_accounts"])["key_accounts"]
    (step,) = found.advice
    assert step.text.startswith("Look after the ")
    assert step.text.endswith("decide which of them are when 180 days of orders are available.")
    assert step.within_days == 180 - int(found.facts["days"] or 0)


def test_the_last_twelve_months_of_ten_are_what_was_bought_in_them() -> None:
    """c0 bought ten times 100: 1,000, not the 1,200 that a whole year would come to."""
    rows = [
        {"customer_id": f"c{i}", "order_id": f"{i}-{month}", "revenue": amount,
         "date": pd.Timestamp(2024, month, 1 if month == 1 else 31 if month == 10 else 15)}
        for i, amount in enumerate((100.0, 40.0, 30.0, 20.0, 10.0, 9.0, 8.0)) for month in range(1, 11)
    ]  # fmt: skip
    table = stanced(Client(pd.DataFrame(rows))).set_index("customer_id")
    assert table.loc["c0", "year_revenue"] == pytest.approx(1000.0)
    assert table["year"].sum() == pytest.approx(10 * 217.0)


def test_ten_of_twelve_are_not_all(short: Client) -> None:
    found = find(short, only=["top_customers"])["top_customers"]
    share = sum(WORTH[:10]) / sum(WORTH)
    assert percent(share) == "100%"
    assert percent(share, 1) in found.title


def test_no_row_is_about_a_part_of_one_customer(short: Client) -> None:
    shares = find(short, only=["concentration"])["concentration"].evidence
    assert shares["top"].tolist() == [0.1, 0.2, 0.5]
    assert (shares["top_count"] >= 1).all()


@pytest.mark.parametrize(
    ("code", "words"), [("en", "the orders contain no costs"), ("zh", "哪些客户盈利、哪些亏损尚不可知")]
)
def test_the_first_page_says_what_revenue_alone_does_not_tell(short: Client, code: str, words: str) -> None:
    with speaking(code):
        said = summary(short, find(short))
    assert words in said.complication
    assert "2024" in said.numbers[0].label
    best = said.numbers[2]
    assert best.value == pytest.approx(WORTH[0] / sum(WORTH))


def test_that_much_hangs_on_each_of_two_customers_names_both() -> None:
    """Two bring 400 a month, ten 20 each: 40 % each of 1,000, and none of the two alone is the largest."""
    days = pd.date_range("2023-01-15", periods=24, freq="MS")
    rows = [
        (f"c{n:02}", f"{n}-{day:%Y%m}", day, 400.0 if n in (3, 7) else 20.0) for n in range(12) for day in days
    ]  # fmt: skip
    client = Client(pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"]))
    for language, said in (("en", "40% of revenue depends on each of 2 customers: c03, c07."),
                           ("zh", "2 家客户各占销售收入的 40%，高度依赖每一家：c03、c07。")):  # fmt: skip
        with speaking(language):
            assert said in summary(client, find(client)).complication


def test_that_much_hangs_on_one_customer_is_what_is_wrong_and_its_line_is_printed(short: Client) -> None:
    found = find(short)
    assert summary(short, found).complication.startswith("40% of revenue depends on one customer, c00.")
    listed = {line.label: line.value for line in assumptions(short, [specs()["concentration"]])}
    assert listed["Summary: share of the best customer from which the business counts as dependent on it"] == ALONE
    even = Client(short.orders.assign(revenue=100.0))
    assert "depends on" not in summary(even, find(even)).complication


def test_cost_takes_that_sentence_away(short: Client) -> None:
    costed = Client(short.orders.assign(cost=short.orders["revenue"] / 2))
    assert "contain no costs" not in summary(costed, find(costed)).complication


@pytest.mark.parametrize(
    ("costs", "said"),
    [
        ((75.0, 75.0), "explains, with €500 of gross profit in the last 9 months"),
        ((75.0, 110.0), "explains; only 1 of them brought gross profit in the last 9 months: €250"),
        ((110.0, 110.0), "explains, and brought no gross profit in the last 9 months"),
    ],
)  # fmt: skip
def test_the_quiet_of_nine_months_are_told_with_what_these_brought(costs: tuple[float, float], said: str) -> None:
    """Two of twelve stop after ten orders of 100 each: 10 × 25, in these months and not in a year of them."""
    weeks = pd.date_range("2023-04-01", "2023-12-31", freq="7D")
    rows = [(f"S{i}", day, 100.0, 60.0) for i in range(10) for day in [*weeks, pd.Timestamp("2023-12-31")]]
    rows += [(who, day, 100.0, cost) for who, cost in zip("XY", costs, strict=True) for day in weeks[:10]]
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "revenue", "cost"])
    client = Client(frame.assign(order_id=[str(n) for n in range(len(frame))]), currency="EUR")
    with speaking("en"):
        found = find(client, only=["leaving"])["leaving"]
    assert found.title == f"2 customers are quieter than their own rhythm {said}"
    assert "2 quiet beyond doubt" in found.summary
    brought = found.evidence.get("profit_last_months", pd.Series(dtype="float64"))
    assert brought.tolist() == [250.0] * len(brought)
