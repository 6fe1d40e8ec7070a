"""How long each customer stays: durations with late entry, and what was known at the start (K16)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kamlib.facts.numbers import ordered_codes

#: Days without an order after which a customer has left, at its last order.
GONE_DAYS = 365

#: Days of the mean month.
MONTH = 365.25 / 12

#: Days from the first order on whose sales say what a customer was at its start.
START_DAYS = 183


def stays(
    lines: pd.DataFrame, end: pd.Timestamp, *, since: Mapping[str, pd.Timestamp] | None = None
) -> pd.DataFrame:
    """Return how long each customer has stayed, and whether it left.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines: ``customer_id``, ``date``, ``revenue``.
    end : pandas.Timestamp
        Last day of the book.
    since : mapping, optional
        Customer → day since when it has been one, where that is before its first order in the book: it comes under
        observation at the first day of the book, not at the start of its life.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``months`` (from its start to its last order if it left, else to the end), ``left``,
        ``entry`` (months from its start to the first day of the book; zero for those that started later),
        ``start_sales`` (of the first half-year: known at the start) and ``all_sales``.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.keep.staying import stays
    >>> lines = pd.DataFrame({"customer_id": ["A", "A", "B"], "revenue": [5.0, 6.0, 7.0],
    ...                       "date": pd.to_datetime(["2022-01-01", "2022-12-31", "2024-06-01"])})
    >>> stays(lines, pd.Timestamp("2024-12-31"))[["customer_id", "months", "left"]].round(1)
      customer_id  months   left
    0           A    12.0   True
    1           B     7.0  False
    """
    table = first_and_last(lines, end)
    first, book = table["first"].to_numpy(), table["first"].min()
    known = pd.Series({str(who): day for who, day in (since or {}).items()}, dtype="datetime64[us]")
    earlier = known.reindex(table.index.astype("str")).to_numpy()
    start = np.where(np.isnat(earlier) | (earlier > first), first, earlier)
    stop = np.where(table["left"], table["last_order"].to_numpy(), np.datetime64(end))
    days = (stop - start) / np.timedelta64(1, "D")
    entry = np.clip((np.datetime64(book) - start) / np.timedelta64(1, "D"), 0, None)
    return pd.DataFrame({
        "customer_id": table.index.astype("str"), "months": days / MONTH, "left": table["left"].to_numpy(),
        "entry": np.minimum(entry, days) / MONTH, "start_sales": table["start_sales"].to_numpy(),
        "all_sales": table["all_sales"].to_numpy(),
    })  # fmt: skip


def first_and_last(lines: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Return the first and the last day of each customer in the book, whether it left, and what it bought.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines: ``customer_id``, ``date``, ``revenue``.
    end : pandas.Timestamp
        Last day of the book.

    Returns
    -------
    pandas.DataFrame
        By customer id: ``first``, ``last_order``, ``left``, ``start_sales`` (of the first half-year) and
        ``all_sales``.
    """
    who, names = ordered_codes(lines["customer_id"])
    lines, who = lines.loc[who >= 0, ["date", "revenue"]], who[who >= 0]
    days = lines["date"].dt.normalize()
    first = days.groupby(who).min()
    early = days.to_numpy() <= (first + pd.Timedelta(days=START_DAYS)).to_numpy()[who]
    table = pd.DataFrame({
        "first": first, "last_order": days.groupby(who).max(), "all_sales": lines["revenue"].groupby(who).sum(),
        "start_sales": lines["revenue"][early].groupby(who[early]).sum(),
    }).set_index(names.rename("customer_id"))  # fmt: skip
    table["left"] = (end - table["last_order"]).dt.days > GONE_DAYS
    return table


def from_tiers(
    last: Mapping[str, pd.Timestamp], tiers: Mapping[str, str], day: pd.Timestamp, end: pd.Timestamp
) -> pd.DataFrame:
    """Return how long each customer stayed after the day on which its tier was judged.

    Parameters
    ----------
    last : mapping
        Customer → day of its last order.
    tiers : mapping
        Customer → tier by what was known on the day. One judged later would make the best tier stay longest.
    day, end : pandas.Timestamp
        Day of the tiers, and last day of the book.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``tier``, ``months`` (from the day) and ``left``. A customer left at its last order where
        more than `GONE_DAYS` followed without one; the others are followed up to `GONE_DAYS` before the end, since
        of later days nobody knows yet. Empty where the day lies after that.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.keep.staying import from_tiers
    >>> day, end = pd.Timestamp("2022-12-31"), pd.Timestamp("2024-12-31")
    >>> last = {"A": pd.Timestamp("2023-07-01"), "B": pd.Timestamp("2024-11-30")}
    >>> from_tiers(last, {"A": "gold", "B": "gold"}, day, end)[["months", "left"]].round(1).values.tolist()
    [[6.0, True], [12.0, False]]
    """
    seen = end - pd.Timedelta(days=GONE_DAYS)
    ids = sorted(tiers) if day < seen else []
    stop = pd.Series([last[who] for who in ids], dtype="datetime64[ns]").dt.normalize()
    left = stop < seen
    months = (stop.where(left, seen) - day).dt.days.clip(lower=0) / MONTH
    return pd.DataFrame({"customer_id": ids, "tier": [tiers[who] for who in ids], "months": months, "left": left})
