"""Chapter 2, who is a key account: what is judged once, and the misconceptions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.classify import key_accounts as keys
from kamlib.classify import misconceptions as mis
from kamlib.classify import tiers as tier
from kamlib.findings.finding import SHOWN, Finding, source_of, unsaid
from kamlib.value.concentration import gini
from kamlib.words import _, count, label, money, n_, percent
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
    """Return tiers, misconceptions and the key-account list of a client, all by its basis.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Judgement
        Three results that stand on each other.
    """
    table, by = client.accounts, client.basis
    cut = tier.assign(table, by=by)
    seen = mis.diagnose(client.orders, table, by=by, activities=client.activities)
    listed = keys.name(table, cut, seen, orders=client.orders, customers=client.customers)
    return Judgement(cut, seen, listed)


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
    from kamlib.findings import misleading  # which stands on `judged`
    from kamlib.findings.mending import elsewhere

    seen, currency = judged(client).misconceptions, client.currency
    if any(n.missing == ("orders",) for n in seen.not_judged):
        return unsaid(
            client, "misconceptions", "K4", _("Too few orders to tell a key account from a one-off"),
            _("With so few orders there is no usual one to compare with."), "2-1-misconceptions",
        )  # fmt: skip
    once = seen.table.drop_duplicates("customer_id")
    counts = {name: int((seen.table["misconception"] == name).sum()) for name in mis.MISCONCEPTIONS}
    stake = float(round(once["at_stake"].sum(), 2))
    harsh = seen.table[(seen.table["misconception"] == "harsh_terms") & (seen.table["contribution"] < 0)]
    advice = misleading.advice(client, seen)
    pointed = "" if any(step.stake == "loss" for step in advice) else elsewhere(client, "misconceptions", harsh)
    return Finding(
        "misconceptions", "K4", "classify", _mis_title(seen, len(once), stake, currency),
        sentences(_mis_summary(seen, counts), pointed), _mis_evidence(seen), source_of(client),
        facts={
            "customers": len(seen.customers), "flagged": len(once), **counts, "at_stake": stake,
            "also_key": int(once["also_key"].sum()),
        },
        draw=partial(figure.misconception_map, seen, currency=currency),
        alt=figure.misconception_map_alt(seen, currency=currency), advice=advice,
        notes=_mis_notes(seen), lesson="2-1-misconceptions",
    )  # fmt: skip


def _mis_title(seen: Misconceptions, flagged: int, stake: float, currency: str | None) -> str:
    if not flagged and len(seen.customers) == 1:
        return _("The one customer is worth what the size of its purchases suggests")
    if not flagged:
        return _("None of the {n} customers looks more valuable than it is", n=count(len(seen.customers)))
    return n_(
        "{n} customer looks more valuable than it is: a plan built on it would miss {stake} of {basis}",
        "{n} customers look more valuable than they are: a plan built on them would miss {stake} of {basis}",
        flagged, stake=money(stake, currency), basis=inside(seen.by),
    )  # fmt: skip


def _mis_summary(seen: Misconceptions, counts: dict[str, int]) -> str:
    judged_ones = {name: n for name, n in counts.items() if seen.customers[name].notna().any()}
    parts = [_("{name}: {n}", name=inside(name), n=count(n)) for name, n in judged_ones.items()]
    found = _("Found – {parts}.", parts=_(", ").join(parts)) if any(counts.values()) else ""
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
    if rows.empty:
        return pd.DataFrame()
    rows["pressures"] = [_(", ").join(label(p) for p in names) for names in rows["pressures"]]
    if not rows["pressures"].str.len().any():
        rows = rows.drop(columns="pressures")
    rows = renamed(rows, seen.by)
    columns = (
        "customer_id", "name", "misconception", "strength", "at_stake", "also_key", "revenue", seen.by,
        "orders_placed", "largest_order_share", "bulk_share", "discount_rate", "days_late", "pressures",
    )  # fmt: skip
    return rows[[c for c in dict.fromkeys(columns) if c in rows]].reset_index(drop=True)


def renamed(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Call columns by their names in the glossary; on revenue the contribution is the revenue itself.

    Parameters
    ----------
    rows : pandas.DataFrame
        A table of a wing.
    by : str
        The measure of contribution, such as ``profit``.

    Returns
    -------
    pandas.DataFrame
        The same rows; columns are keys of the glossary.
    """
    names = {"orders": "orders_placed", "customers": "customer_count"}
    if by == "revenue":
        return rows.drop(columns=["contribution", "share_of_contribution"], errors="ignore").rename(columns=names)
    return rows.rename(columns={**names, "contribution": by})


def _mis_notes(seen: Misconceptions) -> tuple[str, ...]:
    policy = seen.policy
    notes = [
        _("At stake: the {basis} that the rank by purchases suggests, less what lasts; each customer once. The "
          "money beside a recommendation is that, or what its customers lose today.", basis=inside(seen.by)),
        _(
            "Strength is that of the weakest piece of evidence. Big ticket: {share} or more of purchases in one "
            "order, which is huge for this book; group purchase: as much in bulk orders in few months.",
            share=percent(policy.one_order.at),
        ),
    ]  # fmt: skip
    if seen.customers["harsh_terms"].notna().any():
        notes.append(
            _(
                "Harsh terms: larger than {large} of the customers, and at least {eaten} of the {basis} that the "
                "size suggests is missing.",
                large=percent(policy.large.at), eaten=percent(policy.eaten.at), basis=inside(seen.by),
            )
        )  # fmt: skip
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


def finite(value: float) -> float | None:
    """Return a number, or nothing for what no file can hold.

    Parameters
    ----------
    value : float
        Any number.

    Returns
    -------
    float or None
        None for an infinite or missing one.
    """
    return float(value) if abs(value) < float("inf") else None
