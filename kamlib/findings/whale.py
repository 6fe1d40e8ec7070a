"""Who earns and who loses: the whale curve (K2)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.findings import losers
from kamlib.findings.claims import cross_reference, open_to, with_all
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.notes import basis_notes, uncounted
from kamlib.findings.numbers import ends, finite
from kamlib.findings.recoverable import losses, lost_a_year
from kamlib.findings.spec import Claims, FindingSpec, Headline
from kamlib.requirements import Needs
from kamlib.value import gap as gaps
from kamlib.value import whale as whales
from kamlib.words import _, count, money, n_, percent
from kamlib.words.phrases import leading, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.value.gap import Gap
    from kamlib.value.resampling import Interval
    from kamlib.value.whale import Whale

#: From this difference between the peaks on, profit on goods and profit after serving tell different stories.
OTHER_STORY = 0.05


def _causes(client: Client) -> pd.DataFrame:
    """Return the customers that cause half of the loss; none where the measure is revenue."""
    if client.basis == "revenue" or not client.has("orders.cost"):
        return client.buyers.head(0)
    return whales.curve(client.buyers, basis=client.basis).causes()


SPEC = FindingSpec(
    "whale",
    "K2",
    "profit",
    "1-3-cost-to-serve",
    needs=Needs(("orders.cost",)),
    headlines=(Headline(3, lambda facts: bool(facts.get("loss_makers"))),),
    over_book=True,
    claims=Claims(3, _causes),
)


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

    basis = "profit" if client.basis == "revenue" else client.basis
    seen = whales.curve(client.buyers, basis=basis)
    goods = whales.curve(client.buyers, basis="profit") if basis != "profit" else None
    gap = gaps.decompose_margin_gap(client.buyers) if goods is not None else None
    sure = gaps.goods_part_interval(client.buyers) if gap is not None else None
    worst, drawn = seen.table[seen.table[basis] < 0].iloc[::-1], seen.customers > 1
    half = seen.causes()
    advice = _advice(client, half, basis)
    evidence = (worst if len(worst) else seen.table).reset_index(drop=True)
    return Finding(
        SPEC, _title(seen, client.currency, _a_year(client, worst, basis)),
        sentences(_summary(seen, client.currency), losers.said(client, basis), _before(seen, goods),
                  _why(gap, sure), "" if advice else cross_reference(client, "whale", worst)),
        evidence,
        source_of(client, basis),
        facts={
            "customers": seen.customers, "total": seen.total, "peak": seen.peak,
            "peak_share": finite(seen.peak_share), "peak_customers": seen.peak_customers,
            "loss_makers": seen.loss_makers, "loss": seen.loss, "half_of_loss": seen.half_of_loss,
            **_facts_before(goods, gap, sure),
        },
        draw=partial(figure.whale_curve, seen, goods=goods, currency=client.currency) if drawn else None,
        alt=figure.whale_curve_alt(seen, goods=goods, currency=client.currency) if drawn else "",
        advice=advice, notes=(*uncounted(client, basis), *basis_notes(client, basis)),
    )  # fmt: skip


def _a_year(client: Client, worst: pd.DataFrame, basis: str) -> float | None:
    """Return what those that lose over the book lost in the last twelve months, where that is another amount."""
    return lost_a_year(client, worst["customer_id"].tolist(), basis) if len(worst) else None


def _title(seen: Whale, currency: str | None, a_year: float | None) -> str:
    if not seen.loss_makers and seen.basis != "profit":
        return n_("The one customer has positive customer profit",
                  "None of the {n} customers has negative customer profit", seen.customers)  # fmt: skip
    if not seen.loss_makers:
        return n_("The one customer has positive gross profit",
                  "None of the {n} customers has negative gross profit", seen.customers)  # fmt: skip
    if seen.peak <= 0 and a_year == 0:
        return n_("The only customer lost {loss} over the whole period, none of it in the last 12 months",
                  "Over the whole period no customer is profitable: {n} customers lost {loss}, none of it in the "
                  "last 12 months",
                  seen.loss_makers, loss=money(seen.loss, currency))  # fmt: skip
    if seen.peak <= 0:
        return n_("The only customer loses money: {loss}", "No customer is profitable: {n} customers "
                                                                        "lose {loss}",
                  seen.loss_makers, loss=money(seen.loss, currency))  # fmt: skip
    if seen.total < 0 and a_year == 0:
        return n_(
            "{n} of {all} customers lost money, none of it in the last 12 months: over the whole period it cost "
            "{loss}, more than the {peak} that the others contribute",
            "{n} of {all} customers lost money, none of it in the last 12 months: over the whole period they cost "
            "{loss}, more than the {peak} that the others contribute",
            seen.loss_makers, all=count(seen.customers), loss=money(seen.loss, currency),
            peak=money(seen.peak, currency),
        )  # fmt: skip
    if seen.total < 0:
        return n_(
            "{n} of {all} customers loses {loss}: more than the {peak} that the others contribute",
            "{n} of {all} customers lose {loss}: more than the {peak} that the others contribute",
            seen.loss_makers, all=count(seen.customers), loss=money(seen.loss, currency),
            peak=money(seen.peak, currency),
        )  # fmt: skip
    if a_year == 0:
        return n_(
            "{n} of {all} customers lost money, none of it in the last 12 months: over the whole period it cost "
            "{loss} of the {peak} that the others contribute",
            "{n} of {all} customers lost money, none of it in the last 12 months: over the whole period they cost "
            "{loss} of the {peak} that the others contribute",
            seen.loss_makers, all=count(seen.customers), loss=money(seen.loss, currency),
            peak=money(seen.peak, currency),
        )  # fmt: skip
    if a_year is not None:
        return n_(
            "{n} of {all} customers loses money, {year} in the last 12 months: over the whole period it costs "
            "{loss} of the {peak} that the others contribute",
            "{n} of {all} customers lose money, {year} in the last 12 months: over the whole period they cost "
            "{loss} of the {peak} that the others contribute",
            seen.loss_makers, all=count(seen.customers), loss=money(seen.loss, currency),
            peak=money(seen.peak, currency), year=money(a_year, currency),
        )  # fmt: skip
    return n_(
        "{n} of {all} customers loses money: it costs {loss} of the {peak} that the others contribute",
        "{n} of {all} customers lose money: they cost {loss} of the {peak} that the others contribute",
        seen.loss_makers, all=count(seen.customers), loss=money(seen.loss, currency),
        peak=money(seen.peak, currency),
    )  # fmt: skip


def _summary(seen: Whale, currency: str | None) -> str:
    if not seen.loss_makers and seen.basis != "profit":
        return _("Cumulative {basis} rises to {total} without falling back.", basis=lower_first(seen.basis),
                 total=money(seen.total, currency))  # fmt: skip
    if not seen.loss_makers:
        return _("Cumulative gross profit rises to {total} without falling back. The cost to serve is not yet "
                 "deducted.",
                 total=money(seen.total, currency))  # fmt: skip
    if seen.peak <= 0:
        return _("No customer is above zero, so the curve never rises.")
    climbs = n_(
        "From best to worst customer, cumulative {basis} peaks at {peak} with the first and falls back to "
        "{total} with the rest.",
        "From best to worst customer, cumulative {basis} peaks at {peak} with {n} customers and falls back to "
        "{total} with the rest.",
        seen.peak_customers, basis=lower_first(seen.basis), peak=money(seen.peak, currency),
        total=money(seen.total, currency),
    )  # fmt: skip
    if seen.loss_makers == 1:
        return climbs
    half = n_(
        "{n} customer causes at least half of the losses.", "{n} customers cause half of the losses.",
        seen.half_of_loss,
    )  # fmt: skip
    return sentences(climbs, half)


def _before(seen: Whale, goods: Whale | None) -> str:
    """Say what serving changes, where the goods alone tell another story."""
    if goods is None or not (seen.total > 0 and goods.total > 0):
        return ""
    if abs(seen.peak_share - goods.peak_share) < OTHER_STORY:
        return ""
    if not goods.loss_makers:
        return _("By gross profit alone, no customer loses money; after cost to serve the peak is {after} of the "
                 "total.", after=percent(seen.peak_share, 1))  # fmt: skip
    return n_(
        "By gross profit alone, {n} customer loses money and the peak is {before} of the total; after cost to "
        "serve it is {after}.",
        "By gross profit alone, {n} customers lose money and the peak is {before} of the total; after cost to "
        "serve it is {after}.",
        goods.loss_makers, before=percent(goods.peak_share, 1), after=percent(seen.peak_share, 1),
    )  # fmt: skip


def _why(gap: Gap | None, sure: Interval | None) -> str:
    """Say how much of the gap between loss makers and others lies in the goods, how much in the serving."""
    if gap is None:
        return ""
    sides = _(
        "Gross margin is {low} for loss-making customers and {high} for the others; cost to serve is {dear} and "
        "{cheap} of revenue.",
        low=percent(gap.goods_losers, 1), high=percent(gap.goods_others, 1), dear=percent(gap.serving_losers, 1),
        cheap=percent(gap.serving_others, 1),
    )  # fmt: skip
    return sentences(sides, _parts(gap.goods_part, sure), _discounts(gap))


def _parts(goods: float, sure: Interval | None) -> str:
    if goods >= 1:
        return _(
            "The whole gap in customer profit margin comes from gross margin, that is price and cost of goods."
        )
    if goods <= 0:
        return _("The whole gap in customer profit margin comes from cost to serve.")
    if sure is not None:
        return _("Of the gap in customer profit margin, {goods} (95% interval {low} to {high}) comes from gross "
                 "margin (price and cost of goods) and {serving} from cost to serve.",
                 goods=percent(goods), serving=percent(1 - goods), low=percent(sure.low),
                 high=percent(sure.high))  # fmt: skip
    return _("Of the gap in customer profit margin, {goods} comes from gross margin (price and cost of goods) "
             "and {serving} from cost to serve.",
             goods=percent(goods), serving=percent(1 - goods))  # fmt: skip


def _discounts(gap: Gap) -> str:
    """Say the discounts of both, where they are known and the goods are where the gap lies."""
    if not (gap.goods_part > 0 and gap.discount_losers > gap.discount_others):
        return ""
    return _("Over the whole period they got a discount of {high} of the list value, the others {low}.",
             high=percent(gap.discount_losers, 1), low=percent(gap.discount_others, 1))  # fmt: skip


def _facts_before(
    goods: Whale | None, gap: Gap | None, sure: Interval | None
) -> dict[str, float | int | str | None]:
    if goods is None:
        return {}
    return {
        "peak_share_on_goods": finite(goods.peak_share), "loss_makers_on_goods": goods.loss_makers,
        "gap_in_goods": None if gap is None else gap.goods_part,
        **{f"gap_in_goods_{end}": value for end, value in ends(sure).items()},
    }  # fmt: skip


def _advice(client: Client, half: pd.DataFrame, basis: str) -> tuple[Advice, ...]:
    """Advise on those that cause half of the loss, except where another finding says what to do."""
    rows = open_to(client, "whale", half, basis)
    if not len(rows):
        return ()
    names = leading(rows["name"].tolist())
    if len(rows) == len(half):
        text = n_(
            "Review price, terms and service of {names}, which causes at least half of the losses: improve them, "
            "or end the relationship if that fails.",
            "Review price, terms and service of the {n} customers that cause half of the losses ({names}): "
            "improve them, or end the relationship where that fails.",
            len(rows), names=names,
        )  # fmt: skip
    else:
        text = n_(
            "Review price, terms and service of {names}, one of the {all} customers that cause half of the "
            "losses: improve them, or end the relationship if that fails.",
            "Review price, terms and service of {n} of the {all} customers that cause half of the losses "
            "({names}): improve them, or end the relationship where that fails.",
            len(rows), names=names, all=count(len(half)),
        )  # fmt: skip
    who = tuple(rows["customer_id"])
    worth, why = losses(client, who, basis)
    whole = with_all(text, client, "whale", half, rows)
    return (Advice(whole, "role_sales_director", 60, worth, "loss", why, who, text),)
