"""What is promised and cannot be kept with the hours there are, and the cheapest remedy (K10)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.classify import service
from kamlib.findings.claims import shared_out
from kamlib.findings.finding import Advice, Finding, insufficient_data, source_of
from kamlib.findings.quarter import SECONDS, WEEKS, Quarter, kept_share, quarter
from kamlib.findings.spec import FindingSpec
from kamlib.requirements import Needs
from kamlib.words import _, count, date, label, money, n_, number, percent
from kamlib.words.phrases import clauses, enumerated, leading, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client

SPEC = FindingSpec("visit_plan", "K10", "care", "3-3-visits",
                   needs=Needs(("people.person", "people.hours_per_week")), on_request="people")  # fmt: skip

#: Part of the promised money from which on more hours are said to keep more.
HELPS = 0.005


def visit_plan(client: Client) -> Finding:
    """Say which promised visits cannot be kept in the next quarter, where hours are missing, and what helps (K10).

    Parameters
    ----------
    client : Client
        The client's tables, with people.

    Returns
    -------
    Finding
        Its evidence has a row for each person with promised visits.
    """
    from kamlib.figures import visit_hours as figure

    found = quarter(client)
    if found is None:
        return insufficient_data(
            client, SPEC, _("No promised visit can be planned"),
            _("Promises with customer, level, weeks, hours and person are needed, or tiers with promised visits."),
        )  # fmt: skip
    rows, short = found.by_person, lacking(client)
    table = rows.assign(level=rows["level"].map(_level))
    return Finding(
        SPEC, _title(client, found, short), _summary(found, short, bought(client)), table, source_of(client),
        facts=_facts(found, short), draw=partial(figure.hour_bars, rows), alt=figure.hour_bars_alt(rows),
        advice=_advice(client, found, short), notes=_notes(found), behind=_behind(client, found),
    )  # fmt: skip


@cached_per_client
def bought(client: Client) -> pd.DataFrame:
    """Say what more and fewer hours would keep: of those who lack some, or of everybody where nobody does.

    Parameters
    ----------
    client : Client
        The client's tables, with people.

    Returns
    -------
    pandas.DataFrame
        As ``manage.visits.Plan.frontier`` gives it; no rows without a plan.
    """
    found = quarter(client)
    if found is None:
        return pd.DataFrame()
    rows = found.by_person
    few = rows.loc[rows["hours_missing"] > 0, "person"]
    return found.plan.frontier(few if len(few) else rows["person"])


@cached_per_client
def lacking(client: Client) -> pd.DataFrame:
    """Sum the hours of each level: what is missing, who of the level has some left, what is given up instead.

    Parameters
    ----------
    client : Client
        The client's tables, with people.

    Returns
    -------
    pandas.DataFrame
        ``level``, ``asked``, ``there`` and ``missing`` (hours of those who lack some), ``spare`` and ``helper``
        (hours that others of the level have left, and who has the most), ``promises`` and ``money`` (given up at
        the least cost, currency units a year), most money first; no rows where everybody's hours suffice.
    """
    columns = ["level", "asked", "there", "missing", "spare", "helper", "promises", "money"]
    found = quarter(client)
    rows = [] if found is None else [
        row for level, mine in found.by_person.groupby("level") if (row := _of_level(str(level), mine, found))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).sort_values(["money", "level"], ascending=[False, True],
                                                           ignore_index=True)  # fmt: skip


def _of_level(level: str, mine: pd.DataFrame, found: Quarter) -> tuple[object, ...] | None:
    few = mine[mine["hours_missing"] > 0]
    if not len(few):
        return None
    rest = mine[mine["hours_missing"] == 0].assign(spare=lambda rows: rows["hours_there"] - rows["hours_asked"])
    rest = rest.sort_values(["spare", "person"], ascending=[False, True])
    given = found.dropped
    given = given[given["person"].isin(set(few["person"]))]
    return (level, float(few["hours_asked"].sum()), float(few["hours_there"].sum()),
            float(few["hours_missing"].sum()), float(rest["spare"].sum()),
            str(rest["person"].iloc[0]) if len(rest) else "", len(given), float(given["money"].sum()))  # fmt: skip


def _facts(found: Quarter, short: pd.DataFrame) -> dict[str, float | int | str | None]:
    share = kept_share(found)
    return {
        "promises": len(found.promises), "broken": len(found.plan.unmet),
        "money_a_year": round(float(short["money"].sum()), 2), "given_up": int(short["promises"].sum()),
        "kept_share": None if share is None else round(share, 6),
        "hours_missing": round(float(short["missing"].sum()), 2),
        "level": str(short["level"].iloc[0]) if len(short) else None, "gap": found.plan.gap,
        "out_of_time": int(found.plan.out_of_time), "left_out": found.left_out,
    }  # fmt: skip


def _title(client: Client, found: Quarter, short: pd.DataFrame) -> str:
    if not len(short):
        return n_("The hours of your people suffice for the {n} promise of visits",
                  "The hours of your people suffice for all {n} promises of visits",
                  len(found.promises))  # fmt: skip
    return _(
        "Promised visits ask for {missing} hours more than are available in {weeks} weeks: at least {money} of "
        "promised {basis} a year cannot be kept",
        missing=number(float(short["missing"].sum()), 0), weeks=count(WEEKS),
        money=money(float(short["money"].sum()), client.currency), basis=lower_first(client.basis),
    )  # fmt: skip


def _summary(found: Quarter, short: pd.DataFrame, hours: pd.DataFrame) -> str:
    share = kept_share(found)
    keeps = "" if share is None else _(
        "The best plan of the next {weeks} weeks keeps {share} of the promised money, counted week by week.",
        weeks=count(WEEKS), share=percent(share, 1),
    )  # fmt: skip
    return sentences(_where(short), keeps, _broken_said(found), _what_hours_buy(hours, bool(len(short))))


def _where(short: pd.DataFrame) -> str:
    """Say at which levels hours are missing."""
    rows = [
        {"level": _level(row["level"]), "there": number(row["there"], 0), "asked": number(row["asked"], 0)}
        for row in short.to_dict("records")
    ]
    if len(rows) == 1:
        return _("The bottleneck is one level: {level}, with {there} of {asked} hours.", **rows[0])
    parts = clauses([_("{level} {there} of {asked} hours", **row) for row in rows])
    return _("Hours are missing at {n} levels: {parts}.", n=count(len(rows)), parts=parts) if rows else ""


def _broken_said(found: Quarter) -> str:
    """Say how many promises are broken in a week, and of how many the hours of the quarter are not the cause."""
    rows, late = found.by_person, found.plan.unmet
    enough = set(rows.loc[rows["hours_missing"] == 0, "person"])
    n, able = len(late), int(late["person"].isin(enough).sum())
    if not n:
        return ""
    if not able:
        return n_(
            "{n} promise is broken in at least one week.", "{n} promises are broken in at least one week.", n
        )
    if able == n:
        return n_(
            "{n} promise is broken in at least one week, although the hours suffice in all: a visit is overdue "
            "already, or a week has too few hours.",
            "{n} promises are broken in at least one week, although the hours suffice in all: a visit is overdue "
            "already, or a week has too few hours.", n,
        )  # fmt: skip
    return n_(
        "{n} promise is broken in at least one week; of {able}, the hours of the person suffice in all, but a "
        "visit is overdue already, or a week has too few hours.",
        "{n} promises are broken in at least one week; of {able}, the hours of the person suffice in all, but a "
        "visit is overdue already, or a week has too few hours.", n, able=count(able),
    )  # fmt: skip


def _what_hours_buy(hours: pd.DataFrame, lacking_some: bool) -> str:
    """Say what the fewest hours that help would keep; where no hours are missing, what a fifth fewer would."""
    now = hours[hours["part"] == 1.0].iloc[0]
    if pd.isna(now["kept_share"]):
        return ""
    if not lacking_some:
        return _("With a fifth fewer hours the best plan would keep {share} of the promised money.",
                 share=percent(hours["kept_share"].iloc[0], 1))  # fmt: skip
    more = hours[(hours["part"] > 1.0) & (hours["kept_share"] >= now["kept_share"] + HELPS)]
    if not len(more):
        return _("Those who lack hours keep {now} of their promised money; even with half as many hours again "
                 "they would hardly keep more.", now=percent(now["kept_share"], 1))  # fmt: skip
    return _("With {hours} hours more a week, those who lack hours would keep {share} of their promised money "
             "instead of {now}.", hours=number(more["hours"].iloc[0] - now["hours"], 1),
             share=percent(more["kept_share"].iloc[0], 1), now=percent(now["kept_share"], 1))  # fmt: skip


def _advice(client: Client, found: Quarter, short: pd.DataFrame) -> tuple[Advice, ...]:
    if not len(short):
        return ()
    levels = [_level(level) for level in short["level"]]
    text = _("Find {hours} more hours for visits in the next {weeks} weeks ({level}).", level=enumerated(levels),
             hours=number(float(short["missing"].sum()), 0), weeks=count(WEEKS))  # fmt: skip
    helper = sentences(*(_helper(row, len(short)) for row in short.to_dict("records")))
    who = found.dropped["customer_id"].drop_duplicates().astype("str").tolist()
    names = client.named(pd.DataFrame({"customer_id": who}))["name"].tolist()
    other = n_("Otherwise agree with {names} on fewer visits.",
               "Otherwise agree on fewer visits with the {n} customers where this costs the least ({names}).",
               len(who), names=leading(names))  # fmt: skip
    why = _("How much a visit recovers is not known.")
    return (
        Advice(sentences(text, helper, other), "role_sales_director", 30, unvalued=why,
               customers=tuple(one for one in who if one not in shared_out(client)),
               core=text),
    )  # fmt: skip


def _helper(row: Mapping[Any, Any], levels: int) -> str:
    """Say who has hours left at a level where others lack some."""
    if row["spare"] <= 0:
        return ""
    words = {"helper": row["helper"], "spare": number(row["spare"], 0), "level": _level(row["level"])}
    if levels == 1:
        return _("Others of the level have {spare} hours left, most of them {helper}.", **words)
    return _("Others have {spare} hours left ({level}), most of them {helper}.", **words)


def _level(level: object) -> str:
    return label(str(level)) if level in service.LEVELS else str(level)


def _notes(found: Quarter) -> tuple[str, ...]:
    last = found.plan.weeks["monday"].max() + pd.Timedelta(days=6)
    rule = _(
        "Plan from {first} to {last}. A promise of a visit every c weeks is broken in each week at whose end the "
        "last c + 1 weeks hold no visit; such a week counts as a 52nd of what the customer brings a year.",
        first=date(found.plan.weeks["monday"].min()), last=date(last),
    )  # fmt: skip
    whose = (
        _("The promises are those of your table.") if found.given
        else _("Your tables state no promises; those of the tiers are taken.")
    )  # fmt: skip
    proof = (
        _("It is proven that no other plan keeps promises worth more.") if found.plan.gap == 0
        else _("A better plan could cost up to {part} less in broken promises.", part=percent(found.plan.gap, 1))
    )  # fmt: skip
    late = _(
        "The search was stopped after {seconds} seconds, before it ended by itself; on a faster computer the plan "
        "may be another.", seconds=count(int(SECONDS)),
    ) if found.plan.out_of_time else ""  # fmt: skip
    out = n_(
        "{n} promise is left out: its customer has no order, or person, weeks or hours are missing.",
        "{n} promises are left out: their customers have no order, or person, weeks or hours are missing.",
        found.left_out,
    )  # fmt: skip
    return (rule, sentences(whose, proof, late, out if found.left_out else ""))


def _behind(client: Client, found: Quarter) -> dict[str, pd.DataFrame]:
    tried = bought(client).rename(columns={
        "part": "hours_against_today", "hours": "hours_a_week", "visits": "visits_planned",
        "promises": "promise_count", "kept": "promises_held", "kept_share": "promised_money_held",
        "gap": "plan_gap",
    })  # fmt: skip
    unmet = found.plan.unmet
    if not len(unmet):
        return {"hours_and_promises": tried}
    known = client.named(unmet[["customer_id"]].drop_duplicates()).set_index("customer_id")["name"]
    table = pd.DataFrame({
        "customer_id": unmet["customer_id"], "name": unmet["customer_id"].map(known),
        "level": unmet["level"].map(_level), "person": unmet["person"], "weeks_broken": unmet["weeks"],
        "hours_missing": unmet["hours"], "money_unkept": unmet["at_stake"],
    })  # fmt: skip
    return {"unkept_promises": table, "hours_and_promises": tried}
