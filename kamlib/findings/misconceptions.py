"""Who looks like a key account and is none, and what to do about it (K4)."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib.classify import misconceptions as mis
from kamlib.findings import terms_cost
from kamlib.findings.claims import cross_reference, open_to, settled, shared_out, with_all
from kamlib.findings.finding import Advice, Finding, insufficient_data, source_of
from kamlib.findings.judgement import judged, renamed
from kamlib.findings.recoverable import LONGER, Valued, back, losses
from kamlib.findings.spec import Claims, FindingSpec, Headline
from kamlib.findings.worth import compared_with
from kamlib.words import _, count, label, money, n_, percent
from kamlib.words.phrases import leading, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.classify.misconceptions import Misconceptions
    from kamlib.client import Client


#: Flagged customers head the first page from this part of what all customers bring on.
TELLS = 0.01


def _matters(part: float | None) -> bool:
    """Return whether a part of the whole is worth a headline; an unknown part is."""
    return part is None or part >= TELLS


def _losing_on_harsh_terms(client: Client) -> pd.DataFrame:
    """Return the heavy buyers on harsh terms below zero, by their id."""
    flagged = judged(client).misconceptions.table
    return flagged[(flagged["misconception"] == "harsh_terms") & (flagged["contribution"] < 0)]


SPEC = FindingSpec(
    "misconceptions",
    "K4",
    "key_accounts",
    "2-1-misconceptions",
    headlines=(Headline(5, lambda facts: bool(facts.get("flagged")) and _matters(facts["part"])),),
    over_book=True,
    assumptions=("misconceptions",),
    claims=Claims(4, _losing_on_harsh_terms),
)


def misconceptions(client: Client) -> Finding:
    """Show who looks like a key account and is none (K4).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence is those flagged, the most at stake first.
    """
    from kamlib.figures import misconceptions as figure

    seen, currency = judged(client).misconceptions, client.currency
    if any(n.missing == ("orders",) for n in seen.not_judged):
        return insufficient_data(client, SPEC, _too_few(seen), _takes(seen))
    if not seen.customers[list(mis.MISCONCEPTIONS)].notna().any(axis=None):
        return insufficient_data(
            client, SPEC,
            _("{days} days are too short to distinguish a key account from a one-off",
              days=count(seen.usual.days)),
            _takes(seen))  # fmt: skip
    once = seen.table.drop_duplicates("customer_id")
    counts = {name: int((seen.table["misconception"] == name).sum()) for name in mis.MISCONCEPTIONS}
    stake = float(round(once["at_stake"].sum(), 2))
    harsh = seen.table[(seen.table["misconception"] == "harsh_terms") & (seen.table["contribution"] < 0)]
    advice = _advice(client, seen)
    pointed = (
        "" if any(step.stake == "loss" for step in advice) else cross_reference(client, "misconceptions", harsh)
    )
    return Finding(
        SPEC, _title(seen, len(once), stake, currency, periods.years(client.first_date, client.last_date)),
        sentences(_summary(seen, counts), pointed), _evidence(seen), source_of(client),
        facts={
            "customers": len(seen.customers), "flagged": len(once), **counts, "at_stake": stake,
            "part": _part(once, seen), "also_key": int(once["also_key"].sum()), "several": _several(seen),
        },
        draw=partial(figure.misconception_map, seen, currency=currency),
        alt=figure.misconception_map_alt(seen, currency=currency), advice=advice,
        notes=_notes(seen),
    )  # fmt: skip


def _part(once: pd.DataFrame, seen: Misconceptions) -> float | None:
    """Return what is at stake as a part of what those who earn bring; None where it is not known of all."""
    whole = float(seen.customers["contribution"].clip(lower=0).sum())
    stake = once["at_stake"]
    return float(stake.sum() / whole) if whole > 0 and stake.notna().all() else None


def _title(seen: Misconceptions, flagged: int, stake: float, currency: str | None, years: float) -> str:
    if not flagged and _too_short(seen):
        return _(
            "None of the {n} customers is a heavy buyer on harsh terms; {days} days are too short to identify "
            "one-offs",
            n=count(len(seen.customers)), days=count(seen.usual.days),
        )  # fmt: skip
    if not flagged and len(seen.customers) == 1:
        return _("The one customer contributes what its purchases suggest")
    if not flagged:
        return _("None of the {n} customers looks more valuable than it is", n=count(len(seen.customers)))
    if years >= LONGER:
        return n_(
            "{n} customer looks more valuable than it is: a plan built on it would overestimate {basis} by {year} "
            "a year, {stake} over the whole period",
            "{n} customers look more valuable than they are: a plan built on them would overestimate {basis} by "
            "{year} a year, {stake} over the whole period",
            flagged, stake=money(stake, currency), basis=lower_first(seen.basis),
            year=money(stake / years, currency),
        )  # fmt: skip
    return n_(
        "{n} customer looks more valuable than it is: a plan built on it would overestimate {basis} by {stake}",
        "{n} customers look more valuable than they are: a plan built on them would overestimate {basis} by "
        "{stake}",
        flagged, stake=money(stake, currency), basis=lower_first(seen.basis),
    )  # fmt: skip


def _summary(seen: Misconceptions, counts: dict[str, int]) -> str:
    judged_ones = {name: n for name, n in counts.items() if seen.customers[name].notna().any()}
    parts = [_("{name}: {n}", name=lower_first(name), n=count(n)) for name, n in judged_ones.items()]
    found = _("Found: {parts}.", parts=_(", ").join(parts)) if any(counts.values()) else ""
    several = _several(seen)
    twice = n_(
        "{n} customer is flagged for more than one of them and has one row.",
        "{n} customers are flagged for more than one of them; each has one row.",
        several,
    )
    found = sentences(found, twice if several else "")
    read = _(
        "A customer on the dashed line contributes what its purchases suggest; the distance below the line is "
        "the amount at stake. A flag is evidence, not a verdict."
    )  # fmt: skip
    both = int(seen.table.drop_duplicates("customer_id")["also_key"].sum())
    if not both:
        return sentences(found, read)
    also = n_(
        "{n} of the flagged customers contributes enough without the flagged business to be a key account "
        "anyway.",
        "{n} of the flagged customers contribute enough without the flagged business to be key accounts anyway.",
        both,
    )  # fmt: skip
    return sentences(found, read, also)


def _several(seen: Misconceptions) -> int:
    """Count the customers that are flagged for more than one misconception."""
    return int((seen.table["customer_id"].value_counts() > 1).sum())


def _too_short(seen: Misconceptions) -> bool:
    """Tell whether the book is too short for one-offs to be judged."""
    return any(n.missing == ("days",) for n in seen.not_judged)


def _too_few(seen: Misconceptions) -> str:
    """Say of what there is too little: of orders, else of customers."""
    if seen.usual.orders >= seen.policy.fewest_orders:
        return n_("{n} customer is not enough to distinguish key accounts from one-offs",
                  "{n} customers are not enough to distinguish key accounts from one-offs",
                  seen.usual.customers)  # fmt: skip
    return _("Too few orders to distinguish a key account from a one-off")


def _takes(seen: Misconceptions) -> str:
    return _(
        "A single occasion can be distinguished from the first of many only with at least {days} days of orders, "
        "{orders} orders and {customers} customers.",
        days=count(seen.policy.shortest_days), orders=count(seen.policy.fewest_orders),
        customers=count(seen.policy.fewest_customers),
    )  # fmt: skip


def _evidence(seen: Misconceptions) -> pd.DataFrame:
    """List the flagged, each in one row with all its flags, those with the most at stake first, in words."""
    if seen.table.empty:
        return pd.DataFrame()
    flags = seen.table.sort_values("misconception", key=lambda names: names.map(mis.MISCONCEPTIONS.index))
    named = flags.groupby("customer_id")["misconception"].agg(lambda names: _(", ").join(map(label, names)))
    rows = seen.table.drop_duplicates("customer_id").copy()
    rows["misconception"] = rows["customer_id"].map(named)
    rows["strength"] = rows["customer_id"].map(flags.groupby("customer_id")["strength"].max())
    rows["pressures"] = [_(", ").join(label(p) for p in names) for names in rows["pressures"]]
    if not rows["pressures"].str.len().any():
        rows = rows.drop(columns="pressures")
    rows = renamed(rows, seen.basis)
    columns = (
        "customer_id", "name", "misconception", "strength", "at_stake", "also_key", "revenue", seen.basis,
        "orders_placed", "largest_order_share", "bulk_share", "discount_rate", "days_late", "pressures",
    )  # fmt: skip
    return rows[[c for c in dict.fromkeys(columns) if c in rows]].reset_index(drop=True)


def _notes(seen: Misconceptions) -> tuple[str, ...]:
    policy = seen.policy
    notes = [
        _("Amount at stake: {basis} expected from the purchase rank, less lasting {basis}, over the period of "
          "the orders; each customer once.", basis=lower_first(seen.basis)),
        _(
            "The strength is that of the weakest piece of evidence. Big ticket: {share} or more of purchases in "
            "one order that is very large for this company; group purchase: the same share in bulk orders in a "
            "few months.",
            share=percent(policy.one_order.at),
        ),
    ]  # fmt: skip
    if seen.customers["harsh_terms"].notna().any():
        notes.append(
            _(
                "Harsh terms: purchases above those of {large} of the customers, {basis} at least {eaten} below "
                "what the size suggests, and at least {terms} of that by discount, price or cost to serve above "
                "the average of all customers.",
                large=percent(policy.large.at), eaten=percent(policy.eaten.at), basis=lower_first(seen.basis),
                terms=percent(policy.terms.at),
            )
        )  # fmt: skip
    for gap in seen.not_judged:
        if gap.instead == "amounts":
            notes.append(
                _(
                    "The data has no quantities and no order types: group purchases are judged by amounts and "
                    "season only."
                )
            )
        elif gap.instead == "discount":
            notes.append(
                _("The data has no costs: harsh terms are judged by the discount alone, which is weaker evidence.")
            )
        elif gap.missing == ("orders.cost",):
            notes.append(_("Harsh terms cannot be judged: the orders have neither cost nor discount."))
        elif gap.missing == ("orders.discount",):
            notes.append(
                _(
                    "Harsh terms cannot be judged: the orders have no discount, product or cost to serve, so "
                    "terms and products look the same."
                )
            )
    notes.append(_takes(seen))
    return tuple(notes)


def _advice(client: Client, seen: Misconceptions) -> tuple[Advice, ...]:
    """Advise on the heavy buyers that lose, on those that earn too little, and on the one-off buyers.

    Parameters
    ----------
    client : Client
        For customers covered by another finding.
    seen : Misconceptions
        Who is flagged.

    Returns
    -------
    tuple of Advice
        A customer that loses money is in none of them if another finding says what to do.
    """
    harsh = seen.table[seen.table["misconception"] == "harsh_terms"]
    once = seen.table[seen.table["misconception"] != "harsh_terms"].drop_duplicates("customer_id")
    given = list(shared_out(client))
    once = once[once["customer_id"].isin(list(judged(client).one_offs)) & ~once["customer_id"].isin(given)]
    loses = harsh["customer_id"].isin(given)
    earns = ~loses & ~harsh["customer_id"].isin(list(settled(client)))
    return (*_losing(client, harsh[loses]), *_earning(client, harsh[earns], some=bool(loses.any())), *_once(once))


def _losing(client: Client, harsh: pd.DataFrame) -> tuple[Advice, ...]:
    """Advise on the heavy buyers on harsh terms that lose money."""
    rows = open_to(client, "misconceptions", harsh)
    if not len(rows):
        return ()
    text = n_(
        "Renegotiate the terms of {names}, a heavy buyer on harsh terms that loses money; without better terms, "
        "let the volume go.",
        "Renegotiate the terms of {n} heavy buyers on harsh terms that lose money ({names}); without better "
        "terms, let the volume go.",
        len(rows), names=leading(rows["name"].tolist()),
    )  # fmt: skip
    who = tuple(rows["customer_id"])
    text = sentences(text, terms_cost.said(client, who))
    whole = with_all(text, client, "misconceptions", harsh, rows)
    worth, why = losses(client, who)
    return (Advice(whole, "role_sales_director", 60, worth, "loss", why, who, text),)


def _earning(client: Client, harsh: pd.DataFrame, *, some: bool) -> tuple[Advice, ...]:
    """Advise on the heavy buyers on harsh terms that lose nothing; `some` of the others do."""
    if not len(harsh):
        return ()
    names, n = leading(harsh["name"].tolist()), len(harsh)
    if some:
        text = n_(
            "Renegotiate the terms of {names}, a heavy buyer on harsh terms that is still profitable; keep to the "
            "price floor and make no further concessions.",
            "Renegotiate the terms of the {n} heavy buyers on harsh terms that are still profitable ({names}); "
            "keep to the price floor and make no further concessions.",
            n, names=names,
        )  # fmt: skip
    else:
        text = n_(
            "Renegotiate the terms of the heavy buyer on harsh terms, {names}; keep to the price floor and make "
            "no further concessions.",
            "Renegotiate the terms of the {n} heavy buyers on harsh terms ({names}); keep to the price floor and "
            "make no further concessions.",
            n, names=names,
        )  # fmt: skip
    who = tuple(harsh["customer_id"])
    worth, why = _shortfall(client, who)
    text = sentences(text, terms_cost.said(client, who))
    return (Advice(text, "role_sales_director", 60, worth, "shortfall", why, who),)


def _once(once: pd.DataFrame) -> tuple[Advice, ...]:
    if not len(once):
        return ()
    text = n_(
        "Serve the one-off buyer {names} as a project: good service, no key-account terms, and no sales to it in "
        "next year's plan.",
        "Serve the {n} one-off buyers ({names}) as projects: good service, no key-account terms, and no sales to "
        "them in next year's plan.",
        len(once), names=leading(once["name"].tolist()),
    )  # fmt: skip
    why = _("Keeps next year's plan realistic; no amount to recover.")
    return (Advice(text, "role_account_manager", 30, unvalued=why, customers=tuple(once["customer_id"])),)


def _shortfall(client: Client, who: Collection[str]) -> Valued:
    """Say what some customers bring less a year than their rank by purchases suggests; unknown without costs."""
    if client.basis == "revenue":
        return None, _(
            "their expected contribution cannot be computed: the orders have no column “{column}”",
            column=label("cost")
        )  # fmt: skip
    short = terms_cost.short_of_rank(client)
    most = float(short.reindex(list(who)).sum())
    method = _("Recoverable amount: {basis} expected from the purchase rank of these customers, less their "
               "actual {basis} in these months.", basis=lower_first(client.basis))  # fmt: skip
    return back(client, most, method, compared_with(len(short) - 1))
