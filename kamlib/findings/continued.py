"""Customers that probably go on under a new number count as one with it, until somebody says that they are two."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.book import TABLES
from kamlib.tables import one_customer
from kamlib.tables.message_parts import both_ids
from kamlib.words import _, date, n_
from kamlib.words.phrases import enumerated, short

if TYPE_CHECKING:
    from kamlib.client import Client

#: Customers that a sentence names.
NAMED = 3


@cached_per_client
def as_one(client: Client) -> Client:
    """Count customers that probably go on under a new number as one, under that number.

    Otherwise a change of the number would read as a customer lost, to be won back, and as another one won.

    Parameters
    ----------
    client : Client
        The client's tables; the reader noted who probably goes on (``tables.checks.renumbered``).

    Returns
    -------
    Client
        The same where nobody does; else a copy with one id for both, and the pairs in ``continued``.
    """
    pairs = [pair for problem in client.problems if problem.code == "renumbered" for pair in both_ids(problem)]
    if client.continued is not None or not pairs:
        return client
    becomes = one_customer.read(dict(pairs))
    known = client.accounts.set_index("customer_id")
    names, last, first = (known[column] for column in ("name", "last_date", "first_date"))
    table = pd.DataFrame(pairs, columns=["old", "new"]).assign(
        old_name=lambda f: f["old"].map(names),
        last=lambda f: f["old"].map(last),
        first=lambda f: f["new"].map(first),
    )
    table["new"] = table["new"].replace(becomes)
    tables: dict[str, Any] = {name: _counted(name, getattr(client, name), becomes) for name in TABLES}
    return replace(client, **tables, continued=table)


def _counted(name: str, frame: pd.DataFrame | None, becomes: dict[str, str]) -> pd.DataFrame | None:
    """Write the new ids into a table; of the customers the row of the id that stays is kept."""
    if frame is None:
        return None
    new = one_customer.with_ids(frame, becomes)
    if name != "customers" or new is frame:
        return new
    earlier = frame["customer_id"].isin(list(becomes)).sort_values(kind="stable")
    return pd.DataFrame(new.loc[earlier.index].drop_duplicates("customer_id").sort_index())


def said(client: Client) -> str:
    """Say who counts as one with an earlier number, and that this has to be confirmed; empty where nobody does.

    Parameters
    ----------
    client : Client
        From `as_one`.

    Returns
    -------
    str
        In the language in use.
    """
    table = client.continued
    if table is None or not len(table):
        return ""
    names = client.named(table[["new"]].rename(columns={"new": "customer_id"}))["name"]
    told = [
        _("“{old}” (last order on {last}) and “{new}” (first order on {first})", old=short(row["old_name"]),
          new=short(name), last=date(row["last"]), first=date(row["first"]))
        for name, row in zip(names.head(NAMED), table.head(NAMED).to_dict("records"), strict=True)
    ]  # fmt: skip
    return n_(
        "{n} customer is probably one with an earlier number and counts as one: {names}. Please confirm.",
        "{n} customers are probably one with an earlier number and count as one, such as {names}. Please confirm.",
        len(table), names=enumerated(told),
    )  # fmt: skip
