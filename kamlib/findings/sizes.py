"""Chapter 2, concessions held against the book: whether the large earn more than the small."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.classify import concessions as cons
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.value import basis_notes
from kamlib.words import _, count, label, n_, percent
from kamlib.words.phrases import inside, sentences

if TYPE_CHECKING:
    from kamlib.client import Client

#: A margin below this is about nil: who has it does not earn, whatever others have.
NIL = 0.01


def concessions(client: Client) -> Finding:
    """Compare what large and small customers earn (K5)."""
    from kamlib.figures import concessions as figure

    of = "profit" if client.basis == "revenue" else client.basis
    table = cons.by_size(client.accounts, of=of)
    table = table[table["customers"] > 0].reset_index(drop=True)
    loss = cons.lose(client.accounts, of=of, at_most=1)
    evidence = table.assign(size=[label(f"size_{s}") for s in table["size"]])
    if of != "profit":
        evidence = evidence.rename(columns={"margin": "margin_after_serving"})
    first, last = table.iloc[0], table.iloc[-1]
    tight = cons.burden_point(client.accounts, of=of)
    burdens = tight[tight["room"] <= 0]
    return Finding(
        "concessions", "K5", "classify", _size_title(table, of), _size_summary(first, last, loss, tight, of),
        evidence, source_of(client, of),
        facts={
            "largest": int(first["customers"]), "margin_largest": float(first["margin"]),
            "smallest": int(last["customers"]), "margin_smallest": float(last["margin"]),
            "lost_share": float(loss.table["revenue_lost_share"].iloc[-1]), "burdens": len(burdens),
        },
        draw=partial(figure.size_bars, table, of=of), alt=figure.size_bars_alt(table, of=of),
        advice=_size_advice(first, last), notes=basis_notes(client, of), lesson="2-2-four-misconceptions",
    )  # fmt: skip


def _size_title(table: pd.DataFrame, of: str) -> str:
    first, last = table.iloc[0], table.iloc[-1]
    sold = float(table["revenue"].sum())
    if len(table) < 2 or pd.isna(first["margin"]) or pd.isna(last["margin"]):
        return _("Too few customers of different size to compare what large and small earn")
    own = float(table[of].sum()) / sold
    words = {"n": count(first["customers"]), "big": percent(first["margin"], 1), "m": count(last["customers"]),
             "small": percent(last["margin"], 1)}  # fmt: skip
    if last["margin"] < NIL and abs(first["margin"]) < NIL:
        return _("Neither the largest nor the smallest earn: margin {big} with the {n} largest, {small} with the "
                 "{m} smallest", **words)  # fmt: skip
    if first["margin"] < 0 and last["margin"] < 0:
        return _("Large and small lose: margin {big} with the {n} largest, {small} with the {m} smallest", **words)
    if first["margin"] < 0:
        return _("Volume without profit: the {n} largest lose {big} of revenue, the {m} smallest earn {small}",
                 **{**words, "big": percent(-first["margin"], 1)})  # fmt: skip
    if first["margin"] < 0.8 * last["margin"]:
        return _("Volume from the large, profit from the small: margin {big} with the {n} largest, {small} with "
                 "the {m} smallest", **words)  # fmt: skip
    if first["margin"] < 0.8 * own:
        return _("Neither the largest nor the smallest earn most: margin {big} with the {n} largest, {small} with "
                 "the {m} smallest, {own} over all", own=percent(own, 1), **words)  # fmt: skip
    return _("The large pay their way: margin {big} with the {n} largest, {small} with the {m} smallest", **words)


def _size_summary(first: pd.Series, last: pd.Series, loss: cons.Loss, tight: pd.DataFrame, of: str) -> str:
    if first["size"] == last["size"]:
        halves = ""
    elif pd.isna(first["profit_share"]) or first["profit_share"] > 1 or last["profit_share"] > 1:
        halves = _("Each size stands for about a quarter of revenue; what each earns stands in the table.")
    else:
        halves = _size_shares(first, last, of)
    lost = loss.table.iloc[-1]
    alone = "" if pd.isna(lost["revenue_lost_share"]) else _(
        "If the largest customer left, {share} of revenue would go with it.",
        share=percent(lost["revenue_lost_share"]),
    )  # fmt: skip
    near = int((tight["room"] < 0.05).sum())
    room = n_(
        "With {n} customer a further discount of 5% leaves nothing.",
        "With {n} customers a further discount of 5% leaves nothing.", near,
    )  # fmt: skip
    return sentences(halves, alone, room if near else "")


def _size_shares(first: pd.Series, last: pd.Series, of: str) -> str:
    return _(
        "Each size stands for about a quarter of revenue. The largest bring {a} of {basis}, the smallest {b}.",
        basis=inside(of), a=percent(first["profit_share"]), b=percent(last["profit_share"]),
    )  # fmt: skip


def _size_advice(first: pd.Series, last: pd.Series) -> tuple[Advice, ...]:
    if not first["margin"] < 0.8 * last["margin"] or last["margin"] < NIL:
        return ()
    gap = float(round((last["margin"] - first["margin"]) * first["revenue"], 2))
    text = n_(
        "Stop conceding to the {n} largest customer; tie every discount to volume, payment and service.",
        "Stop conceding to the {n} largest customers; tie every discount to volume, payment and service.",
        int(first["customers"]),
    )  # fmt: skip
    return (Advice(text, "role_sales_director", 60, gap, "shortfall"),)
