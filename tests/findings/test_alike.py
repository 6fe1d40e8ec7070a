"""What is known for part of the time only makes no year better or worse, no loser and no demotion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import polars as pl
import pytest

from kamlib.classify.scorecard import criteria
from kamlib.client import Client
from kamlib.errors import KamError
from kamlib.facts.accounts import accounts
from kamlib.findings import find
from kamlib.findings.alike import Unlike, comparable_years, lacking, never_paid, unlike
from kamlib.findings.calls import before_is_known, calls
from kamlib.findings.key_warnings import demoted
from kamlib.findings.past_tiers import last_moves, past_tiers
from kamlib.findings.review import compare
from kamlib.findings.silence import year_tiers
from kamlib.findings.two_years import two_years
from kamlib.periods import Window
from kamlib.reports.summary import summary
from kamlib.serving_policy import policy
from kamlib.words import speaking

BEFORE = Window(pd.Timestamp("2022-01-01"), pd.Timestamp("2022-12-31"))
AFTER = Window(pd.Timestamp("2023-01-01"), pd.Timestamp("2023-12-31"))

#: The findings that go by years.
BY_YEARS = ("yearly", "bridge", "migration", "lifetime", "list_life")


def book() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Customers 1 to 30 order 1,000 times their number each month of three years, and are visited each time.

    Of 1,000 go 700 for goods, 80 for freight, 50 for quality, 20 for a visit; bills are paid on the day: 150 stay.
    """
    days = [pd.Timestamp(year, m, 5 if m < 12 else 31) for year in (2021, 2022, 2023) for m in range(1, 13)]
    days[0] = pd.Timestamp("2021-01-01")
    lines = pd.DataFrame([
        {"customer_id": f"C{n:02d}", "order_id": f"C{n:02d}-{day:%Y%m}", "date": day, "revenue": n * 1000.0}
        for n in range(1, 31) for day in days
    ])  # fmt: skip
    for column, of_revenue in (("cost", 0.7), ("freight", 0.08), ("quality_loss", 0.05)):
        lines[column] = lines["revenue"] * of_revenue
    lines["due_date"] = lines["date"] + pd.Timedelta(days=30)
    lines["paid_date"] = lines["due_date"]
    calls_ = lines[["customer_id", "date"]].assign(kind="visit", level="business", cost=lines["revenue"] * 0.02)
    return lines, calls_


def known(lines: pd.DataFrame, visits: pd.DataFrame, **rates: float) -> Client:
    return Client(lines, activities=visits, currency="CNY", policy=policy(rates) if rates else None)


def part(column: str, year: int) -> Client:
    """The book without a column of the orders in one year."""
    lines, visits = book()
    return known(lines.assign(**{column: lines[column].mask(lines["date"].dt.year == year)}), visits)


@pytest.mark.parametrize(
    ("column", "said", "zh"),
    [
        ("freight", "“Freight” is filled in for 0% of the revenue of the earlier one and for 100% of that of the "
         "later one", "填有“运费”的收入上一年占 0%，本年占 100%"),
        ("quality_loss", "the number of months with entries in “Quality loss” is 0 in the earlier one and 12 in "
         "the later one", "“质量损失”有记录的月份，上一年 0 个，本年 12 个"),
        ("cost", "cost is known for 0% of the revenue of the earlier one and for 100% of that of the later one",
         "有成本的收入上一年占 0%，本年占 100%"),
    ],
)  # fmt: skip
def test_a_column_of_one_year_only_makes_no_rise_no_fall_and_no_move(column: str, said: str, zh: str) -> None:
    """All is as it was. The report said of freight: profit fell by 35 %, 12 demoted, bring serving back."""
    made = part(column, 2022)
    found = find(made, only=BY_YEARS)
    for id_ in BY_YEARS:
        assert found[id_].unknown
        assert not found[id_].advice
        assert found[id_].title == f"The two years cannot be compared by customer profit: {said}"
    with speaking("zh"):
        assert find(made, only=["migration"])["migration"].title == f"两年的客户利润不可比：{zh}"
    assert two_years(made) is None
    assert not before_is_known(made)
    assert "earns_less" not in set(calls(made)["call"])
    assert last_moves(made) is None
    assert (demoted(made), year_tiers(made)) == ({}, {})
    assert comparable_years(made)["period"].unique().tolist() == ["2023-12-31"]


def test_a_review_of_two_dates_is_refused_with_the_reason() -> None:
    with pytest.raises(
        KamError, match=r"“Freight” is filled in for 0% .* of the later one\. Enter “Freight” for "
    ):
        compare(part("freight", 2022))
    assert compare(known(*book())).review.moves["customers"].sum() == 30


def test_the_same_book_with_all_its_columns_is_compared() -> None:
    """1,000 × (1 + … + 30) = 465,000 a month; 150 of 1,000 stay: 69,750 a month, 837,000 a year."""
    made = known(*book())
    assert unlike(made, BEFORE, AFTER) is None
    assert comparable_years(made).groupby("period")["profit_after_serving"].sum().tolist() == pytest.approx(
        [837_000.0] * 3
    )
    assert before_is_known(made)
    assert len(past_tiers(made).periods) == 3


def test_a_year_before_that_is_not_known_is_left_out_and_said() -> None:
    """Without its freight the first year would show 230 of each 1,000, and the second a fall to 150."""
    found = find(part("freight", 2021), only=["yearly", "migration", "concentration_trend"])
    assert (
        found["yearly"].title
        == "In the year to 31 Dec 2023 customer profit stayed about the same: CN¥837K, then CN¥837K"
    )
    note = (
        "Years before 1 Jan 2022 are left out here: cost, or what serving costs, is known for so different a part "
        "of them that customer profit would rise or fall by that alone."
    )
    assert note in found["yearly"].notes
    assert found["migration"].title.startswith("In the year to 31 Dec 2023 no customer changed tier")
    assert found["concentration_trend"].facts["first"] == "2022"
    assert not any("left out here" in said for said in find(known(*book()), only=["yearly"])["yearly"].notes)


def test_freight_of_nothing_in_a_year_is_no_freight_that_is_known() -> None:
    lines, visits = book()
    nothing = lines.assign(freight=lines["freight"].where(lines["date"].dt.year > 2022, 0.0))
    assert unlike(known(nothing, visits), BEFORE, AFTER) == Unlike("freight", 0, 12, True)


def test_freight_by_a_rate_is_known_in_all_years() -> None:
    lines, visits = book()
    some = lines.assign(freight=lines["freight"].mask(lines["date"].dt.year == 2022))
    assert unlike(known(some, visits, freight_rate=0.08), BEFORE, AFTER) is None


def test_freight_with_one_line_of_each_order_is_known_of_the_order() -> None:
    """Two lines an order; in the later year freight stands with the first alone: half of the lines, all orders."""
    lines, visits = book()
    later = lines["date"].dt.year == 2023
    second = lines.assign(freight=lines["freight"].mask(later))
    assert unlike(known(pd.concat([lines, second], ignore_index=True), visits), BEFORE, AFTER) is None


def test_a_few_quality_losses_less_are_an_improvement() -> None:
    """One a quarter, then none for six months: with 4 of 12 months before, chance alone does that often."""
    lines, visits = book()
    month = lines["date"].dt.month + 12 * (lines["date"].dt.year - 2021)
    rare = lines.assign(quality_loss=lines["quality_loss"].where((month % 3 == 0) & (month <= 30)) * 10)
    assert unlike(known(rare, visits), BEFORE, AFTER) is None


def test_quality_losses_that_weigh_nothing_compare_all_the_same() -> None:
    """1 of 1,000 is lost to quality, and 199 stay: half a hundredth of what is compared."""
    lines, visits = book()
    little = lines.assign(quality_loss=(lines["revenue"] * 0.001).mask(lines["date"].dt.year == 2022))
    assert unlike(known(little, visits), BEFORE, AFTER) is None


def test_payments_that_are_recorded_in_one_year_only_are_no_years_of_late_payment() -> None:
    """All is paid 60 days late: 8 % × 60/365 = 13 of 1,000, of 137 that stay. In 2022 nobody recorded it.

    The bills of December to November fall due in a year, one month after another: twelve.
    """
    lines, visits = book()
    late = lines.assign(paid_date=lines["due_date"] + pd.Timedelta(days=60))
    unpaid = late.assign(paid_date=late["paid_date"].mask(late["due_date"].dt.year == 2022))
    assert unlike(known(unpaid, visits), BEFORE, AFTER) == Unlike("paid_date", 0, 12, True)


def test_of_bills_of_months_without_any_payment_nobody_knows_whether_they_were_paid_late() -> None:
    """All bills are paid ten days late, but those that fell due in 2022 have no date of payment.

    465,000 a month fall due 35 times by 31 December 2023 (billed up to November), of which 12 in 2022: 5,580,000.
    The other 23, all of them paid, cost 23 × 465,000 × 10 days × 8 % / 365 = 23,441. Counted as unpaid to this
    day, those of 2022 alone would cost 680,912 (6,681 days × 465,000 × 8 % / 365).
    """
    lines, visits = book()
    lines["paid_date"] = lines["due_date"] + pd.Timedelta(days=10)
    lines["paid_date"] = lines["paid_date"].where(lines["paid_date"] <= AFTER.last)
    gaps = known(lines.assign(paid_date=lines["paid_date"].mask(lines["due_date"].dt.year == 2022)), visits)
    months, billed = never_paid(gaps)
    assert (months[0], months[-1], len(months), billed) == ("2022-01", "2022-12", 12, 5_580_000.0)
    assert float(gaps.served.totals["capital_cost"]) == pytest.approx(23_441.10, abs=0.01)
    assert gaps.accounts["days_late"].tolist() == [10.0] * 30
    asked = criteria(gaps.orders, None, as_of=gaps.as_of)
    assert asked["collection_rate"].tolist() == [1.0] * 30
    said = (
        "In 12 months from 2022-01 to 2022-12 not one bill that fell due (CN¥5.58M in all) has a date of payment. "
        "Whether they were paid late is not known, so they are left out of late payment: enter when they were "
        "paid."
    )
    found = find(gaps, only=["cost_to_serve", "top_customers", "scorecard"])
    assert said in found["cost_to_serve"].summary
    assert said in found["top_customers"].notes
    assert said in found["scorecard"].notes
    with speaking("zh"):
        zh = find(gaps, only=["cost_to_serve"])["cost_to_serve"].summary
    assert "2022-01 至 2022-12 间有 12 个月，当月到期的账单（共 558万元）都没有回款日期。是否逾期不得而知" in zh
    assert never_paid(known(lines, visits)) == ([], 0.0)
    assert "date of payment" not in find(known(lines, visits), only=["cost_to_serve"])["cost_to_serve"].summary


def test_one_month_that_thirty_customers_leave_open_is_not_recorded_and_that_of_one_is_unpaid() -> None:
    """Thirty who always paid do not leave one month open by chance, and all of them; one customer may."""
    lines, visits = book()
    may = lines["due_date"].dt.to_period("M") == pd.Period("2022-05", "M")
    assert never_paid(known(lines.assign(paid_date=lines["paid_date"].mask(may)), visits)) == (
        ["2022-05"], 465_000.0
    )  # fmt: skip
    one = lines[lines["customer_id"] == "C01"].assign(paid_date=lambda own: own["paid_date"].mask(may))
    assert never_paid(known(one, visits)) == ([], 0.0)


def test_who_pays_after_half_a_year_has_paid_nothing_of_the_last_months_yet() -> None:
    """Bills since July are open on 31 December because all are paid 180 days late: late, and known to be so.

    Those that fell due on 5 July and 4 August are 179 and 149 days late by now: no payment is missing yet.
    """
    lines, visits = book()
    slow = lines["due_date"] + pd.Timedelta(days=180)
    made = known(lines.assign(paid_date=slow.where(slow <= AFTER.last)), visits)
    assert never_paid(made) == ([], 0.0)
    assert (made.accounts["days_late"] > 150).all()


def test_payments_that_are_recorded_up_to_a_day_leave_what_follows_unknown() -> None:
    """Paid on the day up to June 2023, then no date at all: July to December are not six months of late payers."""
    lines, visits = book()
    made = known(lines.assign(paid_date=lines["paid_date"].mask(lines["due_date"] >= "2023-07-01")), visits)
    months, billed = never_paid(made)
    assert (months, billed) == ([f"2023-{m:02d}" for m in range(7, 13)], 6 * 465_000.0)
    assert (made.accounts["days_late"] == 0).all()


def test_no_engine_counts_a_bill_late_that_is_marked_as_not_known() -> None:
    lines, visits = book()
    gaps = known(lines.assign(paid_date=lines["paid_date"].mask(lines["due_date"].dt.year == 2022)), visits)
    found = accounts(pl.from_pandas(gaps.orders), as_of=gaps.as_of)
    assert found["days_late"].tolist() == [0.0] * 30


def test_bills_of_which_none_is_due_yet_are_not_late() -> None:
    lines, visits = book()
    later = known(lines.assign(due_date=lines["date"] + pd.Timedelta(days=2000)), visits)
    assert never_paid(later) == ([], 0.0)
    assert unlike(later, BEFORE, AFTER) is None


def test_due_dates_of_one_year_only_charge_no_late_payment_to_it_alone() -> None:
    """60 days late cost 8 % × 60/365 = 13 of 1,000, a tenth of what stays."""
    lines, visits = book()
    late = lines.assign(paid_date=lines["due_date"] + pd.Timedelta(days=60))
    assert unlike(known(late, visits), BEFORE, AFTER) is None
    late["due_date"] = late["due_date"].mask(late["date"].dt.year == 2022)
    assert unlike(known(late, visits), BEFORE, AFTER) == Unlike("due_date", 0.0, 1.0, False)


def test_visits_whose_cost_is_known_in_one_year_only() -> None:
    lines, visits = book()
    some = visits.assign(cost=visits["cost"].mask(visits["date"].dt.year == 2022))
    assert unlike(known(lines, some), BEFORE, AFTER) == Unlike("visit_cost", 0, 12, True)
    title = find(known(lines, some), only=["bridge"])["bridge"].title
    assert title.endswith(
        "the number of months in which the cost of visits is known is 0 in the earlier one and 12 in the later one"
    )
    with speaking("zh"):
        zh = find(known(lines, some), only=["bridge"])["bridge"].title
    assert zh == "两年的客户利润不可比：拜访费用有记录的月份，上一年 0 个，本年 12 个"


def test_gross_profit_does_not_ask_for_freight() -> None:
    lines, _visits = book()
    made = Client(lines.assign(freight=lines["freight"].mask(lines["date"].dt.year == 2022)), currency="CNY")
    assert made.basis == "profit"
    assert unlike(made, BEFORE, AFTER) is None


def test_concentration_is_not_followed_over_years_whose_cost_is_known_for_others() -> None:
    """In 2023 the ten largest have no cost: 255 of 465 parts of the revenue, so that 45 % is known."""
    lines, visits = book()
    large = (lines["date"].dt.year == 2023) & (lines["customer_id"] > "C20")
    made = known(lines.assign(cost=lines["cost"].mask(large)), visits)
    found = find(made, only=["concentration_trend"])["concentration_trend"]
    assert found.unknown
    assert found.title == (
        "The two years cannot be compared by customer profit: cost is known for 100% of the revenue of the "
        "earlier one and for 45% of that of the later one"
    )


def test_of_fiscal_years_each_finding_asks_about_the_years_that_it_compares() -> None:
    """Freight lacks in 2022: of the year to March 2022 it is known for 9 months of 12, of the next for 3.

    Tiers go by the years that end today: 2022 has no freight at all, 2023 all.
    """
    found = find(replace(part("freight", 2022), fiscal_year=4), only=["yearly", "migration"])
    said = "for {} of the revenue of the earlier one and for {} of that of the later one"
    assert found["yearly"].title.endswith(said.format("75%", "25%"))
    assert found["migration"].title.endswith(said.format("0%", "100%"))


def test_no_row_order_changes_what_can_be_compared() -> None:
    lines, visits = book()
    some = lines.assign(freight=lines["freight"].mask(lines["date"].dt.year == 2022))
    mixed = some.sample(frac=1, random_state=np.random.RandomState(7)).reset_index(drop=True)
    assert unlike(known(mixed, visits), BEFORE, AFTER) == unlike(known(some, visits), BEFORE, AFTER)


@pytest.mark.parametrize(
    ("column", "said", "zh"),
    [
        ("freight", "freight in 12 months from 2022-01 to 2022-12", "2022-01 至 2022-12 间有 12 个月没有运费"),
        ("quality_loss", "quality loss in 12 months from 2022-01 to 2022-12",
         "2022-01 至 2022-12 间有 12 个月没有质量损失"),
    ],
)  # fmt: skip
def test_a_sum_over_all_years_names_the_months_of_which_serving_is_not_known(
    column: str, said: str, zh: str
) -> None:
    """80 of 1,000 go for freight, and in 2022 nobody wrote it down: three years add up to more than was left."""
    made = part(column, 2022)
    whole = (
        f"Not recorded: {said}. Customer profit of these months, and so of the whole period, is too high by what "
        "this cost."
    )
    only = ["whale", "cost_to_serve", "concentration", "top_customers"]
    found = find(made, only=only)
    assert all(whole in found[id_].notes for id_ in only)
    assert whole in summary(made, found).complication
    with speaking("zh"):
        assert f"记录不全：{zh}。" in "".join(find(made, only=["whale"])["whale"].notes)
    complete = find(known(*book()), only=only)
    assert not any("Not recorded" in note for one in complete for note in one.notes)


def test_visits_before_the_diary_and_due_dates_are_named_with_their_months() -> None:
    """The diary begins in July 2022, costs are in it from January 2023; bills of 2021 have no due date.

    Visits cost 20 of 150 that stay; 60 days late cost 13.
    """
    lines, visits = book()
    lines["paid_date"] = lines["due_date"] + pd.Timedelta(days=60)
    lines["due_date"] = lines["due_date"].mask(lines["date"].dt.year == 2021)
    visits = visits[visits["date"] >= "2022-07-01"]
    visits = visits.assign(cost=visits["cost"].where(visits["date"] >= "2023-01-01"))
    found = lacking(known(lines, visits)).items()
    assert {what: (months[0], months[-1], len(months)) for what, months in found} == {
        "visits": ("2021-01", "2022-06", 18), "visit_cost": ("2022-07", "2022-12", 6),
        "due_date": ("2021-01", "2021-12", 12),
    }  # fmt: skip


def test_what_costs_next_to_nothing_is_not_missed() -> None:
    """Freight of 1 of 1,000 is less than a fiftieth of the 229 that stay; of 8 it is more than one of 222."""
    for freight, named in ((0.001, False), (0.008, True)):
        lines, visits = book()
        lines["freight"] = (lines["revenue"] * freight).mask(lines["date"].dt.year == 2022)
        assert ("freight" in lacking(known(lines, visits))) == named
