"""Who may leave, in words: evidence and step of each customer, the report card, and the rule that was chosen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.classify.stances import LESS
from kamlib.findings.watch import warned
from kamlib.keep.backtest import PLAIN
from kamlib.keep.leaving import FEWEST_LEAVERS, LONG, Warnings, by_lot
from kamlib.periods.day_numbers import dates_of
from kamlib.words import _, count, date, label, money, n_, number, percent
from kamlib.words.phrases import clauses, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.findings.watch import Watch

#: Share of the lists drawn by lot that may do as well as one that is better by more than chance.
AS_GOOD = 0.05


def evidence_said(row: Mapping[Any, Any]) -> str:
    """Say what speaks for a customer leaving.

    Parameters
    ----------
    row : mapping
        A row of ``leaving.listed_now``.

    Returns
    -------
    str
        Clauses in the language in use.
    """
    days, gap = int(row["silent_days"]), float(row["usual_gap"])
    if math.isnan(gap):
        parts = [n_("no order for {n} day", "no order for {n} days", days)]
    else:
        usual = max(1, round(gap))
        parts = [n_("silent for {days} days, usually orders every day",
                    "silent for {days} days, usually orders every {n} days", usual, days=count(days))]  # fmt: skip
    kept = float(row["kept"])
    if kept <= LESS:
        parts.append(_("net sales {share} below those of the year before", share=percent(1 - kept)))
    return clauses(parts)


def warning_said(client: Client, who: str) -> str:
    """Say why a customer is on the list of warnings.

    Parameters
    ----------
    client : Client
        The client's tables.
    who : str
        Its id; it is on the list.

    Returns
    -------
    str
        Clauses in the language in use.
    """
    table = warned(client)
    row = table[table["customer_id"] == who].to_dict("records")[0]
    share = _("{share} of those with as high a score on earlier days left", share=percent(row["chance"]))
    ahead = _("chance that it buys again and leaves after that: {share}", share=percent(row["ahead"], 1))
    return clauses([evidence_said(row), share, ahead])


def step_of(row: Mapping[Any, Any]) -> str:
    """Say what to do next about a customer.

    Parameters
    ----------
    row : mapping
        A row of ``leaving.listed_now``.

    Returns
    -------
    str
        A phrase in the language in use.
    """
    if row["state"] == "shrinking":
        return _("visit, and ask who supplies the rest")
    if row["state"] == "quiet":
        return _("call this week, and ask why orders stopped")
    return _("call, and ask for the next order")


def why_untested(why_not: str) -> str:
    """Say why no rule of warning could be tried.

    Parameters
    ----------
    why_not : str
        As in ``watch.Watch``.

    Returns
    -------
    str
        A sentence in the language in use.
    """
    if why_not == "few":
        return _("Fewer than {n} customers left after the earlier days, so no rule of warning can be tested.",
                 n=count(FEWEST_LEAVERS))  # fmt: skip
    return _("The orders span less than a year and a half, so no rule of warning can be tested on earlier days.")


def card_said(client: Client, seen: Watch, card: Mapping[str, float | int]) -> str:
    """Say what became of the earlier list.

    Parameters
    ----------
    client : Client
        The client's tables.
    seen : Watch
        From ``watch.watch``, with warnings.
    card : mapping
        From ``leaving.card_sums``.

    Returns
    -------
    str
        Sentences in the language in use.
    """
    assert seen.warnings is not None  # noqa: S101  (the caller asked)
    day = pd.Timestamp(dates_of(pd.Series([seen.warnings.plan.shown_on])).iloc[0])
    months = 12 if seen.warnings.plan.horizon == LONG else 6
    found = _(
        "A list of {date} would have named {listed} of {judged} customers: {hits} of them did not order in the "
        "{months} months after it, {false} did. Of those that were not named, {missed} left.",
        date=date(day), listed=count(card["listed"]), judged=count(len(seen.card)), hits=count(card["hits"]),
        false=count(card["false_alarms"]), missed=count(card["missed"]), months=count(months),
    )  # fmt: skip
    worth = _("Those that left had brought {basis} of {hit} a year, and of {missed} where they were not named.",
              basis=lower_first(client.basis), hit=money(card["hit_money"], client.currency),
              missed=money(card["missed_money"], client.currency))  # fmt: skip
    lot = by_lot_said(len(seen.card), card)
    if seen.warnings.tested.chosen == PLAIN:
        return sentences(found, lot, worth)
    return sentences(found, lot, worth, _("A list of the longest silent would have caught {n}.",
                                     n=count(card["plain_hits"])))  # fmt: skip


def by_lot_said(judged: int, card: Mapping[str, float | int]) -> str:
    """Say how many of those that left a list drawn by lot would have named, and whether that is as good.

    Parameters
    ----------
    judged : int
        Customers that were judged on the day of the list.
    card : mapping
        From ``leaving.card_sums``.

    Returns
    -------
    str
        A sentence in the language in use; empty where nobody was listed or nobody left.

    Notes
    -----
    Better by more than chance: so many hits or more come in fewer than one of twenty lists drawn by lot.
    """
    listed, left, hits = (int(card[name]) for name in ("listed", "left", "hits"))
    if not listed or not left:
        return ""
    expected = listed * left / judged
    shown = number(expected, max(0, -math.floor(math.log10(expected))))  # below one, to its first figure
    if by_lot(hits, listed=listed, left=left, judged=judged) < AS_GOOD:
        return _("A list of as many drawn by lot would have caught about {n}.", n=shown)
    return _("A list of as many drawn by lot would have caught about {n}: this one was not better by more than "
             "chance.", n=shown)  # fmt: skip


def rule_said(found: Warnings) -> str:
    """Say which rule was chosen, and whether it is better than the longest silent; or why none was chosen.

    Parameters
    ----------
    found : Warnings
        From ``keep.leaving.warn``.

    Returns
    -------
    str
        A sentence in the language in use.
    """
    tested, days = found.tested, count(len(found.plan.chosen_on))
    if not tested.chooses:
        return n_(
            "Rules could be tried on {n} earlier day only, too few to choose one by, so the list is that of the "
            "longest silent.",
            "Rules could be tried on {n} earlier days only, too few to choose one by, so the list is that of the "
            "longest silent.",
            len(tested.cuts),
        )
    if not tested.beats_plain:
        return _("On {days} earlier days no rule caught more than the list of the longest silent, so that list is "
                 "used.", days=days)  # fmt: skip
    row = tested.rules[tested.rules["rule"] == tested.chosen].to_dict("records")[0]
    return _("The list goes by this rule: {rule}. On {days} earlier days it caught {more} more of those that left "
             "than the list of the longest silent (95% confidence interval {low} to {high}).",
             rule=label(f"rule_{tested.chosen}"), days=days, more=number(row["more_hits"], 0),
             low=number(row["low"], 0), high=number(row["high"], 0))  # fmt: skip
