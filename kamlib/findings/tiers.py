"""Chapter 2, the tiers: how many customers each holds, what they bring, and who answers for them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.classify import service
from kamlib.classify import tiers as tier
from kamlib.findings.claims import cross_reference, open_to, with_all
from kamlib.findings.finding import Advice, Finding, insufficient_data, source_of
from kamlib.findings.judgement import Judgement, judged, renamed
from kamlib.findings.numbers import finite
from kamlib.findings.recoverable import keeps, losses
from kamlib.findings.silence import marks
from kamlib.findings.spec import Claims, FindingSpec
from kamlib.value.concentration import NEAR_NOTHING
from kamlib.words import _, count, label, money, n_, number, percent
from kamlib.words.phrases import leading, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.classify.tiers import Tiers
    from kamlib.client import Client


def _losing(client: Client) -> pd.DataFrame:
    """Return all customers below zero, with their tier."""
    table = judged(client).tiers.table
    return table[table["contribution"] < 0]


SPEC = FindingSpec(
    "tiers",
    "K7",
    "key_accounts",
    "2-4-tiers",
    assumptions=("tiers",),
    claims=Claims(6, _losing),
)


def tiers(client: Client) -> Finding:
    """Show how many customers each tier holds and what they bring (K7).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each tier.
    """
    from kamlib.figures import tiers as figure

    known, currency = judged(client), client.currency
    cut = known.tiers
    if known.too_few:
        return insufficient_data(
            client, SPEC, _title(known, currency),
            _("Tiers need at least {n} customers; with fewer, each one matters: look after all of them.",
              n=count(known.keys.policy.fewest_customers)))  # fmt: skip
    rows, lead, advice = _rows(cut), _losing_lead(known), _advice(client)
    pointed_at = "" if _lead_advice(client) else cross_reference(client, "tiers", lead)
    facts = {f"{name}_customers": int(rows[name]["customers"]) for name in tier.TIERS}
    starts = {f"{name}_starts_at": finite(start) for name, start in cut.thresholds.items()}
    return Finding(
        SPEC, _title(known, currency),
        sentences(_summary(known, currency), _quiet_said(client, cut), pointed_at),
        _evidence(client, cut), source_of(client),
        facts={
            "customers": len(cut.table), **facts, **starts,
            "platinum_share": finite(rows["platinum"]["share_of_contribution"]),
            "platinum_contribution": round(rows["platinum"]["contribution"], 2),
            "lead_contribution": round(rows["lead"]["contribution"], 2), "gini": finite(known.spread),
            "one_offs": len(_best_one_offs(known)),
        },
        draw=partial(figure.tier_bars, cut), alt=figure.tier_bars_alt(cut), advice=advice,
        notes=_notes(cut),
    )  # fmt: skip


def _rows(cut: Tiers) -> dict[Any, dict[Any, Any]]:
    """Return what each tier adds up to, by tier."""
    return cut.summary.set_index("tier").to_dict("index")


def _best_one_offs(known: Judgement) -> pd.DataFrame:
    """Return the customers that are platinum or gold by one occasion."""
    table = known.tiers.table
    best = table["tier"].isin(["platinum", "gold"]) & table["customer_id"].isin(list(known.one_offs))
    return pd.DataFrame(table[best])


def _title(known: Judgement, currency: str | None) -> str:
    cut = known.tiers
    best, worst = _rows(cut)["platinum"], _rows(cut)["lead"]
    basis, n, everyone = lower_first(cut.basis), int(best["customers"]), count(len(cut.table))
    if known.too_few:
        return n_(
            "Tiers cannot be judged on {n} customer", "Tiers cannot be judged on {n} customers", len(cut.table)
        )
    if known.even:
        return _("No key-account structure here: the {n} customers are very similar", n=everyone)
    if not n:
        return _("None of the {n} customers brings {basis}: there is no platinum tier", n=everyone, basis=basis)
    if cut.lead_judged and worst["contribution"] < 0:
        most = n_("Over the whole period {n} platinum customer brings {money} of {basis}",
                  "Over the whole period {n} platinum customers bring {money} of {basis}",
                  n, money=money(best["contribution"], currency), basis=basis)  # fmt: skip
        least = n_("{n} lead customer loses {loss}", "{n} lead customers lose {loss}", int(worst["customers"]),
                   loss=money(-worst["contribution"], currency))  # fmt: skip
        return _("{most}; {least}", most=most, least=least)
    return n_(
        "{n} platinum customer out of {all} brings {share} of {basis}",
        "{n} platinum customers out of {all} bring {share} of {basis}",
        n, all=everyone, share=percent(best["share_of_contribution"]), basis=basis,
    )  # fmt: skip


def _summary(known: Judgement, currency: str | None) -> str:
    cut = known.tiers
    starts = [
        _("{tier} from {amount}", tier=lower_first(name), amount=money(start, currency))
        for name, start in cut.thresholds.items()
        if finite(start) is not None and name in ("platinum", "gold")
    ]
    words = {"cuts": _(" and ").join(percent(c) for c in cut.cuts[:2]), "starts": _(", ").join(starts)}
    if not starts:
        where = _("No customer is above zero, so no tiers can be formed: all are lead, and improving them comes "
                  "first.")  # fmt: skip
        return sentences(where)
    if not cut.lead_judged:
        where = _("The tiers begin where the largest customers together reach {cuts} of total revenue: {starts}; "
                  "all others are iron.", **words)  # fmt: skip
        last = _(
            "Revenue does not show which customers cost more than they contribute: there is no lead tier here."
        )
    else:
        where = _("The tiers begin where the best customers together reach {cuts} of what all profitable "
                  "customers contribute: {starts}; the other profitable customers are iron, the rest are lead.",
                  **words)  # fmt: skip
        last = _("The table proposes a service level for each tier that can be checked; a promise made to all "
                 "customers is kept for none.")  # fmt: skip
    even = ""
    if known.even:
        even = _("The customers are very similar (Gini coefficient {gini}): serve them all to one good standard "
                 "at low cost.",
                 gini=number(known.spread, 2))  # fmt: skip
    return sentences(where, even, last, _one_offs_said(known))


def _one_offs_said(known: Judgement) -> str:
    """Say that tiers are arithmetic, and who is an exception to the service that goes with them."""
    found = _best_one_offs(known)
    if found.empty:
        return ""
    return n_(
        "{n} customer is platinum or gold because of a single occasion: it keeps the tier, which follows from "
        "the amounts, but not the service level of that tier.",
        "{n} customers are platinum or gold because of a single occasion: they keep the tier, which follows from "
        "the amounts, but not the service level of that tier.",
        len(found),
    )  # fmt: skip


def _quiet(client: Client, cut: Tiers) -> pd.DataFrame:
    """Return the customers that are silent against their own rhythm, or lost, with their tier."""
    return pd.DataFrame(cut.table[cut.table["customer_id"].isin(list(marks(client)))])


def _quiet_said(client: Client, cut: Tiers) -> str:
    """Say how many of the best tiers no longer order: a tier is what the whole period brought."""
    best, quiet = cut.table["tier"].isin(["platinum", "gold"]), _quiet(client, cut)
    n, all_of_them = int(quiet["tier"].isin(["platinum", "gold"]).sum()), int(best.sum())
    if n and n == all_of_them:
        return n_(
            "Tiers count the whole period: the only platinum or gold customer has gone quiet or is lost.",
            "Tiers count the whole period: all {n} platinum and gold customers have gone quiet or are lost.", n,
        )  # fmt: skip
    return n_(
        "Tiers count the whole period: {n} of the {all} platinum and gold customers has gone quiet or is lost.",
        "Tiers count the whole period: {n} of the {all} platinum and gold customers have gone quiet or are lost.",
        n, all=count(all_of_them),
    ) if n else ""  # fmt: skip


def _evidence(client: Client, cut: Tiers) -> pd.DataFrame:
    """Join what each tier brings with the service proposed; iron has no start where all below gold are in it."""
    promised = cut.service[["tier", "responsible", "response_hours", "leadership_visits", "business_visits"]]
    rows = cut.summary.merge(promised, on="tier", how="left")
    rows = rows[(rows["tier"] != "lead") | cut.lead_judged].reset_index(drop=True)
    told = (rows["starts_at"].abs() < float("inf")) & rows["tier"].isin(["platinum", "gold"])
    rows["starts_at"] = rows["starts_at"].where(told)
    quiet = _quiet(client, cut)["tier"].value_counts()
    rows["quiet_customers"] = [int(quiet.get(tier, 0)) for tier in rows["tier"]]
    brought = cut.table["contribution"]
    if brought.sum() < NEAR_NOTHING * brought.clip(lower=0.0).sum():  # shares of what losses leave say nothing
        rows = rows.drop(columns="share_of_contribution")
    rows["tier"] = rows["tier"].map(label)
    rows["responsible"] = rows["responsible"].map(label, na_action="ignore")
    return renamed(rows, cut.basis)


def _advice(client: Client) -> tuple[Advice, ...]:
    known, currency = judged(client), client.currency
    given = [] if known.even or known.too_few else [*_answer_for(client, known, currency)]
    return (*given, *_lead_advice(client))


def _losing_lead(known: Judgement) -> pd.DataFrame:
    """Return the lead customers, those that lose most first; none where they lose nothing together."""
    table = known.tiers.table
    lead = table[table["tier"] == "lead"].sort_values(["contribution", "customer_id"])
    return lead if lead["contribution"].sum() < 0 else lead.head(0)


def _lead_advice(client: Client) -> tuple[Advice, ...]:
    """Advise to bring the lead customers to break even, but those for whom another finding says what to do."""
    lead = _losing_lead(judged(client))
    rows = open_to(client, "tiers", lead)
    if not len(rows):
        return ()
    names = leading(rows["name"].tolist())
    if len(rows) == len(lead):
        text = n_(
            "Bring the lead customer {names} to break even through price, terms or cheaper service; end the "
            "relationship only if it has no potential.",
            "Bring the {n} lead customers ({names}) to break even through price, terms or cheaper service; end "
            "the relationship only with those that have no potential.",
            len(rows), names=names,
        )  # fmt: skip
    else:
        text = n_(
            "Bring {names}, one of the {all} lead customers, to break even through price, terms or cheaper "
            "service; end the relationship only if it has no potential.",
            "Bring {n} of the {all} lead customers ({names}) to break even through price, terms or cheaper "
            "service; end the relationship only with those that have no potential.",
            len(rows), names=names, all=count(len(lead)),
        )  # fmt: skip
    whole, who = with_all(text, client, "tiers", lead, rows), tuple(rows["customer_id"])
    worth, why = losses(client, who)
    return (Advice(whole, "role_account_manager", 90, worth, "loss", why, who, text),)


def _answer_for(client: Client, known: Judgement, currency: str | None) -> tuple[Advice, ...]:
    """Give the platinum customers to the general manager, as far as one can answer, without one-offs and lost."""
    cut, out = known.tiers, {*known.one_offs, *marks(client)}
    table = cut.table[(cut.table["tier"] == "platinum") & ~cut.table["customer_id"].isin(list(out))]
    most = service.ANSWERS_FOR_AT_MOST
    if table.empty:
        return ()
    level = next(row for row in cut.service.to_dict("records") if row["tier"] == "platinum")
    if len(table) > most:
        text = _(
            "{n} platinum customers that buy regularly are more than a general manager can be responsible for "
            "(about {most}): raise the line to {amount}, or name deputies.",
            n=count(len(table)), most=count(most),
            amount=money(float(table["contribution"].iloc[most - 1]), currency),
        )  # fmt: skip
    else:
        text = n_(
            "Make the general manager responsible for the platinum customer: {visits} leadership visits a year, "
            "requests answered within {hours} working hours.",
            "Make the general manager responsible for the {n} platinum customers: {visits} leadership visits a "
            "year each, requests answered within {hours} working hours.",
            len(table), visits=count(level["leadership_visits"]), hours=count(level["response_hours"]),
        )  # fmt: skip
    return (Advice(text, "role_general_manager", 30, unvalued=keeps()),)


def _notes(cut: Tiers) -> tuple[str, ...]:
    notes = [
        _(
            "Customers with equal contributions are in the same tier; a customer exactly on the line belongs to "
            "the higher tier. Shares in the table refer to the net total, so they can exceed 100% if other "
            "customers lose money."
        ),
        _(
            "Tiers after Zeithaml, Rust and Lemon (2001). Service levels are a proposal to be adapted, not a "
            "measurement."
        ),
    ]  # fmt: skip
    if len(cut.overrides):
        notes.append(
            n_(
                "{n} customer was moved to another tier by hand.",
                "{n} customers were moved to another tier by hand.",
                len(cut.overrides),
            )
        )
    return tuple(notes)
