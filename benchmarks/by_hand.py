"""The accounts of a ledger by hand: what somebody writes who needs these columns once, for one engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HALF = 5e-5  # an order that comes to less bought nothing

#: One statement; it lies in a file of its own.
SQL = Path(__file__).with_suffix(".sql").read_text("utf-8")


def in_duckdb(con: Any) -> pd.DataFrame:
    """One statement over the table `book` of a connection."""
    return pd.DataFrame(con.sql(SQL).df())


def in_polars(book: Any) -> pd.DataFrame:
    """A lazy plan over a frame."""
    import polars as pl

    today = book.select(pl.col("date").max()).item()
    lines = book.lazy().filter(pl.col("customer_id").is_not_null())
    paid = pl.col("paid_date").is_not_null() & (pl.col("paid_date") <= today)
    end = pl.when(paid).then("paid_date").otherwise(today)
    known = pl.col("due_date").is_not_null() & (pl.col("revenue") > 0) & (paid | (pl.col("due_date") < today))
    back = (-pl.col("revenue")).clip(0)
    is_return = pl.col("order_type") == "return"
    lines = lines.with_columns(
        billed=pl.when(known).then("revenue").otherwise(0.0),
        days=(end - pl.col("due_date")).dt.total_days().clip(0),
    )
    whole = lines.group_by("customer_id").agg(
        pl.col("revenue").sum(), pl.col("cost").sum(), pl.len().alias("lines"), pl.col("discount").sum(),
        uncosted=pl.col("revenue").filter(pl.col("cost").is_null()).sum(),
        returned=back.filter(is_return).sum(), credited=back.filter(~is_return).sum(),
        products=pl.col("product").n_unique(), late=(pl.col("billed") * pl.col("days")).sum(),
        billed=pl.col("billed").sum(),
    )  # fmt: skip
    parts = lines.group_by("customer_id", "order_id", "date").agg(part=pl.col("revenue").sum())
    orders = parts.group_by("customer_id", "order_id").agg(whole=pl.col("part").sum())
    by_order = orders.group_by("customer_id").agg(
        orders=(pl.col("whole") >= HALF).sum(), largest_order=pl.col("whole").max()
    )
    months = parts.group_by("customer_id", pl.col("date").dt.truncate("1mo")).agg(part=pl.col("part").sum())
    best = months.group_by("customer_id").agg(best_month=pl.col("part").max())
    days = parts.join(orders, on=["customer_id", "order_id"])
    days = days.filter((pl.col("part") >= HALF) & (pl.col("whole") >= HALF)).select("customer_id", "date").unique()
    gap = pl.col("date").sort().diff().dt.total_days()
    by_day = days.group_by("customer_id").agg(
        first_date=pl.col("date").min(), last_date=pl.col("date").max(), interval_days=gap.mean(),
        interval_cv=gap.std(ddof=0) / gap.mean(), months=pl.col("date").dt.truncate("1mo").n_unique(),
    )  # fmt: skip
    table = whole.join(by_order, on="customer_id").join(best, on="customer_id")
    table = table.join(by_day, on="customer_id", how="left").with_columns(
        profit=pl.col("revenue") - pl.col("uncosted") - pl.col("cost"), recency=today - pl.col("last_date"),
        days_late=pl.col("late") / pl.col("billed"), order_share=pl.col("largest_order") / pl.col("revenue"),
        month_share=pl.col("best_month") / pl.col("revenue"),
    )  # fmt: skip
    margin = pl.col("profit") / (pl.col("revenue") - pl.col("uncosted"))
    return pd.DataFrame(table.with_columns(margin=margin).sort("customer_id").collect().to_pandas())


def in_pandas(book: pd.DataFrame) -> pd.DataFrame:
    """Groups of a frame, the customer as a category so that its text is compared once."""
    today = book["date"].max()
    lines = book[book["customer_id"].notna()]
    paid = lines["paid_date"].notna() & (lines["paid_date"] <= today)
    end = lines["paid_date"].where(paid, today)
    known = lines["due_date"].notna() & (lines["revenue"] > 0) & (paid | (lines["due_date"] < today))
    billed = lines["revenue"].where(known, 0.0)
    late = (end - lines["due_date"]).dt.days.clip(lower=0)
    back, is_return = (-lines["revenue"]).clip(lower=0), lines["order_type"] == "return"
    lines = lines.assign(
        customer_id=lines["customer_id"].astype("category"), order_id=lines["order_id"].astype("category"),
        billed=billed, late=billed * late.fillna(0), returned=back.where(is_return, 0.0),
        credited=back.where(~is_return, 0.0), uncosted=lines["revenue"].where(lines["cost"].isna(), 0.0),
    )  # fmt: skip
    by = lines.groupby("customer_id", observed=True)
    summed = ["revenue", "cost", "uncosted", "returned", "credited", "discount", "late", "billed"]
    whole = by[summed].sum().assign(lines=by.size(), products=by["product"].nunique())
    parts = lines.groupby(["customer_id", "order_id", "date"], observed=True)["revenue"].sum()
    parts = parts.rename("part").reset_index()
    orders = parts.groupby(["customer_id", "order_id"], observed=True)["part"]
    parts["whole"] = orders.transform("sum")
    sums = orders.sum()
    whole["largest_order"] = sums.groupby("customer_id", observed=True).max()
    whole["orders"] = (sums >= HALF).groupby("customer_id", observed=True).sum()
    parts["month"] = parts["date"].dt.year * 12 + parts["date"].dt.month
    months = parts.groupby(["customer_id", "month"], observed=True)["part"].sum()
    whole["best_month"] = months.groupby("customer_id", observed=True).max()
    days = parts[(parts["part"] >= HALF) & (parts["whole"] >= HALF)].drop_duplicates(["customer_id", "date"])
    days = days.sort_values(["customer_id", "date"])
    days["gap"] = days.groupby("customer_id", observed=True)["date"].diff().dt.days
    of = days.groupby("customer_id", observed=True)
    whole["first_date"], whole["last_date"] = of["date"].min(), of["date"].max()
    whole["months"], whole["interval_days"] = of["month"].nunique(), of["gap"].mean()
    whole["interval_cv"] = of["gap"].std(ddof=0) / whole["interval_days"]
    whole["profit"] = whole["revenue"] - whole["uncosted"] - whole["cost"]
    whole["margin"] = whole["profit"] / (whole["revenue"] - whole["uncosted"])
    positive = whole["revenue"].where(whole["revenue"] > 0)
    whole["order_share"] = whole["largest_order"] / positive
    whole["month_share"] = whole["best_month"] / positive
    whole["days_late"] = whole["late"] / whole["billed"].replace(0, np.nan)
    return whole.assign(recency=(today - whole["last_date"]).dt.days).sort_index().reset_index()


def bootstrap(worth: np.ndarray, heads: tuple[float, ...], replicates: int) -> tuple[np.ndarray, np.ndarray]:
    """Percentile intervals of the heads' shares and of the Gini coefficient, by running sums over counts."""
    falling, rng = np.sort(worth)[::-1], np.random.default_rng(0)
    n, size, shares, ginis = len(falling), np.abs(falling), [], []
    for _replicate in range(replicates):
        times = np.bincount(rng.integers(0, n, n), minlength=n)
        drawn, brought = np.cumsum(times), np.cumsum(times * falling)
        shares.append(brought[np.searchsorted(drawn, [head * n for head in heads])] / brought[-1])
        ginis.append(((n + times - 2 * drawn) * times) @ falling / (n * (times @ size)))
    ends = [0.025, 0.975]
    return np.quantile(shares, ends, axis=0), np.quantile(ginis, ends)


def tiers(accounts: pd.DataFrame) -> pd.DataFrame:
    """Sort, run up the shares, cut, and put the frame together."""
    worth = accounts["profit"].to_numpy()
    order = np.argsort(-worth, kind="stable")
    positive = np.clip(worth[order], 0, None)
    share = positive / positive.sum()
    ahead = np.concatenate([[0.0], np.cumsum(share)[:-1]])
    tier = np.select([ahead < 0.5, ahead < 0.8, positive > 0], ["platinum", "gold", "iron"], "lead")
    return accounts.iloc[order].assign(share=share, tier=tier.astype(object)).reset_index(drop=True)


def transitions(history: pd.DataFrame) -> pd.DataFrame:
    """One column a period, and a table of pairs for each two that follow each other."""
    wide = history.pivot(index="customer_id", columns="period", values="tier").fillna("away")
    pairs = zip(wide.columns[:-1], wide.columns[1:], strict=True)
    counts = sum(pd.crosstab(wide[before], wide[after]) for before, after in pairs)
    return pd.DataFrame(counts).div(pd.DataFrame(counts).sum(axis=1), axis=0)
