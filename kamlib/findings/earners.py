"""Chapter 1, who earns and who loses: the whale curve, and the largest customers one by one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.findings.finding import SHOWN, Advice, Finding, source_of
from kamlib.findings.mending import LARGEST, elsewhere, mine, pointed
from kamlib.findings.notes import basis_notes, money_note
from kamlib.findings.numbers import finite
from kamlib.value import concentration as conc
from kamlib.value import whale as whales
from kamlib.words import _, count, money, n_, percent
from kamlib.words.phrases import inside, leading, sentences

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.value.whale import Whale

#: From this difference between the peaks on, profit on goods and profit after serving tell different stories.
OTHER_STORY = 0.05


def whale(client: Client) -> Finding:
    """Show who earns and who loses (K2).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence is the customers that lose, or all where none does.
    """
    from kamlib.figures import whale as figure

    of = "profit" if client.basis == "revenue" else client.basis
    seen = whales.curve(client.accounts, of=of)
    goods = whales.curve(client.accounts, of="profit") if of != "profit" else None
    worst, drawn = seen.table[seen.table[of] < 0].iloc[::-1], seen.customers > 1
    half = worst.head(seen.half_of_loss)
    advice = _whale_advice(client, half, of)
    evidence = (worst if len(worst) else seen.table).head(SHOWN).reset_index(drop=True)
    return Finding(
        "whale", "K2", "value", _whale_title(seen, client.currency),
        sentences(_whale_summary(seen, client.currency), _whale_before(seen, goods),
                  "" if advice else elsewhere(client, "whale", half)),
        evidence,
        source_of(client, of),
        facts={
            "customers": seen.customers, "total": seen.total, "peak": seen.peak,
            "peak_share": finite(seen.peak_share), "peak_customers": seen.peak_customers,
            "loss_makers": seen.loss_makers, "loss": seen.loss, "half_of_loss": seen.half_of_loss,
            **_whale_facts_before(goods),
        },
        draw=partial(figure.whale_curve, seen, goods=goods, currency=client.currency) if drawn else None,
        alt=figure.whale_curve_alt(seen, goods=goods, currency=client.currency) if drawn else "",
        advice=advice, notes=(*money_note(client, advice, of), *basis_notes(client, of)),
        lesson="1-3-cost-to-serve",
    )  # fmt: skip


def _whale_title(seen: Whale, currency: str | None) -> str:
    if not seen.loss_makers and seen.of != "profit":
        return n_("The one customer loses no money once served",
                  "None of the {n} customers loses money once served", seen.customers)  # fmt: skip
    if not seen.loss_makers:
        return n_("The one customer loses no money on its goods",
                  "None of the {n} customers loses money on its goods", seen.customers)  # fmt: skip
    if seen.peak <= 0:
        return n_("The one customer that there is loses money: {loss}", "Nobody earns: {n} customers lose {loss}",
                  seen.loss_makers, loss=money(seen.loss, currency))  # fmt: skip
    if seen.total < 0:
        return n_(
            "{n} of {all} customers loses {loss}: more than the {peak} that the others earn",
            "{n} of {all} customers lose {loss}: more than the {peak} that the others earn",
            seen.loss_makers, all=count(seen.customers), loss=money(seen.loss, currency),
            peak=money(seen.peak, currency),
        )  # fmt: skip
    return n_(
        "{n} of {all} customers loses money: it takes back {loss} of the {peak} that others earn",
        "{n} of {all} customers lose money: they take back {loss} of the {peak} that others earn",
        seen.loss_makers, all=count(seen.customers), loss=money(seen.loss, currency),
        peak=money(seen.peak, currency),
    )  # fmt: skip


def _whale_summary(seen: Whale, currency: str | None) -> str:
    if not seen.loss_makers and seen.of != "profit":
        return _("Cumulative {basis} climbs to {total} without falling back.", basis=inside(seen.of),
                 total=money(seen.total, currency))  # fmt: skip
    if not seen.loss_makers:
        return _("Cumulative profit climbs to {total} without falling back. What serving them costs comes on top.",
                 total=money(seen.total, currency))  # fmt: skip
    if seen.peak <= 0:
        return _("No customer stands above zero, so there is no curve that climbs.")
    climbs = n_(
        "Best customer first, {basis} climbs to {peak} with the first and falls back to {total} with the rest.",
        "Best customer first, {basis} climbs to {peak} with {n} customers and falls back to {total} with the "
        "rest.",
        seen.peak_customers, basis=inside(seen.of), peak=money(seen.peak, currency),
        total=money(seen.total, currency),
    )  # fmt: skip
    if seen.loss_makers == 1:
        return climbs
    half = n_(
        "{n} customer causes half of the loss or more.", "{n} customers cause half of the loss.",
        seen.half_of_loss,
    )  # fmt: skip
    return sentences(climbs, half)


def _whale_before(seen: Whale, goods: Whale | None) -> str:
    """Say what serving changes, where the goods alone tell another story."""
    if goods is None or not (seen.total > 0 and goods.total > 0):
        return ""
    if abs(seen.peak_share - goods.peak_share) < OTHER_STORY:
        return ""
    return n_(
        "On the goods alone {n} customer loses money and the peak is {before} of the total; once served it is "
        "{after}: what eats the profit is the serving, not the price.",
        "On the goods alone {n} customers lose money and the peak is {before} of the total; once served it is "
        "{after}: what eats the profit is the serving, not the price.",
        goods.loss_makers, before=percent(goods.peak_share, 1), after=percent(seen.peak_share, 1),
    )  # fmt: skip


def _whale_facts_before(goods: Whale | None) -> dict[str, float | int | str | None]:
    if goods is None:
        return {}
    return {"peak_share_on_goods": finite(goods.peak_share), "loss_makers_on_goods": goods.loss_makers}


def _whale_advice(client: Client, half: pd.DataFrame, of: str) -> tuple[Advice, ...]:
    """Advise to mend those that cause half of the loss, but for whom another finding says what to do."""
    rows = mine(client, "whale", half)
    if not len(rows):
        return ()
    names = leading(rows["name"].tolist())
    if len(rows) == len(half):
        text = n_(
            "Go through price, terms and service of {names}, which causes half of the loss or more: mend them, or "
            "part if that fails.",
            "Go through price, terms and service of the {n} customers that cause half of the loss ({names}): "
            "mend them, or part where they cannot be mended.",
            len(rows), names=names,
        )  # fmt: skip
    else:
        text = n_(
            "Go through price, terms and service of {names}, one of the {all} customers that cause half of the "
            "loss: mend them, or part if that fails.",
            "Go through price, terms and service of {n} of the {all} customers that cause half of the loss "
            "({names}): mend them, or part where they cannot be mended.",
            len(rows), names=names, all=count(len(half)),
        )  # fmt: skip
    lost = float(round(-rows[of].sum(), 2))
    who = tuple(rows["customer_id"])
    return (Advice(pointed(text, client, "whale", half), "role_sales_director", 60, lost, "loss", customers=who),)


def top_customers(client: Client) -> Finding:
    """Show what the largest customers by revenue earn, and what is left once they are served (K3).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence is the largest customers.
    """
    from kamlib.figures import whale as figure

    table = conc.largest(client.accounts, LARGEST)
    of, currency = client.basis, client.currency
    losing = table[table[of] < 0]
    lost = float(round(-losing[of].sum(), 2)) + 0.0
    total = float(client.accounts["revenue"].sum())
    share = float(table["revenue"].sum()) / total if total > 0 else None
    columns = ["rank", "customer_id", "name", "revenue", "profit", "margin", "profit_after_serving", "days_late"]
    served = int((table["profit_after_serving"] < 0).sum()) if "profit_after_serving" in table else None
    compared = of != "revenue" and len(client.accounts) > len(table) == LARGEST
    best = None if not compared else len(conc.overlap(client.accounts, LARGEST, and_by=of))
    return Finding(
        "top_customers", "K3", "value", _top_title(table, losing, of, share, currency, len(client.accounts)),
        sentences(
            _top_summary(table, losing, of, share, currency, len(client.accounts)), _top_best(best, of)
        ),
        table[[c for c in columns if c in table]], source_of(client),
        facts={
            "customers": len(table), "losing": len(losing), "lost": lost, "revenue_share": share,
            "losing_once_served": served, "also_best": best,
        },
        draw=partial(figure.largest_customers, table, of=of, currency=currency),
        alt=figure.largest_customers_alt(table, of=of, currency=currency), advice=_top_advice(losing, of, lost),
        notes=(*money_note(client, _top_advice(losing, of, lost)), *basis_notes(client)),
        lesson="1-4-what-a-key-account-is",
    )  # fmt: skip


def _top_title(
    table: pd.DataFrame, losing: pd.DataFrame, of: str, share: float | None, currency: str | None, everyone: int
) -> str:  # fmt: skip
    n = count(len(table))
    if of == "revenue" and share is None:
        return _("Returns and sales cancel out: there is no revenue to rank customers by")
    if of == "revenue" and len(table) == everyone:
        return n_("What your one customer earns you is not known: the orders hold no cost",
                  "What each of your {n} customers earns you is not known: the orders hold no cost",
                  everyone)  # fmt: skip
    if of == "revenue":
        return n_("Your largest customer brings {share} of revenue; what it earns is not known",
                  "Your {n} largest customers bring {share} of revenue; what they earn is not known",
                  len(table), share=percent(share))  # fmt: skip
    if not len(losing):
        return _top_title_served(table, of, currency)
    if len(losing) == len(table):
        return n_("Your largest customer loses you money: {money}",
                  "All of your {n} largest customers lose you money: {money}",
                  len(table), money=money(-losing[of].sum(), currency))  # fmt: skip
    return n_(
        "{n} of your {all} largest customers loses you money",
        "{n} of your {all} largest customers lose you money", len(losing), all=n,
    )  # fmt: skip


def _top_title_served(table: pd.DataFrame, of: str, currency: str | None) -> str:
    """Title where all of the largest earn on their goods: do they still once they are served."""
    n = count(len(table))
    told = of == "profit" and "profit_after_serving" in table
    losing = int((table["profit_after_serving"] < 0).sum()) if told else 0
    if not losing and not (table[of] > 0).all():
        return n_("Your largest customer earns nothing and loses nothing",
                  "None of your {n} largest customers loses you money, but not all of them earn: {money} in all",
                  len(table), money=money(table[of].sum(), currency))  # fmt: skip
    if not losing:
        return n_("Your largest customer earns money: {money}",
                  "Your {n} largest customers all earn money: {money}",
                  len(table), money=money(table[of].sum(), currency))  # fmt: skip
    return n_(
        "{n} of your {all} largest customers loses you money once it is served",
        "{n} of your {all} largest customers lose you money once they are served", losing, all=n,
    )  # fmt: skip


def _top_summary(
    table: pd.DataFrame, losing: pd.DataFrame, of: str, share: float | None, currency: str | None, everyone: int
) -> str:  # fmt: skip
    if of == "revenue":
        return _("Size is not value: with the cost of each order line this exhibit would show which of them earn.")
    words = {"basis": inside(of), "share": percent(share), "money": money(table[of].sum(), currency)}
    bring = n_(
        "The largest brings {share} of revenue and {money} of {basis}.",
        "The {n} largest bring {share} of revenue and {money} of {basis}.", len(table), **words,
    )  # fmt: skip
    if len(table) == everyone:
        bring = n_("It is the only one, with {money} of {basis}.",
                   "They are all there are, and bring {money} of {basis} "
                   "together.", everyone, **words)  # fmt: skip
    if share is None:
        bring = _("In total there is no revenue to have a share of; they bring {money} of {basis}.", **words)
    return sentences(bring, _top_lose(losing, of, currency), _top_served(table, of))


def _top_best(best: int | None, of: str) -> str:
    """Say how many of the largest are also among the best: how far sales and what is left agree."""
    if best is None:
        return ""
    if not best:
        return _("By {basis}, none of them is among the best {all}.", basis=inside(of), all=count(LARGEST))
    return n_(
        "By {basis}, {n} of them is also among the best {all}.",
        "By {basis}, {n} of them are also among the best {all}.", best, basis=inside(of), all=count(LARGEST),
    )  # fmt: skip


def _top_lose(losing: pd.DataFrame, of: str, currency: str | None) -> str:
    if not len(losing):
        return ""
    lost = money(-losing[of].sum(), currency)
    if of == "profit":
        return _("Those below zero lose {lost} on their goods alone: rank customers by profit, not by sales.",
                 lost=lost)  # fmt: skip
    return _("Those below zero lose {lost} once served: rank customers by what is left, not by sales.", lost=lost)


def _top_served(table: pd.DataFrame, of: str) -> str:
    """Say how many of the largest lose by the other measure: once served, or on their goods alone."""
    if "profit_after_serving" not in table:
        return ""
    if of != "profit":
        n = int((table["profit"] < 0).sum())
        return n_("On their goods alone {n} of them loses.", "On their goods alone {n} of them lose.", n)
    losing = int((table["profit_after_serving"] < 0).sum())
    if not losing:
        return _("Once everything that serving them costs is counted, all of them still earn.")
    return n_(
        "Once what serving them costs is counted, {n} of them loses.",
        "Once what serving them costs is counted, {n} of them lose.", losing,
    )  # fmt: skip


def _top_advice(losing: pd.DataFrame, of: str, lost: float) -> tuple[Advice, ...]:
    if not len(losing):
        return ()
    worst = losing.sort_values([of, "customer_id"])["name"].tolist()
    text = n_(
        "Negotiate price and terms anew with the large customer that loses money: {names}.",
        "Negotiate price and terms anew with the {n} large customers that lose money ({names}).",
        len(losing), names=leading(worst),
    )  # fmt: skip
    return (Advice(text, "role_account_manager", 30, lost, "loss", customers=tuple(losing["customer_id"])),)
