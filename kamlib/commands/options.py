"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from kamlib.errors import KamError
from kamlib.words import _, use_language


def _speak(code: str | None) -> str | None:
    if code:
        use_language(code)
    return code


def pairs(maps: list[str] | None) -> dict[str, str]:
    """Turn ``["revenue=Net amount"]`` into ``{"revenue": "Net amount"}``.

    Raises
    ------
    KamError
        If a word has no ``=``, or one of ours is mapped twice.
    """
    found: dict[str, str] = {}
    for word in maps or []:
        ours, equals, theirs = word.partition("=")
        if not (ours.strip() and equals and theirs.strip()):
            raise KamError(
                _("--map {word}: write it as --map ours=theirs, for example --map revenue=Amount", word=word)
            )
        first = found.setdefault(ours.strip(), theirs.strip())
        if first != theirs.strip():
            raise KamError(
                _(
                    "--map {word}: {ours} is already mapped to {first}; map it only once.",
                    word=word,
                    ours=ours,
                    first=first,
                )
            )
    return found


def reading(
    maps: list[str] | None, encoding: str | None, dayfirst: bool | None, decimal: str | None, sheet: str | None,
    currency: str | None, drop_duplicates: bool, unit: float | None = None,
    keep: list[str] | None = None, drop: list[str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Gather the options of reading as the keywords that ``tables.read`` and ``kam.load`` take.

    Raises
    ------
    KamError
        If one has a value that no file could be read with.
    """
    if decimal not in (None, ".", ","):
        raise KamError(_("--decimal {mark}: the decimal mark is . or ,", mark=decimal))
    if currency is not None:
        from kamlib.tables.conversion import currencies

        currency = currencies.known(currency)
    given: dict[str, Any] = {
        "columns": pairs(maps) or None, "encoding": encoding, "dayfirst": dayfirst, "decimal": decimal,
        "sheet": sheet, "currency": currency, "unit": unit, "keep": keep or None, "drop": drop or None,
    }  # fmt: skip
    kept = {key: value for key, value in given.items() if value is not None}
    return kept | ({"drop_duplicates": True} if drop_duplicates else {})


def sized(max_size: str | None) -> dict[str, Any]:
    """Give how large a file may be as the keyword that ``tables.read`` and ``kam.load`` take."""
    return {} if max_size is None else {"max_size": max_size}


Lang = Annotated[
    str | None,
    typer.Option("--lang", metavar="en|zh", callback=_speak, help=_("Language of the output: en or zh.")),
]


def group(app: typer.Typer, name: str, about: str) -> typer.Typer:
    """Add a group of commands to an app; it takes ``--lang`` before the command too."""
    made = typer.Typer(no_args_is_help=True, help=about)
    made.callback()(_of_group)
    app.add_typer(made, name=name)
    return made


def _of_group(lang: Lang = None) -> None:
    """Hold ``--lang``; the language has been read from it already."""


File = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help=_(
            "Order lines: a file (CSV, Excel, Parquet …), a folder or pattern of files, a database file (SQLite, "
            "DuckDB), or the address of a database."
        ),
    ),
]
Table = Annotated[
    str | None,
    typer.Option("--table", metavar="NAME", help=_("Table of the database that contains the orders.")),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="OURS=THEIRS",
        help=_("Column to use for a field, for example revenue=Amount; repeatable."),
    ),
]
Encoding = Annotated[str | None, typer.Option("--encoding", help=_("Text encoding, for example gbk."))]
DayFirst = Annotated[
    bool | None, typer.Option("--dayfirst/--monthfirst", help=_("Whether 3/4/2024 is 3 April or March 4."))
]
Decimal = Annotated[str | None, typer.Option("--decimal", metavar=".|,", help=_("The decimal mark: . or ,"))]
Sheet = Annotated[
    str | None,
    typer.Option("--sheet", help=_("Sheet of the workbook; all combines sheets with the same columns.")),
]
Currency = Annotated[str | None, typer.Option("--currency", metavar="CODE", help=_("Currency, for example CNY."))]
Unit = Annotated[
    float | None,
    typer.Option(
        "--unit", metavar="1|1000|10000", help=_("Unit of amounts if the header gives none: 10000 for 万元.")
    ),
]
Customers = Annotated[str | None, typer.Option("--customers", metavar="FILE", help=_("Customer file."))]
Activities = Annotated[
    str | None,
    typer.Option("--activities", metavar="FILE", help=_("File of visits, calls and tickets.")),
]
Contacts = Annotated[
    str | None, typer.Option("--contacts", metavar="FILE", help=_("File of contacts at customers."))
]
Survey = Annotated[
    str | None, typer.Option("--survey", metavar="FILE", help=_("File of the satisfaction survey."))
]
Exits = Annotated[
    str | None, typer.Option("--exits", metavar="FILE", help=_("File of exit interviews with lost customers."))
]
Deals = Annotated[
    str | None, typer.Option("--deals", metavar="FILE", help=_("File of deals, open, won and lost."))
]
Prospects = Annotated[
    str | None,
    typer.Option("--prospects", metavar="FILE", help=_("File of companies that are not yet customers.")),
]
People = Annotated[
    str | None,
    typer.Option("--people", metavar="FILE", help=_("File of our people: levels, hours per week, absences.")),
]
Promises = Annotated[
    str | None,
    typer.Option("--promises", metavar="FILE", help=_("File of the visits that customers are promised.")),
]
Network = Annotated[
    str | None, typer.Option("--network", metavar="FILE", help=_("File of who talks with whom at customers."))
]
Requests = Annotated[
    str | None,
    typer.Option("--requests", metavar="FILE", help=_("File of requests and the first replies to them.")),
]
Rules = Annotated[
    str | None, typer.Option("--rules", metavar="FILE", help=_("File of the rules of the sales policy."))
]
Files = Annotated[
    str | None,
    typer.Option("--files", metavar="FILE", help=_("File of what was stated about customers (kam files merge).")),
]
Answers = Annotated[
    str | None,
    typer.Option("--answers", metavar="FILE", help=_("File of the answers on maturity.")),
]
Ratings = Annotated[
    str | None,
    typer.Option("--ratings", metavar="FILE", help=_("File of ratings on the twelve rules of service.")),
]
Products = Annotated[
    str | None,
    typer.Option("--products", metavar="FILE", help=_("File of products: id, name and category.")),
]
SameCustomer = Annotated[
    Path | None,
    typer.Option(
        "--same-customer",
        metavar="FILE",
        help=_("Ids that belong to one customer: a table with columns id, becomes."),
    ),
]
CountBy = Annotated[
    str,
    typer.Option("--count-by", metavar="company|group", help=_("Count customers by company or by group.")),
]
DropDuplicates = Annotated[
    bool, typer.Option("--drop-duplicates", help=_("Leave out exact duplicates of other lines."))
]
Keep = Annotated[
    list[str] | None,
    typer.Option(
        "--keep",
        metavar="KIND",
        help=_(
            "Count rows of this kind: sums, deposit, opening, internal, test, draft, documents, "
            "repeats or overlap; repeatable."
        ),
    ),
]
Drop = Annotated[
    list[str] | None,
    typer.Option(
        "--drop", metavar="KIND", help=_("Leave out rows of this kind, as --keep names them; repeatable.")
    ),
]
MaxSize = Annotated[
    str | None,
    typer.Option("--max-size", metavar="SIZE", help=_("Maximum size of a file when unpacked; default 1GB.")),
]
