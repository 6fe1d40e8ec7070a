"""Silence against a customer's own rhythm: figures by hand, and look-alikes that are no silence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlib.classify import key_accounts, misconceptions, tiers
from kamlib.classify.closed_days import closed_days
from kamlib.classify.silence import measure_silence
from kamlib.client import Client
from kamlib.facts.accounts import accounts
from kamlib.findings.judgement import judged
from kamlib.findings.silence import marks
from kamlib.findings.watch import watch
from kamlib.reports import keylist
from kamlib.words import speaking

END = pd.Timestamp("2024-12-31")


def book(days: dict[str, list[int]], revenue: float = 100.0) -> pd.DataFrame:
    """Make a line for each customer and each number of days before the end."""
    rows = [(who, END - pd.Timedelta(days=ago)) for who, agos in days.items() for ago in agos]
    frame = pd.DataFrame(rows, columns=["customer_id", "date"])
    return frame.assign(
        order_id=[str(n) for n in range(len(frame))],
        revenue=revenue,
        customer_id=frame["customer_id"].astype("str"),
    )


def test_the_chance_is_that_of_orders_at_random_times() -> None:
    """Ten gaps of 20 days: (1 + t/200)^-10 is 1 % at t = 200 × (10^0.2 − 1) = 116.98 days."""
    found = measure_silence(book({"no": list(range(116, 317, 20)), "yes": list(range(117, 318, 20))}), END)
    assert found["silence"].to_dict() == {"no": "", "yes": "silent"}
    assert found.loc["yes", ["silent_days", "usual_gap", "longest_gap"]].tolist() == [117, 20.0, 20.0]


def test_longer_than_ever_before_is_asked_for_too() -> None:
    """A summer break of 130 days each year is the customer's rhythm, whatever the other gaps are."""
    seasonal = [120, *range(250, 340, 10), *range(460, 560, 10)]
    assert measure_silence(book({"A": seasonal}), END)["silence"].tolist() == [""]
    assert measure_silence(book({"A": [d for d in seasonal if d < 400]}), END)["longest_gap"].tolist() == [130.0]


def test_as_long_as_the_longest_break_is_not_longer() -> None:
    """Nine gaps of 5 days, one of 80: (1 + 80/125)^-10 is 0.7 %, but the customer was away as long before."""
    once_away = [*range(0, 50, 5), 125]
    found = measure_silence(book({"as": [80 + d for d in once_away], "more": [81 + d for d in once_away]}), END)
    assert found["longest_gap"].tolist() == [80.0, 80.0]
    assert found["silence"].to_dict() == {"as": "", "more": "silent"}


def test_an_order_of_the_last_day_ends_a_silence_and_one_of_the_next_day_does_not() -> None:
    regular = [200, 210, 220, 230, 240, 250]
    found = measure_silence(book({"last": [0, *regular], "next": [-1, *regular]}), END)
    assert found["silent_days"].to_dict() == {"last": 0, "next": 200}
    assert found["silence"].to_dict() == {"last": "", "next": "silent"}


def test_after_twelve_months_a_customer_is_lost_whatever_its_rhythm() -> None:
    found = measure_silence(book({"a": [365, 600], "b": [366, 600], "once": [800]}), END)
    assert found["silence"].to_dict() == {"a": "", "b": "lost", "once": "lost"}


def test_two_order_days_are_no_rhythm_and_credits_are_no_orders() -> None:
    orders = book({"A": [300, 310], "B": [200, 210, 220, 230, 240, 250]})
    credit = book({"B": [5]}, revenue=-10.0)
    found = measure_silence(pd.concat([orders, credit], ignore_index=True), END)
    assert found["silence"].to_dict() == {"A": "", "B": "silent"}
    assert np.isnan(found.loc["A", "usual_gap"])
    assert found.loc["B", "silent_days"] == 200


@pytest.mark.parametrize(("back", "silent_days", "silence"), [(100.0, 200, "silent"), (90.0, 5, "")])
def test_a_day_on_which_all_was_given_back_is_no_order_day(back: float, silent_days: int, silence: str) -> None:
    """Sold for 100 and given back on the same day, for 100 or for 90, five days before the end."""
    sold = book({"A": [5, 200, 210, 220, 230, 240, 250]})
    found = measure_silence(pd.concat([sold, book({"A": [5]}, revenue=-back)], ignore_index=True), END)
    assert found.loc["A", ["silent_days", "silence"]].tolist() == [silent_days, silence]


@pytest.mark.parametrize("seed", range(3))
def test_of_customers_that_keep_ordering_at_random_few_are_marked(seed: int) -> None:
    dice = np.random.default_rng(seed)
    days = {f"C{n}": [int(d) for d in dice.integers(0, 1095, size=30)] for n in range(200)}
    assert (measure_silence(book(days), END)["silence"] == "silent").sum() <= 6


def world(silent: int) -> pd.DataFrame:
    """Make 12 alike customers of 30 orders each; the largest ordered last `silent` days ago."""
    days = {f"C{n:02}": [10 + n + 24 * k for k in range(30)] for n in range(12)}
    days["C00"] = [silent + 24 * k for k in range(30)]
    orders = book(days)
    large = orders["customer_id"].isin([f"C{n:02}" for n in range(6)])
    return orders.assign(
        revenue=orders["revenue"].where(~large, 1000.0 - orders["customer_id"].str[1:].astype(int))
    )


@pytest.mark.parametrize(
    ("silent", "verdict", "why"), [(40, "key", "earns_lastingly"), (200, "candidate", "gone_quiet")]
)
def test_who_is_silent_is_no_key_account_and_is_to_be_won_back(silent: int, verdict: str, why: str) -> None:
    orders = world(silent)
    table = accounts(orders, as_of=END)
    cut = tiers.assign(table, basis="revenue")
    seen = misconceptions.diagnose(orders, table, basis="revenue")
    row = (
        key_accounts.select_key_accounts(table, cut, seen, orders=orders).table.set_index("customer_id").loc["C00"]
    )
    assert (row["verdict"], row["decided_by"], row["silence"]) == (verdict, why, "silent" if silent == 200 else "")


def test_silence_is_measured_once_for_all_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(
        "kamlib.findings.silence.measure_silence",
        lambda orders, day: asked.append(day) or measure_silence(orders, day),
    )
    for module in ("kamlib.classify.key_accounts", "kamlib.keep.states"):
        monkeypatch.setattr(f"{module}.measure_silence", lambda *_: pytest.fail("measured again"))
    client = Client(world(200), as_of=END)
    row = judged(client).keys.table.set_index("customer_id").loc["C00"]
    assert (row["verdict"], row["silence"]) == ("candidate", "silent")
    assert watch(client).states.loc["C00", "state"] == "quiet"
    assert "silent for 200 days" in marks(client)["C00"]
    assert asked == [END]


def test_a_customer_without_net_sales_makes_nobody_silent() -> None:
    shut = pd.DataFrame({"customer_id": "Z", "date": [END], "order_id": ["r"], "revenue": [-5.0]})
    client = Client(pd.concat([world(200), shut]), as_of=END)
    listed = judged(client).keys.table.set_index("customer_id")
    assert "Z" not in listed.index
    assert listed.loc["C00", "silence"] == "silent"


def test_every_list_bears_the_mark_and_the_tier_of_the_last_year() -> None:
    client = Client(world(200), as_of=END)
    with speaking("en"):
        whole, _tiers = keylist.account_table(client)
        hopes = keylist.candidate_table(client)
        said = marks(client)
    assert said == {"C00": "silent for 200 days, usually orders every 24 days"}
    assert dict(zip(whole.column("customer_id"), whole.column("silence"), strict=True))["C00"] == said["C00"]
    reason = dict(zip(hopes.column("customer_id"), hopes.column("key_reason"), strict=True))["C00"]
    assert said["C00"] in str(reason)
    assert not set(said) & set(judged(client).keys.listed()["customer_id"])


def test_a_book_of_one_year_has_its_lists_without_a_tier_of_the_last_year() -> None:
    client = Client(book({f"C{n:02}": [5 + n + 12 * k for k in range(29)] for n in range(8)}), as_of=END)
    with speaking("en"):
        listed = keylist.key_account_table(client)
        whole, _tiers = keylist.account_table(client)
        hopes = keylist.candidate_table(client)
    for table in (listed, whole, hopes):
        assert "year_tier" not in [column.key for column in table.columns]


def test_the_tier_of_the_last_year_stands_next_to_that_of_the_book() -> None:
    """Two years of orders; who bought in the first alone has a tier of the book and none of the year."""
    days = {f"C{n:02}": [5 + 12 * k for k in range(60)] for n in range(8)} | {
        "GONE": [370 + 12 * k for k in range(30)]
    }
    client = Client(book(days), as_of=END)
    with speaking("en"):
        whole, _tiers = keylist.account_table(client)
        tier, year = (
            dict(zip(whole.column("customer_id"), whole.column(c), strict=True)) for c in ("tier", "year_tier")
        )
    assert tier["GONE"] in ("Platinum", "Gold", "Iron")
    assert year["GONE"] == "No order"
    assert year["C00"] in ("Platinum", "Gold", "Iron")


def spring(festival: str = "2023-01-22", quiet: range = range(-5, 15)) -> pd.DataFrame:
    """Forty customers that buy all the year but not around the festival, and two that came after the last one."""
    start, day = pd.Timestamp("2022-01-01"), pd.Timestamp(festival)
    closed = {day + pd.Timedelta(days=k) for k in quiet} | {
        pd.Timestamp("2022-02-01") + pd.Timedelta(days=k) for k in quiet
    }
    end = day + pd.Timedelta(days=17)
    rows = [
        (f"C{at:02d}", start + pd.Timedelta(days=k))
        for at in range(40)
        for k in range(at % 5, (end - start).days + 1, 5)
    ]
    late = {"keeps": day - pd.Timedelta(days=6), "stopped": day - pd.Timedelta(days=22)}
    rows += [(who, last - pd.Timedelta(days=3 * k)) for who, last in late.items() for k in range(80)]
    lines = pd.DataFrame([row for row in rows if row[1] not in closed], columns=["customer_id", "date"])
    return lines.assign(revenue=100.0)


def test_the_quiet_weeks_of_the_spring_festival_are_no_silence_and_a_silence_before_them_is() -> None:
    """The last order of one was on the last day before the book went quiet, that of the other 16 days earlier."""
    lines = spring()
    found = measure_silence(lines, pd.Timestamp("2023-02-08"))
    assert found.loc[["keeps", "stopped"], "silent_days"].tolist() == [23, 39]
    assert found["silence"].to_dict() == dict.fromkeys(found.index, "") | {"stopped": "silent"}


def test_quiet_weeks_at_another_time_of_the_year_are_as_before() -> None:
    """The same book half a year later: nobody knows why it was quiet, so that who did not return is silent."""
    lines = spring().assign(date=lambda f: f["date"] + pd.Timedelta(days=180))
    found = measure_silence(lines, pd.Timestamp("2023-08-07"))
    assert found.loc[["keeps", "stopped"], "silence"].tolist() == ["silent", "silent"]
    days = lines.drop_duplicates(["customer_id", "date"])["date"].to_numpy("datetime64[D]")
    assert not len(closed_days(days, pd.Timestamp("2023-08-07")))
