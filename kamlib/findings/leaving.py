"""Chapter 4, who may leave: the list of warnings, and what became of an earlier one (K16)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.findings.claims import gone_quiet, left_to, shared_out, with_cross_reference
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.judgement import judged, renamed
from kamlib.findings.leaving_words import card_said, evidence_said, rule_said, step_of, why_untested
from kamlib.findings.recoverable import Valued, at_risk, back, if_they_stay, today
from kamlib.findings.responsible import responsible
from kamlib.findings.spec import FindingSpec, Headline
from kamlib.findings.stance_words import lately
from kamlib.findings.tier_survival import survival_said, survival_table, tier_survival
from kamlib.findings.watch import Watch, warned, watch
from kamlib.manage.owners import owner_of
from kamlib.words import _, count, date, label, money, n_
from kamlib.words.phrases import leading, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.keep.leaving import Warnings

SPEC = FindingSpec(
    "leaving", "K16", "leaving", "4-2-why-customers-leave",
    headlines=(Headline(21, lambda facts: facts["listed_now"] > 0),),
)  # fmt: skip

#: How many customers the step names: those with the most money at stake.
CALLED = 20


def leaving(client: Client) -> Finding:
    """Name the customers that may leave, and say what became of an earlier list (K16).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each customer to call, those with most money a year first.
    """
    from kamlib.figures import leaving as figure

    seen = watch(client)
    table = listed_now(client)
    card = card_sums(seen)
    states = seen.states["state"].value_counts()
    facts: dict[str, float | int | str | None] = {
        "listed_now": len(table), "stake": round(_brought(client, table), 2) + 0.0,
        "tested": int(seen.warnings is not None), "why_not": seen.why_not,
        **{state: int(states.get(state, 0)) for state in ("gone", "quiet", "shrinking")}, **card,
    }  # fmt: skip
    card_shown, tiers = seen.card if seen.warnings is not None else None, tier_survival(client)
    curves, read_at = ({}, 0) if tiers is None else (tiers.curves, tiers.read_at)
    drawn = card_shown is not None or bool(curves)
    return Finding(
        SPEC, _title(client, seen, table), _summary(client, seen, card, table),
        _evidence(client, table), source_of(client), facts=facts,
        draw=partial(figure.card_and_curves, card_shown, curves) if drawn else None,
        alt=figure.card_and_curves_alt(card_shown, curves, at=read_at) if drawn else "",
        advice=_advice(client, table), notes=_notes(seen), behind=_behind(client, seen),
    )  # fmt: skip


def listed_now(client: Client) -> pd.DataFrame:
    """Return the customers that may leave, with name and owner.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        As ``watch.warned``, with ``name`` and ``owner`` (empty where the tables name nobody).
    """
    table, known = warned(client), owner_of(client)
    return client.named(table.assign(owner=[known.get(who, "") for who in table["customer_id"]]))


def card_sums(seen: Watch) -> dict[str, float | int]:
    """Count what became of the customers on the earlier list, and of those on a list of the longest silent.

    Parameters
    ----------
    seen : Watch
        From `watch`.

    Returns
    -------
    dict
        ``listed``, ``left``, ``hits``, ``false_alarms``, ``missed``, ``plain_hits`` (customers), ``hit_money`` and
        ``missed_money`` (what those that left had brought a year); empty where no rule could be tried.
    """
    card = seen.card
    if card.empty:
        return {}
    on, left, worth = card["listed"], card["left"], card["year_then"].clip(lower=0.0)
    return {
        "listed": int(on.sum()), "left": int(left.sum()), "hits": int((on & left).sum()),
        "false_alarms": int((on & ~left).sum()), "missed": int((left & ~on).sum()),
        "plain_hits": int((card["longest_silent"] & left).sum()),
        "hit_money": round(float(worth[on & left].sum()), 2),
        "missed_money": round(float(worth[left & ~on].sum()), 2),
    }  # fmt: skip


def _title(client: Client, seen: Watch, table: pd.DataFrame) -> str:
    """Say how many may leave, or are quieter than usual, and what these brought."""
    said = {"money": money(_brought(client, table), client.currency), "basis": lower_first(client.basis),
            "lately": lately(client)}  # fmt: skip
    tested, quiet = seen.warnings is not None, int((seen.states["state"] == "quiet").sum())
    if not tested and quiet > len(table):
        return _some_brought(quiet, len(table), said)
    if not len(table) and tested:
        return _("No customer that brings {basis} is on the list of those that may leave", basis=said["basis"])
    if not len(table):
        gone = int((seen.states["state"] == "gone").sum())
        return n_("{n} customer is gone; no other is quieter than its own rhythm explains",
                  "{n} customers are gone; no other is quieter than its own rhythm explains",
                  gone) if gone else _("No customer is quieter than its own rhythm explains")  # fmt: skip
    if tested:
        return n_("{n} customer may leave, with {money} of {basis} {lately}",
                  "{n} customers may leave, with {money} of {basis} {lately}", len(table), **said)  # fmt: skip
    return n_("{n} customer is quieter than its own rhythm explains, with {money} of {basis} {lately}",
              "{n} customers are quieter than their own rhythm explains, with {money} of {basis} {lately}",
              len(table), **said)  # fmt: skip


def _some_brought(quiet: int, n: int, said: dict[str, str]) -> str:
    """Say of how many quiet customers something can be lost, where not of all."""
    if not n:
        return n_("{n} customer is quieter than its own rhythm explains, and brought no {basis} {lately}",
                  "{n} customers are quieter than their own rhythm explains, and brought no {basis} {lately}",
                  quiet, **said)  # fmt: skip
    return n_(
        "{all} customers are quieter than their own rhythm explains; only {n} of them brought {basis} "
        "{lately}: {money}",
        "{all} customers are quieter than their own rhythm explains; only {n} of them brought {basis} "
        "{lately}: {money}",
        n, all=count(quiet), **said,
    )  # fmt: skip


def _brought(client: Client, table: pd.DataFrame) -> float:
    """Return what some customers brought in the last twelve months, or in what there is of them."""
    return float(table["year"].sum()) / today(client).factor


def _summary(client: Client, seen: Watch, card: dict[str, float | int], table: pd.DataFrame) -> str:
    counts = seen.states["state"].value_counts()
    states = _("Customers by state: {gone} gone, {quiet} quiet beyond doubt, {shrinking} shrinking.",
               gone=count(int(counts.get("gone", 0))), quiet=count(int(counts.get("quiet", 0))),
               shrinking=count(int(counts.get("shrinking", 0))))  # fmt: skip
    tiers, early = tier_survival(client), _ends_early(client)
    stay = survival_said(tiers) if tiers is not None else ""
    if seen.warnings is None:
        return sentences(early, why_untested(seen.why_not), states, stay, _won_back(client, table))
    back_to = _won_back(client, table)
    return sentences(early, card_said(client, seen, card), rule_said(seen.warnings), states, stay, back_to)


def _ends_early(client: Client) -> str:
    """Say that silence is counted to the last order here, where the orders end long before the day of the book."""
    last, day = today(client).base.last.normalize(), client.as_of.normalize()
    if last >= day:
        return ""
    return _("The orders end on {last}, long before {day}: here silence is counted to their end, and only in the "
             "lists of accounts to {day}.", last=date(last), day=date(day))  # fmt: skip


def _won_back(client: Client, table: pd.DataFrame) -> str:
    """Say where the step stands, where all on the list are to be won back; next to a step, the step says it."""
    quiet = table["customer_id"].isin(gone_quiet(client))
    if not len(table) or not quiet.all():
        return ""
    return n_("The step for it is under “{name}”.", "The steps for them are under “{name}”.", len(table),
              name=label("key_accounts"))  # fmt: skip


def _evidence(client: Client, table: pd.DataFrame) -> pd.DataFrame:
    brought = table["year"] / today(client).factor
    rows = table.assign(
        call_why=[evidence_said(row) for row in table.to_dict("records")], leaving_chance=table["chance"],
        leaving_low=table["low"], leaving_high=table["high"],
        next_step=[step_of(row) for row in table.to_dict("records")],
        owner=[responsible(client, owner) for owner in table["owner"]],
        year_basis=brought, year_revenue=brought,
    )  # fmt: skip
    tested = [] if table["chance"].isna().all() else ["leaving_chance", "leaving_low", "leaving_high"]
    year = "year_revenue" if client.basis == "revenue" else f"{client.basis}_last_months"
    return renamed(rows, client.basis)[["name", "call_why", *tested, year, "next_step", "owner"]]


def _advice(client: Client, table: pd.DataFrame) -> tuple[Advice, ...]:
    """Advise to call those on the list, but those that other steps say to win back or to serve as projects."""
    quiet = table["customer_id"].isin(gone_quiet(client))
    once = table["customer_id"].isin(_projects(client)) & ~quiet
    stake = table["year"] * table["ahead"].fillna(1.0)
    losing = table["customer_id"].isin(shared_out(client)) & ~quiet & ~once
    called = table.assign(_at=-stake)[~quiet & ~once & ~losing].sort_values(["_at", "customer_id"]).head(CALLED)
    if not len(called):
        return ()
    worth, why = _still_ahead(client, called)
    text = n_("Call {names}: ask for the next order, and why orders have become rare.",
              "Call {n} customers on the list first ({names}): ask for the next order, and why orders have "
              "become rare.", len(called), names=leading(called["name"].tolist()))  # fmt: skip
    whole = left_to(left_to(text, int(quiet.sum()), "key_accounts"), int(once.sum()), "misconceptions")
    whole = with_cross_reference(whole, client, "leaving", table[losing])
    return (
        Advice(whole, "role_sales_director", 14, worth, "risk" if worth else "held", why,
               customers=tuple(called["customer_id"]), core=text),
    )  # fmt: skip


def _projects(client: Client) -> frozenset[str]:
    """Return the customers that depend on a single occasion: rare orders do not mean that they leave."""
    return frozenset() if judged(client).too_few else judged(client).one_offs


def _still_ahead(client: Client, called: pd.DataFrame) -> Valued:
    """Say what can still be lost with some customers on the list, and so be kept."""
    if watch(client).warnings is None:
        return at_risk(client, called["customer_id"].tolist())
    method = _(
        "Recoverable amount: {basis} of each customer in the last 12 months, times the chance that it buys again "
        "and leaves after that. Nothing counts for customers that have probably left already.",
        basis=lower_first(client.basis),
    )
    most = float((called["year"] * called["ahead"]).sum())
    return back(client, most, method, if_they_stay(client, "medium"))


def _notes(seen: Watch) -> tuple[str, ...]:
    notes = [
        _("Gone: no order for 12 months. Quiet beyond doubt: silent for longer than ever before, and so long that "
          "at its own rhythm no more than one customer in 100 would be; few orders seldom show that. Shrinking: "
          "net sales of 12 months at least a quarter below those of the 12 months before."),
    ]  # fmt: skip
    if seen.warnings is not None:
        notes.append(_learnt_said(seen.warnings))
    return tuple(notes)


def _learnt_said(found: Warnings) -> str:
    """Say on which days the rule was chosen, or the chances were learnt."""
    if not found.tested.chooses:
        return n_("The chances were learnt on {n} earlier day, by what was known on it. What followed it ended "
                  "before the day of the list that the report card shows.",
                  "The chances were learnt on {n} earlier days, each by what was known on it. What followed them "
                  "ended before the day of the list that the report card shows.",
                  len(found.tested.cuts))  # fmt: skip
    return _("The rule was chosen on {n} earlier days, each by what was known on it. What followed them ended "
             "before the day of the list that the report card shows.",
             n=count(len(found.plan.chosen_on)))  # fmt: skip


def _behind(client: Client, seen: Watch) -> dict[str, pd.DataFrame]:
    """Return the report card by customer, and what each rule did on the earlier days."""
    tiers = tier_survival(client)
    stay = {} if tiers is None else {"tier_survival": survival_table(tiers)}
    if seen.warnings is None:
        return stay
    card = seen.card[seen.card["listed"] | seen.card["left"] | seen.card["longest_silent"]]
    card = card.sort_values(["listed", "left", "year_then"], ascending=False, ignore_index=True)
    rules = seen.warnings.tested.rules
    rules = rules.assign(rule=[label(f"rule_{one}") for one in rules["rule"]])
    names = {
        "rule": "leaving_rule", "precision": "left_share", "hits": "left_of_list", "lift": "list_lift",
        "auc": "rule_auc", "more_hits": "hits_more", "low": "hits_low", "high": "hits_high",
    }  # fmt: skip
    columns = ["rule", "listed", "hits", "precision", "false_alarms", "auc", "lift", "more_hits", "low", "high"]
    return {
        "leaving_card": client.named(card.rename(columns={"listed": "on_the_list"}))[
            ["name", "on_the_list", "longest_silent", "left", "year_then"]
        ],
        "leaving_rules": rules[columns].rename(columns=names),
        **stay,
    }
