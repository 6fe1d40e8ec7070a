"""Chapter 2, the scorecard: who is on the list by eight criteria, and who would be by other weights."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kamlib.classify import scorecard as cards
from kamlib.findings.finding import SHOWN, Advice, Finding, source_of
from kamlib.words import _, count, n_, percent
from kamlib.words.phrases import enumerated, inside, sentences, short

if TYPE_CHECKING:
    from kamlib.classify.scorecard import Robustness, Scorecard
    from kamlib.client import Client

#: Days without an order after which a customer is marked: a score counts the past too.
QUIET_DAYS = 365


def scorecard(client: Client) -> Finding:
    """Score the customers on the eight criteria and shake the weights (K8)."""
    from kamlib.figures import scorecard as figure

    card = cards.score(cards.criteria(client.orders, client.customers, as_of=client.as_of))
    shaken = cards.shake(card)
    names = dict(zip(client.accounts["customer_id"], client.accounts["name"], strict=True))
    table = card.table.merge(shaken.table[["customer_id", "stays_share"]], on="customer_id")
    table = table.merge(client.accounts[["customer_id", "last_date", "recency_days"]], on="customer_id")
    table = table.sort_values(["rank", "customer_id"], ignore_index=True)
    evidence = client.named(table[["customer_id", "rank", "score", "stays_share", "last_date"]]).head(SHOWN)
    quiet = table[table["recency_days"] > QUIET_DAYS]
    silent = quiet[quiet["on_list"]] if "on_list" in quiet else quiet
    names |= {who: _("{name} (quiet)", name=short(names[who], 18)) for who in quiet["customer_id"]}
    firm = int((shaken.table.loc[shaken.table["on_list"], "stays_share"] >= 0.9).sum())
    return Finding(
        "scorecard", "K8", "classify", _score_title(card, firm), _score_summary(card, shaken, len(silent)),
        evidence,
        source_of(client, "profit" if "profit_level" in card.weights else "revenue"),
        facts={"listed": int(card.table["on_list"].sum()), "firm": firm, "criteria": len(card.weights),
               "quiet": len(silent)},
        draw=partial(figure.score_bars, card, names=names), alt=figure.score_bars_alt(card, names=names),
        advice=_score_advice(card, shaken), notes=_score_notes(card, shaken), lesson="2-5-scorecard",
    )  # fmt: skip


def _score_title(card: Scorecard, firm: int) -> str:
    n = int(card.table["on_list"].sum())
    return n_(
        "Of the {n} customer on the scored list, {firm} stays on it in nine of ten draws of shaken weights",
        "Of the {n} customers on the scored list, {firm} stay on it in nine of ten draws of shaken weights",
        n, firm=count(firm),
    )  # fmt: skip


def _score_summary(card: Scorecard, shaken: Robustness, silent: int) -> str:
    heaviest = sorted(card.weights, key=lambda c: (-card.weights[c], c))[:3]
    close = int(shaken.table["stays_share"].between(0.25, 0.75).sum())
    return sentences(
        _("The score weighs {n} criteria, most of all {names}.", n=count(len(card.weights)),
          names=enumerated([inside(c) for c in heaviest])),
        n_(
            "{n} customer is so close to the end of the list that other weights would decide otherwise.",
            "{n} customers are so close to the end of the list that other weights would decide otherwise.", close,
        ),
        n_(
            "{n} on the scored list has not bought for over a year: win it back before it takes a place.",
            "{n} on the scored list have not bought for over a year: win them back before they take a place.",
            silent,
        ) if silent else "",
    )  # fmt: skip


def _score_advice(card: Scorecard, shaken: Robustness) -> tuple[Advice, ...]:
    close = int(shaken.table["stays_share"].between(0.25, 0.75).sum())
    if not close:
        return ()
    text = n_(
        "Decide {n} close case by visiting, not by decimals.",
        "Decide {n} close cases by visiting, not by decimals.", close,
    )  # fmt: skip
    return (Advice(text, "role_sales_director", 45),)


def _score_notes(card: Scorecard, shaken: Robustness) -> tuple[str, ...]:
    weights = _("Weights are the house's, to be replaced by the client's own: {weights}.", weights=_weights(card))
    how = _("{n} random weightings about these.", n=count(shaken.draws))
    if "profit_level" in card.weights:
        how = sentences(_("Profit level is that of the goods: no visit is taken off."), how)
    if not card.left_out:
        return (weights, how)
    gone = _("Not measured, for want of data: {names}.", names=enumerated([inside(c) for c in card.left_out]))
    return (weights, how, gone)


def _weights(card: Scorecard) -> str:
    return enumerated(
        [_("{criterion} {weight}", criterion=inside(c), weight=percent(w)) for c, w in card.weights.items()]
    )
