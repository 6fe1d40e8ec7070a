"""How long each tier stays: durations and curves by hand, and what is not judged."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib import Client
from kamlib.figures import leaving as figures
from kamlib.findings.tier_survival import curves_of, survival_said, survival_table, tier_survival
from kamlib.keep.staying import MONTH, from_tiers, stays
from kamlib.words import speaking

DAY, END = pd.Timestamp("2021-12-31"), pd.Timestamp("2024-12-30")  # seen until 2023-12-31, 730 days


def test_who_left_by_hand() -> None:
    last = {
        "early": pd.Timestamp("2021-06-30"),  # gone before its tier was judged
        "left": pd.Timestamp("2022-12-31"),  # 365 days after
        "just": pd.Timestamp("2023-12-31"),  # 365 days of silence: not yet gone
        "stays": pd.Timestamp("2024-12-01"),
    }
    found = from_tiers(last, dict.fromkeys(last, "gold"), DAY, END).set_index("customer_id")
    assert (found["months"] * MONTH).round(6).to_dict() == {"early": 0, "left": 365, "just": 730, "stays": 730}
    assert found["left"].to_dict() == {"early": True, "left": True, "just": False, "stays": False}
    assert from_tiers(last, dict.fromkeys(last, "gold"), pd.Timestamp("2024-01-01"), END).empty


def test_after_a_year_and_a_day_without_an_order_a_customer_has_left() -> None:
    """From 31 December 2023 to 30 December 2024 there are 365 days; from the day before there are 366."""
    lines = pd.DataFrame({"customer_id": ["just", "left"], "date": pd.to_datetime(["2023-12-31", "2023-12-30"]),
                          "revenue": 10.0})  # fmt: skip
    found = stays(lines, END).set_index("customer_id")
    assert found["left"].to_dict() == {"just": False, "left": True}
    assert (found["months"] * MONTH).round(6).to_dict() == {"just": 365, "left": 0}


def test_a_stay_begins_with_the_day_since_when_a_customer_is_one_unless_it_bought_before() -> None:
    """From 1 January 2021 to the end there are 1,459 days: A came 30 days earlier, C 60 later, B with 1 July."""
    day = pd.Timestamp("2021-07-01")
    lines = pd.DataFrame({"customer_id": [*"ABCABC"], "revenue": 10.0,
                          "date": [pd.Timestamp("2021-01-01"), day, day, END, END, END]})  # fmt: skip
    since = {"A": "2020-12-02", "B": "2022-01-01", "C": "2021-03-02"}
    found = stays(lines, END, since={who: pd.Timestamp(one) for who, one in since.items()})
    assert (found["months"] * MONTH).round(6).tolist() == [1459 + 30, 1459 - 181, 1459 - 60]
    assert (found["entry"] * MONTH).round(6).tolist() == [30, 0, 0]


def lives(gold: int, lead: int) -> pd.DataFrame:
    """Ten gold and twenty lead customers seen for 24 months; so many of each left after 6 months."""
    rows = [("gold", at < gold) for at in range(10)] + [("lead", at < lead) for at in range(20)]
    return pd.DataFrame([{"tier": tier, "left": left, "months": 6.0 if left else 24.0} for tier, left in rows])


def test_curves_by_hand() -> None:
    found = curves_of(lives(1, 15), DAY)
    assert found is not None
    assert list(found.curves) == ["gold", "lead"]  # best first
    assert found.table[["customers", "left"]].to_numpy().tolist() == [[10, 1], [20, 15]]
    assert found.table["share"].tolist() == pytest.approx([0.9, 0.25])  # 9 of 10, 5 of 20
    # Greenwood, log-log, for 9 of 10: √(1 / (10 · 9)) / |ln .9| = 1.00046; .9 ^ e^(± 1.95996 · 1.00046)
    assert found.table.loc[0, ["low", "high"]].tolist() == pytest.approx([0.47300, 0.98527], abs=1e-4)
    # one time, 16 of 30 left: expected of gold 16 · 10 / 30; variance 16 · (1 / 3)(2 / 3) · 14 / 29
    assert found.p_value == pytest.approx(_chance((1 - 16 / 3) ** 2 / (16 * 2 / 9 * 14 / 29)))
    assert "Gold 90% (47% to 99%)" in survival_said(found)
    assert survival_said(found).endswith("The tiers differ by more than chance.")
    with speaking("zh"):
        assert "24 个月后仍在采购的比例（附 95% 区间）：黄金 90%（47% 至 99%）" in survival_said(found)
    table = survival_table(found)
    assert table["still_months"].tolist() == [24, 24]
    assert table["still_share"].tolist() == pytest.approx([0.9, 0.25])


def _chance(statistic: float) -> float:
    from math import erfc, sqrt

    return erfc(sqrt(statistic / 2))  # chi-square with one degree of freedom


def test_who_left_in_the_very_month_that_is_read_counts_in_the_share_and_in_its_interval() -> None:
    """One of ten leaves after 24 months: 90 %, with the interval worked out above."""
    late = lives(1, 15).replace({"months": {24.0: 30.0}}).replace({"months": {6.0: 24.0}})
    found = curves_of(late, DAY)
    assert found is not None
    assert found.table.loc[0, ["share", "low", "high"]].tolist() == pytest.approx([0.9, 0.473, 0.98527], abs=1e-4)


def test_tiers_that_leave_alike_are_not_said_to_differ_and_nobody_gone_has_no_interval() -> None:
    found = curves_of(lives(2, 4), DAY)
    assert found is not None
    assert found.p_value > 0.9
    assert survival_said(found).endswith("The tiers do not differ by more than chance.")
    none = curves_of(lives(0, 0), DAY)
    assert none is not None
    assert none.table["low"].isna().all()
    assert "chance" not in survival_said(none)


def test_a_tier_of_nine_and_a_year_not_yet_over_have_no_curve() -> None:
    some = lives(1, 15)
    fewer = curves_of(some.iloc[1:], DAY)
    assert fewer is not None
    assert list(fewer.curves) == ["lead"]
    assert curves_of(some.assign(months=some["months"].clip(upper=11.9)), DAY) is None
    days = pd.date_range("2023-01-15", "2024-12-15", freq="MS")
    lines = [{"customer_id": f"c{at:02}", "order_id": f"{at}-{day:%Y%m}", "date": day, "revenue": 100.0 + at}
             for at in range(20) for day in days]  # fmt: skip
    assert tier_survival(Client(pd.DataFrame(lines), as_of=pd.Timestamp("2024-12-31"))) is None


def test_the_exhibit_has_the_curves_next_to_the_bars_and_says_both() -> None:
    found = curves_of(lives(1, 15), DAY)
    assert found is not None
    card = pd.DataFrame({"listed": [True, True, False], "longest_silent": [True, False, True],
                         "left": [True, False, True]})  # fmt: skip
    ax = figures.card_and_curves(card, found.curves)
    bars, curves = ax.figure.axes
    assert bars is ax
    assert [line.get_label() for line in curves.lines] == ["Gold (10)", "Lead (20)"]
    assert curves.lines[0].get_ydata()[-1] == pytest.approx(0.9)
    said = figures.card_and_curves_alt(card, found.curves, at=24)
    assert "Gold (10) 90%" in said
    assert said.startswith(figures.card_bars_alt(card))
    assert len(figures.card_and_curves(None, found.curves).figure.axes) == 1
    assert len(figures.card_and_curves(card, {}).figure.axes) == 1


def test_what_was_bought_in_the_first_half_year_says_how_large_a_customer_was_at_its_start() -> None:
    """An order of 183 days after the first is of the start, one of 184 days after it is not: 10 and 20 of 60."""
    first = pd.Timestamp("2023-01-01")
    lines = pd.DataFrame({
        "customer_id": "A", "date": [first + pd.Timedelta(days=at) for at in (0, 183, 184)],
        "revenue": [10.0, 20.0, 30.0],
    })  # fmt: skip
    row = stays(lines, END).iloc[0]
    assert (row["start_sales"], row["all_sales"]) == (30.0, 60.0)
