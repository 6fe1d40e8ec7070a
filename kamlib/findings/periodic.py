"""The periodic review as a report: two dates, who moved and why, and whether the list stands (K5, K8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.classify import history
from kamlib.classify import migration as moving
from kamlib.classify import scorecard as cards
from kamlib.errors import KamError
from kamlib.findings import lasting
from kamlib.findings import review as reviewed
from kamlib.findings.classify import judged
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.words import _, count, date, label, n_, percent
from kamlib.words.phrases import enumerated, inside, leading, sentences

if TYPE_CHECKING:
    from kamlib.classify.history import History
    from kamlib.classify.migration import Review
    from kamlib.client import Client

#: Months that each of the two dates looks back.
MONTHS = 12

#: Days by which orders may end before the later date, or begin after the first year's first day.
_SLACK = pd.Timedelta(days=31)

_BEST = ("platinum", "gold")


@dataclass(frozen=True, eq=False)
class TwoDates:
    """A client at two dates.

    Attributes
    ----------
    client : Client
        With `as_of` the later date.
    since : pandas.Timestamp
        The earlier one.
    past : History
        The year to each, by the amounts at which the first whole year in the orders was cut: those of the
        portfolio's review, so that both say the same.
    review : Review
        Who moved between them.
    """

    client: Client
    since: pd.Timestamp
    past: History
    review: Review


def compare(client: Client, since: dt.date | None = None) -> TwoDates:
    """Compare the year to the client's date with the year to an earlier one.

    Parameters
    ----------
    client : Client
        Its `as_of` is the later date.
    since : date, optional
        The earlier date; by default a year before.

    Returns
    -------
    TwoDates

    Raises
    ------
    KamError
        If the earlier date is not before the later, or the orders do not fill both years.
    """
    now = client.as_of.normalize()
    then = now - pd.DateOffset(months=MONTHS) if since is None else pd.Timestamp(since)
    if then >= now:
        raise KamError(_("--since {since} has to lie before {now}", since=date(then), now=date(now)))
    _whole(client, then, now)
    years = [_year(client, day) for day in (then, now)]
    yardstick = history.follow(client.accounts_trailing(months=MONTHS), by=client.basis).thresholds
    past = history.follow(pd.concat(years, ignore_index=True), by=client.basis, thresholds=yardstick)
    return TwoDates(client, then, past, history.compare(*past.last_two(), by=past.by))


def _whole(client: Client, then: pd.Timestamp, now: pd.Timestamp) -> None:
    """Refuse dates whose years the orders do not fill."""
    begin = then - pd.DateOffset(months=MONTHS) + pd.Timedelta(days=1)
    if client.first_date <= begin + _SLACK / 2 and client.last_date >= now - _SLACK:
        return
    raise KamError(
        _(
            "a review compares two whole years, those to {then} and {now}: orders from {begin} to {now} are "
            "needed, there are those from {first} to {last}",
            then=date(then), now=date(now), begin=date(begin), first=date(client.first_date),
            last=date(client.last_date),
        )
    )  # fmt: skip


def _year(client: Client, day: pd.Timestamp) -> pd.DataFrame:
    """Return the accounts of the year to a day."""
    trailing = replace(client, as_of=day).accounts_trailing(months=MONTHS)
    return trailing[trailing["period"] == f"{day:%Y-%m-%d}"]


# -- who moved ------------------------------------------------------------------------------------------------


def moves(both: TwoDates) -> Finding:
    """Say who was promoted, demoted, came or left, and which criterion moved (K8).

    Parameters
    ----------
    both : TwoDates
        The client at both dates.

    Returns
    -------
    Finding
        Its evidence is everybody who moved.
    """
    from kamlib.figures import migration as figure

    review, client = both.review, both.client
    n = dict(zip(review.moves["move"], review.moves["customers"], strict=True))
    fell = reviewed.visit_advice(review, client, without=judged(client).one_offs)
    advice = (*fell, *_climbers(review, client))
    return Finding(
        "review_moves", "K8", "review", reviewed.moves_title(review, both.past.periods[-1]), _moves_summary(both),
        reviewed.moved(review, client, rows=len(review.table)), source_of(client),
        facts={str(move): int(n[move]) for move in n},
        draw=partial(figure.moves, review, currency=client.currency),
        alt=figure.moves_alt(review, currency=client.currency),
        advice=advice, notes=(*_overlap(both), *_money_note(client, advice)),
        lesson="2-6-periodic-review",
    )  # fmt: skip


def _moves_summary(both: TwoDates) -> str:
    return sentences(
        _("The year to {now} is compared with the year to {since}.", now=date(both.client.as_of),
          since=date(both.since)),
        reviewed.moves_money(both.review, both.client),
        _("Named beside each is the criterion that moved most: it says where to ask."),
    )  # fmt: skip


def _climbers(review: Review, client: Client) -> tuple[Advice, ...]:
    up = review.table[(review.table["move"] == "promoted") & review.table["tier_after"].isin(_BEST)]
    if not len(up):
        return ()
    text = n_(
        "Give {names}, which climbed to platinum or gold, the service of the new tier, and say so.",
        "Give the {n} customers that climbed to platinum or gold ({names}) the service of their new tier, "
        "and tell them so.",
        len(up), names=leading(reviewed.names_of(client, up.sort_values("after", ascending=False))),
    )  # fmt: skip
    return (Advice(text, "role_sales_director", 60, float(round(up["after"].sum(), 2))),)


def _money_note(client: Client, advice: tuple[Advice, ...]) -> tuple[str, ...]:
    if not advice:
        return ()
    return (
        _("Money beside a recommendation: of those who fell or left, how much less {basis} they brought than in "
          "the earlier year; of those who climbed, what they brought in the later "
          "one.", basis=inside(client.basis)),
    )  # fmt: skip


def _yardstick() -> tuple[str, ...]:
    return (
        _("Both years are cut by the amounts of the first in the orders: a move is the customer's own. "
          "Who placed no order in the year is no customer in it."),
    )  # fmt: skip


def _overlap(both: TwoDates) -> tuple[str, ...]:
    if both.since <= both.client.as_of.normalize() - pd.DateOffset(months=MONTHS):
        return ()
    return (_("The two years overlap: orders in both make moves smaller than they are."),)


def everybody(both: TwoDates) -> pd.DataFrame:
    """Return every customer of either date, those who moved most money first, those who stayed last.

    Parameters
    ----------
    both : TwoDates
        The client at both dates.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``name``, ``move``, ``tier_before``, ``tier_after``, ``before``, ``after``, ``change``,
        ``reason_moved``; in words.
    """
    table = both.review.table
    table = table.assign(_stayed=table["move"] == "stayed", _size=-table["change"].abs())
    table = table.sort_values(["_stayed", "_size", "customer_id"], ignore_index=True)
    table["reason_moved"] = [reviewed.reason_in_words(row) for row in table.to_dict("records")]
    for column, prefix in (("tier_before", ""), ("tier_after", ""), ("move", "move_")):
        table[column] = [label(prefix + value) for value in table[column]]
    columns = ["move", "tier_before", "tier_after", "before", "after", "change", "reason_moved"]
    return both.client.named(pd.DataFrame(table[["customer_id", *columns]]))


# -- the matrix -----------------------------------------------------------------------------------------------


def matrix(both: TwoDates) -> Finding:
    """Count who went from which tier to which, with those who came and left (K8).

    Parameters
    ----------
    both : TwoDates
        The client at both dates.

    Returns
    -------
    Finding
        Its evidence is the counts.
    """
    from kamlib.figures import migration as figure

    seen = moving.migrate(both.past.table)
    best = seen.counts.loc[list(_BEST)]
    kept = int(best[list(_BEST)].to_numpy().sum())
    n = int(best.to_numpy().sum())
    evidence = seen.counts.rename_axis("tier_before").reset_index()
    return Finding(
        "review_matrix", "K8", "review", _matrix_title(n, kept), _matrix_summary(seen), _labelled(evidence),
        source_of(both.client), facts={"best": n, "kept": kept, "half_life": seen.half_life},
        draw=partial(figure.chances, seen), alt=figure.chances_alt(seen), notes=_yardstick(),
        lesson="2-6-periodic-review",
    )  # fmt: skip


def _labelled(evidence: pd.DataFrame) -> pd.DataFrame:
    return evidence.assign(tier_before=[label(tier) for tier in evidence["tier_before"]])


def _matrix_title(n: int, kept: int) -> str:
    return n_(
        "One customer was platinum or gold; customers that still are: {kept}",
        "Of the {n} customers that were platinum or gold, {kept} still are", n, kept=count(kept),
    )  # fmt: skip


def _matrix_summary(seen: moving.Migration) -> str:
    how = _(
        "Rows are the earlier date, columns the later; entries stand in the last row, exits in the last column."
    )
    if seen.steady is None:
        return how
    best = float(seen.steady[list(_BEST)].sum())
    return sentences(
        how,
        _("If years went on like this one, {share} of the customers would in the end be platinum or gold.",
          share=percent(best)),
    )  # fmt: skip


# -- the scorecard at both dates ------------------------------------------------------------------------------


def scorecard(both: TwoDates) -> Finding:
    """Score the customers at both dates, and shake the weights at both (K8).

    Parameters
    ----------
    both : TwoDates
        The client at both dates.

    Returns
    -------
    Finding
        Its evidence is the scores of both dates.
    """
    from kamlib.figures import periodic as figure

    table = scored(both)
    was, now = table["on_list_before"], table["on_list_after"]
    facts = {
        "before": int(was.sum()), "after": int(now.sum()), "new": int((now & ~was).sum()),
        "gone": int((was & ~now).sum()), "firm": int((table.loc[now, "stays_after"] >= 0.9).sum()),
    }  # fmt: skip
    return Finding(
        "review_scorecard", "K8", "review", _card_title(facts), _card_summary(facts), _card_evidence(table),
        source_of(both.client), facts=facts,
        draw=partial(figure.score_changes, table), alt=figure.score_changes_alt(table),
        advice=_card_advice(both, table), notes=_card_notes(both, table), lesson="2-5-scorecard",
    )  # fmt: skip


def scored(both: TwoDates) -> pd.DataFrame:
    """Score both years, each by what was known at its end.

    Parameters
    ----------
    both : TwoDates
        The client at both dates.

    Returns
    -------
    pandas.DataFrame
        Customers on either list, the best of today first: ``customer_id``, ``name``, ``score_before``,
        ``score_after``, ``stays_before``, ``stays_after`` (share of random weightings), ``on_list_before``,
        ``on_list_after``.
    """
    parts = []
    for side, day in (("before", both.since), ("after", both.client.as_of.normalize())):
        card = cards.score(_measured(both.client, day))
        part = card.table[["customer_id", "score", "on_list"]].merge(
            cards.shake(card).table[["customer_id", "stays_share"]], on="customer_id"
        )
        names = {"score": f"score_{side}", "on_list": f"on_list_{side}", "stays_share": f"stays_{side}"}
        parts.append(part.rename(columns=names))
    table = parts[0].merge(parts[1], on="customer_id", how="outer")
    for side in ("before", "after"):
        table[f"on_list_{side}"] = table[f"on_list_{side}"].astype("boolean").fillna(False).astype(bool)
    table = table[table["on_list_before"] | table["on_list_after"]]
    table = table.sort_values(
        ["on_list_after", "score_after", "score_before", "customer_id"], ascending=[False, False, False, True]
    )
    return both.client.named(pd.DataFrame(table.reset_index(drop=True)))


def _measured(client: Client, day: pd.Timestamp) -> pd.DataFrame:
    days = client.orders["date"]
    year = client.orders[(days >= day - pd.DateOffset(months=MONTHS) + pd.Timedelta(days=1))
                         & (days < day + pd.Timedelta(days=1))]  # fmt: skip
    return cards.criteria(year, client.customers, as_of=day)


def _card_evidence(table: pd.DataFrame) -> pd.DataFrame:
    columns = ["customer_id", "name", "score_before", "score_after", "on_list_before", "on_list_after",
               "stays_before", "stays_after"]  # fmt: skip
    return table[columns]


def _card_title(facts: dict[str, int]) -> str:
    return n_(
        "One customer is on the scored list; new on it: {new}, dropped off it: {gone}",
        "Of the {n} customers on the scored list, {new} are new; {gone} dropped off it", facts["after"],
        new=count(facts["new"]), gone=count(facts["gone"]),
    )  # fmt: skip


def _card_summary(facts: dict[str, int]) -> str:
    return sentences(
        _("Each date is scored on the year before it, by what was known then."),
        n_("{n} of today's list stays on it in nine of ten other weightings.",
           "{n} of today's list stay on it in nine of ten other weightings.", facts["firm"]),
    )  # fmt: skip


def _card_advice(both: TwoDates, table: pd.DataFrame) -> tuple[Advice, ...]:
    gone = table[table["on_list_before"] & ~table["on_list_after"]]
    if not len(gone):
        return ()
    change = both.review.table.set_index("customer_id")["change"].reindex(gone["customer_id"]).fillna(0.0)
    fell = change.clip(upper=0.0)
    worst = gone.assign(_fell=fell.to_numpy()).sort_values(["_fell", "customer_id"])
    text = n_(
        "Decide for {names}, which dropped off the scored list: win back, or serve at lower cost.",
        "Decide for each of the {n} customers that dropped off the scored list ({names}): win back, or serve "
        "at lower cost.",
        len(gone), names=leading(worst["name"].tolist()),
    )  # fmt: skip
    return (Advice(text, "role_sales_director", 45, float(round(-fell.sum(), 2)) + 0.0, "shortfall"),)


def _card_notes(both: TwoDates, table: pd.DataFrame) -> tuple[str, ...]:
    lacking = [c for c in cards.CRITERIA if c not in _measured(both.client, both.client.as_of.normalize())]
    weights = _("The scored list holds the fifth of the customers that scores best. The weights are a default; "
                "random weights about them show how firm a place is.")  # fmt: skip
    worked = () if not _card_advice(both, table) else (
        _("Money beside the recommendation: by how much less {basis} than in the earlier year these customers "
          "brought.", basis=inside(both.client.basis)),
    )  # fmt: skip
    if not lacking:
        return (weights, *worked)
    return (
        weights,
        *worked,
        _("Not measured, for want of data: {names}.", names=enumerated([inside(c) for c in lacking])),
    )


def list_life(both: TwoDates) -> Finding:
    """Say how long the list of the best lasts (K5), as a part of the review.

    Parameters
    ----------
    both : TwoDates
        The client at both dates.

    Returns
    -------
    Finding
        The same, in the chapter ``review``.
    """
    return replace(lasting.list_life(both.client), chapter="review")


#: Findings of the review in the order of its report; the id under which ``capabilities`` knows what each needs.
BUILDERS: dict[str, tuple[Callable[[TwoDates], Finding], str]] = {
    "review_moves": (moves, "migration"),
    "review_matrix": (matrix, "migration"),
    "list_life": (list_life, "list_life"),
    "review_scorecard": (scorecard, "scorecard"),
}
