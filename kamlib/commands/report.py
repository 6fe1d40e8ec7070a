"""``kam report``: from order files to reports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from kamlib.commands import options
from kamlib.contribution import BASES
from kamlib.reports.parameters import FORMATS, TEMPLATES, Parameters
from kamlib.words import _, count

#: Problems that are said on the terminal too.
LOUD = frozenset({"customers-few", "thin-end"})

#: Reports that are written at once unless somebody says otherwise: each may need more than a gigabyte.
AT_ONCE = 2

#: All formats, as the help shows them.
_ALL: list[str] = [",".join(FORMATS)]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "report", help=_("Write the report on a client's orders; without a file, on the embedded client.")
    )(report)


def report(
    orders: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ORDERS",
            help=_(
                "Order lines: a file (CSV, Excel, Parquet …), a folder or pattern of files, a database file "
                "(SQLite, DuckDB), the address of a database, or the name of a data set; several make a batch."
            ),
        ),
    ] = None,
    customers: options.Customers = None,
    activities: options.Activities = None,
    contacts: options.Contacts = None,
    survey: options.Survey = None,
    exits: options.Exits = None,
    deals: options.Deals = None,
    prospects: options.Prospects = None,
    people: options.People = None,
    promises: options.Promises = None,
    network: options.Network = None,
    requests: options.Requests = None,
    rules: options.Rules = None,
    files: options.Files = None,
    answers: options.Answers = None,
    ratings: options.Ratings = None,
    products: options.Products = None,
    template: Annotated[
        str, typer.Option("--template", metavar="|".join(TEMPLATES), help=_("Type of report."))
    ] = "portfolio",
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help=_("Output folder."))] = Path("out"),
    format: Annotated[
        list[str], typer.Option("--format", metavar=",".join(FORMATS), help=_("Output formats."))
    ] = _ALL,
    lang: options.Lang = None,
    client: Annotated[str | None, typer.Option("--client", metavar="NAME", help=_("Name of the client."))] = None,
    prepared_by: Annotated[
        str | None,
        typer.Option("--prepared-by", metavar="NAME", help=_("Who prepared the report, for its front page.")),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help=_("Date up to which data counts, for example 2024-12-31.")),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help=_("Earlier date of a review; default: one year before.")),
    ] = None,
    issued: Annotated[
        str | None,
        typer.Option("--issued", metavar="DATE", help=_("Date of issue; deadlines are counted from it.")),
    ] = None,
    country: Annotated[
        str | None,
        typer.Option(
            "--country", metavar="CODE", help=_("Country whose public holidays deadlines avoid: CN, GB, US …")
        ),
    ] = None,
    basis: Annotated[
        str | None, typer.Option("--basis", metavar="|".join(BASES), help=_("Measure used to rank customers."))
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option("--policy", metavar="FILE", help=_("Rates for costs that are not in the data (TOML).")),
    ] = None,
    fiscal_year: Annotated[
        int | None,
        typer.Option(
            "--fiscal-year", metavar="MONTH", help=_("Month in which the client's years begin, for example 4.")
        ),
    ] = None,
    promised_visits: Annotated[
        str | None,
        typer.Option(
            "--promised-visits",
            metavar="TIER=N,…",
            help=_("Visits a year promised to a customer, by tier, for example platinum=12,gold=6."),
        ),
    ] = None,
    choices: Annotated[
        str | None,
        typer.Option(
            "--choices", metavar="FILE", help=_("File of choices made in lessons (kam.choices in Python).")
        ),
    ] = None,
    minimum_order: Annotated[
        float | None,
        typer.Option(
            "--minimum-order",
            metavar="AMOUNT",
            help=_("Minimum order under consideration; the report then assesses it."),
        ),
    ] = None,
    currency: options.Currency = None,
    unit: options.Unit = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, help=_("Number of reports written in parallel."))
    ] = AT_ONCE,
    anonymise: Annotated[
        bool, typer.Option("--anonymise", "--anonymize", help=_("Replace the names of customers and people."))
    ] = False,
    table: options.Table = None,
    map: options.Map = None,
    encoding: options.Encoding = None,
    dayfirst: options.DayFirst = None,
    decimal: options.Decimal = None,
    sheet: options.Sheet = None,
    drop_duplicates: options.DropDuplicates = False,
    keep: options.Keep = None,
    drop: options.Drop = None,
    max_size: options.MaxSize = None,
    same_customer: options.SameCustomer = None,
    count_by: options.CountBy = "company",
) -> int:
    """Check everything that can be checked, then write."""
    arguments = dict(locals())
    from kamlib.reports import parameters as asked

    wanted = asked.formats(",".join(format))
    given = {name: arguments[name] for name in asked.FILES[1:]} | {
        "template": template, "language": lang, "client": client, "as_of": as_of, "since": since, "basis": basis,
        "issued": issued, "country": country, "policy": policy, "fiscal_year": fiscal_year, "anonymise": anonymise,
        "minimum_order": minimum_order, "promised_visits": promised_visits, "choices": choices,
        "same_customer": same_customer, "count_by": count_by, "table": table, "products": products,
        "prepared_by": prepared_by,
    } | options.reading(
        map, encoding, dayfirst, decimal, sheet, currency, drop_duplicates, unit, keep, drop
    )  # fmt: skip
    given |= options.sized(max_size)
    each = [asked.check(given | {"orders": one}) for one in orders or [asked.EMBEDDED]]
    return _stoppable(lambda: _one(each[0], out, wanted) if len(each) == 1 else _several(each, out, wanted, jobs))


def _stoppable(write: Callable[[], int]) -> int:
    """Write; asked to stop, leave nothing half done and say so in a line."""
    from kamlib.reports.stopping import Stopped, stoppable

    try:
        with stoppable():
            return write()
    except Stopped as stopped:
        typer.echo(_("Stopped; unfinished files were removed."), err=True)
        return int(str(stopped.code))


def _one(parameters: Parameters, out: Path, formats: tuple[str, ...]) -> int:
    from kamlib.reports import workers
    from kamlib.reports.progress import shown

    said: list[str] = []
    if workers.wake():  # which has loaded it, where this process forks
        from kamlib.reports.run import report as write
    else:
        write = workers.report
    with shown() as progress:
        folder = write(parameters, out, formats=formats, progress=progress, notice=said.append)
    for line in said:
        typer.echo(line, err=True)
    typer.echo(folder)
    _warn(folder)
    return 0


def _warn(folder: Path) -> None:
    """Say on the terminal what puts a whole report in doubt, not only on its page of data quality."""
    from kamlib.reports import results

    for problem in results.read_quality(folder).problems:
        if problem.code in LOUD:
            typer.echo(_("Warning: {what}", what=problem.message), err=True)


def _several(each: list[Parameters], out: Path, formats: tuple[str, ...], jobs: int) -> int:
    """Write them, then say what became of each; 2 if one failed."""
    from kamlib.reports.batch import reports
    from kamlib.reports.progress import shown_many

    with shown_many() as progress:
        outcomes = reports(each, out.expanduser().resolve(), formats=formats, jobs=jobs, progress=progress)
    for outcome in outcomes:
        for line in outcome.notices:
            typer.echo(_("{name}: {why}", name=outcome.name, why=line), err=True)
        if outcome.folder:
            typer.echo(outcome.folder)
            _warn(Path(outcome.folder))
        else:
            typer.echo(_("{name}: {why}", name=outcome.name, why=outcome.error), err=True)
    failed = sum(outcome.folder is None for outcome in outcomes)
    typer.echo(
        _("{done} of {all} reports written", done=count(len(each) - failed), all=count(len(each))), err=True
    )
    return 2 if failed else 0
