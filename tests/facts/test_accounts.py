"""Accounts: one function on four engines, and nothing that must not matter matters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.facts.accounts import COLUMNS, accounts
from kamlib.facts.buying import buyers
from kamlib.periods import window
from kamlib.periods.windowed import Periods


def orders(n: int = 400, seed: int = 7) -> pd.DataFrame:
    """An order book with returns, gaps in every optional column, and lines without a customer."""
    rng = np.random.default_rng(seed)
    date = pd.Timestamp("2023-11-05") + pd.to_timedelta(rng.integers(0, 500, n), unit="D")
    due = date + pd.Timedelta(days=30)
    paid = due + pd.to_timedelta(rng.integers(-20, 90, n), unit="D")
    made = pd.DataFrame({
        "customer_id": rng.choice([*"abcdefgh", "客户", "o'x"], n),
        "order_id": rng.integers(0, n // 3, n).astype(str),
        "date": date, "revenue": rng.normal(900, 700, n).round(2), "cost": rng.normal(600, 400, n).round(2),
        "discount": rng.uniform(0, 50, n).round(2), "product": rng.choice([*"PQRST"], n), "due_date": due,
        "paid_date": paid, "order_type": rng.choice(["standard", "return"], n),
    })  # fmt: skip
    made["known"] = (date + pd.Timedelta(days=40)).where((made["revenue"] < 0) & (made["product"] == "P"))
    gaps = {
        "customer_id": 9,
        "order_id": 40,
        "cost": 50,
        "discount": 30,
        "product": 60,
        "due_date": 20,
        "paid_date": 80,
    }
    for column, missing in gaps.items():
        made.loc[rng.choice(n, missing, replace=False), column] = None
    return made


def in_pandas(frame: pd.DataFrame) -> Any:
    return frame


def in_polars(frame: pd.DataFrame) -> Any:
    return pytest.importorskip("polars").from_pandas(frame)


def in_lazy_polars(frame: pd.DataFrame) -> Any:
    return in_polars(frame).lazy()


def in_duckdb(frame: pd.DataFrame) -> Any:
    return pytest.importorskip("duckdb").from_df(frame)


def in_pyspark(frame: pd.DataFrame) -> Any:
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is an extra: pip install kamlib[spark]")
    from narwhals import from_native

    session = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = session.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    return session.createDataFrame(from_native(frame).to_arrow())


ENGINES = [in_pandas, in_polars, in_lazy_polars, in_duckdb, in_pyspark]


#: The whole book, calendar periods, and windows with days between them that belong to none.
PERIODS = [None, "year", "quarter", "month", [window(pd.Timestamp(f"{y}-10-15"), 10) for y in (2025, 2024)]]


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_accounts(engine: Callable[[pd.DataFrame], Any], period: Periods) -> None:
    frame = orders()
    got = accounts(engine(frame), as_of="2025-01-31", period=period)
    pd.testing.assert_frame_equal(got, accounts(frame, as_of="2025-01-31", period=period), rtol=0, atol=1e-9)
    assert list(got) == [c for c in COLUMNS if c != "period" or period]


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_a_book_without_an_order_of_two_days_gives_the_same_too(engine: Callable[[pd.DataFrame], Any]) -> None:
    frame = orders()
    whose = frame["customer_id"].fillna("?") + frame["date"].dt.strftime("-%Y-%m-%d-") + frame["order_type"]
    frame = frame.assign(order_id=whose)
    pd.testing.assert_frame_equal(accounts(engine(frame)), accounts(frame), rtol=0, atol=1e-9)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_number_that_two_customers_use_on_two_days_is_an_order_of_each(
    engine: Callable[[pd.DataFrame], Any],
) -> None:
    lines = pd.DataFrame({
        "customer_id": ["A", "A", "B", "B"], "order_id": ["1", "2", "1", "3"],
        "date": pd.to_datetime(["2024-01-01", "2024-01-11", "2024-01-05", "2024-01-25"]),
        "revenue": [10.0, 20.0, 30.0, 40.0],
    })  # fmt: skip
    found = accounts(engine(lines))
    assert found["orders"].tolist() == [2, 2]
    assert found["interval_days"].tolist() == [10.0, 20.0]
    assert found["largest_order"].tolist() == [20.0, 40.0]


def test_ids_that_are_one_text_are_one_customer_and_one_order() -> None:
    day = pd.Timestamp("1969-12-30")
    frame = pd.DataFrame({"customer_id": [7, "7", None], "order_id": ["a", "a", "b"], "date": day, "revenue": 5.0})
    got = accounts(frame, period=[window(pd.Timestamp("1969-12-31"), 1)]).iloc[0]
    assert (got["customer_id"], got["lines"], got["orders"], got["largest_order"]) == ("7", 2, 1, 10.0)
    assert (got["period"], got["last_date"], got["recency_days"]) == ("1969-12-31", day, 1)


def test_the_accounts_are_those_that_plain_pandas_sums() -> None:
    frame = orders().dropna(subset=["customer_id"])
    by = frame.groupby("customer_id")
    got = accounts(frame).set_index("customer_id")
    costed = frame[frame["cost"].notna()].groupby("customer_id")
    taken = -frame["revenue"].clip(upper=0).where(frame["known"].isna(), 0.0)
    expected = {
        "revenue": by["revenue"].sum(), "cost": by["cost"].sum(), "lines": by.size(),
        "profit": costed["revenue"].sum() - costed["cost"].sum(), "products": by["product"].nunique(),
        "discount": by["discount"].sum(),
        "returns": taken.where(frame["order_type"] == "return", 0.0).groupby(frame["customer_id"]).sum(),
        "credit_notes": taken.where(frame["order_type"] != "return", 0.0).groupby(frame["customer_id"]).sum(),
    }  # fmt: skip
    for column, values in expected.items():
        pd.testing.assert_series_equal(
            got[column], values, check_names=False, check_dtype=False, check_index_type=False, rtol=0, atol=1e-6
        )


def test_giving_goods_back_is_no_order_day() -> None:
    rows = [
        ("a", "1", "2024-01-10", 100.0), ("a", "2", "2024-03-10", 100.0), ("a", "C1", "2024-06-20", -30.0),
        ("a", "3", "2024-05-02", 80.0), ("a", "3", "2024-05-09", -80.0), ("a", "4", "2024-03-20", 0.0),
        ("b", "C2", "2024-02-01", -5.0),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"])
    got = accounts(frame.assign(date=pd.to_datetime(frame["date"])), as_of="2024-06-30").set_index("customer_id")
    who = got.loc["a"]
    assert (who["orders"], who["active_months"], who["interval_days"]) == (2, 2, 60.0)
    assert (who["first_date"], who["last_date"]) == (pd.Timestamp("2024-01-10"), pd.Timestamp("2024-03-10"))
    assert (who["recency_days"], who["lines"], who["credit_notes"]) == (112, 6, 110.0)
    never = got.loc["b"]
    assert (never["orders"], never["active_months"], never["last_date"]) == (0, 0, pd.Timestamp("2024-02-01"))


@pytest.mark.parametrize("period", [None, "month"])
def test_order_days_are_those_that_plain_pandas_finds(period: str | None) -> None:
    frame = orders().dropna(subset=["customer_id"])
    keys = ["customer_id"] + (["period"] if period else [])
    frame["period"] = frame["date"].dt.strftime("%Y-%m")
    frame["order_id"] = frame["order_id"].fillna(frame["date"].dt.strftime("day %j %Y"))
    by_day = frame.groupby([*keys, "order_id", "date"])["revenue"].sum().rename("part").reset_index()
    whole = by_day.groupby([*keys, "order_id"])["part"].transform("sum")
    days = by_day[(by_day["part"] > 0.001) & (whole > 0.001)].drop_duplicates([*keys, "date"])
    by = days.assign(month=days["date"].dt.strftime("%Y-%m")).groupby(keys)
    got = accounts(orders(), period=period).set_index(keys)
    got = got[got["orders"] > 0]
    expected = {
        "first_date": by["date"].min(),
        "last_date": by["date"].max(),
        "active_months": by["month"].nunique(),
    }
    for column, values in expected.items():
        assert (got[column] == values).all(), column


def test_intervals_are_the_days_between_order_days() -> None:
    days = ["2024-02-28", "2024-02-28", "2024-03-01", "2024-03-11"]
    frame = pd.DataFrame({"customer_id": "a", "order_id": [*"1234"], "date": pd.to_datetime(days), "revenue": 1.0})
    got = accounts(frame).iloc[0]
    assert (got["interval_days"], got["interval_cv"]) == (6.0, pytest.approx(4 / 6))


LATE = [
    ("paid ten days after it was due", "2024-05-01", "2024-05-11", 10),
    ("paid early", "2024-05-01", "2024-04-20", 0),
    ("unpaid and due 31 days before", "2024-05-31", None, 31),
    ("paid after the day, so on it still open", "2024-05-31", "2024-08-01", 31),
    ("not yet due", "2024-07-31", None, None),
    ("paid, though not yet due", "2024-07-31", "2024-06-01", 0),
    ("without a due day", None, "2024-06-01", None),
]


@pytest.mark.parametrize(("case", "due", "paid", "late"), LATE, ids=[case for case, *_ in LATE])
def test_days_late_on_the_first_of_july(case: str, due: str | None, paid: str | None, late: int | None) -> None:
    frame = pd.DataFrame({
        "customer_id": ["a"], "order_id": ["1"], "date": [pd.Timestamp("2024-04-01")], "revenue": [100.0],
        "due_date": pd.to_datetime([due]), "paid_date": pd.to_datetime([paid]),
    })  # fmt: skip
    got = accounts(frame, as_of="2024-07-01")["days_late"].iloc[0]
    assert pd.isna(got) if late is None else got == late


def test_days_late_are_weighted_by_revenue_and_returns_do_not_weigh() -> None:
    day = pd.Timestamp("2024-01-01")
    frame = pd.DataFrame({
        "customer_id": "a", "order_id": [*"123"], "date": day, "revenue": [300.0, 100.0, -50.0], "due_date": day,
        "paid_date": day + pd.to_timedelta([0, 40, 400], unit="D"),
    })  # fmt: skip
    assert accounts(frame, as_of="2025-12-31")["days_late"].iloc[0] == 10


def test_a_line_without_a_customer_never_becomes_one() -> None:
    frame = orders().astype({"customer_id": "object"})
    frame.loc[3, "customer_id"], frame.loc[4, "customer_id"] = np.nan, ""
    got = accounts(frame)
    known = frame[frame["customer_id"].notna() & (frame["customer_id"] != "")]
    assert set(got["customer_id"]) == set(known["customer_id"])
    assert got["revenue"].sum() == pytest.approx(known["revenue"].sum(), abs=0.005)


@pytest.mark.parametrize("engine", ENGINES[:4])
def test_whole_number_ids_become_the_same_text(engine: Callable[[pd.DataFrame], Any]) -> None:
    frame = orders().assign(customer_id=1001, order_id=lambda f: f.index)
    assert accounts(engine(frame))["customer_id"].tolist() == ["1001"]


@pytest.mark.parametrize("engine", ENGINES[:4])
def test_decimals_and_plain_dates_are_taken(engine: Callable[[pd.DataFrame], Any]) -> None:
    frame = orders()
    exact = frame.assign(
        revenue=[Decimal(str(v)) for v in frame["revenue"]],
        cost=[None if pd.isna(v) else Decimal(str(v)) for v in frame["cost"]],
        date=[v.date() for v in frame["date"]],
    )
    pd.testing.assert_frame_equal(accounts(engine(exact)), accounts(frame))


def test_the_day_is_that_of_the_lines_own_time_zone() -> None:
    moment = pd.to_datetime(["2024-12-31 23:30"]).tz_localize("Asia/Shanghai")
    frame = pd.DataFrame({"customer_id": ["a"], "order_id": ["1"], "date": moment, "revenue": [1.0]})
    got = accounts(frame, as_of="2024-12-31", period="month").iloc[0]
    assert (got["period"], got["last_date"]) == ("2024-12", pd.Timestamp("2024-12-31"))


@pytest.mark.parametrize("day", ["1900-02-28", "1999-12-31", "2000-02-29", "2024-03-01", "2100-03-01"])
@pytest.mark.parametrize("engine", ENGINES[:4])
def test_every_day_of_the_calendar_comes_back_as_itself(engine: Callable[[pd.DataFrame], Any], day: str) -> None:
    frame = pd.DataFrame(
        {"customer_id": ["a"], "order_id": ["1"], "date": pd.to_datetime([day]), "revenue": [1.0]}
    )
    assert accounts(engine(frame))["last_date"].iloc[0] == pd.Timestamp(day)


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("date", ["2024-01-05"], "date holds text, not dates"),
        ("date", [20240105], "date holds numbers, not dates"),
        ("revenue", ["1,000"], "revenue holds text, not money"),
        ("customer_id", [1001.0], "customer_id holds decimal numbers"),
    ],
)
@pytest.mark.parametrize("engine", ENGINES[:4])
def test_what_cannot_be_summed_is_refused_in_words(
    engine: Callable[[pd.DataFrame], Any], column: str, values: list[object], words: str
) -> None:
    frame = pd.DataFrame(
        {
            "customer_id": ["a"],
            "order_id": ["1"],
            "date": [pd.Timestamp("2024-01-05")],
            "revenue": [1.0],
            column: values,
        }
    )
    with pytest.raises(ValueError, match=words):
        accounts(engine(frame))


def test_a_missing_column_and_an_unknown_period_are_named() -> None:
    with pytest.raises(KeyError, match="revenue"):
        accounts(orders().drop(columns="revenue"))
    with pytest.raises(ValueError, match="'week' is not one of year, quarter, month"):
        accounts(orders(), period="week")


def test_an_order_book_without_lines_gives_no_accounts() -> None:
    got = accounts(orders().iloc[:0])
    assert len(got) == 0
    assert list(got) == [c for c in COLUMNS if c != "period"]


def test_what_comes_after_the_day_does_not_count() -> None:
    frame = orders()
    cut = frame[frame["date"] <= "2024-06-30"]
    pd.testing.assert_frame_equal(accounts(frame, as_of="2024-06-30"), accounts(cut, as_of=dt.date(2024, 6, 30)))


def test_periods_add_up_to_the_whole() -> None:
    frame = orders()
    whole = accounts(frame).set_index("customer_id")
    for period in ("year", "quarter", "month"):
        parts = accounts(frame, period=period).groupby("customer_id")
        for column in (
            "revenue",
            "cost",
            "profit",
            "uncosted_revenue",
            "returns",
            "credit_notes",
            "discount",
            "lines",
        ):
            np.testing.assert_allclose(parts[column].sum(), whole[column], rtol=0, atol=0.005)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    frame = orders(120, seed)
    shuffled = frame.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(accounts(shuffled), accounts(frame))


@settings(max_examples=10, deadline=None)
@given(st.sampled_from([0.01, 7.0, 1000.0]), st.integers(0, 10_000))
def test_the_unit_of_the_currency_scales_money_and_nothing_else(unit: float, seed: int) -> None:
    frame = orders(120, seed)
    scaled = frame.assign(**{c: frame[c] * unit for c in ("revenue", "cost", "discount")})
    got, base = accounts(scaled, as_of="2025-06-30"), accounts(frame, as_of="2025-06-30")
    money = [
        "revenue",
        "cost",
        "profit",
        "uncosted_revenue",
        "returns",
        "credit_notes",
        "discount",
        "largest_order",
    ]
    np.testing.assert_allclose(got[money], base[money] * unit, rtol=1e-9, atol=2e-4)
    rest = ["customer_id", "lines", "orders", "first_date", "interval_cv", "days_late", "products", "recency_days"]
    pd.testing.assert_frame_equal(got[rest], base[rest], rtol=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_totals_tie_to_the_cent(seed: int) -> None:
    frame = orders(150, seed)
    known = frame.dropna(subset=["customer_id"])
    got = accounts(frame)
    assert got["revenue"].sum() == pytest.approx(known["revenue"].sum(), abs=0.005)
    assert got["cost"].sum() == pytest.approx(known["cost"].sum(), abs=0.005)
    costed = known.dropna(subset=["cost"])
    assert got["profit"].sum() == pytest.approx((costed["revenue"] - costed["cost"]).sum(), abs=0.005)


def test_eight_of_the_ten_largest_adventureworks_resellers_lose_money(shared_data: Path) -> None:
    lines = pd.read_parquet(shared_data / "adventureworks-reseller" / "FactResellerSales.parquet")
    ours = {
        "ResellerKey": "customer_id", "SalesOrderNumber": "order_id", "OrderDate": "date",
        "SalesAmount": "revenue", "TotalProductCost": "cost",
    }  # fmt: skip
    got = accounts(lines[list(ours)].rename(columns=ours))
    assert len(got) == 635
    # every amount is a decimal there: the sum of the file is exact
    assert round(got["revenue"].sum(), 2) == float(round(sum(lines["SalesAmount"]), 2))
    assert (got.nlargest(10, "revenue")["profit"] < 0).sum() == 8


def test_an_order_is_a_number_whose_lines_come_to_more_than_nothing() -> None:
    frame = pd.DataFrame({
        "customer_id": ["A", "A", "A", "A", "A", "B"], "order_id": ["1", "1", "2", "2", "C9", "C10"],
        "date": pd.Timestamp("2024-05-02"), "revenue": [100.0, -20.0, 50.0, -50.0, -30.0, -5.0],
    })  # fmt: skip
    got = accounts(frame).set_index("customer_id")
    assert got["orders"].to_dict() == {"A": 1, "B": 0}
    assert got["lines"].to_dict() == {"A": 5, "B": 1}


def test_customers_are_those_with_net_sales_above_zero() -> None:
    frame = pd.DataFrame({
        "customer_id": ["A", "B", "C"], "lines": [3, 0, 1], "orders": [2, 0, 0], "revenue": [9.0, 0.0, -4.0],
    })  # fmt: skip
    assert buyers(frame)["customer_id"].tolist() == ["A"]
    assert buyers(frame[["customer_id"]])["customer_id"].tolist() == ["A", "B", "C"]


def test_a_line_that_became_known_later_does_not_count_before() -> None:
    rows = [("a", "1", "2024-01-10", 100.0, None), ("a", "1", "2024-01-10", -100.0, "2024-03-01"),
            ("a", "2", "2024-02-10", 70.0, None), ("a", "3", "2024-02-11", -5.0, None)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue", "known"])
    frame = frame.assign(date=pd.to_datetime(frame["date"]), known=pd.to_datetime(frame["known"]))
    got = {day: accounts(frame, as_of=day).iloc[0] for day in ("2024-02-29", "2024-03-01")}
    assert [(a["revenue"], a["orders"], a["credit_notes"]) for a in got.values()] == [
        (165.0, 2, 5.0),
        (65.0, 1, 5.0),
    ]
    assert accounts(frame)["recency_days"].tolist() == [20]


def test_a_share_of_what_is_not_above_zero_is_missing() -> None:
    """A bought for 100 in January and got 150 back in February; of B's 300 the best month brought 200."""
    rows = [("A", "1", "2024-01-10", 100.0), ("A", "2", "2024-02-10", -150.0), ("B", "3", "2024-01-10", 200.0),
            ("B", "4", "2024-02-10", 100.0)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"])
    found = accounts(frame.assign(date=pd.to_datetime(frame["date"]))).set_index("customer_id")
    for column in ("largest_month_share", "largest_order_share"):
        assert pd.isna(found.loc["A", column])
        assert found.loc["B", column] == pytest.approx(2 / 3)
