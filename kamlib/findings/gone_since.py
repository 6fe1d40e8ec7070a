"""What the later of two years still holds of customers that have gone quiet: the next one will be without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.findings.silence import silence
from kamlib.findings.two_years import two_years
from kamlib.words import money, n_
from kamlib.words.phrases import leading

if TYPE_CHECKING:
    from kamlib.client import Client

#: Part of the year from which it is said.
TOLD = 0.02


def gone_since_said(client: Client) -> str:
    """Say what customers that have gone quiet brought in the later of two whole years.

    A customer that stops in the middle of a year bought in both years: it is not among those lost, and half of
    what it brought is still in the year.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    str
        A sentence in the language in use; empty where years cannot be compared, where the end of the file may
        be missing, which makes everybody quiet, or where it is less than `TOLD` of the year.
    """
    years = two_years(client)
    if years is None or years.like is not None or any(p.code == "thin-end" for p in client.problems):
        return ""
    marks = silence(client)["silence"]
    year = years.trailing[years.trailing["period"] == years.after.label]
    gone = year[year["customer_id"].isin(marks.index[marks == "silent"]) & (year[client.basis] > 0)]
    whole, part = float(year[client.basis].sum()), float(gone[client.basis].sum())
    if whole <= 0 or not 0 < TOLD * whole <= part < whole:
        return ""
    gone = client.named(gone.sort_values([client.basis, "customer_id"], ascending=[False, True]))
    return n_(
        "Of the {after} of that year, {part} came from {names}, which has gone quiet since.",
        "Of the {after} of that year, {part} came from {n} customers that have gone quiet since ({names}).",
        len(gone), after=money(whole, client.currency), part=money(part, client.currency),
        names=leading(gone["name"].tolist()),
    )  # fmt: skip
