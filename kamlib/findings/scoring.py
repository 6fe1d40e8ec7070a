"""Chapter 2, the scorecard: who is on the list by eight criteria, and who would be by other weights."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kamlib.classify import scorecard as cards
from kamlib.findings.classify import judged
from kamlib.findings.finding import SHOWN, Advice, Finding, source_of, unsaid
from kamlib.findings.value import money_note
from kamlib.words import _, count, n_, percent
from kamlib.words.phrases import enumerated, inside, leading, sentences, short

if TYPE_CHECKING:
    from kamlib.classify.scorecard import Robustness, Scorecard
    from kamlib.client import Client

#: Days without an order after which a customer is marked: a score counts the past too.
QUIET_DAYS = 365


def scorecard(client: Client) -> Finding:
    """Score the customers on the eight criteria and shake the weights (K8)."""
    from kamlib.figures import scorecard as figure

    if judged(client).too_few:
        return _few(client)
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
        advice=_score_advice(client, shaken),
        notes=(*_score_notes(card, shaken), *money_note(client, _score_advice(client, shaken))),
        lesson="2-5-scorecard",
    )  # fmt: skip


def _few(client: Client) -> Finding:
    title = n_("Scores say nothing of {n} customer", "Scores say nothing of {n} customers", len(client.accounts))
    why = _("Points compare a customer with the others; that takes at least {n} customers.",
            n=count(judged(client).keys.policy.fewest_customers))  # fmt: skip
    return unsaid(client, "scorecard", "K8", title, why, "2-5-scorecard")


def _score_title(card: Scorecard, firm: int) -> str:
    n = int(card.table["on_list"].sum())
    if n == len(card.table):
        return _("All {n} customers score alike", n=count(n))
    if n == 1 and firm:
        return _("One customer leads the score, and still does with nine of ten other sets of weights")
    if n == 1:
        return _("One customer leads the score; with other weights it would often be another")
    return n_(
        "{n} of the {all} customers on the scored list keeps its place with nine of ten other sets of weights",
        "{n} of the {all} customers on the scored list keep their place with nine of ten other sets of weights",
        firm, all=count(n),
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
        ) if close else "",
        n_(
            "{n} on the scored list has not bought for over a year: win it back before it takes a place.",
            "{n} on the scored list have not bought for over a year: win them back before they take a place.",
            silent,
        ) if silent else "",
    )  # fmt: skip


def _score_advice(client: Client, shaken: Robustness) -> tuple[Advice, ...]:
    unsure = shaken.table.loc[shaken.table["stays_share"].between(0.25, 0.75), "customer_id"]
    near = client.accounts[client.accounts["customer_id"].isin(list(unsure))]
    near = near.sort_values([client.basis, "customer_id"], ascending=[False, True])
    if not len(near):
        return ()
    text = n_(
        "Decide the close case, {names}, by visiting, not by decimals.",
        "Decide the {n} close cases ({names}) by visiting, not by decimals.",
        len(near), names=leading(near["name"].tolist()),
    )  # fmt: skip
    held = float(round(near[client.basis].sum(), 2))
    return (Advice(text, "role_sales_director", 45, held if held > 0 else None),)


def _score_notes(card: Scorecard, shaken: Robustness) -> tuple[str, ...]:
    weights = _("The weights are a default, to be replaced by your own: {weights}.", weights=_weights(card))
    how = _("The other sets of weights are {n} random draws about these.", n=count(shaken.draws))
    if "profit_level" in card.weights:
        how = sentences(_("Profit level is that of the goods: the cost of serving is not taken off."), how)
    if not card.left_out:
        return (weights, how)
    gone = _("Not measured, for want of data: {names}.", names=enumerated([inside(c) for c in card.left_out]))
    return (weights, how, gone)


def _weights(card: Scorecard) -> str:
    return enumerated(
        [_("{criterion} {weight}", criterion=inside(c), weight=percent(w)) for c, w in card.weights.items()]
    )
