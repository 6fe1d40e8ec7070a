"""Rules of leaving: what was known on a day, AUC and lists by hand, the choice of a rule, states with dates."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import kamlib as kam
from kamlib.facts.buying_days import ledger
from kamlib.findings.leaving_words import by_lot_said
from kamlib.findings.watch import watch
from kamlib.keep import backtest, leaving, rules
from kamlib.keep.states import states
from kamlib.periods.day_numbers import number_of
from kamlib.words import speaking

#: Books of each kind (200 in KAMLIB_WORLDS for the whole count), and the share of them that has to be told right.
WORLDS, RATE = int(os.environ.get("KAMLIB_WORLDS", "20")), 0.95


def book(days: dict[str, list[str]], money: float = 100.0) -> pd.DataFrame:
    """Give each customer an order on each of some days."""
    rows = [(who, f"{who}-{day}", pd.Timestamp(day), money) for who, some in days.items() for day in some]
    return pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"])


def test_only_what_was_known_on_the_morning_counts() -> None:
    lines = book(
        {"A": ["2024-01-01", "2024-01-11", "2024-01-31", "2024-03-01"], "B": ["2024-02-29", "2024-01-01"]}
    )
    known = rules.known_at(ledger(lines), number_of("2024-03-01"))
    assert known.who.tolist() == [0]  # B has two days only
    assert (known.days[0], known.silent[0], known.age[0], known.gap[0]) == (3, 30, 60, 15)
    assert known.histories.tolist() == [[3, 30, 60], [2, 1, 60]]


def test_the_interval_of_a_chance_counts_a_customer_that_was_judged_on_several_days_once() -> None:
    """Two customers on two days: one stays, one leaves, each a single case; by hand Wilson is z² ÷ (1 + z²)."""
    day = SimpleNamespace(
        scores={"recency": np.array([1.0, 2.0])}, gone=np.array([False, True]),
        known=SimpleNamespace(who=np.array([0, 1])),
    )  # fmt: skip
    tested = SimpleNamespace(chosen="recency", cuts=(day, day))
    chance, low, high = leaving._chances(tested, np.array([1.0, 2.0]))
    end = 1.959964**2 / (1 + 1.959964**2)
    assert chance.tolist() == [0.0, 1.0]
    assert low.tolist() == pytest.approx([0.0, 1 - end], abs=1e-6)
    assert high.tolist() == pytest.approx([end, 1.0], abs=1e-6)


def test_a_chance_is_that_of_as_long_a_silence_and_not_of_as_high_a_place() -> None:
    """Earlier 10 and 20 days stayed, 30 and 40 left: of those silent for 15 none leaves, for 25 a half."""
    day = SimpleNamespace(
        scores={"recency": np.array([10.0, 20.0, 30.0, 40.0])}, gone=np.array([False, False, True, True]),
        known=SimpleNamespace(who=np.arange(4)),
    )  # fmt: skip
    tested = SimpleNamespace(chosen="recency", cuts=(day,))
    chance, _low, high = leaving._chances(tested, np.array([5.0, 15.0, 25.0, 90.0]))
    assert chance.tolist() == [0.0, 0.0, 0.5, 1.0]
    assert high[1] == pytest.approx(1.959964**2 / (2 + 1.959964**2))  # none of two


def test_a_credit_note_that_was_known_later_does_not_undo_the_order_of_then() -> None:
    lines = book({"A": ["2024-01-01", "2024-02-01", "2024-03-01"]}).assign(known=pd.NaT)
    note = lines.tail(1).assign(revenue=-100.0, known=pd.Timestamp("2024-06-01"))
    whole = ledger(pd.concat([lines, note]).assign(known=lambda t: pd.to_datetime(t["known"])))
    assert len(whole.at(number_of("2024-03-31")).day) == 3
    assert len(whole.at(number_of("2024-03-31"), known_by=number_of("2024-06-01")).day) == 2


def test_a_return_is_no_day_of_buying() -> None:
    lines = book({"A": ["2024-01-01", "2024-02-01"]})
    back = lines.tail(1).assign(revenue=-250.0)
    assert len(ledger(pd.concat([lines, back])).at(number_of("2024-12-31")).day) == 1


def test_auc_and_hits_of_equal_scores_by_hand() -> None:
    """Scores 3 2 2 1, left 1 0 1 0: of four pairs three are won and one is even; two are listed."""
    score, gone = np.array([3.0, 2, 2, 1]), np.array([True, False, True, False])
    auc, hits = backtest._List.ranked(score, gone, 2).measures(np.ones((4, 1)))[:, 0]
    assert (auc, hits) == (3.5 / 4, 1.5)
    twice = backtest._List.ranked(score, gone, 2).measures(np.array([[1.0], [0], [2], [1]]))[:, 0]
    assert twice.tolist() == [1.0, 2.0]


def test_ranks_are_shared() -> None:
    assert rules.ranks(np.array([5, 1, 5, 3])).round(4).tolist() == [0.8333, 0.0, 0.8333, 0.3333]


def own_rhythms(seed: int = 1) -> pd.DataFrame:
    """Make buyers by the week and by 150 days; of the first some stop, the others are always silent."""
    draw = np.random.default_rng(seed)
    first, last = number_of("2021-01-04"), number_of("2024-12-30")
    who: list[str] = []
    day: list[int] = []
    for n in range(400):
        weekly = n % 2 == 0
        stop = int(draw.integers(first + 300, last)) if weekly and n % 3 else last
        days = np.arange(first + int(draw.integers(0, 60)), stop, 7 if weekly else 150)
        days = np.sort(days + draw.integers(-2, 3, len(days)))
        who += [f"C{n:03d}"] * len(days)
        day += days.tolist()
    dates = pd.Timestamp(0) + pd.to_timedelta(day, unit="D")
    return pd.DataFrame(
        {"customer_id": who, "order_id": [str(i) for i in range(len(who))], "date": dates, "revenue": 10.0}
    )


def test_where_rhythms_differ_silence_over_the_own_gap_is_chosen() -> None:
    lines = own_rhythms()
    held = ledger(lines)
    days = leaving.plan(pd.Timestamp("2021-01-04"), pd.Timestamp("2024-12-30"))
    assert days is not None
    found = leaving.warn(held, days, replicates=200)
    assert found is not None
    done = found.tested.rules.set_index("rule")
    assert found.tested.beats_plain
    assert done.loc[found.tested.chosen, "hits"] >= 1.5 * done.loc["recency", "hits"]
    assert done.loc[found.tested.chosen, "low"] > 0
    card = found.card
    assert (card["listed"] & card["left"]).sum() > (card["longest_silent"] & card["left"]).sum()
    last = lines.groupby("customer_id")["date"].max().loc[found.table["customer_id"]]
    assert found.table["silent_days"].tolist() == (pd.Timestamp("2024-12-30") - last).dt.days.tolist()


@pytest.mark.parametrize(("left", "hits", "said"), [
    # 2 of 10 are drawn, 2 of them left: both are caught in 1 of 45 draws, one or two in 17 of 45
    (2, 2, "A list of as many drawn by lot would have caught about 0.4."),
    (2, 1, "A list of as many drawn by lot would have caught about 0.4: this one was not better by more than "
           "chance."),
    (10, 2, "A list of as many drawn by lot would have caught about 2: this one was not better by more than "
            "chance."),
    (0, 0, ""),
])  # fmt: skip
def test_a_list_is_set_against_one_drawn_by_lot(left: int, hits: int, said: str) -> None:
    with speaking("en"):
        assert by_lot_said(10, {"listed": 2, "left": left, "hits": hits}) == said


def test_fewer_than_a_tenth_by_lot_are_not_none() -> None:
    """One of 25 is drawn and one of them left: it is caught in one draw of 25."""
    with speaking("en"):
        said = by_lot_said(25, {"listed": 1, "left": 1, "hits": 1})
    assert said == "A list of as many drawn by lot would have caught about 0.04."


def test_two_days_choose_no_rule_although_one_catches_more() -> None:
    held = ledger(own_rhythms())
    mornings = [number_of(day) for day in ("2022-06-01", "2022-09-01", "2022-12-01")]
    two, three = (backtest.back_test(held, mornings[:n], replicates=50) for n in (2, 3))
    assert (two.rules["low"] > 0).any()
    assert (two.chooses, two.chosen, two.beats_plain) == (False, "recency", False)
    assert (three.chooses, three.beats_plain) == (True, True)


def test_only_who_is_silent_for_longer_than_its_own_gap_is_listed() -> None:
    """On the last morning SLOW is silent for 150 of 200 days, EVEN for 30 of 30, LATE for 60; all could be called.

    On the morning of the report card, 2 January 2024, only STOPS is late: for 38 days.
    """
    last = {"SOON": ("2024-12-22", 30), "SLOW": ("2024-08-04", 200), "EVEN": ("2024-12-02", 30),
            "LATE": ("2024-11-02", 30), "STOPS": ("2023-11-25", 30)}  # fmt: skip
    last |= {f"GONE{n}": ("2022-03-15", 30) for n in range(10)}
    first = pd.Timestamp("2021-01-01")
    lines = book({
        who: [f"{day:%Y-%m-%d}" for day in pd.date_range(end=end, periods=60, freq=f"{gap}D") if day >= first]
        for who, (end, gap) in last.items()
    })  # fmt: skip
    days = leaving.plan(first, pd.Timestamp("2024-12-31"))
    assert days is not None
    assert days.shown_on == number_of("2024-01-02")
    found = leaving.warn(ledger(lines), days, capacity=1000, replicates=20)
    assert found is not None
    assert (found.judged, found.tested.chosen) == (4, "recency")
    assert found.table[["customer_id", "silent_days", "usual_gap"]].values.tolist() == [["LATE", 59, 30.0]]
    card = found.card.set_index("customer_id")
    assert sorted(card.index) == ["EVEN", "LATE", "SLOW", "SOON", "STOPS"]
    assert card.index[card["listed"]].tolist() == ["STOPS"]
    assert card["longest_silent"].all()


def test_where_all_buy_alike_the_longest_silent_are_as_good() -> None:
    draw = np.random.default_rng(5)
    rows = []
    for n in range(300):
        stop = draw.integers(300, 1460) if n % 2 else 1460
        rows += [(f"C{n}", str(n), pd.Timestamp("2021-01-01") + pd.Timedelta(days=int(d)), 10.0)
                 for d in np.cumsum(draw.integers(20, 40, 60)) if d < stop]  # fmt: skip
    lines = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"])
    days = leaving.plan(lines["date"].min(), lines["date"].max())
    assert days is not None
    found = leaving.warn(ledger(lines), days)
    assert found is not None
    assert found.tested.chosen == "recency"
    assert (found.card["listed"] <= found.card["longest_silent"]).all()


def test_the_rule_is_chosen_before_the_list_that_is_shown() -> None:
    for last in ("2022-12-31", "2023-06-30", "2024-12-31"):
        days = leaving.plan(pd.Timestamp("2021-01-01"), pd.Timestamp(last))
        assert days is not None
        assert max(days.chosen_on) + days.horizon <= days.shown_on
        assert days.shown_on + days.horizon == days.today == number_of(last) + 1
        assert len(days.chosen_on) >= 3


@pytest.mark.parametrize(("last", "chosen_on"), [
    ("2022-06-23", None),  # 539 days: half a year to learn and two horizons of 180 do not fit
    ("2022-06-24", ["2021-06-30"]), ("2022-09-22", ["2021-09-28"]), ("2022-09-23", ["2021-06-30", "2021-09-29"]),
])  # fmt: skip
def test_a_book_of_a_year_and_a_half_has_a_report_card_of_half_a_year(
    last: str, chosen_on: list[str] | None
) -> None:
    days = leaving.plan(pd.Timestamp("2021-01-01"), pd.Timestamp(last))
    assert (days is None) == (chosen_on is None)
    if days is not None:
        assert (days.horizon, days.shown_on) == (180, number_of(last) + 1 - 180)
        assert list(days.chosen_on) == [number_of(day) for day in chosen_on or []]


def test_later_orders_change_nothing_of_an_earlier_day() -> None:
    lines = own_rhythms()
    day = number_of("2023-01-02")
    known = rules.known_at(ledger(lines), day)
    before = rules.known_at(ledger(lines[lines["date"] < "2023-01-02"]), day)
    assert known.silent.tolist() == before.silent.tolist()


@pytest.mark.parametrize("left", [0, 400])
def test_nobody_left_or_all_left_is_no_test(left: int) -> None:
    lines = own_rhythms()
    if left:
        lines = lines[lines["date"] < "2021-09-01"]
        end = pd.Timestamp("2024-12-30")
    else:
        keep = lines.groupby("customer_id")["date"].transform("max") > "2024-06-01"
        lines, end = lines[keep], lines["date"].max()
    days = leaving.plan(pd.Timestamp("2021-01-04"), end)
    assert days is not None
    assert leaving.warn(ledger(lines), days) is None


def test_gone_quiet_and_shrinking_with_their_days() -> None:
    every = [f"{d:%Y-%m-%d}" for d in pd.date_range("2021-01-15", "2024-12-15", freq="30D")]
    lines = book({
        "usual": every, "gone": [d for d in every if d < "2023-10-01"],
        "quiet": [d for d in every if d < "2024-06-01"], "young": ["2024-12-01"],
    })  # fmt: skip
    small = book({"shrinks": every})
    small.loc[small["date"] > "2024-03-31", "revenue"] = 20.0
    found = states(pd.concat([lines, small]), pd.Timestamp("2024-12-31"))
    assert found["state"].to_dict() == {
        "gone": "gone", "quiet": "quiet", "shrinks": "shrinking", "usual": "", "young": "",
    }  # fmt: skip
    last = max(d for d in every if d < "2023-10-01")
    assert found.loc["gone", "since"] == pd.Timestamp(last)
    due = pd.Timestamp(max(d for d in every if d < "2024-06-01")) + pd.Timedelta(days=30)
    assert found.loc["quiet", "since"] == due
    assert pd.Timestamp("2024-05-31") < found.loc["shrinks", "since"] <= pd.Timestamp("2024-08-31")
    assert found.loc["shrinks", "orders"] == pytest.approx(1.0, abs=0.16)
    assert found.loc["shrinks", "order_size"] < 0.5


def test_a_customer_shrinks_since_the_first_month_in_which_a_quarter_was_missing() -> None:
    """100 a month to 2023, then 40: after m months of 2024 60 m of 1,200 are missing, a quarter with the fifth."""
    months = [
        f"{d:%Y-%m-%d}" for d in pd.date_range("2021-01-15", "2024-12-15", freq="MS") + pd.Timedelta(days=14)
    ]
    lines = book({"A": ["2021-01-15", *months]})
    lines.loc[lines["date"] > "2023-12-31", "revenue"] = 40.0
    found = states(lines, pd.Timestamp("2024-12-31")).loc["A"]
    assert (found["state"], found["since"]) == ("shrinking", pd.Timestamp("2024-05-31"))
    assert found["kept"] == pytest.approx(0.4)


def test_in_a_book_of_eighteen_months_nobody_is_said_to_shrink() -> None:
    """Six months of 100 and twelve of 20 are 240 after 600, but half of the earlier year is not there."""
    lines = book({"A": [f"2023-{m:02}-15" for m in range(7, 13)] + [f"2024-{m:02}-15" for m in range(1, 13)]})
    lines.loc[lines["date"] > "2023-12-31", "revenue"] = 20.0
    found = states(lines, pd.Timestamp("2024-12-31")).loc["A"]
    assert (found["kept"], found["state"]) == (pytest.approx(0.4), "")


@pytest.mark.parametrize(("last", "state"), [(75.0, "shrinking"), (75.01, "")])
def test_a_quarter_less_is_shrinking_and_a_cent_more_is_not(last: float, state: str) -> None:
    lines = book({"A": [f"{year}-{m:02}-15" for year in (2022, 2023, 2024) for m in range(1, 13)]})
    lines.loc[lines["date"] > "2023-12-31", "revenue"] = last
    assert states(lines, pd.Timestamp("2024-12-31")).loc["A", "state"] == state


def test_no_order_of_rows_no_unit_of_money() -> None:
    lines = own_rhythms()
    days = leaving.plan(lines["date"].min(), lines["date"].max())
    assert days is not None
    found = leaving.warn(ledger(lines), days, replicates=50)
    mixed = lines.sample(frac=1, random_state=3).assign(revenue=lambda t: t["revenue"] * 7.3)
    other = leaving.warn(ledger(mixed), days, replicates=50)
    assert found is not None
    assert other is not None
    pd.testing.assert_frame_equal(found.table, other.table)
    pd.testing.assert_frame_equal(found.card, other.card)


@pytest.mark.slow
def test_online_retail_ii_as_measured_before(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """AUC on mornings of three days, gone = nothing in the next 180 days, at least five days of purchases."""
    monkeypatch.setenv("KAMLIB_DATA", str(shared_data))
    lines = kam.load("online-retail-ii").orders
    held = ledger(lines[lines["quantity"] > 0])
    mornings = [number_of(day) for day in ("2010-12-01", "2011-03-01", "2011-06-01")]
    found = backtest.back_test(held, mornings, horizon=180, fewest=5)
    first = found.table[found.table["rule"] == "recency"]
    assert first["customers"].tolist() == [1012, 1216, 1449]
    assert first["base_rate"].tolist() == pytest.approx([0.159, 0.207, 0.174], abs=5e-4)
    printed = {
        "recency": [0.671, 0.734, 0.745], "fixed_days": [0.593, 0.657, 0.682], "own_gap": [0.629, 0.683, 0.695],
        "recency_and_rate": [0.704, 0.749, 0.753],
    }  # fmt: skip
    for rule, auc in printed.items():
        assert found.table.loc[found.table["rule"] == rule, "auc"].tolist() == pytest.approx(auc, abs=5e-4), rule
    own = found.table[found.table["rule"] == "own_gap"]
    assert (own["auc_high"] < 0).all()  # surely worse than plain silence, three times
    three = found.table[found.table["rule"] == "gap_recency_and_rate"]
    assert (three["auc_low"] > 0).all()  # surely better, by AUC
    assert found.chosen == "recency"  # and its lists still catch no more


@pytest.mark.slow
def test_cdnow_of_eighteen_months_by_pandas_alone(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was judged, who left and the AUC of plain silence from the lines; then a card of half a year."""
    monkeypatch.setenv("KAMLIB_DATA", str(shared_data))
    client = kam.load("cdnow")
    mornings = ["1997-10-01", "1997-11-01", "1997-12-01", "1998-01-01"]
    found = backtest.back_test(ledger(client.orders), [number_of(day) for day in mornings], replicates=50)
    plain = found.table[found.table["rule"] == "recency"].reset_index(drop=True)
    bought = client.orders.loc[client.orders["revenue"] > 0, ["customer_id", "date"]].drop_duplicates()
    for at, morning in enumerate(pd.Timestamp(day) for day in mornings):
        before = bought[bought["date"] < morning].groupby("customer_id")["date"].agg(["size", "max"])
        silent = (morning - before["max"]).dt.days[(before["size"] >= 3)]
        silent = silent[silent <= 365]
        after = bought[(bought["date"] >= morning) & (bought["date"] < morning + pd.Timedelta(days=180))]
        gone = ~silent.index.isin(after["customer_id"])
        ranks, leavers = silent.rank(), int(gone.sum())
        auc = (ranks[gone].sum() - leavers * (leavers + 1) / 2) / (leavers * (len(silent) - leavers))
        assert plain.loc[at, ["customers", "leavers"]].tolist() == [len(silent), leavers]
        assert plain.loc[at, "auc"] == pytest.approx(auc)
    assert found.chosen == "recency"
    seen = watch(client).warnings
    assert seen is not None
    assert (seen.plan.horizon, len(seen.tested.cuts), seen.tested.chosen) == (180, 1, "recency")
    card, (day,) = seen.card, seen.tested.cuts
    assert (day.day, seen.plan.shown_on) == (number_of("1997-07-06"), number_of("1998-01-02"))
    assert card["listed"].sum() == round(len(card) / 10)


def beats_the_longest_silent(seed: int) -> bool:
    """Say whether a rule wins, by half as many hits again, where buyers by the week and by 150 days are mixed."""
    days = leaving.plan(pd.Timestamp("2021-01-04"), pd.Timestamp("2024-12-30"))
    assert days is not None
    found = leaving.warn(ledger(own_rhythms(seed)), days, replicates=200, seed=seed)
    assert found is not None
    done = found.tested.rules.set_index("rule")["hits"]
    return bool(found.tested.beats_plain and done[found.tested.chosen] >= 1.5 * done["recency"])


def says_no_better(seed: int) -> bool:
    """Say whether no rule is said to win where all buy alike."""
    draw = np.random.default_rng(seed)
    parts = []
    for n in range(200):
        stop = draw.integers(300, 1460) if n % 2 else 1460
        at = np.cumsum(draw.integers(20, 40, 60))
        parts.append(pd.DataFrame({"customer_id": f"C{n}", "day": at[at < stop]}))
    same = pd.concat(parts, ignore_index=True)
    same = same.assign(date=pd.Timestamp("2021-01-01") + pd.to_timedelta(same["day"], unit="D"), revenue=10.0)
    plan = leaving.plan(same["date"].min(), same["date"].max())
    assert plan is not None
    known = leaving.warn(ledger(same), plan, replicates=200, seed=seed)
    assert known is not None
    return not known.tested.beats_plain


@pytest.mark.slow
def test_on_forty_books_the_list_beats_the_longest_silent_only_where_rhythms_differ() -> None:
    """Where buyers by the week and by 150 days are mixed a rule wins; where all buy alike it says “no better”."""
    assert sum(beats_the_longest_silent(seed) for seed in range(WORLDS)) >= RATE * WORLDS
    assert sum(says_no_better(seed) for seed in range(WORLDS)) >= RATE * WORLDS
