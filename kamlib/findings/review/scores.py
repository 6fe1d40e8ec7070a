"""The scorecard at two dates, with the weights shaken at both (K8)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib.classify import scorecard as cards
from kamlib.findings.fallen import fallen_by
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.judgement import judged
from kamlib.findings.recoverable import not_lost, said_lost
from kamlib.findings.scorecard import SPEC as PORTFOLIO
from kamlib.words import _, count, n_
from kamlib.words.phrases import enumerated, leading, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.findings.review.two_dates import TwoDates
    from kamlib.periods import Window


SPEC = replace(PORTFOLIO, id="review_scorecard", chapter="review", assumptions=("weights",))


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
        SPEC, _title(facts), _summary(both, facts), _evidence(table),
        source_of(both.client), facts=facts,
        draw=partial(figure.score_changes, table), alt=figure.score_changes_alt(table),
        advice=_advice(both, table), notes=_notes(both),
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
    for side, days in (("before", both.compared.before), ("after", both.compared.after)):
        card = cards.score(_measured(both.client, days))
        part = card.table[["customer_id", "score", "on_list"]].merge(
            cards.weight_sensitivity(card).table[["customer_id", "stays_share"]], on="customer_id"
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


def _measured(client: Client, days: Window) -> pd.DataFrame:
    return cards.criteria(periods.filter_window(client.orders, days), client.customers, as_of=days.last)


def _evidence(table: pd.DataFrame) -> pd.DataFrame:
    columns = ["customer_id", "name", "score_before", "score_after", "on_list_before", "on_list_after",
               "stays_before", "stays_after"]  # fmt: skip
    return table[columns]


def _title(facts: dict[str, int]) -> str:
    return n_(
        "One customer is on the scored list; new: {new}, dropped: {gone}",
        "Of the {n} customers on the scored list, {new} are new; {gone} dropped off", facts["after"],
        new=count(facts["new"]), gone=count(facts["gone"]),
    )  # fmt: skip


def _summary(both: TwoDates, facts: dict[str, int]) -> str:
    return sentences(
        _("Scores at each date use the year before it and only what was known then.") if both.compared.whole else
        _("Both periods are scored on the days compared, using only what was known then."),
        n_("{n} customer on today's list stays there under nine of ten other weightings.",
           "{n} customers on today's list stay there under nine of ten other weightings.", facts["firm"]),
    )  # fmt: skip


def _advice(both: TwoDates, table: pd.DataFrame) -> tuple[Advice, ...]:
    gone = table[table["on_list_before"] & ~table["on_list_after"]]
    gone = gone[~gone["customer_id"].isin(list(judged(both.client).one_offs))]  # a single occasion is not won back
    if not len(gone):
        return ()
    change = both.review.table.set_index("customer_id")["change"].reindex(gone["customer_id"]).fillna(0.0)
    fell = change.clip(upper=0.0)
    ids = tuple(gone["customer_id"])
    over = ~gone["customer_id"].isin(not_lost(both.client, ids))  # of these nothing is counted
    worst = gone.assign(_fell=fell.to_numpy(), _over=over).sort_values(["_over", "_fell", "customer_id"])
    text = n_(
        "Decide whether to win back {names}, which dropped off the scored list, or to serve it at lower cost.",
        "Decide for each of the {n} customers that dropped off the scored list ({names}) whether to win it back "
        "or to serve it at lower cost.",
        len(gone), names=leading(worst["name"].tolist()),
    )  # fmt: skip
    worth, why = fallen_by(both.client, both.review, ids, both.compared)
    whole = sentences(text, said_lost(both.client, ids))
    return (Advice(whole, "role_sales_director", 45, worth, "shortfall", why, core=text),)


def _notes(both: TwoDates) -> tuple[str, ...]:
    lacking = [c for c in cards.CRITERIA if c not in _measured(both.client, both.compared.after)]
    weights = _("The scored list contains the fifth of the customers with the best scores. The weights are a "
                "default; random weights around them show how robust each place is.")  # fmt: skip
    if not lacking:
        return (weights,)
    return (
        weights,
        _("Not measured because data is missing: {names}.", names=enumerated([lower_first(c) for c in lacking])),
    )
