"""When something happened to a customer, as far as orders and diary show it, and how long each stayed (K16)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kamlib.facts.buying_days import median_gaps, starts_of
from kamlib.facts.groups import from_zero
from kamlib.facts.numbers import codes, ordered_codes
from kamlib.facts.whole_order import distinct
from kamlib.keep.staying import first_and_last
from kamlib.periods.day_numbers import dates_of, days_in

#: A rise of the price of what a customer bought before, from which on it counts.
RISE = 0.05

#: Days within which a price is compared with the one before, and two complaints belong together.
PRICE_DAYS, COMPLAINT_DAYS = 365, 183

#: Days for which a person has to be missing in all orders to have left.
MISSING_DAYS = 61

#: Days after which a request is slow, and before an exit that are looked at.
SLOW_DAYS, BEFORE_DAYS = 14, 183

#: Kinds of activity that are everyday work, and outcomes that leave a complaint open.
EVERYDAY, OPEN = ("visit", "call", "complaint"), ("open",)

#: Shares of the customers, the largest at their start first.
GROUPS = {"start_fifth": 0.2, "start_next": 0.5, "start_half": 1.0}


def lives(lines: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Return how long each customer was seen, whether it left, and how large it was at its start.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines: ``customer_id``, ``date``, ``revenue``.
    end : pandas.Timestamp
        Last day of the book.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``first``, ``last``, ``left``, ``group`` (one of `GROUPS`, by the sales of its first
        half-year) and ``last_order``. One without an order for a year has left on the day on which its next order
        was due by its own median gap.
    """
    table = first_and_last(lines, end)
    gap = pd.Series(_gaps(lines, len(table)), index=table.index)
    due = table["last_order"] + pd.to_timedelta(gap.fillna(0.0).round(), unit="D")
    place = table["start_sales"].rank(method="first", ascending=False) / len(table)
    group = np.array(list(GROUPS))[np.searchsorted(list(GROUPS.values()), place.to_numpy() - 1e-9)]
    return pd.DataFrame({
        "customer_id": table.index.astype("str"), "first": table["first"].to_numpy(),
        "last": due.where(table["left"] & (due <= end), end).to_numpy(), "left": table["left"].to_numpy(),
        "group": group,
        "last_order": table["last_order"].to_numpy(),
    })  # fmt: skip


def _gaps(lines: pd.DataFrame, customers: int) -> np.ndarray:
    """Return the median gap between two days of each customer, by id; missing for those with one day."""
    who, day = ordered_codes(lines["customer_id"])[0], days_in(lines["date"])
    known = (who >= 0) & ~np.isnan(day)
    day, _first, span = from_zero(day[known].astype("int64"))
    who, day = np.divmod(distinct(who[known] * span + day), span)
    found = np.full(customers, np.nan)
    found[who[starts_of(who)]] = median_gaps(who, day)
    return found


def seen(
    lines: pd.DataFrame, activities: pd.DataFrame | None, end: pd.Timestamp, requests: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return what happened to customers, as far as orders and diary show it.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines; ``owner``, ``product`` and ``unit_price`` where known.
    activities : pandas.DataFrame or None
        The diary: ``customer_id``, ``date``, ``kind`` and ``outcome``.
    end : pandas.Timestamp
        Last day of the book.
    requests : pandas.DataFrame, optional
        What customers asked us: ``customer_id``, ``date`` and ``closed``.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``date``, ``event``: ``owner_changed``, ``price_raised``, ``complaints_open`` (the second
        complaint without an answer within half a year), ``request_slow``, and each kind of activity that is not
        everyday work.
    """
    parts = [owner_changes(lines, end), price_rises(lines)]
    if activities is not None and "kind" in activities:
        parts += [open_complaints(activities), _special(activities)]
    if requests is not None:
        parts.append(slow_requests(requests, end))
    return pd.concat([part for part in parts if len(part)] or [parts[0]], ignore_index=True)


def _events(table: pd.DataFrame, event: str) -> pd.DataFrame:
    return pd.DataFrame({
        "customer_id": table["customer_id"].astype("str").to_numpy(), "date": table["date"].to_numpy(),
        "event": event,
    })  # fmt: skip


def owner_changes(lines: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Return when the person that looks after a customer changed.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines: ``customer_id``, ``date``, and ``owner`` where known.
    end : pandas.Timestamp
        Last day of the book.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``date``, ``event``. The day is that on which the earlier person was last seen in any
        order if that lies between two orders of the customer, else that of the first order with the new one. So a
        change is found also where the customer never ordered again.
    """
    if "owner" not in lines:
        return _events(lines.head(0), "owner_changed")
    table = lines.loc[lines["owner"].notna(), ["customer_id", "date", "owner"]]
    table = table.assign(date=table["date"].dt.normalize()).sort_values(["customer_id", "date"], kind="stable")
    gone = table.groupby("owner")["date"].max() + pd.Timedelta(days=1)
    following = table.groupby("customer_id")[["date", "owner"]].shift(-1)
    left = table["owner"].map(gone)
    changed = following["owner"].notna() & (following["owner"] != table["owner"])
    never = following["owner"].isna() & ((end - left).dt.days > MISSING_DAYS)
    inside = left < following["date"]
    day = left.where(never | (changed & inside), following["date"])
    return _events(table.assign(date=day)[changed | never], "owner_changed")


def price_rises(lines: pd.DataFrame) -> pd.DataFrame:
    """Return when customers first paid clearly more for what they had bought within the year before.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines: ``customer_id``, ``date``, ``product`` and ``unit_price`` where known.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``date``, ``event``: days on which the median of its products cost more than `RISE` above
        their last price.
    """
    if not {"product", "unit_price"} <= set(lines):
        return _events(lines.head(0), "price_raised")
    who, names = ordered_codes(lines["customer_id"])
    what, products = codes(lines["product"])
    kinds, day, price = max(len(products), 1), days_in(lines["date"]), lines["unit_price"]
    held = (price > 0).to_numpy(dtype=bool) & (what >= 0) & (who >= 0) & ~np.isnan(day)
    since, first, span = from_zero(day[held].astype("int64"))
    means = price[held].groupby((who[held] * kinds + what[held]) * span + since).mean()
    (pair, day), prices = np.divmod(means.index.to_numpy(), span), means.to_numpy()
    near = (pair[1:] == pair[:-1]) & (np.diff(day) <= PRICE_DAYS)
    rise = pd.Series((prices[1:] / prices[:-1] - 1)[near])
    median = rise.groupby((pair // kinds * span + day)[1:][near]).median()
    who, day = np.divmod(median.index[median > RISE].to_numpy(), span)
    dates = dates_of(pd.Series(day + first)).dt.tz_localize(lines["date"].dt.tz).astype(lines["date"].dtype)
    return _events(pd.DataFrame({"customer_id": names.take(who), "date": dates}), "price_raised")


def open_complaints(activities: pd.DataFrame) -> pd.DataFrame:
    """Return when a second complaint stayed without an answer within half a year.

    Parameters
    ----------
    activities : pandas.DataFrame
        The diary: ``customer_id``, ``date``, ``kind``, and ``outcome`` where known.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``date``, ``event``.
    """
    if "outcome" not in activities:
        return _events(activities.head(0), "complaints_open")
    table = _unanswered(activities).sort_values(["customer_id", "date"], kind="stable")
    gap = table.groupby("customer_id")["date"].diff().dt.days
    return _events(table[gap <= COMPLAINT_DAYS], "complaints_open")


def _special(activities: pd.DataFrame) -> pd.DataFrame:
    some = activities[activities["kind"].notna() & ~activities["kind"].isin(EVERYDAY)]
    return _events(some, "").assign(event=some["kind"].astype("str").to_numpy())


def slow_requests(requests: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Return when a request of a customer stayed open for longer than `SLOW_DAYS`: our own process.

    Parameters
    ----------
    requests : pandas.DataFrame
        ``customer_id``, ``date``, and ``closed`` where known.
    end : pandas.Timestamp
        Last day of the book.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``date`` (on which it became slow), ``event``.
    """
    if "closed" not in requests:
        return _events(requests.head(0), "request_slow")
    late = requests["date"] + pd.Timedelta(days=SLOW_DAYS)
    slow = (requests["closed"].fillna(end + pd.Timedelta(days=1)) > late) & (late <= end)
    return _events(requests.assign(date=late)[slow], "request_slow")


def one_complaint(activities: pd.DataFrame) -> pd.DataFrame:
    """Return when a complaint stayed without an answer, the first too.

    Parameters
    ----------
    activities : pandas.DataFrame
        As for `open_complaints`.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``date``, ``event``.
    """
    if not {"kind", "outcome"} <= set(activities):
        return _events(activities.head(0), "complaint_open")
    return _events(_unanswered(activities), "complaint_open")


def _unanswered(activities: pd.DataFrame) -> pd.DataFrame:
    return activities[(activities["kind"] == "complaint") & activities["outcome"].isin(OPEN)]


def agreement(
    exits: pd.DataFrame, stayed: pd.DataFrame, events: pd.DataFrame, kinds: Sequence[str]
) -> pd.DataFrame:
    """Set the reasons that customers gave against what the tables show of the half-year before they left.

    Parameters
    ----------
    exits : pandas.DataFrame
        ``customer_id`` and ``reason``; of several rows of a customer the last counts.
    stayed : pandas.DataFrame
        From `lives`.
    events : pandas.DataFrame
        ``customer_id``, ``date``, ``event``.
    kinds : sequence of str
        Which kinds of event the tables can show.

    Returns
    -------
    pandas.DataFrame
        One row per reason, the most frequent first: ``reason``, ``exits``, how many of them show each kind of
        event (a column each), and ``nothing_seen``. Customers that still buy are left out.
    """
    said = exits[exits["reason"].notna()].drop_duplicates("customer_id", keep="last")[["customer_id", "reason"]]
    said = said.merge(stayed.loc[stayed["left"], ["customer_id", "last"]], on="customer_id")
    both = said.merge(events, on="customer_id")
    before = (both["last"] - both["date"]).dt.days.between(0, BEFORE_DAYS)
    flags = pd.crosstab(both.loc[before, "customer_id"], both.loc[before, "event"]) > 0
    table = flags.reindex(index=said["customer_id"], columns=list(kinds), fill_value=False).reset_index(drop=True)
    table["nothing_seen"] = ~table.any(axis=1) if kinds else True
    table.insert(0, "exits", 1)
    found = table.groupby(said["reason"].astype("str").to_numpy()).sum().astype("int64")
    found = found.rename_axis("reason").reset_index()
    return found.sort_values(["exits", "reason"], ascending=[False, True], ignore_index=True)


def lost_by_reason(exits: pd.DataFrame, stayed: pd.DataFrame, worth: pd.Series) -> pd.DataFrame:
    """Add up what the customers that left had brought a year, by the reason that they gave.

    Parameters
    ----------
    exits : pandas.DataFrame
        ``customer_id``, ``reason`` and, where known, ``preventable`` (``yes`` or ``no``); of several rows of a
        customer the last counts.
    stayed : pandas.DataFrame
        From `lives`.
    worth : pandas.Series
        By customer id, what it brought a year (currency units).

    Returns
    -------
    pandas.DataFrame
        One row per reason, the most money first: ``reason``, ``lost`` (a customer that cost more than it brought
        counts as zero), ``largest`` (the part of the customer that brought most) and ``preventable`` (the part of
        those that are said to have been preventable; missing where nobody says it). Customers that still buy are
        left out.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.keep.event_dates import lost_by_reason
    >>> exits = pd.DataFrame({"customer_id": list("ABC"), "reason": ["price", "price", "service"]})
    >>> stayed = pd.DataFrame({"customer_id": list("ABC"), "left": True})
    >>> lost_by_reason(exits, stayed, pd.Series({"A": 5.0, "B": 3.0, "C": 9.0}))[["reason", "lost", "largest"]]
        reason  lost  largest
    0  service   9.0      9.0
    1    price   8.0      5.0
    """
    said = exits[exits["reason"].notna()].drop_duplicates("customer_id", keep="last")
    said = said[said["customer_id"].isin(stayed.loc[stayed["left"], "customer_id"])]
    brought = said["customer_id"].map(worth).astype("float64").fillna(0.0).clip(lower=0.0)
    marked = said.get("preventable", pd.Series(pd.NA, index=said.index, dtype="str"))
    could = brought.where(marked == "yes", 0.0).where(marked.notna())
    rows = pd.DataFrame({"reason": said["reason"].astype("str"), "brought": brought, "could": could})
    by = rows.groupby("reason")
    found = pd.DataFrame({
        "lost": by["brought"].sum(), "largest": by["brought"].max(), "preventable": by["could"].sum(min_count=1),
    })  # fmt: skip
    return found.reset_index().sort_values(["lost", "reason"], ascending=[False, True], ignore_index=True)
