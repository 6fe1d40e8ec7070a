"""Why the last year differs from the one before: customers, products, price, cost and serving (K2)."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.facts.products import category_of, profit_by
from kamlib.findings import causes, losing_products
from kamlib.findings.bridge_steps import advice
from kamlib.findings.finding import Finding, source_of
from kamlib.findings.judgement import judged
from kamlib.findings.notes import basis_notes
from kamlib.findings.numbers import finite
from kamlib.findings.spans import said_of
from kamlib.findings.spec import Claims, FindingSpec, Headline
from kamlib.findings.two_years import TwoYears, explained, not_comparable, two_years
from kamlib.requirements import Needs, missing
from kamlib.value.change import MARGIN
from kamlib.words import _, label, money, n_, percent, span, year_to
from kamlib.words.phrases import enumerated, lower_first, sentences, short

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.findings.spec import Facts
    from kamlib.value.change import Change

#: A fall without one-off business that heads the first page, as a part of the year before.
FELL = 0.05

#: Changes smaller than this are about the same.
SAME = 0.02

#: Causes that products carry: they are named.
_OF_PRODUCTS = ("entered", "left", MARGIN, "mix", "quantity")

_NAMED = 3


def _fell(facts: Facts) -> bool:
    """Return whether the year fell by more than its one-off business did."""
    lost = facts.get("change", 0.0) - facts.get("one_off", 0.0)
    return bool(facts) and facts.get("change", 0.0) < 0 and lost < -FELL * max(facts["before"], 0.0)


_NEEDS = Needs(years=2, like_days=True)


def _on_products(client: Client) -> pd.DataFrame:
    """Return the customers that lose on what they buy; none where there are no two years to compare."""
    if missing(client, _NEEDS) or two_years(client) is None:
        return client.buyers.head(0)
    return losing_products.customers_by_products(client)


SPEC = FindingSpec(
    "bridge",
    "K2",
    "profit",
    "1-3-cost-to-serve",
    needs=_NEEDS,
    headlines=(Headline(0, _fell),),
    claims=Claims(0, _on_products),
)


def bridge(client: Client) -> Finding:
    """Say why the last year differs from the one before (K2).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence is the parts of the change, for all customers and for each tier; further tables list them by
        product and by customer.
    """
    from kamlib.figures import change as figure

    years, seen, currency = two_years(client), explained(client), client.currency
    if years is None or seen is None:
        return not_comparable(client, SPEC)
    revenue = _revenue(years)
    return Finding(
        SPEC, _title(seen, client, years, revenue), _summary(seen, client, years), _by_tier(seen, client),
        source_of(client),
        facts={
            "before": seen.before, "after": seen.after, "change": seen.change, "revenue_change": finite(revenue),
            "cause": seen.cause, "lead": causes.leading_part(seen),
            **{str(part): float(amount) for part, amount in seen.parts.items()},
        },
        draw=partial(figure.bridge, seen, currency=currency), alt=figure.bridge_alt(seen, currency=currency),
        advice=advice(client, seen), notes=_notes(seen, client), behind=_behind(seen, client),
    )  # fmt: skip


def _revenue(years: TwoYears) -> float:
    """Return how revenue changed, as a fraction of the year before."""
    sums = years.trailing.groupby("period")["revenue"].sum()
    before, after = (float(sums.get(days.label, 0.0)) for days in (years.before, years.after))
    return after / before - 1 if before > 0 else math.nan


def _title(seen: Change, client: Client, years: TwoYears, revenue: float) -> str:
    """Say what became of the measure, and the cause that carries it."""
    currency, cause = client.currency, causes.carried(seen, client.currency)
    words = {
        "basis": lower_first(client.basis), "when": _when(years), "cause": cause,
        "before": money(seen.before, currency), "after": money(seen.after, currency),
        "revenue": percent(abs(revenue)) if not math.isnan(revenue) else "",
    }  # fmt: skip
    if not cause or abs(seen.change) < SAME * abs(seen.before):
        return _("{when} {basis} stayed about the same: {before}, then {after}", **words)
    if seen.change < 0 and client.basis != "revenue" and revenue >= SAME:
        return _(
            "{when} {basis} fell from {before} to {after} although revenue rose by {revenue}: {cause}", **words
        )
    if seen.change < 0:
        return _("{when} {basis} fell from {before} to {after}: {cause}", **words)
    if client.basis != "revenue" and revenue <= -SAME:
        return _(
            "{when} {basis} rose from {before} to {after} although revenue fell by {revenue}: {cause}", **words
        )
    return _("{when} {basis} rose from {before} to {after}: {cause}", **words)


def _when(years: TwoYears) -> str:
    """Name the later year at the beginning of a sentence."""
    if years.like is None:
        return _("In {year}", year=year_to(years.after.last))
    return _("From {span}, compared with the same period a year before,", span=span(*years.like.after))


def _summary(seen: Change, client: Client, years: TwoYears) -> str:
    parts = causes.made_up_of(seen, client.currency)
    return sentences(said_of(years.like, client), parts, _products(seen, client))


def _products(seen: Change, client: Client) -> str:
    """Name the products, or the category, at which the year fell most; where it rose, those that rose most."""
    if seen.cause not in _OF_PRODUCTS or len(seen.products) < 2:
        return ""
    by = seen.cause if seen.cause in seen.products else ""
    amounts = seen.products[[c for c in ("price", "cost") if c in seen.products]].sum(axis=1)
    amounts = seen.products[by] if by else amounts
    sign = -1.0 if seen.causes[seen.cause] < 0 else 1.0
    rows = seen.products.assign(_by=amounts * sign).sort_values(["_by", "product"], ascending=[False, True])
    rows = rows[rows["_by"] > 0].head(_NAMED)
    if not len(rows):
        return ""
    names = [
        _("“{name}” ({money})", name=short(name), money=money(amount * sign, client.currency))
        for name, amount in zip(rows["product"], rows["_by"], strict=True)
    ]
    said = n_("The product that moved it most: {names}.", "The products that moved it most: {names}.", len(names),
              names=enumerated(names))  # fmt: skip
    return sentences(said, _category(client))


def _category(client: Client) -> str:
    """Name the category that lost most in the last twelve months, where categories are known and one does."""
    years = two_years(client)
    if years is None or client.basis == "revenue" or not client.has("orders.category"):
        return ""
    by = profit_by(client.lines_within(years.after, client.as_of), "category")
    if not len(by) or by.iloc[0] >= 0:
        return ""
    words = {"name": short(by.index[0]), "money": money(-float(by.iloc[0]), client.currency)}
    if years.like is None:
        return _("The category “{name}” alone lost {money} in gross profit in the later year.", **words)
    return _("The category “{name}” alone lost {money} in gross profit from {span}.", span=span(*years.like.after),
             **words)  # fmt: skip


def _by_tier(seen: Change, client: Client) -> pd.DataFrame:
    """Return the parts of the change for all customers, and for those of each tier."""
    tiers = judged(client).tiers.table.set_index("customer_id")["tier"]
    customers = seen.customers.assign(tier=seen.customers["customer_id"].map(tiers))
    parts = seen.parts[seen.parts.abs() >= causes.CENT]
    rows = ["before", *parts.index, "after"]
    names = ["part_before", *(f"part_{seen.named(str(part))}" for part in parts.index), "part_after"]
    whole = [seen.before, *parts, seen.after]
    table = pd.DataFrame({"change_part": [label(name) for name in names], "part_money": whole})
    sums = customers.groupby("tier")[rows].sum().round(2)
    for tier in ("platinum", "gold", "iron", "lead"):
        if tier in sums.index and not judged(client).too_few:
            table[f"part_{tier}"] = sums.loc[tier].to_numpy()
    return table


def _behind(seen: Change, client: Client) -> dict[str, pd.DataFrame]:
    """Return the parts by product, and by customer, those that lose first."""
    columns = {part: f"part_{seen.named(str(part))}" for part in seen.parts.index}
    customers = client.named(seen.customers.sort_values(["after", "customer_id"], ignore_index=True))
    customers["kind"] = [label(f"kind_{kind}") for kind in customers["kind"]]
    found = {"bridge_customers": customers.rename(columns={**columns, "kind": "two_year_kind"})}
    if not len(seen.products):
        return found
    products = seen.products.rename(columns=columns)
    if client.has("orders.category"):
        of = client.fact(category_of)
        products.insert(1, "category", products["product"].map(of))
    return {"bridge_products": products, **found}


def _notes(seen: Change, client: Client) -> tuple[str, ...]:
    notes = _of_revenue() if client.basis == "revenue" else [
        _("The parts add up exactly. First to last: one-off customers; products sold in one of the years only; "
          "customers won and lost; of all others quantity and mix at the earlier unit margins, price and cost at "
          "the later quantities, and the change in cost to serve. Price and cost are shown separately but judged "
          "together, as unit margin."),
        _("Quantity and mix are the sales-quantity and sales-mix variances, price and cost the selling-price and "
          "cost variances of Horngren, Datar and Rajan, Cost Accounting (2012), chapter 14, by product and "
          "customer."),
    ]  # fmt: skip
    lacking = [column for column in seen.missing if column != "cost" or client.basis != "revenue"]
    if lacking:
        names = enumerated([_("“{name}”", name=label(column)) for column in lacking])
        notes.append(_("Not separated because the orders lack {columns}: see the combined part.", columns=names))
    return (*notes, *_in_no_tier(seen, client), *basis_notes(client))


def _in_no_tier(seen: Change, client: Client) -> tuple[str, ...]:
    """Say what customers without a tier brought in both years: the tiers lack that of the first column."""
    if judged(client).too_few:
        return ()
    known = judged(client).tiers.table["customer_id"]
    rest = seen.customers[~seen.customers["customer_id"].isin(known)]
    before, after = (float(rest[year].sum()) for year in ("before", "after"))
    if max(abs(before), abs(after)) < causes.CENT:
        return ()
    return (
        _("The columns of the tiers do not include customers without net sales over the whole period: {before} in "
          "the year before, {after} in the last year.",
          before=money(before, client.currency), after=money(after, client.currency)),
    )  # fmt: skip


def _of_revenue() -> list[str]:
    """Say how a change of revenue is split, where no cost is known."""
    return [
        _("The parts add up exactly. First to last: one-off customers; products sold in one of the years only; "
          "customers won and lost; of all others quantity and mix at the earlier prices, and price at the later "
          "quantities."),
        _("Quantity and mix are the sales-quantity and sales-mix variances, price is the selling-price variance "
          "of Horngren, Datar and Rajan, Cost Accounting (2012), chapter 14, by product and customer."),
    ]  # fmt: skip
