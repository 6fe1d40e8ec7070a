"""What a review of two dates has in place of the portfolio's: its summary, and everybody at both dates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kamlib.findings import Findings, continued, review
from kamlib.findings.call_agenda import call_agendas
from kamlib.findings.call_words import call_list, past_call_list
from kamlib.findings.judgement import judged
from kamlib.findings.moves import OUTWEIGHS, moves_title, one_off_part
from kamlib.findings.recoverable import not_lost
from kamlib.findings.spans import said_of
from kamlib.findings.weight import on_pages
from kamlib.reports.cells import Table, amount, table
from kamlib.reports.results import KeyNumber, Summary, Threshold, Tiers
from kamlib.reports.summary import answer
from kamlib.words import _, count, label, money, n_, span, year_to
from kamlib.words.phrases import ended, listed, lower_first, sentences

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.findings.review import TwoDates

#: How many of those who took most with them are named.
_NAMED = 3


def account_table(both: TwoDates) -> tuple[Table, Tiers]:
    """Return everybody at both dates, those who moved first, and the amounts that both were cut by."""
    starts = [
        Threshold(key=tier, label=label(tier), value=amount(start) if 1e-9 < start < math.inf else None)
        for tier, start in both.past.thresholds.items()
    ]
    return table(review.everybody(both)), Tiers(by=both.past.basis, thresholds=starts)


def other_table(both: TwoDates) -> Table:
    """Return who moved money and was a customer at neither date: with the accounts both years tie."""
    apart = review.nobody(both)
    return table(apart) if len(apart) else Table()


def summary(both: TwoDates, findings: Findings) -> Summary:
    """Say in three paragraphs and three numbers what changed between the dates."""
    shown = Findings(tuple(on_pages(both.client, findings)), findings.missing)
    return Summary(
        title=_title(both) or findings["review_moves"].title,
        situation=_situation(both, findings),
        complication=sentences(ended(_complication(both)), _outweighed(both), _of_it(both, findings)),
        answer=answer(shown, leads="review_moves"),
        numbers=_numbers(both, findings),
        calls=table(call_list(both.client)), past_calls=table(past_call_list(both.client)),
        agendas=table(call_agendas(both.client)),
    )  # fmt: skip


def _title(both: TwoDates) -> str:
    """Say how many were demoted or lost, and how much less they bring; empty where they bring no less."""
    moved = both.review.table
    lost = moved[moved["move"].isin(["demoted", "left"])]
    less = -float(lost["change"].sum())
    if less <= 0:
        return ""
    return n_(
        "{n} customer was demoted or lost and brings {money} less {basis} than before",
        "{n} customers were demoted or lost and bring {money} less {basis} than before",
        len(lost), money=money(less, both.client.currency), basis=lower_first(both.client.basis),
    )  # fmt: skip


def _sums(both: TwoDates) -> tuple[float, float]:
    sums = both.review.table[["before", "after"]].sum() + both.review.apart[["before", "after"]].sum()
    return float(sums["before"]), float(sums["after"])


def _situation(both: TwoDates, findings: Findings) -> str:
    before, after = _sums(both)
    currency = both.client.currency
    if not both.compared.whole:
        said = (*_moved(both), ended(findings["review_matrix"].title))
        return sentences(continued.said(both.client), _like_days(both, before, after), *said)
    first = _(
        "The customers of {name} brought {before} of {basis} in {year_before} and {after} in {year}.",
        name=both.client.name or _("the company"), before=money(before, currency), after=money(after, currency),
        basis=lower_first(both.client.basis), year_before=year_to(both.since), year=year_to(both.client.as_of),
    )  # fmt: skip
    return sentences(continued.said(both.client), first, *_moved(both), ended(findings["review_matrix"].title))


def _moved(both: TwoDates) -> list[str]:
    """Say how many made each move, unless it is the title of the page."""
    return [ended(moves_title(both.review, both.past.periods[-1], both.compared))] if _title(both) else []


def _like_days(both: TwoDates, before: float, after: float) -> str:
    """Say what the days that are compared brought, and why it is not whole years."""
    currency = both.client.currency
    brought = _(
        "The customers of {name} contributed {after} of {basis} from {days}, and {before} in the same period of "
        "the earlier year.",
        name=both.client.name or _("the company"), before=money(before, currency), after=money(after, currency),
        basis=lower_first(both.client.basis), days=span(*both.compared.after),
    )  # fmt: skip
    return sentences(brought, said_of(both.compared, both.client))


def _complication(both: TwoDates) -> str:
    table = both.review.table
    lost = table[table["move"].isin(["demoted", "left"])]
    worse = lost[lost["change"] < 0].sort_values(["change", "customer_id"])
    if not len(worse):
        return _("No contribution was lost through demoted or lost customers.")
    names = both.client.named(worse[["customer_id"]])["name"].tolist()[:_NAMED]
    taken = money(-float(worse["change"].sum()), both.client.currency)
    if len(worse) == len(lost) > 1:  # the title says how many they are, and how much
        return _largest_falls(both, worse, names)
    if not both.compared.whole:
        return n_(
            "{n} of the {all} demoted or lost customers contributed {money} less in this period: {names}.",
            "{n} of the {all} demoted or lost customers contributed {money} less in this period, mainly "
            "{names}.",
            len(worse), all=count(len(lost)), names=listed(names), money=taken,
        )  # fmt: skip
    return n_(
        "{n} of the {all} demoted or lost customers accounts for a loss of {money} a year: {names}.",
        "{n} of the {all} demoted or lost customers account for a loss of {money} a year, mainly {names}.",
        len(worse), all=count(len(lost)), names=listed(names),
        money=taken,
    )  # fmt: skip


def _largest_falls(both: TwoDates, worse: pd.DataFrame, names: list[str]) -> str:
    """Name the deepest falls: those of customers that bought on one occasion were to be expected."""
    one_offs = judged(both.client).occasional
    part = one_off_part(both.review, both.client, one_offs)
    lasting = worse[~worse["customer_id"].isin(list(one_offs))]
    if not part or not len(lasting):
        return _("The largest falls are at {names}.", names=listed(names))
    names = both.client.named(lasting[["customer_id"]])["name"].tolist()[:_NAMED]
    return sentences(part, _("Apart from it, the largest falls are at {names}.", names=listed(names)))


def _outweighed(both: TwoDates) -> str:
    """Say what promoted and new customers bring more, where that is much of what the others bring less."""
    change = dict(zip(both.review.moves["move"], both.review.moves["change"], strict=True))
    less, more = -float(change["demoted"] + change["left"]), float(change["promoted"] + change["entered"])
    if not _title(both) or more < OUTWEIGHS * less:
        return ""
    return _("Promoted or new customers bring {money} more {basis} than before.",
             money=money(more, both.client.currency), basis=lower_first(both.client.basis))  # fmt: skip


def _of_it(both: TwoDates, findings: Findings) -> str:
    """Say how much of what was lost the first step can win back: that of fewer customers."""
    step = next((one for one in findings["review_moves"].advice if one.stake == "shortfall" and one.worth), None)
    if step is None or step.worth is None:
        return ""
    return n_(
        "At most {money} a year can still be won back, from {n} of those demoted or lost: one-off buyers, small "
        "customers and those lost for over a year are left out.",
        "At most {money} a year can still be won back, from {n} of those demoted or lost: one-off buyers, small "
        "customers and those lost for over a year are left out.",
        len(not_lost(both.client, step.customers)), money=money(step.worth.high, both.client.currency),
    )  # fmt: skip


def _numbers(both: TwoDates, findings: Findings) -> list[KeyNumber]:
    before, after = _sums(both)
    best, held = (amount(findings["review_matrix"].facts[key]) for key in ("best", "kept"))
    lost = int(both.review.table["move"].isin(["demoted", "left"]).sum())
    kept = _("{kept} of {n}", kept=count(held), n=count(best))
    return [
        KeyNumber(label=_("{basis}, change from the year before", basis=lower_first(both.client.basis)),
                  value=amount(after - before), written=money(after - before, both.client.currency)),
        KeyNumber(label=_("customers demoted or lost"), value=lost, written=count(lost)),
        KeyNumber(label=_("platinum and gold customers still in these tiers"), value=held, written=kept),
    ]  # fmt: skip
