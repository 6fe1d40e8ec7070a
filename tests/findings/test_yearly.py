"""How business goes is said by its numbers: fall, rise, standstill and the way into loss."""

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import find
from kamlib.findings.bridge import SPEC as BRIDGE
from kamlib.findings.finding import Finding
from kamlib.findings.weight import on_pages
from kamlib.findings.yearly import SPEC
from kamlib.words import money, percent, speaking
from tests.embedded import embedded


def client(*years: float, cost: float | None = None) -> Client:
    """Five customers who buy for the same amount every month."""
    rows = [
        {"customer_id": f"c{i}", "order_id": f"{year}-{month}-{i}", "revenue": amount,
         "date": pd.Timestamp(year, month, 5 if month < 12 else 31)}
        for year, amount in enumerate(years, 2022)
        for month in range(1, 13)
        for i in range(5)
    ]  # fmt: skip
    orders = pd.DataFrame(rows)
    return Client(orders if cost is None else orders.assign(cost=cost))


def said(client: Client) -> Finding:
    return find(client, only=["yearly"])["yearly"]


@pytest.mark.parametrize(
    ("years", "title"),
    [
        ((100.0, 80.0), "In the year to 31 Dec 2023 revenue fell by 20%, from 6K to 4.8K"),
        ((100.0, 130.0), "In the year to 31 Dec 2023 revenue rose by 30%, from 6K to 7.8K"),
        ((100.0, 101.0), "In the year to 31 Dec 2023 revenue stayed about the same: 6K, then 6.06K"),
    ],
)
def test_the_title_says_where_revenue_went(years: tuple[float, ...], title: str) -> None:
    assert said(client(*years)).title == title


@pytest.mark.parametrize(
    ("years", "title"),
    [
        ((100.0, 80.0, 121.0), "fell by 20% in the year to 31 Dec 2023 and rose by 51% in the year to 31 Dec "
                               "2024"),
        ((100.0, 90.0, 81.0), "fell by 10% in the year to 31 Dec 2023 and fell by 10% in the year to 31 Dec 2024"),
        ((100.0, 80.0, 96.0, 133.1), "has risen by 10% a year on average; yearly changes were between -20% and "
                                     "39%"),
        ((100.0, 90.0, 81.0, 72.9), "has fallen by 10% a year on average; yearly changes were between -10% and "
                                    "-10%"),
        ((100.0, 125.0, 80.0, 101.0), "is about the same as in the year to 31 Dec 2022; yearly changes were "
                                      "between -36% and 26%"),
    ],
)  # fmt: skip
def test_of_three_years_the_title_names_both_changes_of_more_rate_and_steadiness_and_the_bridge_the_last(
    years: tuple[float, ...], title: str
) -> None:
    """0.8 times, then 1.5125 times; 1.331 times in three years is 10 % a year, 133.1 is 1.386 times 96."""
    found = find(client(*years), only=["yearly", "bridge"])
    assert found["yearly"].title.endswith(title)
    assert found["yearly"].title[:20] != found["bridge"].title[:20]


def test_of_two_years_only_the_bridge_is_on_the_pages() -> None:
    two = client(100.0, 80.0)
    assert [one.id for one in on_pages(two, find(two, only=["yearly", "bridge"]))] == ["bridge"]
    assert [one.id for one in on_pages(two, find(two, only=["yearly"]))] == ["yearly"]
    three = client(100.0, 80.0, 60.0)
    assert [one.id for one in on_pages(three, find(three, only=["yearly", "bridge"]))] == ["yearly", "bridge"]


def test_a_loss_has_no_rate_and_each_year_is_named() -> None:
    found = said(client(110.0, 120.0, 95.0, cost=100.0))
    assert found.title == "Year by year from the year to 31 Dec 2022 on, gross profit was 600, 1.2K, -300"


def test_profit_that_turned_into_loss_is_said_in_money_beside_the_revenue() -> None:
    found = said(client(100.0, 80.0, cost=90.0))
    assert found.title == "In the year to 31 Dec 2023 gross profit changed from 600 to -600"
    assert "Revenue fell by 20%." in found.summary


def test_the_same_loss_in_both_years_has_not_changed() -> None:
    assert said(client(90.0, 90.0, cost=100.0)).title == (
        "In the year to 31 Dec 2023 gross profit stayed about the same: -600, then -600"
    )


def test_those_who_moved_it_most_are_named() -> None:
    orders = client(100.0, 100.0).orders
    later = orders["date"] >= pd.Timestamp("2023-01-01")
    orders.loc[later & (orders["customer_id"] == "c3"), "revenue"] = 10.0
    found = said(Client(orders))
    assert found.summary.endswith("The largest decline is at c3 (1.08K).")
    assert (found.facts["fell"], found.facts["rose"]) == (1, 0)


def test_less_than_two_years_are_missing_and_named() -> None:
    assert find(client(100.0), only=["yearly"]).missing == {"yearly": ("orders.24_months",)}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_title_and_alternative_text_hold_the_numbers_of_the_evidence(lang: str) -> None:
    with speaking(lang):
        found = said(client(100.0, 80.0, 60.0))
        assert percent(abs(found.evidence["revenue_change"].iloc[-1])) in found.title
        assert all(money(value) in found.alt for value in found.evidence["revenue"])
        assert found.draw is not None
        assert len(found.draw().patches) == 3


def test_why_the_years_bring_more_than_the_whole_is_said_with_the_difference() -> None:
    machinery = embedded()
    found = said(machinery)
    later = float(found.evidence["profit_after_serving"].sum() - machinery.accounts["profit_after_serving"].sum())
    assert later > 0
    assert [note for note in found.notes if money(later, machinery.currency) in note]
    goods = said(machinery.measured_by("profit"))
    assert not [note for note in goods.notes if "Late payment" in note]


@pytest.mark.parametrize(("later", "heads"), [(90.2, False), (89.0, True)])
def test_a_loss_that_shrank_is_no_fall_on_the_first_page(later: float, heads: bool) -> None:
    """Sixty orders a year at a cost of 100: of a loss of 600 one of 588 is left, which is better; 660 is worse."""
    found = find(client(90.0, later, cost=100.0), only=["yearly", "bridge"])
    assert found["yearly"].facts["before"] == pytest.approx(-600.0)
    assert found["yearly"].facts["after"] == pytest.approx(60 * (later - 100.0))
    assert BRIDGE.headlines[0].when(found["bridge"].facts) == heads
    assert not SPEC.headlines[0].when(found["yearly"].facts)  # the bridge says it, with its cause


@pytest.mark.parametrize(("later", "heads"), [(109.6, False), (109.4, True)])
def test_a_fall_of_more_than_a_twentieth_heads_the_first_page(later: float, heads: bool) -> None:
    """Of 600 of profit 576 are left, which is 4 % less, or 564, which is 6 % less."""
    found = find(client(110.0, later, cost=100.0), only=["yearly", "bridge"])
    assert BRIDGE.headlines[0].when(found["bridge"].facts) == heads
    assert not SPEC.headlines[0].when(found["yearly"].facts)


def test_who_ordered_and_returned_all_of_it_ordered_all_the_same() -> None:
    """Of five that order each month, c0 returns its twelve orders of the later year by notes of their own."""
    made = client(100.0, 80.0)
    of_c0 = made.orders[(made.orders["customer_id"] == "c0") & (made.orders["date"].dt.year == 2023)]
    notes = of_c0.assign(order_id="R" + of_c0["order_id"], revenue=-of_c0["revenue"])
    some = Client(pd.concat([made.orders, notes], ignore_index=True))
    assert "Net of returns, 4 customers bought in the last year, 5 in the one before." in said(some).summary
    assert "5 customers ordered in the last year, 5 in the one before." in said(made).summary
    with speaking("zh"):
        assert "扣除退货后，最近一年有4家客户有净销售额，上一年为5家。" in said(some).summary.replace(" ", "")


def test_a_year_of_which_all_was_returned_had_orders() -> None:
    """It said "0 customers ordered in the last year" of twelve months with five orders each."""
    made = client(100.0, 80.0)
    later = made.orders[made.orders["date"].dt.year == 2023]
    notes = later.assign(order_id="R" + later["order_id"], revenue=-later["revenue"])
    summary = said(Client(pd.concat([made.orders, notes], ignore_index=True))).summary
    assert "0 customers ordered" not in summary
    assert "Net of returns, 0 customers bought in the last year, 5 in the one before." in summary
