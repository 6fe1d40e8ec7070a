"""Chapter 2, what to do about those who look like key accounts: renegotiate, or serve by the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.findings.finding import Advice
from kamlib.findings.mending import mine, pointed, shared_out
from kamlib.words import _, label, n_
from kamlib.words.phrases import leading

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.classify.misconceptions import Misconceptions
    from kamlib.client import Client


def advice(client: Client, seen: Misconceptions) -> tuple[Advice, ...]:
    """Advise on the heavy buyers that lose, on those that earn too little, and on the one-off buyers.

    Parameters
    ----------
    client : Client
        For who is dealt with under another finding.
    seen : Misconceptions
        Who is flagged.

    Returns
    -------
    tuple of Advice
        Who loses money stands in none of them, if another finding says what to do.
    """
    harsh = seen.table[seen.table["misconception"] == "harsh_terms"]
    once = seen.table[seen.table["misconception"] != "harsh_terms"].drop_duplicates("customer_id")
    given = list(shared_out(client))
    once = once[~once["also_key"] & ~once["customer_id"].isin(given)]
    loses = harsh["customer_id"].isin(given)
    return (*_losing(client, harsh[loses]), *_earning(harsh[~loses], some=bool(loses.any())), *_once(once))


def _losing(client: Client, harsh: pd.DataFrame) -> tuple[Advice, ...]:
    """Advise on the heavy buyers on harsh terms that lose money."""
    rows = mine(client, "misconceptions", harsh)
    if not len(rows):
        return ()
    text = n_(
        "Renegotiate discount, service and payment with {names}, a heavy buyer on harsh terms that loses you "
        "money; without better terms, let the volume go.",
        "Renegotiate discount, service and payment with {n} heavy buyers on harsh terms that lose you money "
        "({names}); without better terms, let the volume go.",
        len(rows), names=leading(rows["name"].tolist()),
    )  # fmt: skip
    lost = float(round(-rows["contribution"].sum(), 2))
    text = pointed(text, client, "misconceptions", harsh)
    return (Advice(text, "role_sales_director", 60, lost, "loss", customers=tuple(rows["customer_id"])),)


def _earning(harsh: pd.DataFrame, *, some: bool) -> tuple[Advice, ...]:
    """Advise on the heavy buyers on harsh terms that lose nothing; `some` of the others do."""
    if not len(harsh):
        return ()
    names, n = leading(harsh["name"].tolist()), len(harsh)
    if some:
        text = n_(
            "Renegotiate discount, service and payment with {names}, a heavy buyer on harsh terms that still "
            "earns; without better terms, let the volume go.",
            "Renegotiate discount, service and payment with the {n} heavy buyers on harsh terms that still earn "
            "({names}); without better terms, let the volume go.",
            n, names=names,
        )  # fmt: skip
    else:
        text = n_(
            "Renegotiate discount, service and payment with the heavy buyer on harsh terms, {names}; without "
            "better terms, let the volume go.",
            "Renegotiate discount, service and payment with the {n} heavy buyers on harsh terms ({names}); "
            "without better terms, let the volume go.",
            n, names=names,
        )  # fmt: skip
    return (_shortfall(text, "role_sales_director", 60, harsh),)


def _once(once: pd.DataFrame) -> tuple[Advice, ...]:
    if not len(once):
        return ()
    text = n_(
        "Serve the one-off buyer {names} by the project: good service, no key-account terms, nothing in next "
        "year's plan.",
        "Serve the {n} one-off buyers ({names}) by the project: good service, no key-account "
        "terms, nothing in next year's plan.",
        len(once), names=leading(once["name"].tolist()),
    )  # fmt: skip
    return (_shortfall(text, "role_account_manager", 30, once),)


def _shortfall(text: str, owner: str, days: int, rows: pd.DataFrame) -> Advice:
    """Return a step with what is missing against what the size suggests, or with the reason why nobody knows."""
    known = rows["at_stake"].dropna()
    worth = float(round(known.sum(), 2)) if len(known) else None
    why = _(
        "what they should earn cannot be computed: the orders lack the column “{column}”", column=label("cost")
    )
    return Advice(text, owner, days, worth, "shortfall", "" if len(known) else why, tuple(rows["customer_id"]))
