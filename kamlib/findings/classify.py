"""Chapter 2, who is a key account: the misconceptions and the tiers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.classify import key_accounts as keys
from kamlib.classify import misconceptions as mis
from kamlib.classify import service
from kamlib.classify import tiers as tier
from kamlib.findings.finding import SHOWN, Advice, Finding, source_of
from kamlib.value.concentration import gini
from kamlib.words import _, count, label, money, n_, number, percent
from kamlib.words.phrases import inside, sentences

if TYPE_CHECKING:
    from kamlib.classify.key_accounts import KeyAccounts
    from kamlib.classify.misconceptions import Misconceptions
    from kamlib.classify.tiers import Tiers
    from kamlib.client import Client

#: Gini coefficient of the contributions below which customers are much alike, and no few stand out.
EVEN = 0.3


@dataclass(frozen=True)
class Judgement:
    """What this chapter knows of a client, computed once."""

    tiers: Tiers
    misconceptions: Misconceptions
    keys: KeyAccounts

    @property
    def one_offs(self) -> frozenset[str]:
        """Who lives on one occasion: it keeps its tier by arithmetic, but has no place in plans of service."""
        seen = self.misconceptions.table
        lasts = seen["also_key"] | (seen["misconception"] == "harsh_terms")
        return frozenset(seen.loc[~lasts, "customer_id"])

    @property
    def too_few(self) -> bool:
        """Whether there are so few customers that nobody can stand out."""
        return self.keys.not_judged == "too_few"

    @property
    def spread(self) -> float:
        """Gini coefficient of the contributions."""
        return gini(self.tiers.table["contribution"].to_numpy(dtype="float64"))

    @property
    def even(self) -> bool:
        """Whether the customers are so alike that there is no structure of key accounts."""
        return not self.too_few and self.spread < EVEN


@lru_cache(maxsize=2)
def judged(client: Client) -> Judgement:
    """Return tiers, misconceptions and the key-account list of a client, all by its basis."""
    table, by = client.accounts, client.basis
    cut = tier.assign(table, by=by)
    seen = mis.diagnose(client.orders, table, by=by, activities=client.activities)
    listed = keys.name(table, cut, seen, orders=client.orders, customers=client.customers)
    return Judgement(cut, seen, listed)


def misconceptions(client: Client) -> Finding:
    """Show who looks like a key account and is none (K4)."""
    from kamlib.figures import misconceptions as figure

    seen, currency = judged(client).misconceptions, client.currency
    once = seen.table.drop_duplicates("customer_id")
    counts = {name: int((seen.table["misconception"] == name).sum()) for name in mis.MISCONCEPTIONS}
    stake = float(round(once["at_stake"].sum(), 2))
    return Finding(
        "misconceptions", "K4", "classify", _mis_title(seen, len(once), stake, currency),
        _mis_summary(seen, counts), _mis_evidence(seen), source_of(client),
        facts={
            "customers": len(seen.customers), "flagged": len(once), **counts, "at_stake": stake,
            "also_key": int(once["also_key"].sum()),
        },
        draw=partial(figure.misconception_map, seen, currency=currency),
        alt=figure.misconception_map_alt(seen, currency=currency), advice=_mis_advice(seen),
        notes=_mis_notes(seen), lesson="2-1-misconceptions",
    )  # fmt: skip


def _mis_title(seen: Misconceptions, flagged: int, stake: float, currency: str | None) -> str:
    if any(n.missing == ("orders",) for n in seen.not_judged):
        return _("Too few orders to tell a key account from a one-off")
    if not flagged:
        return _("None of the {n} customers looks more valuable than it is", n=count(len(seen.customers)))
    return n_(
        "{n} customer looks more valuable than it is: a plan built on it would miss {stake} of {basis}",
        "{n} customers look more valuable than they are: a plan built on them would miss {stake} of {basis}",
        flagged, stake=money(stake, currency), basis=inside(seen.by),
    )  # fmt: skip


def _mis_summary(seen: Misconceptions, counts: dict[str, int]) -> str:
    if any(n.missing == ("orders",) for n in seen.not_judged):
        return _("With so few orders there is no usual one to compare with.")
    judged_ones = {name: n for name, n in counts.items() if seen.customers[name].notna().any()}
    parts = [_("{name}: {n}", name=inside(name), n=count(n)) for name, n in judged_ones.items()]
    found = _("Found – {parts}.", parts=_(", ").join(parts))
    read = _(
        "Whoever lies on the dashed line brings what the size of its purchases suggests; the drop below it is "
        "what is at stake. A flag is evidence, not a verdict."
    )  # fmt: skip
    both = int(seen.table.drop_duplicates("customer_id")["also_key"].sum())
    if not both:
        return sentences(found, read)
    also = n_(
        "{n} of those flagged earns enough without the flagged business to be a key account all the same.",
        "{n} of those flagged earn enough without the flagged business to be key accounts all the same.",
        both,
    )  # fmt: skip
    return sentences(found, read, also)


def _mis_evidence(seen: Misconceptions) -> pd.DataFrame:
    """List the flagged, those with the most at stake first, in words."""
    rows = seen.table.head(SHOWN).copy()
    rows["misconception"] = rows["misconception"].map(label)
    rows["pressures"] = [_(", ").join(label(p) for p in names) for names in rows["pressures"]]
    rows = renamed(rows, seen.by)
    columns = (
        "customer_id", "name", "misconception", "strength", "at_stake", "also_key", "revenue", seen.by,
        "orders_placed", "largest_order_share", "bulk_share", "discount_rate", "days_late", "pressures",
    )  # fmt: skip
    return rows[[c for c in dict.fromkeys(columns) if c in rows]].reset_index(drop=True)


def renamed(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Call columns by their names in the glossary; on revenue the contribution is the revenue itself."""
    names = {"orders": "orders_placed", "customers": "customer_count"}
    if by == "revenue":
        return rows.drop(columns=["contribution", "share_of_contribution"], errors="ignore").rename(columns=names)
    return rows.rename(columns={**names, "contribution": by})


def _mis_advice(seen: Misconceptions) -> tuple[Advice, ...]:
    given = []
    harsh = seen.table[(seen.table["misconception"] == "harsh_terms")]
    if len(harsh):
        text = n_(
            "Renegotiate discount, service and payment with the {n} heavy buyer on harsh terms; without better "
            "terms, let the volume go.",
            "Renegotiate discount, service and payment with the {n} heavy buyers on harsh terms; without better "
            "terms, let the volume go.",
            len(harsh),
        )  # fmt: skip
        given.append(Advice(text, "role_sales_director", 60, _value(harsh), "shortfall"))
    once = seen.table[seen.table["misconception"] != "harsh_terms"].drop_duplicates("customer_id")
    once = once[~once["also_key"]]
    if len(once):
        text = n_(
            "Serve the {n} one-off buyer by the project: good service, no key-account terms, nothing in next "
            "year's plan.",
            "Serve the {n} one-off buyers by the project: good service, no key-account terms, nothing in next "
            "year's plan.",
            len(once),
        )  # fmt: skip
        given.append(Advice(text, "role_account_manager", 30, _value(once), "shortfall"))
    return tuple(given)


def _value(rows: pd.DataFrame) -> float | None:
    known = rows["at_stake"].dropna()
    return float(round(known.sum(), 2)) if len(known) else None


def _mis_notes(seen: Misconceptions) -> tuple[str, ...]:
    policy = seen.policy
    notes = [
        _("At stake: the contribution that the rank by purchases suggests, less what lasts; each customer once."),
        _(
            "Strength is that of the weakest piece of evidence. Big ticket: {share} or more of purchases in one "
            "order, which is huge for this book; group purchase: as much in bulk orders in few months; harsh "
            "terms: larger than {large} of the customers, and at least {eaten} of the expected contribution is "
            "missing.",
            share=percent(policy.one_order.at), large=percent(policy.large.at), eaten=percent(policy.eaten.at),
        ),
    ]  # fmt: skip
    for gap in seen.not_judged:
        if gap.instead == "amounts":
            notes.append(
                _("No quantities and no order types: group purchases are judged by amounts and season only.")
            )
        elif gap.instead == "discount":
            notes.append(_("No cost: harsh terms are judged by the discount alone, which is weaker evidence."))
        elif gap.missing == ("orders.cost",):
            notes.append(_("Harsh terms cannot be judged: the orders have neither cost nor discount."))
    return tuple(notes)


def tiers(client: Client) -> Finding:
    """Show how many customers each tier holds and what they bring (K7)."""
    from kamlib.figures import tiers as figure

    known, currency = judged(client), client.currency
    cut = known.tiers
    rows = _rows(cut)
    facts = {f"{name}_customers": int(rows[name]["customers"]) for name in tier.TIERS}
    starts = {f"{name}_starts_at": finite(start) for name, start in cut.thresholds.items()}
    return Finding(
        "tiers", "K7", "classify", _tiers_title(known, currency), _tiers_summary(known, currency),
        _tiers_evidence(cut), source_of(client),
        facts={
            "customers": len(cut.table), **facts, **starts,
            "platinum_share": finite(rows["platinum"]["share_of_contribution"]),
            "platinum_contribution": round(rows["platinum"]["contribution"], 2),
            "lead_contribution": round(rows["lead"]["contribution"], 2), "gini": finite(known.spread),
            "one_offs": len(_best_one_offs(known)),
        },
        draw=partial(figure.tier_bars, cut), alt=figure.tier_bars_alt(cut), advice=_tiers_advice(known, currency),
        notes=_tiers_notes(cut), lesson="2-4-tiers",
    )  # fmt: skip


def _rows(cut: Tiers) -> dict[Any, dict[Any, Any]]:
    """Return what each tier adds up to, by tier."""
    return cut.summary.set_index("tier").to_dict("index")


def _best_one_offs(known: Judgement) -> pd.DataFrame:
    """Return the customers that are platinum or gold by one occasion."""
    table = known.tiers.table
    best = table["tier"].isin(["platinum", "gold"]) & table["customer_id"].isin(list(known.one_offs))
    return pd.DataFrame(table[best])


def _tiers_title(known: Judgement, currency: str | None) -> str:
    cut = known.tiers
    best, worst = _rows(cut)["platinum"], _rows(cut)["lead"]
    basis, n, everyone = inside(cut.by), int(best["customers"]), count(len(cut.table))
    if known.too_few:
        return n_(
            "Tiers cannot be judged on {n} customer", "Tiers cannot be judged on {n} customers", len(cut.table)
        )
    if known.even:
        return _("No key-account structure here: {n} of {all} customers make half of {basis}",
                 n=count(n), all=everyone, basis=basis)  # fmt: skip
    if not n:
        return _("None of the {n} customers brings {basis}: there is no platinum tier", n=everyone, basis=basis)
    if cut.lead_judged and worst["contribution"] < 0:
        return n_(
            "{n} platinum customer brings {money} of {basis}; {lead} lead customers take back {loss}",
            "{n} platinum customers bring {money} of {basis}; {lead} lead customers take back {loss}",
            n, money=money(best["contribution"], currency), basis=basis, lead=count(worst["customers"]),
            loss=money(-worst["contribution"], currency),
        )  # fmt: skip
    return n_(
        "{n} platinum customer out of {all} brings {share} of {basis}",
        "{n} platinum customers out of {all} bring {share} of {basis}",
        n, all=everyone, share=percent(best["share_of_contribution"]), basis=basis,
    )  # fmt: skip


def _tiers_summary(known: Judgement, currency: str | None) -> str:
    cut = known.tiers
    starts = [
        _("{tier} from {amount}", tier=inside(name), amount=money(start, currency))
        for name, start in cut.thresholds.items()
        if finite(start) is not None and (name != "iron" or cut.lead_judged)
    ]
    words = {"cuts": _(" and ").join(percent(c) for c in cut.cuts[:2]), "starts": _(", ").join(starts)}
    if not cut.lead_judged:
        where = _("The tiers start where the largest customers have made {cuts} of all revenue: {starts}; all "
                  "below are iron.", **words)  # fmt: skip
        last = _("Who costs more than it brings cannot be seen from revenue: there is no lead tier here.")
    else:
        where = _("The tiers start where the best customers have made {cuts} of all that earning customers bring: "
                  "{starts}.", **words)  # fmt: skip
        last = _("For each tier a level of service is proposed that can be checked; what is promised to all is "
                 "kept to none.")  # fmt: skip
    even = ""
    if known.even:
        even = _("The customers are much alike (Gini coefficient {gini}): serve them alike, well and at a low "
                 "cost.",
                 gini=number(known.spread, 2))  # fmt: skip
    return sentences(where, even, last, _one_offs_said(known))


def _one_offs_said(known: Judgement) -> str:
    """Say that tiers are arithmetic, and who is an exception to the service that goes with them."""
    found = _best_one_offs(known)
    if found.empty:
        return ""
    return n_(
        "{n} customer is platinum or gold by one occasion only: it keeps the tier, which is arithmetic, but is an "
        "exception to the service that goes with it.",
        "{n} customers are platinum or gold by one occasion only: they keep the tier, which is arithmetic, but "
        "are exceptions to the service that goes with it.",
        len(found),
    )  # fmt: skip


def _tiers_evidence(cut: Tiers) -> pd.DataFrame:
    """Join what each tier brings with the service proposed; iron has no start where all below gold are in it."""
    promised = cut.service[["tier", "responsible", "response_hours", "leadership_visits", "business_visits"]]
    rows = cut.summary.merge(promised, on="tier", how="left")
    rows = rows[(rows["tier"] != "lead") | cut.lead_judged].reset_index(drop=True)
    told = (rows["starts_at"].abs() < float("inf")) & ((rows["tier"] != "iron") | cut.lead_judged)
    rows["starts_at"] = rows["starts_at"].where(told)
    rows["tier"] = rows["tier"].map(label)
    rows["responsible"] = rows["responsible"].map(label, na_action="ignore")
    return renamed(rows, cut.by)


def _tiers_advice(known: Judgement, currency: str | None) -> tuple[Advice, ...]:
    worst = _rows(known.tiers)["lead"]
    given = [] if known.even or known.too_few else [*_answer_for(known, currency)]
    if worst["contribution"] < 0:
        text = n_(
            "Bring the {n} lead customer to break even by price, terms or a cheaper way of service; part from it "
            "only if it has no potential.",
            "Bring the {n} lead customers to break even by price, terms or a cheaper way of service; part only "
            "from those without potential.",
            int(worst["customers"]),
        )  # fmt: skip
        given.append(Advice(text, "role_account_manager", 90, round(-worst["contribution"], 2), "loss"))
    return tuple(given)


def _answer_for(known: Judgement, currency: str | None) -> tuple[Advice, ...]:
    """Give the platinum customers, one-offs left out, to the general manager, as far as one can answer."""
    cut = known.tiers
    table = cut.table[(cut.table["tier"] == "platinum") & ~cut.table["customer_id"].isin(list(known.one_offs))]
    most, worth = service.ANSWERS_FOR_AT_MOST, float(round(table["contribution"].sum(), 2))
    if table.empty:
        return ()
    level = next(row for row in cut.service.to_dict("records") if row["tier"] == "platinum")
    if len(table) > most:
        text = _(
            "{n} platinum customers are more than a general manager can answer for (about {most}): raise the line "
            "to {amount}, or name deputies.",
            n=count(len(table)), most=count(most),
            amount=money(float(table["contribution"].iloc[most - 1]), currency),
        )  # fmt: skip
    else:
        text = n_(
            "Make the general manager answer for the {n} platinum customer: {visits} leadership visits a year, "
            "requests answered within {hours} working hours.",
            "Make the general manager answer for the {n} platinum customers: {visits} leadership visits a year "
            "each, requests answered within {hours} working hours.",
            len(table), visits=count(level["leadership_visits"]), hours=count(level["response_hours"]),
        )  # fmt: skip
    return (Advice(text, "role_general_manager", 30, worth),)


def _tiers_notes(cut: Tiers) -> tuple[str, ...]:
    notes = [
        _(
            "Equal customers are in one tier; a customer on whom the line falls is above it. Shares in the table "
            "are of the net total, so that they can exceed 100% where others lose money."
        ),
        _(
            "Tiers after Zeithaml, Rust and Lemon (2001). Service levels are a proposal to be edited, not a "
            "measurement."
        ),
    ]  # fmt: skip
    if len(cut.overrides):
        notes.append(
            n_("{n} customer was moved by hand.", "{n} customers were moved by hand.", len(cut.overrides))
        )
    return tuple(notes)


def finite(value: float) -> float | None:
    """Return a number, or nothing for what no file can hold."""
    return float(value) if abs(value) < float("inf") else None
