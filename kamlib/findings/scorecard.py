"""Chapter 2, the scorecard: how eight criteria order those in question for the list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.classify import scorecard as cards
from kamlib.findings.finding import Advice, Finding, insufficient_data, nothing_found, source_of
from kamlib.findings.judgement import judged
from kamlib.findings.notes import unpaid
from kamlib.findings.recoverable import keeps, not_lost
from kamlib.findings.spec import FindingSpec
from kamlib.requirements import Needs
from kamlib.words import _, count, label, n_, number, percents
from kamlib.words.phrases import WIDEST_NAME, enumerated, leading, lower_first, sentences, short, width

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.classify.key_accounts import KeyAccounts
    from kamlib.classify.scorecard import Robustness, Scorecard
    from kamlib.client import Client

#: Days without an order after which a customer is marked: a score counts the past too.
QUIET_DAYS = 365


SPEC = FindingSpec(
    "scorecard",
    "K8",
    "key_accounts",
    "2-5-scorecard",
    needs=Needs(one_of=("orders.cost", "orders.paid_date", "customers.influence")),
    assumptions=("weights", "scorecard"),
)


def scorecard(client: Client) -> Finding:
    """Score those in question for the key-account list on the eight criteria, and shake the weights (K8).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence is the scores.
    """
    from kamlib.figures import scorecard as figure

    known = judged(client).keys
    if judged(client).too_few:
        return _few(client)
    if judged(client).even:
        return _even(client)
    if not len(_asked(known)):
        return nothing_found(
            client, SPEC, _("No customer can be scored: none is eligible for the list"),
            _("Scores cover the customers that meet the criteria of a key account, and the "
              "candidates."))  # fmt: skip
    card = scored(client)
    shaken = cards.weight_sensitivity(card)
    table = _table(client, card, shaken)
    names = dict(zip(client.buyers["customer_id"], client.buyers["name"], strict=True))
    quiet = table[table["recency_days"] > QUIET_DAYS]
    silent = quiet[quiet["on_list"]]
    room = WIDEST_NAME - width(_("{name} (quiet)", name=""))
    names |= {who: _("{name} (quiet)", name=short(names[who], room)) for who in quiet["customer_id"]}
    both = table[table["on_list"] & table["customer_id"].isin(known.listed()["customer_id"])]
    firm = int((both["stays_share"] >= 0.9).sum())
    advice = _advice(client, shaken)
    columns = ["customer_id", "rank", "verdict", "score", "stays_share", "last_date"]
    return Finding(
        SPEC, _title(card, len(known.listed()), len(both), firm),
        _summary(known, card, shaken, len(silent)), client.named(table[columns]),
        source_of(client),
        facts={"scored": len(table), "listed": int(table["on_list"].sum()), "confirmed": len(both), "firm": firm,
               "criteria": len(card.weights), "quiet": len(silent), "places": card.top,
               **{f"weight_{criterion}": float(weight) for criterion, weight in card.weights.items()}},
        behind={"scorecard_points": points_by_criterion(client, card)},
        draw=partial(figure.score_bars, card, names=names), alt=figure.score_bars_alt(card, names=names),
        advice=advice, notes=_notes(client, card, shaken),
    )  # fmt: skip


def _asked(known: KeyAccounts) -> pd.DataFrame:
    """Return those in question for the list: all who meet its rule, in reserve too, and the candidates."""
    return known.table[known.table["verdict"].isin(["key", "candidate"])]


@cached_per_client
def scored(client: Client) -> Scorecard:
    """Score the book, and make a list out of those in question that is as long as the key-account list.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Scorecard
        Of those in question; weights of criteria without data are shared out among the others.
    """
    known = judged(client).keys
    asked = _asked(known)["customer_id"]
    whole = cards.score(
        cards.criteria(client.sold, client.customers, as_of=client.as_of, margins=_margins(client)),
        weights=(client.choices or {}).get("weights"),
    )
    return cards.among(whole, asked, top=len(known.listed()) or min(known.at_most, len(asked)))


def _margins(client: Client) -> pd.Series | None:
    """Return the profit level where the report measures customer profit; None for gross profit."""
    if client.basis != "profit_after_serving":
        return None
    return client.buyers.set_index("customer_id")["margin_after_serving"]


def points_by_criterion(client: Client, card: Scorecard) -> pd.DataFrame:
    """Return who is scored with points from 0 to 100 by criterion, as the workbook weighs them anew.

    Parameters
    ----------
    client : Client
        The client's tables.
    card : Scorecard
        From `scored`.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``name``, ``rank``, ``score`` and ``points_<criterion>``; missing where not measured.
    """
    names = {f"score_{criterion}": f"points_{criterion}" for criterion in card.weights}
    table = card.table.rename(columns=names)[["customer_id", "rank", "score", *names.values()]]
    return client.named(table)


def _table(client: Client, card: Scorecard, shaken: Robustness) -> pd.DataFrame:
    """Join scores with how firm they are, the verdict of the key-account list, and when the last order came."""
    verdicts = _asked(judged(client).keys).copy()
    reserve = (verdicts["verdict"] == "key") & ~verdicts["on_list"]
    verdicts["verdict"] = verdicts["verdict"].where(~reserve, "in_reserve").map(label)
    table = card.table.merge(shaken.table[["customer_id", "stays_share"]], on="customer_id")
    table = table.merge(verdicts[["customer_id", "verdict"]], on="customer_id")
    table = table.merge(client.buyers[["customer_id", "last_date", "recency_days"]], on="customer_id")
    return table.sort_values(["rank", "customer_id"], ignore_index=True)


def _few(client: Client) -> Finding:
    title = n_(
        "{n} customer is not enough for scores", "{n} customers are not enough for scores", len(client.buyers)
    )
    why = _("Points compare a customer with the others, which requires at least {n} customers.",
            n=count(judged(client).keys.policy.fewest_customers))  # fmt: skip
    return insufficient_data(client, SPEC, title, why)


def _even(client: Client) -> Finding:
    """Say that very similar customers cannot be ranked by points, as no list distinguishes them."""
    title = n_("{n} customer does not need a score", "The {n} customers are too similar for a score",
               len(client.buyers))  # fmt: skip
    why = _("Points would rank them by small differences (Gini coefficient {gini}); a score helps where a few "
            "customers contribute most.", gini=number(judged(client).spread, 2))  # fmt: skip
    return nothing_found(client, SPEC, title, why)


def _title(card: Scorecard, places: int, both: int, firm: int) -> str:
    n = len(card.table)
    if not places:
        return n_("No key account can be named yet; the score ranks the candidate",
                  "No key account can be named yet; the score ranks the {n} candidates", n)  # fmt: skip
    if n == places:
        return n_("The one eligible customer is on the list, whatever the weights",
                  "All {n} eligible customers are on the list, whatever the weights", n)  # fmt: skip
    if not both:
        return n_("The score does not confirm the one place on the key-account list",
                  "The score confirms none of the {n} places on the key-account list", places)  # fmt: skip
    if both == firm == places:
        return n_(
            "The score confirms the one place on the key-account list, under nine of ten other sets of weights as "
            "well",
            "The score confirms all {n} places on the key-account list, each under nine of ten other sets of "
            "weights as well", places,
        )  # fmt: skip
    return n_(
        "The score confirms {both} of {n} place on the key-account list, {firm} of them under nine of ten other "
        "sets of weights as well",
        "The score confirms {both} of the {n} places on the key-account list, {firm} of them under nine of ten "
        "other sets of weights as well",
        places, both=count(both), firm=count(firm),
    )  # fmt: skip


def _summary(known: KeyAccounts, card: Scorecard, shaken: Robustness, silent: int) -> str:
    heaviest = sorted(card.weights, key=lambda c: (-card.weights[c], c))[:3]
    close = int(shaken.table["stays_share"].between(0.25, 0.75).sum())
    return sentences(
        _who_isscored(known, card),
        _("The score combines {n} criteria; the highest weights are on {names}.", n=count(len(card.weights)),
          names=enumerated([lower_first(c) for c in heaviest])),
        n_(
            "{n} customer is so close to the end of the list that other weights would change the decision.",
            "{n} customers are so close to the end of the list that other weights would change the "
            "decision.", close,
        ) if close else "",
        n_(
            "{n} of the best by score has not bought for over a year: it gets a place on the list only once it "
            "buys again.",
            "{n} of the best by score have not bought for over a year: they get a place on the list only once "
            "they buy again.",
            silent,
        ) if silent else "",
    )  # fmt: skip


def _who_isscored(known: KeyAccounts, card: Scorecard) -> str:
    """Say who is scored, and why the list by score is as long as it is."""
    meet, hope = len(known.with_verdict("key")), len(known.with_verdict("candidate"))
    words = {"all": count(len(card.table)), "meet": count(meet), "places": count(card.top)}
    if not meet:
        return n_("The one candidate for the list is scored.", "The {n} candidates for the list are scored.", hope)
    if not hope:
        return n_(
            "The one customer that meets the criteria of a key account is scored; there are no candidates.",
            "The {n} customers that meet the criteria of a key account are scored; there are no candidates.",
            len(card.table),
        )  # fmt: skip
    if card.top == 1:
        return _(
            "The {all} customers eligible for the list are scored. The one with the best score is compared with "
            "the one key account on it.",
            all=words["all"],
        )
    return n_(
        "The {all} customers eligible for the list are scored: {meet} that meet its criteria, and {n} candidate. "
        "The {places} with the best scores are compared with the {places} on the key-account list.",
        "The {all} customers eligible for the list are scored: {meet} that meet its criteria, and {n} "
        "candidates. The {places} with the best scores are compared with the {places} on the key-account list.",
        hope, **words,
    )  # fmt: skip


def _advice(client: Client, shaken: Robustness) -> tuple[Advice, ...]:
    unsure = shaken.table.loc[shaken.table["stays_share"].between(0.25, 0.75), "customer_id"]
    near = client.buyers[client.buyers["customer_id"].isin(not_lost(client, unsure.tolist()))]
    near = near.sort_values([client.basis, "customer_id"], ascending=[False, True])
    flagged = judged(client).misconceptions.table
    harsh = near["customer_id"].isin(flagged.loc[flagged["misconception"] == "harsh_terms", "customer_id"])
    near, waits = near[~harsh], int(harsh.sum())
    if not len(near):
        return ()
    text = n_(
        "Decide by a visit, not by decimals, whether the borderline customer {names} belongs on the list.",
        "Decide by visits, not by decimals, which of the {n} borderline customers ({names}) belong on the list.",
        len(near), names=leading(near["name"].tolist()),
    )  # fmt: skip
    later = n_(
        "{n} more on harsh terms waits until its terms improve.",
        "{n} more on harsh terms wait until their terms improve.", waits,
    )  # fmt: skip
    text = sentences(text, later if waits else "")
    return (Advice(text, "role_sales_director", 45, unvalued=keeps()),)


def _notes(client: Client, card: Scorecard, shaken: Robustness) -> tuple[str, ...]:
    weights = _("The weights are a default; replace them with your own: {weights}.", weights=_weights(card))
    of = _("Points compare a customer with all customers of the company, not only with those shown here.")
    how = _("The other sets of weights are {n} random draws around these.", n=count(shaken.draws))
    if "profit_level" in card.weights and client.basis == "profit_after_serving":
        own = _("Profit level is customer profit as a share of revenue, the measure of this report.")
        how = sentences(own, how)
    elif "profit_level" in card.weights:
        how = sentences(_("Profit level is measured by gross margin: the cost to serve is not deducted."), how)
    open_ = unpaid(client) if "collection_rate" in card.weights else ""
    said = tuple(filter(None, (weights, of, how, open_)))
    if not card.left_out:
        return said
    gone = _(
        "Not measured because data is missing: {names}.", names=enumerated([lower_first(c) for c in card.left_out])
    )
    return (*said, gone)


def _weights(card: Scorecard) -> str:
    written = percents(list(card.weights.values()))
    return enumerated(
        [
            _("{criterion} {weight}", criterion=lower_first(c), weight=w)
            for c, w in zip(card.weights, written, strict=True)
        ]
    )
