"""The mark of silence, and the tier of the last twelve months: what every list of customers says of each."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.classify.silence import measure_silence
from kamlib.findings.past_tiers import past_tiers
from kamlib.words import count, label, language, n_

if TYPE_CHECKING:
    from kamlib.client import Client


def silence(client: Client) -> pd.DataFrame:
    """Set the silence of each customer against its own rhythm, up to the day of the report.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        As ``classify.silence.measure_silence`` gives it, by customer id.
    """
    return silence_on(client, client.as_of)


def silence_on(client: Client, day: pd.Timestamp) -> pd.DataFrame:
    """Set the silence of each customer against its own rhythm, up to some day; nobody changes the table.

    Parameters
    ----------
    client : Client
        The client's tables.
    day : pandas.Timestamp
        To its end, whatever the time of day.

    Returns
    -------
    pandas.DataFrame
        As `silence`.
    """
    kept, key = client.kept, (silence_on, day.normalize())
    if key not in kept:
        kept[key] = measure_silence(client.orders, day)
    found: pd.DataFrame = kept[key]
    return found


def marks(client: Client) -> dict[str, str]:
    """Say of each customer that is silent against its own rhythm, or lost, for how long.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    dict
        Customer id → mark in the language in use; of those that order as usual nothing.
    """
    kept, key = client.kept, (marks, language())
    if key not in kept:
        found = silence(client)
        found = found[found["silence"] != ""]
        rows = zip(found.index, found.to_dict("records"), strict=True)
        kept[key] = {str(who): _mark(row) for who, row in rows}
    said: dict[str, str] = kept[key]
    return said


def mark(client: Client, who: str) -> str:
    """Say of one customer for how long it is silent or lost; empty where it orders as usual.

    Parameters
    ----------
    client : Client
        The client's tables.
    who : str
        Its id; one without an order is not silent either.

    Returns
    -------
    str
        In the language in use.
    """
    return marks(client).get(who, "")


def _mark(row: dict[Hashable, Any]) -> str:
    days = int(float(str(row["silent_days"])))
    if row["silence"] == "lost":
        return n_("lost: no order for {n} day", "lost: no order for {n} days", days)
    usual = max(1, round(float(str(row["usual_gap"]))))
    return n_("silent for {days} days, usually orders every day",
              "silent for {days} days, usually orders every {n} days", usual, days=count(days))  # fmt: skip


@cached_per_client
def year_tiers(client: Client) -> dict[str, str]:
    """Return the tier of each customer in the last year, by the amounts at which the first whole year was cut.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    dict
        Customer id → key of the tier; customers without an order in that year are left out. Empty where the
        orders do not fill two years that can be compared: the tier of the whole book is that of the year then.
    """
    past = past_tiers(client)
    if len(past.periods) < 2:
        return {}
    last = past.at(past.periods[-1])
    return dict(zip(last["customer_id"].astype("str"), last["tier"].astype("str"), strict=True))


def with_marks(client: Client, frame: pd.DataFrame) -> pd.DataFrame:
    """Add to a list of customers the tier of the last twelve months and the mark of silence.

    Parameters
    ----------
    client : Client
        The client's tables.
    frame : pandas.DataFrame
        One row per customer, with ``customer_id``.

    Returns
    -------
    pandas.DataFrame
        A copy with ``year_tier`` and ``silence``, in words; without ``year_tier`` where the orders do not fill
        two years.
    """
    said, tiers = marks(client), year_tiers(client)
    frame = frame.assign(silence=[said.get(str(who), "") for who in frame["customer_id"]])
    if not tiers:
        return frame
    known = [label(tiers[str(who)]) if str(who) in tiers else label("no_order") for who in frame["customer_id"]]
    return frame.assign(year_tier=known)
