"""White space: methods by hand, planted worlds, rules of what is never suggested, and real resellers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.sparse import csr_matrix

import kamlib as kam
from kamlib.book import Book
from kamlib.manage import development
from kamlib.manage.development.bought import bought
from kamlib.manage.development.calibration import calibrate, rising
from kamlib.manage.development.suggesting import (
    Seen,
    highest,
    item_item,
    look_alikes,
    peer_counts,
    peers,
    popularity,
)
from kamlib.manage.development.white_space import _mean_rate
from kamlib.value.shares import wilson

#: Five customers and four products: the first three buy a and b, of whom two c; the others d.
HELD = np.array([[1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 1]])


def seen(recent: np.ndarray = HELD, segment: tuple[int, ...] = (1, 1, 1, 2, 2)) -> Seen:
    active = recent.sum(axis=1) > 0
    return Seen(csr_matrix(HELD, dtype="float32"), csr_matrix(recent, dtype="float32"), np.array(segment), active)


def test_popularity_is_the_share_of_all_customers() -> None:
    assert popularity(seen())[0].tolist() == pytest.approx([0.6, 0.6, 0.4, 0.4])


def test_peers_are_those_of_the_segment() -> None:
    assert peers(seen())[2].tolist() == pytest.approx([1, 1, 2 / 3, 0])
    counts, sizes = peer_counts(seen())
    assert (counts[1].tolist(), sizes.tolist()) == ([3, 3, 2, 0], [0, 3, 2])


def test_what_goes_with_the_customers_products_is_the_mean_of_the_shares_of_their_buyers() -> None:
    """Customer 3 holds a and b; of three buyers of a two hold c, of three of b too."""
    assert item_item(seen())[2].tolist() == pytest.approx([1, 1, 2 / 3, 0])


def test_look_alikes_vote_by_their_likeness() -> None:
    """The third is like the first two by 2/√6 each, and not at all like the others: they vote for c alike."""
    assert look_alikes(seen())[2].tolist() == pytest.approx([1, 1, 1, 0])


def test_who_bought_nothing_lately_is_nobodys_peer() -> None:
    recent = HELD.copy()
    recent[0] = 0
    assert peers(seen(recent))[1].tolist() == pytest.approx([1, 1, 0.5, 0])


def test_the_interval_of_a_mean_of_days_holds_that_mean() -> None:
    """10 of 100 and 10 of 20: a mean of 30 %, as exact as 4 / (1/100 + 1/20) = 67 suggestions, not 20 of 120."""
    rate, low, high = _mean_rate(np.array([10.0, 10.0]), np.array([100.0, 20.0]))
    assert rate == pytest.approx(0.3)
    assert (low, high) == pytest.approx((0.2034, 0.4184), abs=1e-4)  # Wilson's formula for 20 of 66.67, by hand
    assert wilson(20, 120)[1] < rate
    assert _mean_rate(np.array([10.0, 20.0]), np.array([100.0, 100.0])) == pytest.approx((0.15, *wilson(30, 200)))
    assert _mean_rate(np.array([]), np.array([])) == (0.0, 0.0, 1.0)


def test_chances_rise_with_the_score() -> None:
    assert rising(np.array([0.1, 0.4, 0.2, 0.5]), np.array([10.0, 10, 30, 5])).tolist() == pytest.approx(
        [0.1, 0.25, 0.25, 0.5]
    )
    scores, came = np.repeat([0.1, 0.9], 100), np.array([1] * 20 + [0] * 80 + [1] * 60 + [0] * 40)
    learnt = calibrate([(scores, came), (scores, came)])
    assert learnt.chance(np.array([0.0, 0.1, 0.5, 0.9])).tolist() == pytest.approx([0.2, 0.2, 0.4, 0.6])
    assert learnt.table["came"].tolist() == pytest.approx([0.2, 0.6])
    assert learnt.table["foretold"].tolist() == pytest.approx([0.2, 0.6])


def orders(customers: int = 60, seed: int = 5, *, apart: bool = True) -> pd.DataFrame:
    """Four years; half of the customers pick from products A–F, half from G–L, or all from all."""
    draw, rows = np.random.default_rng(seed), []
    for who in range(customers):
        names = list("ABCDEF" if who % 2 else "GHIJKL") if apart else list("ABCDEFGHIJKL")
        months = np.flatnonzero(draw.random(48) < 0.35)
        picked = draw.integers(len(names), size=len(months))
        rows += [(f"C{who:02d}", m, names[k], 100.0 + who) for m, k in zip(months, picked, strict=True)]
    table = pd.DataFrame(rows, columns=["customer_id", "month", "product", "revenue"])
    table["date"] = pd.Timestamp("2021-01-15") + pd.to_timedelta(table["month"] * 30.4, unit="D").dt.floor("D")
    table["order_id"] = [f"A{i}" for i in range(len(table))]
    return table.assign(cost=table["revenue"] * 0.6).drop(columns="month")


def customers(n: int = 60, **more: object) -> pd.DataFrame:
    ids = [f"C{i:02d}" for i in range(n)]
    return pd.DataFrame({"customer_id": ids, "industry": ["odd" if i % 2 else "even" for i in range(n)], **more})


@pytest.fixture(scope="module")
def book() -> kam.Client:
    return kam.Client(orders(), customers=customers(), currency="EUR")


@pytest.fixture(scope="module")
def found(book: kam.Client) -> development.WhiteSpace:
    return development.white_space(book)


def test_two_ranges_are_found_and_popularity_is_beaten(found: development.WhiteSpace) -> None:
    assert found.proven
    assert found.method != "popularity"
    best, worst = found.methods.iloc[0], found.methods.iloc[-1]
    assert worst["method"] == "popularity"
    assert best["hit_rate"] > 1.3 * worst["hit_rate"]
    assert found.backtest["day"].nunique() == 3
    at = found.backtest.set_index(["day", "method"])
    first = found.backtest["day"].iloc[0]
    assert at.loc[(first, "peers"), "over_peers"] == 1.0
    assert at.loc[(first, "peers"), "over_popularity"] == pytest.approx(
        at.loc[(first, "peers"), "hit_rate"] / at.loc[(first, "popularity"), "hit_rate"]
    )


def test_nothing_bought_before_and_nothing_of_the_other_range_is_suggested(
    found: development.WhiteSpace, book: kam.Client
) -> None:
    had = set(zip(book.orders["customer_id"], book.orders["product"], strict=True))
    assert not had & set(zip(found.table["customer_id"], found.table["product"], strict=True))
    odd = found.table["customer_id"].str[1:].astype(int) % 2 == 1
    assert set(found.table.loc[odd, "product"]) <= set("ABCDEF")
    assert len(found.table)


def test_peers_are_counted_and_never_named(found: development.WhiteSpace) -> None:
    assert list(found.table) == [
        "customer_id", "product", "probability", "low", "high", "yearly", "expected", "peers", "of_peers",
    ]  # fmt: skip
    assert (found.table["peers"] <= found.table["of_peers"]).all()
    assert (found.table["of_peers"] <= 30).all()


def test_each_chance_stands_in_its_interval(found: development.WhiteSpace) -> None:
    table = found.table
    assert ((table["low"] <= table["probability"]) & (table["probability"] <= table["high"])).all()
    assert (table["high"] > table["low"]).all()


def test_the_interval_is_that_of_all_cells_of_like_score() -> None:
    """20 of 100 on two days: 13.3 % to 28.9 % by Wilson."""
    cells = (np.zeros(50), np.arange(50) < 10)
    low, high = calibrate([cells, cells]).interval(np.array([0.0]))
    assert (low[0], high[0]) == pytest.approx((0.1334, 0.2888), abs=1e-4)


def test_money_is_chance_times_gross_profit_and_its_range_holds_it(found: development.WhiteSpace) -> None:
    table = found.table
    assert found.by_profit
    assert table["expected"].tolist() == pytest.approx((table["probability"] * table["yearly"]).tolist())
    assert found.likely == pytest.approx(table["expected"].sum())
    assert found.low < found.likely < found.high < found.whole


def test_neither_the_order_of_rows_nor_the_unit_of_money_changes_who_is_offered_what(
    found: development.WhiteSpace,
) -> None:
    turned = orders().iloc[::-1]
    cents = turned.assign(revenue=turned["revenue"] * 100, cost=turned["cost"] * 100)
    other = development.white_space(kam.Client(cents, customers=customers().iloc[::-1]))
    pd.testing.assert_frame_equal(
        other.table.assign(yearly=0, expected=0), found.table.assign(yearly=0, expected=0)
    )
    assert other.table["yearly"].tolist() == pytest.approx((found.table["yearly"] * 100).tolist())


def test_without_any_pattern_nothing_is_claimed() -> None:
    lots = development.white_space(kam.Client(orders(apart=False, seed=8)))
    assert not lots.proven


def test_what_a_company_of_the_group_buys_is_not_offered_to_its_sister(book: kam.Client) -> None:
    table = customers()
    table["parent_id"] = np.where(table["customer_id"].isin(["C01", "C03", "C05"]), "C01", None)
    found = development.white_space(kam.Client(book.orders, customers=table))
    held = set(book.orders.loc[book.orders["customer_id"].isin(["C01", "C03", "C05"]), "product"])
    offered = set(found.table.loc[found.table["customer_id"].isin(["C01", "C03", "C05"]), "product"])
    assert not held & offered


def test_one_product_under_two_spellings_is_one(book: kam.Client) -> None:
    spelt = book.orders.assign(product=book.orders["product"].where(book.orders.index % 2 == 0, " a")).assign(
        product=lambda frame: frame["product"].where(~frame["product"].isin(["A", " a"]), "GTX Pro")
    )
    spelt.loc[spelt.index[::3], "product"] = spelt["product"].where(spelt["product"] != "GTX Pro", "GTXPro")
    found = development.white_space(kam.Client(spelt, customers=customers()))
    assert len({p for p in found.products if p.startswith("GTX")}) == 1


def test_a_potential_below_what_is_bought_is_refused_and_named(book: kam.Client) -> None:
    found = development.white_space(
        kam.Client(book.orders, customers=customers(potential=[1.0] + [500_000.0] * 59))
    )
    assert found.refused["customer_id"].tolist() == ["C00"]
    tight = development.white_space(kam.Client(book.orders, customers=customers(potential=[1_000.0] * 60)))
    assert tight.whole < found.whole  # what is left of the potential is the limit


def test_shares_of_wallet_above_one_are_refused_by_their_rows() -> None:
    table = pd.DataFrame({"customer_id": list("ABC"), "bought": [50.0, 30, 20], "potential": [100.0, 20, 19]})
    with pytest.raises(ValueError, match=r"potential: B \(row 2\), C \(row 3\) buy more"):
        development.share_of_wallet(table)
    assert development.share_of_wallet(table.head(1)).tolist() == [0.5]


def test_the_wallet_allocation_rule() -> None:
    """Keiningham and others 2015: two suppliers .667/.333, three .5/.333/.167."""
    rule = development.wallet_allocation
    assert [round(rule(k, 2), 3) for k in (1, 2)] == [0.667, 0.333]
    assert [round(rule(k, 3), 3) for k in (1, 2, 3)] == [0.5, 0.333, 0.167]
    assert sum(rule(k, 7) for k in range(1, 8)) == pytest.approx(1.0)
    with pytest.raises(ValueError, match="rank 3 of 2"):
        rule(3, 2)


def test_a_short_book_is_refused_with_what_it_takes(book: kam.Client) -> None:
    short = book.orders[book.orders["date"] > "2023-06-01"]
    with pytest.raises(ValueError, match="need 24 months"):
        development.white_space(kam.Client(short))


@pytest.mark.slow
def test_real_resellers_on_the_days_of_the_published_table(shared_data: Path) -> None:
    """33 sub-categories; segments of trade and line, of resellers that bought again, as the table was made.

    The table: base .117/.150/.028, popularity .154/.115/.067, peers .186/.303/.106, look-alikes .156/.141/.098,
    item–item .190/.151/.095. Popularity counts the last twelve months here, and products with three buyers.
    """
    folder = shared_data / "adventureworks-reseller"
    raw, resellers = pd.read_parquet(folder / "FactResellerSales.parquet"), pd.read_csv(folder / "DimReseller.csv")
    names = pd.read_csv(folder / "DimProductSubcategory.csv").set_index("ProductSubcategoryKey")
    of = pd.read_csv(folder / "DimProduct.csv").set_index("ProductKey")["ProductSubcategoryKey"]
    lines = pd.DataFrame({
        "customer_id": raw["ResellerKey"].astype("str"), "order_id": raw["SalesOrderNumber"].astype("str"),
        "date": pd.to_datetime(raw["OrderDate"]), "revenue": raw["SalesAmount"].astype("float64"),
        "product": raw["ProductKey"].map(of).map(names["EnglishProductSubcategoryName"]),
    })  # fmt: skip
    known = pd.DataFrame({
        "customer_id": resellers["ResellerKey"].astype("str"),
        "industry": resellers["BusinessType"] + " " + resellers["ProductLine"],
    })  # fmt: skip
    days = [pd.Timestamp(day) for day in ("2012-06-30", "2012-12-31", "2013-05-31")]
    found = development.white_space(kam.Client(lines, customers=known), cuts=days, returning=True)
    assert len(found.products) == 33
    rates = found.backtest.pivot_table(index="method", columns="day", values="hit_rate", sort=False)
    published = {
        "popularity": (0.154, 0.115, 0.067), "item_item": (0.190, 0.151, 0.095), "peers": (0.186, 0.303, 0.106),
        "look_alikes": (0.156, 0.141, 0.098),
    }  # fmt: skip
    for method, expected in published.items():
        assert rates.loc[method].tolist() == pytest.approx(expected, abs=0.06), method
    assert found.backtest.groupby("day")["chance"].first().tolist() == pytest.approx(
        [0.117, 0.150, 0.028], abs=0.01
    )
    assert found.method == "peers"
    assert (rates.idxmax() == "peers").sum() == 2
    at = found.backtest.set_index(["method", "day"])
    assert at.loc[("popularity", days[1]), "hit_rate"] < at.loc[("popularity", days[1]), "chance"]


@pytest.mark.slow
def test_real_shares_of_wallet_above_one_are_named(shared_data: Path) -> None:
    """In the set on acquisition and retention five of 500 customers have a share of wallet above 100 %."""
    table = pd.read_csv(shared_data / "smcrm-b2b" / "acquisitionRetention.csv")
    made = pd.DataFrame({
        "customer_id": table["customer"].astype("str"), "bought": table["sow"], "potential": 100.0,
    })  # fmt: skip
    assert (len(made), int((made["bought"] > 100).sum())) == (500, 5)
    with pytest.raises(ValueError, match="row") as refused:
        development.share_of_wallet(made)
    assert str(refused.value).count("(row ") == 5


@pytest.mark.parametrize(("known", "numbers"), [(10, 2), (9, 1)])
def test_an_industry_that_is_known_of_half_of_the_customers_makes_segments(known: int, numbers: int) -> None:
    """Of twenty customers ten, or nine, name an industry: five are mills, the others of them mines."""
    ids = [f"C{n:02d}" for n in range(20)]
    lines = pd.DataFrame({
        "customer_id": ids, "order_id": ids, "date": pd.Timestamp("2024-03-01"), "revenue": 10.0, "product": "P",
    })  # fmt: skip
    trades = ["mill"] * 5 + ["mine"] * (known - 5) + [None] * (20 - known)
    made = bought(Book(lines, customers=pd.DataFrame({"customer_id": ids, "industry": trades})), "product")
    assert len(set(made.segment[:known])) == numbers


def test_what_was_bought_on_the_day_of_a_forecast_was_bought_before_it() -> None:
    """P was bought on 1 March, Q on 2 March: after 1 March until 2 March that is Q alone."""
    days = pd.to_datetime(["2024-03-01", "2024-03-02"])
    lines = pd.DataFrame({
        "customer_id": "A", "order_id": ["1", "2"], "date": days, "revenue": 10.0, "product": ["P", "Q"],
    })  # fmt: skip
    made = bought(Book(lines), "product")
    assert made.matrix(days[0], days[1]).toarray().tolist() == [[0.0, 1.0]]
    assert made.matrix(None, days[0]).toarray().tolist() == [[1.0, 0.0]]


@settings(max_examples=60, deadline=None)
@given(rows=arrays("int8", array_shapes(min_dims=2, max_dims=2, max_side=30), elements=st.integers(-1, 3)))
def test_of_equal_scores_the_first_place_counts(rows: np.ndarray) -> None:
    scores = rows.astype("float32") / np.where(rows < 0, 1, 3).astype("float32")
    for most in {1, rows.shape[1]}:
        expected = [sorted(range(len(row)), key=lambda at: (-row[at], at))[:most] for row in scores]
        assert highest(scores, most).tolist() == expected
