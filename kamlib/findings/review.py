"""Chapter 2, standards held against the book: size and profit, the scorecard, the kinds, the periodic review."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.classify import concessions as cons
from kamlib.classify import history
from kamlib.classify import kinds as kinds_of
from kamlib.classify import migration as moving
from kamlib.classify import scorecard as cards
from kamlib.findings.classify import judged
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.value import basis_notes
from kamlib.words import _, count, date, label, money, n_, number, percent, written
from kamlib.words.phrases import enumerated, inside, sentences, short

if TYPE_CHECKING:
    from kamlib.classify.concessions import ListLife
    from kamlib.classify.kinds import Kinds
    from kamlib.classify.migration import Migration, Review
    from kamlib.classify.scorecard import Robustness, Scorecard
    from kamlib.client import Client

#: Rows of evidence that are printed.
SHOWN = 20

#: Days without an order after which a customer is marked: a score counts the past too.
QUIET_DAYS = 365

#: A margin below this is about nil: who has it does not earn, whatever others have.
NIL = 0.01


def concessions(client: Client) -> Finding:
    """Compare what large and small customers earn (K5)."""
    from kamlib.figures import concessions as figure

    of = "profit" if client.basis == "revenue" else client.basis
    table = cons.by_size(client.accounts, of=of)
    table = table[table["customers"] > 0].reset_index(drop=True)
    loss = cons.lose(client.accounts, of=of, at_most=1)
    evidence = table.assign(size=[label(f"size_{s}") for s in table["size"]])
    if of != "profit":
        evidence = evidence.rename(columns={"margin": "margin_after_serving"})
    first, last = table.iloc[0], table.iloc[-1]
    tight = cons.burden_point(client.accounts, of=of)
    burdens = tight[tight["room"] <= 0]
    return Finding(
        "concessions", "K5", "classify", _size_title(table, of), _size_summary(first, last, loss, tight, of),
        evidence, source_of(client, of),
        facts={
            "largest": int(first["customers"]), "margin_largest": float(first["margin"]),
            "smallest": int(last["customers"]), "margin_smallest": float(last["margin"]),
            "lost_share": float(loss.table["revenue_lost_share"].iloc[-1]), "burdens": len(burdens),
        },
        draw=partial(figure.size_bars, table, of=of), alt=figure.size_bars_alt(table, of=of),
        advice=_size_advice(first, last), notes=basis_notes(client, of), lesson="2-2-four-misconceptions",
    )  # fmt: skip


def _size_title(table: pd.DataFrame, of: str) -> str:
    first, last = table.iloc[0], table.iloc[-1]
    sold = float(table["revenue"].sum())
    if len(table) < 2 or pd.isna(first["margin"]) or pd.isna(last["margin"]):
        return _("Too few customers of different size to compare what large and small earn")
    own = float(table[of].sum()) / sold
    words = {"n": count(first["customers"]), "big": percent(first["margin"], 1), "m": count(last["customers"]),
             "small": percent(last["margin"], 1)}  # fmt: skip
    if last["margin"] < NIL and abs(first["margin"]) < NIL:
        return _("Neither the largest nor the smallest earn: margin {big} with the {n} largest, {small} with the "
                 "{m} smallest", **words)  # fmt: skip
    if first["margin"] < 0 and last["margin"] < 0:
        return _("Large and small lose: margin {big} with the {n} largest, {small} with the {m} smallest", **words)
    if first["margin"] < 0:
        return _("Volume without profit: the {n} largest lose {big} of revenue, the {m} smallest earn {small}",
                 **{**words, "big": percent(-first["margin"], 1)})  # fmt: skip
    if first["margin"] < 0.8 * last["margin"]:
        return _("Volume from the large, profit from the small: margin {big} with the {n} largest, {small} with "
                 "the {m} smallest", **words)  # fmt: skip
    if first["margin"] < 0.8 * own:
        return _("Neither the largest nor the smallest earn most: margin {big} with the {n} largest, {small} with "
                 "the {m} smallest, {own} over all", own=percent(own, 1), **words)  # fmt: skip
    return _("The large pay their way: margin {big} with the {n} largest, {small} with the {m} smallest", **words)


def _size_summary(first: pd.Series, last: pd.Series, loss: cons.Loss, tight: pd.DataFrame, of: str) -> str:
    if first["size"] == last["size"]:
        halves = ""
    elif pd.isna(first["profit_share"]) or first["profit_share"] > 1 or last["profit_share"] > 1:
        halves = _("Each size stands for about a quarter of revenue; what each earns stands in the table.")
    else:
        halves = _size_shares(first, last, of)
    lost = loss.table.iloc[-1]
    alone = "" if pd.isna(lost["revenue_lost_share"]) else _(
        "If the largest customer left, {share} of revenue would go with it.",
        share=percent(lost["revenue_lost_share"]),
    )  # fmt: skip
    near = int((tight["room"] < 0.05).sum())
    room = n_(
        "With {n} customer a further discount of 5% leaves nothing.",
        "With {n} customers a further discount of 5% leaves nothing.", near,
    )  # fmt: skip
    return sentences(halves, alone, room if near else "")


def _size_shares(first: pd.Series, last: pd.Series, of: str) -> str:
    return _(
        "Each size stands for about a quarter of revenue. The largest bring {a} of {basis}, the smallest {b}.",
        basis=inside(of), a=percent(first["profit_share"]), b=percent(last["profit_share"]),
    )  # fmt: skip


def _size_advice(first: pd.Series, last: pd.Series) -> tuple[Advice, ...]:
    if not first["margin"] < 0.8 * last["margin"] or last["margin"] < NIL:
        return ()
    gap = float(round((last["margin"] - first["margin"]) * first["revenue"], 2))
    text = n_(
        "Stop conceding to the {n} largest customer; tie every discount to volume, payment and service.",
        "Stop conceding to the {n} largest customers; tie every discount to volume, payment and service.",
        int(first["customers"]),
    )  # fmt: skip
    return (Advice(text, "role_sales_director", 60, gap, "shortfall"),)


def list_life(client: Client) -> Finding:
    """Say how long the list of the largest lasts and where today's come from (K5)."""
    from kamlib.figures import concessions as figure

    trailing = bought(client)
    top = max(5, round(0.2 * client.accounts["customer_id"].nunique()))
    life = cons.list_life(trailing, of=client.basis, top=top)
    evidence = client.named(life.origin).head(SHOWN)
    newcomers = int((life.origin["rank_first"] > life.top).sum())
    return Finding(
        "list_life", "K5", "classify", _life_title(life), _life_summary(life, newcomers), evidence,
        source_of(client),
        facts={
            "top": life.top, "kept_share": float(life.table["kept_share"].iloc[1]), "half_life": life.half_life,
            "grown": newcomers,
        },
        draw=partial(figure.list_survival, life), alt=figure.list_survival_alt(life),
        advice=_life_advice(life), lesson="2-2-four-misconceptions",
        notes=(_("Years are counted back from {day}; the list is made by {basis}.", day=date(client.as_of),
                 basis=inside(client.basis)),),
    )  # fmt: skip


def _life_title(life: ListLife) -> str:
    gone = 1 - float(life.table["kept_share"].iloc[1])
    if life.half_life is None:
        if 0 < gone < 1:
            return _("A year later {gone} of the {n} best customers are replaced",
                     gone=percent(gone), n=count(life.top))  # fmt: skip
        if gone > 0:
            return _("All {n} best customers of a year are replaced within a year", n=count(life.top))
        return _("The {n} best customers of a year are the same a year later", n=count(life.top))
    return _(
        "A year later {gone} of the {n} best customers are replaced, half the list after about {years} years",
        gone=percent(gone), n=count(life.top), years=number(life.half_life, 1),
    )  # fmt: skip


def _life_summary(life: ListLife, grown: int) -> str:
    return sentences(
        _("No list of key accounts stays: it has to be reviewed and refilled."),
        n_(
            "{n} of today's best was not among them when it first bought.",
            "{n} of today's best were not among them when they first bought.", grown,
        ),
    )  # fmt: skip


def _life_advice(life: ListLife) -> tuple[Advice, ...]:
    worth = float(round(life.origin.iloc[:, 1].sum(), 2))
    gone = 1 - float(life.table["kept_share"].iloc[1])
    text = _("Fill the list as fast as it empties: name candidates for {n} places a year.",
             n=count(max(1, round(gone * life.top))))  # fmt: skip
    return (Advice(text, "role_sales_director", 90, float(round(worth * gone, 2)), "risk"),) if gone > 0 else ()


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


def customer_kinds(client: Client) -> Finding:
    """Tell what kind of value the customers look for (K6)."""
    from kamlib.figures import kinds as figure

    seen = kinds_of.classify(client.orders, client.activities)
    sums = seen.table.merge(client.accounts[["customer_id", "revenue"]], on="customer_id")
    evidence = sums.groupby("kind").agg(customers=("customer_id", "size"), revenue=("revenue", "sum"))
    evidence = evidence.reindex([*kinds_of.KINDS, "unknown"], fill_value=0).reset_index()
    total = evidence["revenue"].sum()
    evidence["revenue_share"] = evidence["revenue"] / total if total > 0 else float("nan")
    n = dict(zip(evidence["kind"], evidence["customers"], strict=True))
    return Finding(
        "customer_kinds", "K6", "classify", _kinds_title(n, seen), _kinds_summary(n, seen),
        evidence.assign(kind=[label(f"kind_{k}") for k in evidence["kind"]]), source_of(client),
        facts={**{str(k): int(v) for k, v in n.items()}, "observed": len(seen.observed)},
        draw=partial(figure.mix, evidence), alt=figure.mix_alt(evidence), notes=_kinds_notes(seen),
        advice=_kinds_advice(n, seen), lesson="2-3-standards-and-kinds",
    )  # fmt: skip


def _kinds_title(n: dict[str, int], seen: Kinds) -> str:
    if "joint_a_year" in seen.not_observed:
        return _(
            "Judged by {names} alone, {a} customers seem to buy on cost and {b} to want solutions",
            names=enumerated([inside(o) for o in seen.observed]), a=count(n["intrinsic"]), b=count(n["extrinsic"]),
        )  # fmt: skip
    return _(
        "{a} customers buy on cost, {b} want solutions, {c} develop with you: one way of selling does not fit all",
        a=count(n["intrinsic"]), b=count(n["extrinsic"]), c=count(n["strategic"]),
    )  # fmt: skip


def _kinds_summary(n: dict[str, int], seen: Kinds) -> str:
    unknown = n_(
        "Of {n} customer the kind cannot be told.", "Of {n} customers the kind cannot be told.", n["unknown"]
    )
    return sentences(
        _("Told from what customers do: {names}.", names=enumerated([inside(o) for o in seen.observed])),
        unknown if n["unknown"] else "",
    )  # fmt: skip


def _kinds_notes(seen: Kinds) -> tuple[str, ...]:
    if not seen.not_observed:
        return ()
    return (
        _("Not observed, for want of data: {names}.", names=enumerated([inside(o) for o in seen.not_observed])),
    )


def _kinds_advice(n: dict[str, int], seen: Kinds) -> tuple[Advice, ...]:
    if not n["intrinsic"] or "joint_a_year" in seen.not_observed:
        return ()
    text = n_(
        "Give the {n} customer that buys on cost a lean process instead of more discount.",
        "Give the {n} customers that buy on cost a lean process instead of more discount.", n["intrinsic"],
    )  # fmt: skip
    return (Advice(text, "role_sales_director", 90),)


def migration(client: Client) -> Finding:
    """Review the tiers of the last two years: who moved and why (K8)."""
    from kamlib.figures import migration as figure

    past = history.follow(client.accounts_trailing(), by=client.basis)
    seen = moving.migrate(past.table)
    review = history.compare(*past.last_two(), by=past.by)
    return Finding(
        "migration", "K8", "classify", moves_title(review, past.periods[-1]),
        _review_summary(review, seen, client), moved(review, client), source_of(client),
        facts=_review_facts(review, seen),
        draw=partial(figure.chances, seen), alt=figure.chances_alt(seen),
        advice=visit_advice(review, without=judged(client).one_offs),
        notes=(_("Tiers of every year are cut by the amounts of the first one: a move is the customer's own. "
                 "Years are counted back from {day}.", day=date(client.as_of)),
               n_("The title is about the last year; the figure's chances are of {n} move from one year to "
                  "the next.",
                  "The title is about the last year; the figure's chances pool {n} moves from one year to "
                  "the next.",
                  len(past.periods) - 1)),
        lesson="2-6-periodic-review",
    )  # fmt: skip


def bought(client: Client) -> pd.DataFrame:
    """Return the accounts of the years counted back from the last day, of those who bought in the year.

    Who was only visited has left, whatever the visit cost.
    """
    trailing = client.accounts_trailing()
    return pd.DataFrame(trailing[trailing["orders"] > 0].reset_index(drop=True))


def moved(review: Review, client: Client, *, rows: int = SHOWN) -> pd.DataFrame:
    """Return the moves that weigh most, in words: who, from where to where, by how much, and why.

    Parameters
    ----------
    review : Review
        From ``classify.migration.review``.
    client : Client
        For the names.
    rows : int
        How many at the most.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``name``, ``tier_before``, ``tier_after``, ``before``, ``after``, ``change``,
        ``reason_moved``.
    """
    table = review.table[review.table["move"] != "stayed"]
    table = table.assign(_size=table["change"].abs()).sort_values(
        ["_size", "customer_id"], ascending=[False, True]
    )
    table = table.head(rows).drop(columns="_size").reset_index(drop=True)
    for column in ("tier_before", "tier_after"):
        table[column] = [label(state) for state in table[column]]
    table["reason_moved"] = [reason_in_words(row) for row in table.to_dict("records")]
    columns = ["customer_id", "tier_before", "tier_after", "before", "after", "change", "reason_moved"]
    return client.named(pd.DataFrame(table[columns]))


def reason_in_words(row: Mapping[Any, Any]) -> str:
    """Say which criterion moved, from where to where; of those who came or left, that they did.

    Money stands there without its currency, which the columns beside it name.
    """
    if not isinstance(row["reason"], str):
        return label(f"move_{row['move']}")
    before, after = (_criterion(row["reason"], row[side]) for side in ("reason_before", "reason_after"))
    return _("{criterion}: {before} → {after}", criterion=label(row["reason"]), before=before, after=after)


def _criterion(key: str, value: float) -> str:
    """Write a criterion's value; orders, which names a table too, is a count here."""
    return count(value) if key in ("orders", "products") else written(key, value)


def moves_title(review: Review, last: str) -> str:
    """Say how many made each move in the year to a day (``2024-12-31``)."""
    n = dict(zip(review.moves["move"], review.moves["customers"], strict=True))
    words = {move: count(n[move]) for move in n} | {"day": date(pd.Timestamp(last))}
    return _(
        "In the year to {day} {promoted} customers were promoted, {demoted} demoted, {left} left, {entered} came",
        **words,
    )


def moves_money(review: Review, client: Client) -> str:
    """Say what those who went down and those who went up bring more or less than before."""
    change = dict(zip(review.moves["move"], review.moves["change"], strict=True))
    down, up = change["demoted"] + change["left"], change["promoted"] + change["entered"]
    if down <= 0 <= up:
        return _(
            "Those demoted or lost bring {down} less {basis} a year, those promoted or new {up} more.",
            down=money(-down + 0.0, client.currency), basis=inside(client.basis), up=money(up, client.currency),
        )  # fmt: skip
    return _(
        "The year's {basis} changed by {down} with those demoted or lost, by {up} with those promoted or new.",
        basis=inside(client.basis), down=money(down, client.currency), up=money(up, client.currency),
    )  # fmt: skip


def _review_summary(review: Review, seen: Migration, client: Client) -> str:
    first = moves_money(review, client)
    if seen.half_life is None:
        return first
    half = _("Half of the customers in {tier} have left it within {n} years.", tier=label("platinum"),
             n=number(seen.half_life, 1))  # fmt: skip
    return sentences(first, half)


def _review_facts(review: Review, seen: Migration) -> dict[str, float | int | str | None]:
    n = dict(zip(review.moves["move"], review.moves["customers"], strict=True))
    return {**{str(move): int(n[move]) for move in n}, "half_life": seen.half_life}


def visit_advice(review: Review, *, without: Collection[str] = ()) -> tuple[Advice, ...]:
    """Advise to visit the best of those who fell or left, with the money that went.

    Parameters
    ----------
    review : Review
        From ``classify.migration.review``.
    without : collection of customer ids
        Who lives on one occasion: its fall was to be expected, and a visit brings nothing back.

    Returns
    -------
    tuple of Advice
        None, or one.
    """
    lost = review.table[review.table["move"].isin(["demoted", "left"])]
    best = lost[lost["tier_before"].isin(["platinum", "gold"])]
    exempt = best["customer_id"].isin(list(without))
    best, apart = best[~exempt], int(exempt.sum())
    if not len(best):
        return ()
    text = n_(
        "Visit the {n} platinum or gold customer that fell or left, and find the cause.",
        "Visit the {n} platinum and gold customers that fell or left, and find the cause.", len(best),
    )  # fmt: skip
    if apart:
        left_out = n_(
            "{n} one-off buyer among the fallen is left out.",
            "{n} one-off buyers among the fallen are left out.",
            apart,
        )
        text = sentences(text, left_out)
    fell = float(round(-best["change"].clip(upper=0).sum(), 2))
    return (Advice(text, "role_sales_director", 30, fell, "shortfall"),)
