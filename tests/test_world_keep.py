"""The client for keeping: what is planted is really there, and it is the same everywhere."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import kamlib as kam
from kamlib.cli import main
from kamlib.datasets import catalogue
from kamlib.world import World
from kamlib.world.files import csv_bytes, json_bytes
from kamlib.world.keep import LAWS, KeepParameters, make_keep
from kamlib.world.keep.lives import Lives, lives
from kamlib.world.keep.people import people
from kamlib.world.keep.visiting import visited


@pytest.fixture(scope="module")
def made() -> World:
    return make_keep()


@pytest.fixture(scope="module")
def fates(made: World) -> pd.DataFrame:
    found = pd.DataFrame.from_dict(made.truth["left"], orient="index")
    return found.assign(date=pd.to_datetime(found["date"]))


def test_it_is_large_enough_to_teach_with(made: World, fates: pd.DataFrame) -> None:
    assert len(made.customers) >= 1500
    assert len(fates) >= 250
    assert made.orders["customer_id"].nunique() >= 1500


def test_same_seed_same_bytes_and_another_seed_another_client(made: World) -> None:
    again, other = make_keep(), make_keep(seed=7, customers=200)
    for name, table in made.tables.items():
        assert csv_bytes(table) == csv_bytes(again.tables[name])
    assert json_bytes(made.truth) == json_bytes(again.truth)
    assert csv_bytes(other.orders) != csv_bytes(make_keep(seed=8, customers=200).orders)
    # the sums of the client as it was when the lessons were written
    assert (len(made.orders), len(made.activities)) == (84_167, 23_406)
    assert round(made.orders["revenue"].sum(), 2) == 1_295_997_551.41


def test_money_is_exact(made: World) -> None:
    book = made.orders
    cents = {c: np.rint(book[c] * 100) for c in ("list_price", "unit_price", "discount", "revenue", "cost")}
    assert (cents["revenue"] == book["quantity"] * cents["unit_price"]).all()
    assert (cents["discount"] == book["quantity"] * (cents["list_price"] - cents["unit_price"])).all()
    assert (cents["discount"] > 0).all()
    assert (book["quantity"] > 0).all()


def test_nothing_happens_at_a_customer_that_has_left(made: World, fates: pd.DataFrame) -> None:
    for table in (made.orders, made.activities, made.survey):
        rows = table[table["customer_id"].isin(fates.index)]
        assert (rows["date"] <= fates["date"].reindex(rows["customer_id"]).to_numpy()).all()
    asked = made.exits.set_index("customer_id")
    assert (asked["date"] > fates["date"].reindex(asked.index)).all()


def test_the_shares_of_the_leavers_are_those_planted(made: World, fates: pd.DataFrame) -> None:
    kept = fates[fates["preventable"]]
    assert 1 - fates["preventable"].mean() == pytest.approx(LAWS.unpreventable, abs=0.06)
    assert kept["quiet"].mean() == pytest.approx(LAWS.quiet, abs=0.06)
    assert kept["shrinking"].mean() == pytest.approx(LAWS.shrinking, abs=0.08)
    said = made.exits.set_index("customer_id")["reason"]
    assert (said != fates["reason"].reindex(said.index)).mean() == pytest.approx(LAWS.misreported, abs=0.06)
    assert (~fates["preventable"] == (fates["reason"] == "no need")).all()


def test_the_quiet_do_not_complain_before_they_go_and_the_others_do(made: World, fates: pd.DataFrame) -> None:
    complaints = made.activities[made.activities["kind"] == "complaint"]
    left = fates["date"].reindex(complaints["customer_id"]).to_numpy()
    before = (left - complaints["date"].to_numpy()) / np.timedelta64(1, "D")
    heard, late = (set(complaints.loc[(before >= 0) & (before <= most), "customer_id"]) for most in (310, 270))
    kept = fates[fates["preventable"]]
    assert not late & set(kept.index[kept["quiet"]])
    loud = kept.index[~kept["quiet"]]
    assert len(heard & set(loud)) > 0.85 * len(loud)


def test_seasonal_customers_are_silent_and_come_back(made: World, fates: pd.DataFrame) -> None:
    stayed = [who for who in made.truth["seasonal"] if who not in fates.index]
    book = made.orders[made.orders["customer_id"].isin(stayed)].sort_values(["customer_id", "date"])
    gaps = book.groupby("customer_id")["date"].diff().dt.days.groupby(book["customer_id"]).max()
    assert (gaps.dropna() > 100).mean() > 0.9
    assert len(made.truth["seasonal"]) / len(made.customers) == pytest.approx(LAWS.seasonal, abs=0.03)


def test_a_customer_that_shrinks_buys_fewer_products_and_less(made: World, fates: pd.DataFrame) -> None:
    def before(who: pd.Index, low: int, high: int) -> pd.DataFrame:
        book = made.orders[made.orders["customer_id"].isin(who)]
        days = (fates["date"].reindex(book["customer_id"]).to_numpy() - book["date"]).dt.days
        return book[(days > low) & (days <= high)]

    first = made.orders.groupby("customer_id")["date"].min().reindex(fates.index)
    old = fates[(fates["date"] - first).dt.days > 450]
    shrinking, steady = (old.index[old["shrinking"] == flag] for flag in (True, False))
    for who, fell in ((shrinking, True), (steady, False)):
        early, late = before(who, 360, 450), before(who, 0, 90)
        breadth = [part.groupby("customer_id")["product"].nunique().mean() for part in (early, late)]
        assert (breadth[1] < 0.75 * breadth[0]) == fell
        assert (len(late) < 0.6 * len(early)) == fell


def counted(p: KeepParameters) -> tuple[Lives, dict[str, tuple[int, int, int, int]]]:
    """Count months and exits with and without each effect at work, in a way of its own."""
    who = people(p)
    known = lives(who, p)
    left, start = known.fates["left"].to_numpy(), who["start"].to_numpy()
    tables = {}
    for name, flags in known.events.items():
        cells = [0, 0, 0, 0]
        for at in range(len(who)):
            bad = flags[at] & ~known.answered[at] if name == "complaints" else flags[at]
            for month in range(start[at] + 3, min(left[at] + 1, p.months)):
                happened = int(bad[max(0, month - 6) : month].sum())
                works = happened >= (2 if name == "complaints" else 1)
                cells[2 * works] += 1
                cells[2 * works + 1] += int(left[at] == month)
        tables[name] = (cells[0], cells[1], cells[2], cells[3])
    return known, tables


def ratio(cells: tuple[int, int, int, int]) -> tuple[float, float, float]:
    """Return the rate ratio of exits with its 99 % interval (log method)."""
    months, exits_, under, gone = cells
    rate = (gone / under) / (exits_ / months)
    wide = np.exp(2.576 * np.sqrt(1 / gone + 1 / exits_))
    return rate, rate / wide, rate * wide


def test_each_effect_is_as_strong_as_planted_and_the_decoy_has_none() -> None:
    _known, tables = counted(KeepParameters())
    for name, planted in LAWS.effects.items():
        _rate, low, high = ratio(tables[name])
        assert low < planted < high, name
    for name in ("owner", "price", "complaints"):
        assert ratio(tables[name])[1] > 1, name


@pytest.mark.slow
def test_twenty_clients_hold_the_planted_effects() -> None:
    held = dict.fromkeys(LAWS.effects, 0)
    for seed in range(20):
        for name, cells in counted(KeepParameters(seed))[1].items():
            _rate, low, high = ratio(cells)
            held[name] += low < LAWS.effects[name] < high
    assert min(held.values()) >= 18


def test_the_twin_moves_with_the_driver_but_only_the_driver_counts(made: World) -> None:
    wide = made.survey.pivot_table(index=["customer_id", "date"], columns="dimension", values="score")
    assert wide["contact"].corr(wide["service"]) > 0.85
    order = wide.drop(columns="contact").corr()["overall"].drop("overall").sort_values(ascending=False)
    assert order.index.tolist() == ["delivery", "service", "product", "price"]


def test_those_who_leave_soon_answer_less_often_and_are_less_satisfied(made: World, fates: pd.DataFrame) -> None:
    overall = made.survey[made.survey["dimension"] == "overall"]
    delivery = made.survey[made.survey["dimension"] == "delivery"]
    kept = fates[fates["preventable"]]
    ahead = (kept["date"].reindex(delivery["customer_id"]).to_numpy() - delivery["date"]).dt.days
    assert delivery.loc[ahead < 180, "score"].mean() < delivery["score"].mean() - 0.5
    waves = pd.to_datetime([f"{year}-10-15" for year in range(2021, 2025)])
    gone = fates["date"].reindex(made.customers["customer_id"]).to_numpy()
    here = sum(int(((made.customers["since"] <= day) & ~(gone < day)).sum()) for day in waves)
    assert 0.5 < len(overall) / here < 0.65


def test_lifetime_values_are_positive_and_of_those_who_are_here(made: World, fates: pd.DataFrame) -> None:
    values = made.truth["lifetime_value"]
    assert not set(values) & set(fates.index)
    assert len(values) + len(fates) == len(made.customers)
    assert min(values.values()) >= 0
    # By hand: a customer of class D stays with .988 a month, and money is worth less by 1.1^(1/12) a month.
    kept, discount = 1 - 0.012, 1.1 ** (1 / 12) - 1
    worth = sum(100 * kept**t / (1 + discount) ** t for t in range(1, 5000))
    who = next(w for w in made.truth["classes"]["D"] if w in values)
    rows = made.orders[made.orders["customer_id"] == who]
    start = people(KeepParameters()).set_index("customer_id").loc[who, "start"]
    monthly = float((rows["revenue"] - rows["cost"]).sum()) / (48 - int(start))
    assert values[who] == pytest.approx(worth * monthly / 100, rel=1e-6)


def test_it_is_loaded_by_its_name_as_files_would_be(made: World) -> None:
    client = kam.load("machinery-keep")
    assert client.currency == "CNY"
    catalogue._keep.cache_clear()  # text is held as pandas holds it where the tables are made
    for name, table in made.tables.items():
        read = catalogue._read_own(io.BytesIO(csv_bytes(table)), name)
        pd.testing.assert_frame_equal(read, catalogue.tables("machinery-keep").tables[name])


def test_what_a_user_changes_stays_with_that_user() -> None:
    mine = catalogue.tables("machinery-keep").tables["orders"]
    mine.loc[:, "revenue"] = 0.0
    assert catalogue.tables("machinery-keep").tables["orders"]["revenue"].sum() > 1e6


def test_the_command_writes_it(tmp_path: Path, made: World) -> None:
    assert main(["world", "--keep", str(tmp_path)]) == 0
    assert (tmp_path / "orders.csv").read_bytes() == csv_bytes(made.orders)
    assert (tmp_path / "truth.json").read_bytes() == json_bytes(made.truth)


@pytest.mark.parametrize("wrong", [{"customers": 10}, {"years": 1}, {"seed": -1}])
def test_what_cannot_be_made_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least 50 customers"):
        make_keep(**wrong)


def test_what_a_visit_changes_is_as_planted_by_hand() -> None:
    """Without an event class D leaves with .012 a month; visits halve that for six of twelve months."""
    day, p = pd.Timestamp("2024-01-01"), KeepParameters()
    table = visited(day).set_index("customer_id")
    who = people(p)
    known = lives(who, p)
    calm = (known.factors[:, 36:] == 1.0).all(axis=1) & (who["start"] < 33) & (known.fates["left"] >= 36)
    some = who.loc[calm & (who["class"] == "D"), "customer_id"]
    assert len(some) > 20
    assert table.loc[some, "leaves"].to_numpy() == pytest.approx(1 - 0.988**12)
    assert table.loc[some, "leaves_visited"].to_numpy() == pytest.approx(1 - 0.994**6 * 0.988**6)
    # those that have left stay lost, and nobody is worse off for a visit
    gone = table[table["gone"]]
    assert (gone[["leaves", "leaves_visited"]] == 1.0).all(axis=None)
    assert set(gone.index) == set(who.loc[known.fates["left"] < 36, "customer_id"])
    assert (table["leaves_visited"] <= table["leaves"]).all()


@pytest.mark.parametrize("day", ["2024-01-15", "2024-02-01", "2021-01-01"])
def test_a_day_without_a_year_after_it_is_refused(day: str) -> None:
    with pytest.raises(ValueError, match="first of a month"):
        visited(pd.Timestamp(day))
