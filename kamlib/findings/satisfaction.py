"""Chapter 5, satisfaction: who is not satisfied, with what money, who did not answer, and what moves it (K15)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib._client_cache import cached_per_client
from kamlib.classify.tiers import TIERS
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.judgement import judged, renamed
from kamlib.findings.recoverable import back, if_they_stay, today
from kamlib.findings.spec import FindingSpec
from kamlib.findings.visited import same_visit
from kamlib.findings.watch import order_days
from kamlib.keep import answers as wing
from kamlib.keep.satisfaction import Drivers, drivers
from kamlib.periods.day_numbers import number_of
from kamlib.requirements import Needs
from kamlib.value.shares import wilson
from kamlib.words import _, count, label, money, n_, number, percent
from kamlib.words.phrases import enumerated, leading, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client

SPEC = FindingSpec("satisfaction", "K15", "care", "4-1-satisfaction", needs=Needs(("survey.score",)))

#: Complete answers below which nothing is said of what moves satisfaction.
FEWEST_ANSWERS = 30

#: Customers that answered in both years below which nothing is said of a change.
FEWEST_TWICE = 10

#: The usual questions.
_NAMED = ("product", "delivery", "service", "price", "contact")


def satisfaction(client: Client) -> Finding:
    """Say how satisfied each tier is, with the money of those that are not, and who did not answer (K15).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each tier.
    """
    from kamlib.figures import satisfaction as figure

    answers, table = answered(client)
    rows, found, twice = wing.by_tier(answers, table), moved_by(client), changed(client)
    moved = None if found is None else found.table
    known = table["customer_id"].isin(answers.index)
    unhappy = table[table["customer_id"].map(answers["score"]) <= wing.DISSATISFIED]
    happy = float((answers["score"].reindex(table["customer_id"]) >= wing.SATISFIED).sum())
    facts = {
        "customers": len(table), "answered": int(known.sum()), "satisfied": int(happy),
        "unhappy": len(unhappy), "unhappy_year": round(float(unhappy["year"].clip(lower=0.0).sum()), 2) + 0.0,
        "silent_year": round(float(table.loc[~known, "year"].clip(lower=0.0).sum()), 2) + 0.0,
        "answered_twice": int(twice["both"]),
    }  # fmt: skip
    earning = {"unhappy_earning": int((unhappy["year"] > 0).sum()),
               "silent_earning": int((table.loc[~known, "year"] > 0).sum())}  # fmt: skip
    said = {**facts, **earning}
    return Finding(
        SPEC, _title(client, said), _summary(client, said), _evidence(client, rows), source_of(client),
        facts=facts, draw=partial(figure.shares_and_importance, rows, moved),
        alt=figure.shares_and_importance_alt(rows, moved),
        advice=_advice(client, unhappy), notes=_notes(), behind=_behind(client),
    )  # fmt: skip


@cached_per_client
def answered(client: Client) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the answers of the last twelve months, and the customers that could have given one.

    Parameters
    ----------
    client : Client
        The client's tables, with a survey.

    Returns
    -------
    DataFrame, DataFrame
        As ``keep.answers.latest`` gives them; and ``customer_id``, ``tier`` and ``year`` of the customers that
        bought in those months or answered.
    """
    assert client.survey is not None  # noqa: S101  (SPEC.needs)
    now = today(client)
    year = periods.window(now.base.last)
    answers = wing.latest(client.survey, year.first, now.base.last)
    tiers = judged(client).tiers.table[["customer_id", "tier"]]
    bought = set(now.accounts.loc[now.accounts["orders"] > 0, "customer_id"]) | set(answers.index)
    table = tiers[tiers["customer_id"].isin(bought)].copy()
    table["year"] = now.a_year(table["customer_id"].tolist(), client.basis).to_numpy()
    table = table.assign(_at=table["tier"].map(TIERS.index)).sort_values(["_at", "customer_id"], ignore_index=True)
    return answers[answers.index.isin(table["customer_id"])], table.drop(columns="_at")


@cached_per_client
def changed(client: Client) -> dict[str, float]:
    """Compare the answers of the last twelve months with those of the twelve before, to questions of both.

    Parameters
    ----------
    client : Client
        The client's tables, with a survey.

    Returns
    -------
    dict
        As ``keep.answers.change`` gives it.
    """
    assert client.survey is not None  # noqa: S101  (SPEC.needs)
    last = today(client).base.last
    before = periods.window(periods.shifted(last, -12))
    year = periods.window(last)
    asked = wing.asked_in_both(client.survey, (before.first, before.last), (year.first, year.last))
    asked = asked[asked["customer_id"].isin(answered(client)[0].index)]
    then = wing.latest(asked, before.first, before.last)
    now = wing.latest(asked, year.first, last)
    return wing.change(then["score"], now["score"])


@cached_per_client
def moved_by(client: Client) -> Drivers | None:
    """Return what moves satisfaction, over all waves.

    Parameters
    ----------
    client : Client
        The client's tables, with a survey.

    Returns
    -------
    Drivers or None
        None where too few answered several questions, or a question has one answer only.
    """
    survey = client.survey
    if survey is None or "dimension" not in survey or not (survey["dimension"] == wing.OVERALL).any():
        return None
    wide = survey.pivot_table(index=["customer_id", "date"], columns="dimension", values="score", aggfunc="mean")
    columns = [str(one) for one in wide if one != wing.OVERALL]
    if len(wide.dropna()) < FEWEST_ANSWERS or not columns:
        return None
    try:
        return drivers(wide.reset_index(drop=True), wing.OVERALL, columns)
    except ValueError:
        return None


@cached_per_client
def before_leaving(client: Client) -> wing.Forerunner:
    """Say whether dissatisfied customers left more often within the year after their answer.

    Parameters
    ----------
    client : Client
        The client's tables, with a survey.

    Returns
    -------
    Forerunner
        Of the latest answer of each customer that is followed for a whole year by the orders; one that had not
        bought in the twelve months before it is left out.
    """
    assert client.survey is not None  # noqa: S101  (SPEC.needs)
    end = today(client).base.last
    until = periods.shifted(end, -12)
    answers = wing.latest(client.survey, client.first_date, until)
    bought = order_days(client).at(number_of(end))
    ids = pd.Index(bought.ids.astype("str"))
    answers = answers[answers.index.isin(ids)]
    who, day = ids.get_indexer(answers.index), answers["date"].map(number_of).to_numpy(dtype="int64")
    before, later = bought.between(who, day - 365, day), bought.between(who, day + 1, day + 365)
    return wing.forerunner(answers["score"][before], pd.Series(~later)[before])


def _title(client: Client, facts: dict[str, int | float]) -> str:
    if not facts["answered"]:
        return _("No customer has answered a survey in the last 12 months")
    if not facts["unhappy"]:
        if facts["answered"] == 1:
            return _("The one customer that answered is satisfied") if facts["satisfied"] else _(
                "The one customer that answered is neither satisfied nor dissatisfied")  # fmt: skip
        return n_("{n} of {of} customers that answered is satisfied, and none is dissatisfied",
                  "{n} of {of} customers that answered are satisfied, and none is dissatisfied",
                  int(facts["satisfied"]), of=count(facts["answered"]))  # fmt: skip
    if facts["unhappy_earning"] < facts["unhappy"]:
        return _some_earn(client, facts)
    return n_(
        "{n} dissatisfied customer brings {money} of {basis} a year",
        "{n} dissatisfied customers bring {money} of {basis} a year",
        int(facts["unhappy"]), money=money(facts["unhappy_year"], client.currency),
        basis=lower_first(client.basis),
    )  # fmt: skip


def _some_earn(client: Client, facts: dict[str, int | float]) -> str:
    """Say what dissatisfied customers bring, where some of them bring nothing."""
    words = {"money": money(facts["unhappy_year"], client.currency), "basis": lower_first(client.basis)}
    if not facts["unhappy_earning"]:
        return n_("{n} customer is dissatisfied, and brings no {basis}",
                  "{n} customers are dissatisfied, and bring no {basis}",
                  int(facts["unhappy"]), **words)  # fmt: skip
    return n_(
        "{all} customers are dissatisfied; {n} of them brings {money} of {basis} a year",
        "{all} customers are dissatisfied; {n} of them bring {money} of {basis} a year",
        int(facts["unhappy_earning"]), all=count(facts["unhappy"]), **words,
    )  # fmt: skip


def _unknown(client: Client, facts: dict[str, int | float]) -> str:
    """Say what those bring that did not answer."""
    n, size = int(facts["silent_earning"]), int(facts["customers"] - facts["answered"])
    brings, basis = money(facts["silent_year"], client.currency), lower_first(client.basis)
    if n == size:
        return _("Those that did not answer bring {money} a year.", money=brings)
    return n_(
        "Of those that did not answer, {n} customer brings {money} a year; the others bring no {basis}.",
        "Of those that did not answer, {n} customers bring {money} a year; the others bring no {basis}.",
        n, money=brings, basis=basis,
    ) if n else _("Those that did not answer bring no {basis}.", basis=basis)  # fmt: skip


def _summary(client: Client, facts: dict[str, int | float]) -> str:
    size, known = int(facts["customers"]), int(facts["answered"])
    if not known:
        return _("Ask your customers: without answers nothing is known of how satisfied they are.")
    low, high = wilson(facts["satisfied"], known, population=size)
    share = n_(
        "The only customer answered in the last 12 months.",
        "{n} of {n} customers answered in the last 12 months; {share} of them are satisfied (4 or 5).",
        size, share=percent(facts["satisfied"] / known),
    ) if known == size else _(
        "{answered} of {size} customers answered in the last 12 months; {share} of them are satisfied (4 or 5), "
        "and with 95% confidence {low} to {high} of all, if those that answered are like the others.",
        answered=count(known), size=count(size), share=percent(facts["satisfied"] / known), low=percent(low),
        high=percent(high),
    )  # fmt: skip
    bounds = _(
        "Of all customers between {low} and {high} are satisfied, whatever they would have answered.",
        low=percent(facts["satisfied"] / size), high=percent((facts["satisfied"] + size - known) / size),
    ) if known < size else ""  # fmt: skip
    unknown = _unknown(client, facts) if known < size else ""
    return sentences(share, unknown, bounds, _changed_said(client), _moved_said(client), _before_said(client))


def _changed_said(client: Client) -> str:
    """Say how the scores of those changed that answered in both years; the others are other customers."""
    found = changed(client)
    if found["both"] < FEWEST_TWICE:
        return ""
    n, by, low, high = int(found["both"]), found["change"], found["low"], found["high"]
    if low <= 0 <= high:
        return _("Of {n} customers that answered in the 12 months before too, no change of the mean score can be "
                 "shown (95% confidence interval {low} to {high}).", n=count(n), low=number(low, 2),
                 high=number(high, 2))  # fmt: skip
    if by > 0:
        return _("The mean score of {n} customers that answered in the 12 months before too rose by {by} (95% "
                 "confidence interval {low} to {high}).", n=count(n), by=number(by, 2), low=number(low, 2),
                 high=number(high, 2))  # fmt: skip
    return _("The mean score of {n} customers that answered in the 12 months before too fell by {by} (95% "
             "confidence interval {low} to {high}).", n=count(n), by=number(-by, 2), low=number(-high, 2),
             high=number(-low, 2))  # fmt: skip


def _moved_said(client: Client) -> str:
    found = moved_by(client)
    if found is None:
        return ""
    top = found.table[found.table["group"] == 1]
    names = enumerated([question(one) for one in top["driver"]])
    first = top.iloc[0]
    if len(top) > 1:
        return _(
            "What moves satisfaction most is {names}, which cannot be distinguished by these answers.", names=names
        )
    return _("What moves satisfaction most is {name}: {share} of what the questions explain ({low} to {high}).",
             name=names, share=percent(float(first["share"])), low=percent(float(first["low"])),
             high=percent(float(first["high"])))  # fmt: skip


def question(name: object) -> str:
    """Return the name of a question of the survey in the language in use, where it is one of the usual ones.

    Parameters
    ----------
    name : object
        As the survey has it.

    Returns
    -------
    str
    """
    return label(f"dimension_{name}") if name in _NAMED else str(name)


def _before_said(client: Client) -> str:
    """Say who left more often, or how many of each left; nothing where none of one kind is followed for a year."""
    found = before_leaving(client)
    if not found.low_answers or not found.high_answers:
        return ""
    if found.differs:
        return _("Dissatisfied customers left within a year {ratio} times as often as satisfied ones (95% "
                 "confidence interval {low} to {high}).", ratio=number(found.ratio, 1),
                 low=number(found.low, 1), high=number(found.high, 1))  # fmt: skip
    return n_(
        "No difference can be shown between dissatisfied and satisfied customers: within a year of earlier "
        "answers {left} of {n} dissatisfied customer left, and {others_left} of {others} satisfied ones.",
        "No difference can be shown between dissatisfied and satisfied customers: within a year of earlier "
        "answers {left} of {n} dissatisfied customers left, and {others_left} of {others} satisfied ones.",
        found.low_answers, left=count(found.low_left), others=count(found.high_answers),
        others_left=count(found.high_left),
    )  # fmt: skip


def _evidence(client: Client, rows: pd.DataFrame) -> pd.DataFrame:
    names = {"customers": "customer_count", "satisfied": "satisfied_share", "low": "share_low",
             "high": "share_high", "at_least": "satisfied_at_least", "at_most": "satisfied_at_most"}  # fmt: skip
    table = rows.assign(tier=[label(tier) for tier in rows["tier"]]).rename(columns=names)
    return renamed(table, client.basis)[[
        "tier", "customer_count", "answered", "satisfied_share", "share_low", "share_high", "satisfied_at_least",
        "satisfied_at_most", "money_low", "money_silent",
    ]]  # fmt: skip


def _advice(client: Client, unhappy: pd.DataFrame) -> tuple[Advice, ...]:
    earning = unhappy[unhappy["year"] > 0].sort_values(["year", "customer_id"], ascending=[False, True])
    if not len(earning):
        return ()
    method = _("Recoverable amount: {basis} of these customers in the last 12 months.",
               basis=lower_first(client.basis))  # fmt: skip
    worth, why = back(client, float(earning["year"].sum()), method, if_they_stay(client, "medium"))
    names = client.named(earning[["customer_id"]])["name"].tolist()
    text = n_("Visit {names}, which answered 1 or 2, and report back what was changed.",
              "Visit the {n} customers that answered 1 or 2 ({names}), and report back what was changed.",
              len(earning), names=leading(names))  # fmt: skip
    who = tuple(earning["customer_id"])
    return (
        Advice(sentences(text, same_visit(client, who)), "role_sales_director", 30, worth,
               "risk" if worth else "held", why, customers=who, core=text),
    )  # fmt: skip


def _notes() -> tuple[str, ...]:
    return (
        _("Each customer counts once: its latest answer, the mean of its people. A tier in which all answered has "
          "no sampling error. Bounds assume nothing of those that did not answer."),
    )  # fmt: skip


def _behind(client: Client) -> dict[str, pd.DataFrame]:
    """Return what moves satisfaction, and whom to ask next."""
    from kamlib.keep.asking import draw

    _answers, table = answered(client)
    asked = client.named(draw(table[["customer_id", "tier"]]))
    asked = asked.assign(tier=[label(one) for one in asked["tier"]]).rename(columns={"asked": "to_ask"})
    found = moved_by(client)
    if found is None:
        return {"survey_draw": asked[["name", "tier", "place", "to_ask"]]}
    rows = found.table.assign(driver=[question(one) for one in found.table["driver"]])
    columns = {"driver": "driver", "share": "share", "low": "share_low", "high": "share_high",
               "mean": "mean_score", "group": "driver_group", "sign_flip": "sign_flip"}  # fmt: skip
    return {
        "survey_draw": asked[["name", "tier", "place", "to_ask"]],
        "drivers": rows[list(columns)].rename(columns=columns),
    }
