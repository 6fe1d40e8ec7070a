"""Gone, quiet or shrinking: the state of each customer, with the day since when (K16)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib.classify.silence import measure_silence
from kamlib.classify.stances import LESS
from kamlib.facts.buying_days import ledger
from kamlib.facts.declines import BACK, by_month, two_years

#: What a customer can be; those that buy as usual have none.
STATES = ("gone", "quiet", "shrinking")

#: In what a customer shrinks, in the order in which a decline is seen first.
STEPS = ("products", "order_size", "orders")


def states(lines: pd.DataFrame, as_of: pd.Timestamp, *, silence: pd.DataFrame | None = None) -> pd.DataFrame:
    """Give each customer its state and the day since when it holds.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines: ``customer_id``, ``date``, ``revenue``, and ``product`` where known.
    as_of : pandas.Timestamp
        The day; later lines do not count.
    silence : pandas.DataFrame, optional
        Of the same lines on that day (``classify.silence.measure_silence``); by default measured here.

    Returns
    -------
    pandas.DataFrame
        By customer id: ``state`` (one of `STATES`, or empty), ``since`` (day), ``silent_days``, ``usual_gap`` and
        ``silence`` (as ``classify.silence`` has them), ``kept`` (net sales of the last twelve months over those
        of the twelve before; missing where there were none) and in what it shrinks: ``products``, ``order_size``
        and ``orders``, as a ratio of the two years.

    Notes
    -----
    *Gone*: no order for twelve months, since its last order. *Quiet*: silent for longer than its own rhythm
    explains, since the day on which the next order was due. *Shrinking*: net sales of twelve months at least a
    quarter below the twelve before, since the first of the months from which on that held without a break; the
    orders must reach back for two years.
    """
    end = as_of.normalize()
    silent = measure_silence(lines, end) if silence is None else silence
    if silent.empty:
        return _nobody()
    book = ledger(lines)
    table = silent.join(two_years(lines, book, end))
    whole = periods.begun(periods.window(end, 24), periods.coverage(lines["date"], as_of=end))
    kept = (table["sales_now"] / table["sales_before"]).where(table["sales_before"] > 0)
    shrinks = (kept <= LESS) & (table["silence"] == "") & whole
    state = np.select([table["silence"] == "lost", table["silence"] == "silent", shrinks], [*STATES], default="")
    last = end - pd.to_timedelta(table["silent_days"], unit="D")
    due = last + pd.to_timedelta(np.ceil(table["usual_gap"].fillna(0.0)), unit="D")
    began = pd.Series(_began(by_month(book, end), end), index=pd.Index(book.ids)).reindex(table.index)
    since = last.where(state == "gone", due.where(state == "quiet", began.where(state == "shrinking")))
    size = _ratio(table["sales_now"] / table["days_now"], table["sales_before"] / table["days_before"])
    return pd.DataFrame({
        "state": state, "since": pd.to_datetime(since), "silent_days": table["silent_days"],
        "usual_gap": table["usual_gap"], "silence": table["silence"], "kept": kept,
        "products": _ratio(table["products_now"], table["products_before"]), "order_size": size,
        "orders": _ratio(table["days_now"], table["days_before"]),
    }, index=table.index)  # fmt: skip


def _nobody() -> pd.DataFrame:
    """Return the table of a book in which nobody ever bought."""
    numbers = ("silent_days", "usual_gap", "kept", "products", "order_size", "orders")
    index = pd.Index([], dtype="str", name="customer_id")
    found = pd.DataFrame({name: pd.Series(dtype="float64") for name in numbers}).set_index(index)
    return found.assign(state="", silence="", since=pd.Series(dtype="datetime64[us]"))


def _ratio(now: pd.Series, before: pd.Series) -> pd.Series:
    return (now / before).where(before > 0)


def _began(months: np.ndarray, end: pd.Timestamp) -> list[pd.Timestamp]:
    """Return since when net sales of twelve months lie a quarter below those of the twelve before, by customer."""
    padded = np.concatenate([np.zeros((len(months), 1)), np.cumsum(months, axis=1)], axis=1)
    span = BACK - 24
    years = np.stack([padded[:, back + 12] - padded[:, back] for back in range(span + 13)], axis=1)
    now, before = years[:, : span + 1], years[:, 12:]
    below = (now <= LESS * before) & (before > 0)
    runs = np.where(below.all(axis=1), span + 1, np.argmin(below, axis=1))
    days = [periods.shifted(end, -back) for back in range(span + 1)]
    return [days[max(run - 1, 0)] for run in runs]
