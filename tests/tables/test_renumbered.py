"""Customers under a new number: planted ones are found, chance brings none, and nothing is merged."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import kamlib as kam
from kamlib.tables.checks.renumbered import pairs
from kamlib.tables.messages import message, remedy, request

FIRST = ["Arden", "Birkwell", "Calder", "Dunmore", "Eskdale", "Fenwick", "Garston", "Holm", "Ivel", "Jarrow",
         "Kelso", "Lorton", "Marden", "Nidd", "Orwell"]  # fmt: skip
SECOND = ["Pumps", "Cranes", "Bearings", "Drives", "Valves", "Gears", "Tools", "Conveyors", "Seals", "Motors",
          "Fans", "Boilers", "Castings", "Filters"]  # fmt: skip
DAYS, PLANTED = 3 * 365, 20

Book = tuple[pd.DataFrame, pd.Series, set[tuple[str, str]]]


def book(seed: int, customers: int = 200) -> Book:
    """Customers with a rhythm and a size of their own; some stop, some begin, and twenty change their number."""
    dice = np.random.default_rng(seed)
    called = [f"{one} {other}" for one in FIRST for other in SECOND]
    dice.shuffle(called)
    rows: list[tuple[str, pd.Timestamp, float]] = []

    def orders(who: str, first: float, last: float, every: float, size: float) -> None:
        day = first
        while day <= last:
            at = pd.Timestamp("2022-01-01") + pd.Timedelta(days=int(day))
            rows.append((who, at, size * dice.lognormal(0, 0.4)))
            day += max(1.0, every * dice.gamma(6, 1 / 6))

    names, truth = {}, set()
    for at in range(customers):
        who, every, size = f"C{at + 1:04d}", float(dice.choice([7, 14, 30, 30])), float(dice.lognormal(6, 1))
        names[who], first, last = called[at], dice.uniform(0, every), float(DAYS)
        fate = dice.uniform()
        if at < PLANTED:
            last = dice.uniform(0.25, 0.7) * DAYS
            new = (f"C{customers + at + 1:04d}", f"{who}N", f"{who}-2", f"C{customers + at + 1:04d}")[at % 4]
            names[new] = (called[at], called[at].upper(), called[at], f"{called[at]} Ltd")[at % 4]
            orders(new, last + dice.uniform(2, 25), DAYS, every, size)
            truth.add((who, new))
        elif fate < 0.25:
            last = dice.uniform(0.2, 0.9) * DAYS
        elif fate < 0.5:
            first = dice.uniform(0.1, 0.8) * DAYS
        orders(who, first, last, every, size)
    lines = pd.DataFrame(rows, columns=["customer_id", "date", "revenue"])
    return lines, pd.Series(names), truth


@pytest.mark.parametrize("seed", range(3))
def test_of_twenty_planted_sixteen_are_found_and_hardly_any_other(seed: int) -> None:
    lines, names, truth = book(seed)
    found = pairs(lines, names)
    got = set(zip(found["old"], found["new"], strict=True))
    assert len(got & truth) >= 16
    assert len(got - truth) <= 2
    assert not found["old"].duplicated().any()


def test_the_order_of_rows_and_the_unit_do_not_matter() -> None:
    lines, names, _truth = book(0)
    other = lines.sample(frac=1, random_state=1).assign(revenue=lambda f: f["revenue"] * 1e4)
    columns = ["old", "new", "kind", "last", "first"]
    pd.testing.assert_frame_equal(pairs(lines, names)[columns], pairs(other, names)[columns])


def test_starts_at_other_days_make_no_pairs() -> None:
    """The same book with the new numbers' orders a third of a year later: nobody follows on anybody."""
    lines, names, truth = book(0)
    late = lines["customer_id"].isin([new for _old, new in truth])
    moved = lines.assign(date=lines["date"].mask(late, lines["date"] + pd.Timedelta(days=120)))
    assert len(pairs(moved[moved["date"] < "2024-12-31"], names)) <= 1


def test_the_money_of_a_pair_is_what_both_come_to_net() -> None:
    """24 orders of 100, 24 of 110, and a credit of 30 on a day of its own: 2,400 + 2,640 − 30."""
    days = {**months(0, 12, 100.0), "2022-07-09": -30.0}
    rows = [*line("K1", days), *line("N7", months(12, 24, 110.0)), *line("R", months(0, 24, 50.0))]
    lines = pd.DataFrame(rows).assign(date=lambda f: pd.to_datetime(f["date"]))
    found = pairs(lines, pd.Series({"K1": "Arden Pumps", "N7": "Arden Pumps", "R": "Other"}))
    assert found[["old", "new", "revenue"]].to_numpy().tolist() == [["K1", "N7", 5010.0]]


def line(who: str, days: Mapping[str, float]) -> list[dict[str, object]]:
    about = {"customer_id": who, "name": "Arden Pumps"}
    return [{**about, "order_id": f"{who} {day}", "date": day, "revenue": amount} for day, amount in days.items()]


def months(first: int, last: int, amount: float) -> dict[str, float]:
    return {
        f"{2022 + at // 12}-{at % 12 + 1:02d}-{day}": amount for at in range(first, last) for day in ("03", "17")
    }


@pytest.mark.parametrize(
    ("new", "found"),
    [
        (months(12, 24, 110.0), True),
        (months(12, 24, 900.0), False),  # of another size
        (months(15, 24, 100.0), False),  # begins a quarter later
        (months(6, 24, 100.0), False),  # both bought for half a year: two sites
        ({f"2023-{at:02d}-03": 100.0 for at in range(1, 13, 5)}, False),  # of another rhythm
    ],
)
def test_what_makes_a_pair(new: dict[str, float], found: bool) -> None:
    rest = [
        {
            "customer_id": f"R{at}",
            "name": f"Other {at}",
            "order_id": f"R{at} {day}",
            "date": day,
            "revenue": amount,
        }
        for at in range(3)
        for day, amount in months(0, 24, 50.0 + at).items()
    ]
    frame = pd.DataFrame([*line("K1", months(0, 12, 100.0)), *line("N7", new), *rest])
    client = kam.load(frame)
    told = [p for p in client.problems if p.code == "renumbered"]
    assert bool(told) is found
    assert client.orders["customer_id"].nunique() == 5  # nothing is merged
    if found:
        assert "K1 → N7" in message(told[0])
        assert "K1,N7" in remedy(told[0])
        assert "--" not in request(told[0])
        assert "K1 → N7" in request(told[0])
        same = kam.load(frame, same_customer={"K1": "N7"})
        assert not [p for p in same.problems if p.code == "renumbered"]


@pytest.mark.parametrize(
    ("new", "amount", "found"),
    [("B12226", 42.0, True), ("B12226", 30.0, False), ("B12325", 42.0, False), ("B12235", 42.0, False)],
)
def test_numbers_without_one_between_may_differ_more_in_size(new: str, amount: float, found: bool) -> None:
    """B12226 goes on at less than half the size; of numbers that are farther apart that is too much."""
    lived = {"B12225": months(0, 12, 100.0), new: months(12, 24, amount)}
    lived |= {f"B{20_000 + 37 * at}": months(0, 24, 50.0 + at) for at in range(6)}
    rows = [(who, day, money) for who, days in lived.items() for day, money in days.items()]
    lines = pd.DataFrame(rows, columns=["customer_id", "date", "revenue"])
    lines["date"] = pd.to_datetime(lines["date"])
    assert list(pairs(lines)["new"]) == ([new] if found else [])


def neighbours(often: int) -> pd.DataFrame:
    """120 pairs of neighbours with three order days each; of every twentieth the later follows on the earlier.

    Strangers follow on strangers as often, so that six such pairs are no surprise. B90001 and B90002 order
    `often` times each, and nobody else does.
    """
    rows = []
    for at in range(120):
        first = pd.Timestamp("2022-01-10") + pd.Timedelta(days=3 * at)
        later = first + pd.Timedelta(days=400 if at % 20 else 75)
        for who, start in ((f"B{1000 + 50 * at}", first), (f"B{1001 + 50 * at}", later)):
            rows += [(who, start + pd.Timedelta(days=25 * n), 100.0) for n in range(3)]
    for who, start in (("B90001", "2022-01-03"), ("B90002", "2022-07-04")):
        rows += [(who, pd.Timestamp(start) + pd.Timedelta(days=day), 500.0)
                 for day in range(0, 180, 180 // often)]  # fmt: skip
    rows += [("R", day, 10.0) for day in pd.date_range("2021-01-01", "2023-12-31", freq="MS")]
    return pd.DataFrame(rows, columns=["customer_id", "date", "revenue"])


def test_many_order_days_make_a_pair_where_the_kind_as_a_whole_is_chance() -> None:
    """Neighbours with three days say nothing here; two with thirty do, as no stranger has so many."""
    found = pairs(neighbours(30))
    assert list(zip(found["old"], found["new"], strict=True)) == [("B90001", "B90002")]
    assert not len(pairs(neighbours(3)))


@pytest.mark.slow
def test_a_large_customer_of_a_real_book_of_invoices_is_asked_for(shared_data: Path) -> None:
    """Seller E7: B12225 has invoices on 100 days to 8 April 2018, B12226 on 116 days from 16 April."""
    lines = pd.read_csv(next(shared_data.glob("cumcm*/*_sales.csv.gz")), dtype="str", encoding="utf-8-sig")
    lines = lines[(lines["企业代号"] == "E7") & (lines["发票状态"] == "有效发票")]
    book = pd.DataFrame({
        "customer_id": lines["购方单位代号"].to_numpy(), "date": pd.to_datetime(lines["开票日期"]).to_numpy(),
        "revenue": lines["金额"].astype("float64").to_numpy(),
    })  # fmt: skip
    found = pairs(book)
    assert list(zip(found["old"], found["new"], strict=True)) == [("B12225", "B12226")]
    dice = np.random.default_rng(1)
    first = book.groupby("customer_id")["date"].min()
    moved = book["date"] + book["customer_id"].map(
        pd.Series(dice.permutation(first.to_numpy()), first.index) - first
    )
    assert not len(pairs(book.assign(date=moved)[moved <= book["date"].max()]))


@pytest.mark.slow
def test_real_books_bring_no_more_pairs_than_starts_at_random(shared_data: Path) -> None:
    """Whole lives are shifted: who begins anew does so on the day on which another one did."""
    lines = pd.read_parquet(next((shared_data / "uci-online-retail-ii").glob("*.parquet")))
    ids = next(c for c in lines if c.lower().startswith("customer"))
    amount = lines["Quantity"] * lines[next(c for c in lines if c.lower() in ("price", "unitprice"))]
    day = pd.to_datetime(lines[next(c for c in lines if c.lower() == "invoicedate")])
    frame = pd.DataFrame(
        {"customer_id": lines[ids].astype("str"), "date": day, "revenue": amount.astype("float64")}
    )
    frame = frame[lines[ids].notna().to_numpy() & (frame["customer_id"] != "")]
    real = len(pairs(frame))
    dice = np.random.default_rng(1)
    first = frame.groupby("customer_id")["date"].min()
    shuffled = pd.Series(dice.permutation(first.to_numpy()), index=first.index)
    moved = frame["date"] + frame["customer_id"].map(shuffled - first)
    by_chance = len(pairs(frame.assign(date=moved)[moved <= frame["date"].max()]))
    assert real <= max(by_chance, 1)
