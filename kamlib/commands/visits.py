"""``kam visits``: who sees which customer on which day in the coming weeks, with calendar files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kamlib.commands import options
from kamlib.errors import KamError
from kamlib.words import _, count, date, money, n_, number, percent
from kamlib.words.phrases import clauses, listed

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.manage.visits import Plan
    from kamlib.manage.visits.agenda import Agendas

#: Customers that a message names.
SHOWN = 3


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("visits", help=_("Plan the visits of the coming weeks and write calendar files."))(visits)


def visits(
    orders: Annotated[
        str, typer.Argument(metavar="ORDERS", help=_("Order lines: a file, or the name of a data set."))
    ],
    people: Annotated[
        Path,
        typer.Option("--people", metavar="FILE", help=_("File of our people: levels, hours per week, absences.")),
    ],
    promises: Annotated[
        Path | None,
        typer.Option(
            "--promises",
            metavar="FILE",
            help=_("Promised visits: customer_id, level, every_weeks, hours, person, value; default: by tier."),
        ),
    ] = None,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=104, help=_("Number of weeks."))] = 12,
    start: Annotated[
        str | None,
        typer.Option(
            "--start", metavar="DATE", help=_("First day; default: the Monday after the last day in the data.")
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FOLDER", help=_("Output folder of the plan."))
    ] = Path("plan"),
    country: Annotated[
        str | None,
        typer.Option(
            "--country", metavar="CODE", help=_("Country whose public holidays visits avoid: CN, GB, US …")
        ),
    ] = None,
    slack: Annotated[
        float,
        typer.Option(
            "--slack",
            min=0.0,
            metavar="HOURS",
            help=_("Hours a week that each person keeps free for emergencies."),
        ),
    ] = 0.0,
    customers: options.Customers = None,
    activities: options.Activities = None,
    contacts: options.Contacts = None,
    survey: options.Survey = None,
    deals: options.Deals = None,
    requests: options.Requests = None,
    files: options.Files = None,
    currency: options.Currency = None,
    lang: options.Lang = None,
) -> None:
    """Plan, write, and say what cannot be kept."""
    import pandas as pd

    from kamlib.findings.quarter import made
    from kamlib.findings.visit_promises import promises_of_tiers, with_cities
    from kamlib.loading import load
    from kamlib.manage.visits import plan
    from kamlib.manage.visits.agenda import agendas
    from kamlib.reports import visit_folder
    from kamlib.tables import as_written, read

    tables = {"customers": customers, "activities": activities, "contacts": contacts, "survey": survey,
              "deals": deals, "requests": requests, "files": files, "currency": currency}  # fmt: skip
    given: dict[str, Any] = {name: value for name, value in tables.items() if value is not None}
    client = load(orders, **given)
    staff = read(str(people), "people").frame
    asked = promises_of_tiers(client, staff) if promises is None else as_written.opened(promises, "promises")
    asked = with_cities(client, asked)
    first = client.as_of + pd.offsets.Week(weekday=0) if start is None else _day(start)
    found = plan(asked, staff, start=first.date(), weeks=weeks, done=made(client), country=country,
                 slack=slack)  # fmt: skip
    strangers = sorted(set(asked["customer_id"].dropna().astype("str")) - set(client.buying_ids))
    talk = agendas(client, found.table, found.unmet)
    shown = pd.concat([table[["customer_id"]] for table in (found.table, found.unmet, talk.requests)])
    names = client.named(shown.dropna().drop_duplicates())
    known = dict(zip(names["customer_id"].astype("str"), names["name"].astype("str"), strict=True))
    visit_folder.write(found, out, known, talk)
    for line in [
        *told(found, len(asked), client.currency),
        *trips_told(found, asked),
        *_unknown(strangers),
        *_lacking(talk),
    ]:
        typer.echo(line)
    typer.echo(out)


def _day(start: str) -> pd.Timestamp:
    import pandas as pd

    day = pd.to_datetime(start, errors="coerce")
    if isinstance(day, type(pd.NaT)) or not 1900 <= day.year < 2200:
        raise KamError(_("--start {day}: write a date such as 2026-03-02.", day=start))
    return day


def _unknown(strangers: list[str]) -> list[str]:
    """Say which promised customers have no orders; their visits are planned all the same."""
    if not strangers:
        return []
    return [n_("{n} promised customer has no orders: {names}. Check the id.",
               "{n} promised customers have no orders, for example {names}. Check the ids.",
               len(strangers), names=listed(strangers[:SHOWN]))]  # fmt: skip


def _lacking(talk: Agendas) -> list[str]:
    """Say what the agendas lack, and which column would give it."""
    return [_("Agendas are written; they lack: {what}.", what=clauses(talk.missing))]


def told(plan: Plan, promises: int, currency: str | None) -> list[str]:
    """Say how many visits are planned, how sure it is that no plan is better, and what cannot be kept."""
    lines = [n_("{n} visit planned.", "{n} visits planned.", len(plan.table))]
    lines.append(_("It is proven that no other plan keeps promises worth more.") if plan.gap == 0 else _(
        "A better plan could cost up to {part} less in broken promises.", part=percent(plan.gap, 1)))  # fmt: skip
    if plan.out_of_time:
        lines.append(_("The search was stopped by the clock; on a faster computer the plan may be another."))
    if plan.official_until is not None and plan.weeks["provisional"].any():
        lines.append(_("Working days are official until {day}; later weeks are provisional.",
                       day=date(plan.official_until)))  # fmt: skip
    if not len(plan.unmet):
        return [*lines, _("All {n} promises are kept.", n=count(promises))]
    stake = money(float(plan.unmet["at_stake"].sum()), currency)
    lines.append(n_("{n} promise cannot be kept: {hours} hours of visits are missing, {money} at stake.",
                    "{n} promises cannot be kept: {hours} hours of visits are missing, {money} at stake.",
                    len(plan.unmet), hours=number(float(plan.unmet["hours"].sum()), 1), money=stake))  # fmt: skip
    for row in plan.remedies.to_dict("records"):
        words = {"person": row["person"], "hours": number(row["hours"], 1), "first": count(row["first_week"]),
                 "last": count(row["last_week"])}  # fmt: skip
        if row["kind"] == "hours":
            one = words["first"] == words["last"]
            lines.append(
                _("  {person} lacks {hours} hours in week {first}.", **words) if one
                else _("  {person} lacks {hours} hours in weeks {first} to {last}.", **words)
            )  # fmt: skip
        elif row["kind"] == "lend":
            lines.append(
                _("  {helper} has {hours} of these hours left.", helper=row["helper"], hours=words["hours"])
            )
        else:
            stake = money(row["value"], currency)
            lines.append(
                n_(
                    "  Otherwise {person} leaves out {n} visit ({money} at stake), as planned.",
                    "  Otherwise {person} leaves out {n} visits ({money} at stake), as planned.",
                    int(row["visits"]), person=row["person"], money=stake,
                )
            )  # fmt: skip
    return [*lines, *_cut(plan)]


def trips_told(plan: Plan, promises: pd.DataFrame) -> list[str]:
    """Say how many trips each person makes, and how sure it is that no fewer would do."""
    if plan.trips is None:
        return [_("Trips cannot be counted: the customers' cities are missing (table customers, column city).")]
    made, apart = int(plan.trips["trips"].sum()), int(plan.trips["trips_apart"].sum())
    lines = [n_("{n} trip: visits to one city in one week share it; without sharing {apart}.",
                "{n} trips: visits to one city in one week share one; without sharing {apart}.", made,
                apart=count(apart))]  # fmt: skip
    lines.append(_("It is proven that these visits need no fewer trips.") if plan.trip_gap == 0 else _(
        "At most {part} of these trips could be saved.", part=percent(plan.trip_gap, 1)))  # fmt: skip
    lines += [_("  {person}: {visits} visits, {trips} trips", person=row["person"], visits=count(row["visits"]),
                trips=count(row["trips"])) for row in plan.trips.to_dict("records")]  # fmt: skip
    lacking = promises.loc[
        promises["city"].isna() | (promises["city"].astype("str").str.strip() == ""), "customer_id"
    ]
    if lacking.nunique():
        lines.append(n_("{n} promised customer has no city (table customers, column city): each visit counts as a "
                        "trip.", "{n} promised customers have no city (table customers, column city): each visit "
                        "counts as a trip.", lacking.nunique()))  # fmt: skip
    return lines


def _cut(plan: Plan) -> list[str]:
    """Say what ended the search for the fewest missing hours before it was proven that no fewer suffice."""
    if "clock" in plan.remedies_cut:
        return [_("  The search for these hours was stopped by the clock; fewer may suffice, and a faster "
                  "computer may find others.")]  # fmt: skip
    if plan.remedies_cut:
        return [_("  The search for these hours ended after its number of steps; fewer may suffice.")]
    return []
