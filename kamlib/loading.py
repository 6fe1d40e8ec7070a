"""Loading a client: from a data set by name, or put together from its own files."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import replace
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib import serving_policy
from kamlib.book import TABLES
from kamlib.client import Client
from kamlib.errors import KamError
from kamlib.tables import by_name, fiscal_cell, given, groups, held_text, named_sheets, no_customers, one_customer
from kamlib.tables import products as product_list
from kamlib.tables.across import across, refuse_strangers
from kamlib.tables.conversion import currencies
from kamlib.tables.files import limits
from kamlib.tables.large import read_large
from kamlib.tables.lines.cutoff import until
from kamlib.tables.reading import read
from kamlib.tables.readings import Part, Reading
from kamlib.tables.schema import schema
from kamlib.tables.seen import seen_in
from kamlib.tables.sources.kinds import kind_of
from kamlib.words import _, use_language

if TYPE_CHECKING:
    from kamlib.value.serving_rates import ServingRates

#: A file, folder, database or data set by name; or a frame of pandas, Polars, DuckDB or PySpark.
Source = Any


def load(
    source: Source = "machinery",
    *,
    table: str | None = None,
    customers: Source | None = None,
    activities: Source | None = None,
    contacts: Source | None = None,
    survey: Source | None = None,
    exits: Source | None = None,
    deals: Source | None = None,
    prospects: Source | None = None,
    people: Source | None = None,
    promises: Source | None = None,
    network: Source | None = None,
    requests: Source | None = None,
    rules: Source | None = None,
    files: Source | None = None,
    answers: Source | None = None,
    ratings: Source | None = None,
    products: str | Path | pd.DataFrame | Mapping[str, Mapping[str, str]] | None = None,
    name: str | None = None,
    currency: str | None = None,
    as_of: str | dt.date | None = None,
    basis: str | None = None,
    policy: ServingRates | Mapping[str, Any] | str | Path | None = None,
    fiscal_year: int | None = None,
    same_customer: str | Path | pd.DataFrame | Mapping[str, str] | None = None,
    count_by: str = "company",
    lang: str | None = None,
    seed: int | None = None,
    **reading: Any,
) -> Client:
    """Load a client: an embedded or real data set by name, or a client's own files.

    Parameters
    ----------
    source : str, Path or frame
        Name of a data set (``kam data list``); order lines in a file, a folder of files with the same columns, a
        pattern (``orders/2024-*.csv``), a database file (SQLite, DuckDB) or a database by its address (the extra
        ``sql``; the password is taken from ``KAM_DB_PASSWORD``); or a frame of pandas, Polars, DuckDB or PySpark.
    table : str, optional
        Name of the table of a database; by default its only one, or the one called ``orders``.
    customers, activities, contacts, survey, exits, deals, prospects, people : str, Path or frame
    promises, network, requests, rules, files, answers, ratings : str, Path or frame
        The other tables, where there are any; of a database, the table of that name.
    products : str, Path, DataFrame or mapping, optional
        Name and category of each product id: a file or frame, or a mapping.
    name : str, optional
        The company's name; by default the data set's, or the file's.
    currency : str, optional
        ISO 4217 code, where the file does not say it.
    as_of : str or date, optional
        The day from which recency is counted; by default the last day in the orders.
    basis : {"revenue", "profit", "profit_after_serving"}, optional
        What contribution is measured in; by default what the tables allow. See `Client.basis`.
    policy : ServingRates, mapping, str or Path, optional
        Rates for what the data does not hold: ``value.serving_rates.ServingRates``, rates by name, or a TOML file.
    fiscal_year : int, optional
        Month in which the client's years begin, 1 to 12; by default what the filled-in workbook says, else years
        are counted back from `as_of`.
    same_customer : str, Path, DataFrame or mapping, optional
        Ids that are one customer: a file or frame with the columns ``id`` and ``becomes``, or a mapping. An id
        that becomes itself is a customer of its own, whatever follows it.
    count_by : {"company", "group"}
        What a customer is: a company, or all companies of one group (``parent_id`` of the customers, or
        ``group`` of the customers or order lines).
    lang : str, optional
        Language to speak from here on: ``"en"`` or ``"zh"``.
    seed : int, optional
        Of ``"machinery"``: another company, drawn under the same laws; the same seed gives the same company.
    **reading
        Passed to ``tables.read`` for the orders: ``columns``, ``encoding``, ``dayfirst``, ``sheet``, …

    Returns
    -------
    Client

    Raises
    ------
    KamError
        If a file cannot be used; the message says what is wrong, where and what to do.

    Examples
    --------
    >>> import kamlib as kam
    >>> client = kam.load("machinery")
    >>> client.basis
    'profit_after_serving'
    >>> round(client.orders["revenue"].sum())
    473786117
    """
    arguments = dict(locals())
    if lang:
        use_language(lang)
    others = {table: arguments[table] for table in TABLES[1:]}
    given.check({"source": source, **others}, reading, known=signature(load).parameters)
    in_base = {} if table is None else {"db_table": table}
    with held_text.as_fits(source):
        client = _assemble(
            source, others, name=name, currency=currency, as_of=as_of, same_customer=same_customer,
            count_by=count_by, products=products, seed=seed, **in_base, **reading,
        )  # fmt: skip
    if policy is not None:
        client = replace(client, policy=serving_policy.policy(policy))
    begins = fiscal_month(fiscal_year)
    if begins is None and "orders" in client.readings:
        begins = fiscal_cell.read(source, client.readings["orders"].sheet)
    client = replace(client, fiscal_year=begins)
    return client.measured_by(basis) if basis else client


def _assemble(
    source: Source,
    others: Mapping[str, Source | None] | None = None,
    *,
    name: str | None = None,
    currency: str | None = None,
    as_of: str | dt.date | None = None,
    same_customer: Source | Mapping[str, str] | None = None,
    count_by: str = "company",
    products: Source | Mapping[str, Mapping[str, str]] | None = None,
    seed: int | None = None,
    **reading: Any,
) -> Client:
    """Read a client's tables and put them together.

    Parameters
    ----------
    source : str, Path or DataFrame
        Name of a data set, a file of order lines, or a frame of them.
    others : mapping
        Table → file or frame, for those that the client brought; None for the rest.
    name, currency, as_of, same_customer, count_by, products, seed
        See ``kamlib.load``.
    **reading
        Passed to ``read`` for the orders.

    Returns
    -------
    Client
        The client's tables under their own names.

    Raises
    ------
    KamError
        If a table cannot be used.
    """
    given = {table: other for table, other in (others or {}).items() if other is not None}
    as_orders: dict[str, Any] = {name: reading.get(name) for name in ("today", "max_size")}
    opened = _data_set(source, seed)
    if opened is not None:
        currencies.refuse_other(currencies.known(currency) if currency else None, opened.currency, opened.name)
        readings = _of_data_set(opened, reading)
        shown, named, currency = str(source), opened.name, currency or opened.currency
    else:
        readings = {"orders": _orders(source, {"currency": currency, **reading})}
        if isinstance(source, (str, os.PathLike)):
            elsewhere = {*given} if products is None else {*given, product_list.TABLE}
            readings = named_sheets.added(readings["orders"], source, elsewhere, as_orders)
        shown, named, currency = readings["orders"].source, "", readings["orders"].currency
    readings |= {table: read(other, table, **as_orders) for table, other in given.items()}
    given_ids = None if same_customer is None else one_customer.read(same_customer)
    readings = by_name.joined(one_customer.merged(readings, given_ids))
    if products is not None:
        readings["orders"] = product_list.named(readings["orders"], product_list.read(products))
    if "customers" in readings:  # before companies that are no customers are set aside: a file may list only them
        listed, sold = readings["customers"], readings["orders"]
        refuse_strangers(sold.frame, listed.frame, sold.source, listed.source)
    readings = no_customers.set_aside(readings, reading.get("keep"), reading.get("drop"))
    return _client(
        readings, name=name or named, currency=currency, as_of=as_of, source=shown, count_by=count_by,
        apart=one_customer.apart(given_ids),
    )  # fmt: skip


def _orders(source: Source, how: dict[str, Any]) -> Reading:
    """Read the orders; those that are more than memory holds are added up first."""
    with limits.allowing(how.get("max_size")):
        large = read_large(source, how)
    return large if large is not None else read(source, "orders", **how)


def _client(
    readings: dict[str, Reading], *, name: str, currency: str | None, as_of: Any, source: str, count_by: str,
    apart: list[str],
) -> Client:  # fmt: skip
    """Put the tables together; what the orders say about customers fills the gaps of the customer table."""
    day = _day(as_of, _days(readings["orders"].frame))
    if as_of is not None:
        readings = until(readings, day)
    frames: dict[str, pd.DataFrame | None] = {table: reading.frame for table, reading in readings.items()}
    if no_customers.lists_nothing_else(readings):
        frames.pop("customers")
    given = frames.get("customers")
    frames["customers"] = _customers(
        frames.get("customers"), seen_in(readings["orders"], None if as_of is None else day)
    )
    readings = {**readings, "orders": replace(readings["orders"], said=None)}  # as large as the lines
    known = groups.find(frames)
    frames = groups.counted(frames, known, count_by)
    problems = [problem for reading in readings.values() for problem in reading.problems]
    told = None if given is None else groups.counted({"customers": given}, known, count_by)["customers"]
    between = [*across(frames, told, apart), *groups.check(known, count_by)]
    problems += [problem.in_book(currency, readings["orders"].documents) for problem in between]
    tables: dict[str, Any] = {table: frame for table, frame in frames.items() if frame is not None}
    return Client(
        **tables,
        name=name,
        currency=currency,
        as_of=day,
        problems=tuple(problems),
        readings=readings,
        source=source,
        counted_by=count_by,
        groups=known.sums,
    )


def _days(orders: pd.DataFrame) -> pd.Series:
    """Return the days of the orders, and those on which credit notes became known."""
    return pd.concat([orders["date"], orders["known"].dropna()]) if "known" in orders else orders["date"]


def _day(as_of: Any, dates: pd.Series) -> pd.Timestamp:
    """Return the day to count from, by default the last one in the orders.

    Raises
    ------
    KamError
        If it is not a day, or is before the first order: nothing has happened by then.
    """
    first, last = pd.Timestamp(dates.min()).normalize(), pd.Timestamp(dates.max()).normalize()
    if as_of is None:
        return last
    try:
        day = pd.Timestamp(dt.date.fromisoformat(as_of) if isinstance(as_of, str) else as_of)
    except (ValueError, TypeError):
        day = pd.NaT
    if pd.isna(day):
        raise KamError(_("--as-of {value} (in Python as_of=…): use a date like 2024-12-31.", value=str(as_of)))
    if day < first:
        raise KamError(_(
            "--as-of {day} (in Python as_of=…) is before the first order; the orders run from {first} to {last}.",
            day=f"{day:%Y-%m-%d}", first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}",
        ))  # fmt: skip
    return day


def _customers(table: pd.DataFrame | None, seen: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return one row per customer: the customer table's first, with what only the order lines say added."""
    if table is None:
        return seen
    first = table.drop_duplicates("customer_id", ignore_index=True)
    if seen is None:
        return first
    extra = [column for column in seen if column == "customer_id" or column not in first]
    return first.merge(seen[extra], on="customer_id", how="left") if len(extra) > 1 else first


def _data_set(source: Source, seed: int | None) -> Any:
    """Open a data set of that name, or draw it anew; None where the source is a file or a frame."""
    if seed is not None:
        from kamlib import datasets

        return datasets.tables(str(source), seed=seed)
    if not isinstance(source, (str, os.PathLike)):
        return None
    if kind_of(source) not in (None, "folder") or Path(source).suffix:
        return None
    from kamlib import datasets

    name = os.fspath(source)  # ``./machinery`` is a folder, also next to the data set of that name
    if datasets.is_known(name):
        return datasets.tables(name)
    return None if Path(name).exists() or Path(name).parent.name else datasets.tables(name)


def fiscal_month(value: int | None) -> int | None:
    """Return the month in which fiscal years begin, if it is one.

    Parameters
    ----------
    value : int or None
        1 for January to 12 for December; None where no fiscal year is known.

    Returns
    -------
    int or None
        As it was.

    Raises
    ------
    KamError
        If there is no such month.
    """
    if value is not None and value not in range(1, 13):
        raise KamError(
            _("--fiscal-year {value}: give the month in which the year begins, from 1 to 12.", value=value)
        )
    return value


def refuse_reading(name: str, reading: Mapping[str, Any]) -> None:
    """Refuse what says how a file is read, where a data set is.

    Parameters
    ----------
    name : str
        The data set.
    reading : mapping
        What the user said of the file, by name of the keyword of ``read``.

    Raises
    ------
    KamError
        Naming the first of them as the command has it.
    """
    unused = [key for key in reading if key != "today"]
    if unused:
        option = {"columns": "--map", "db_table": "--table"}.get(unused[0], f"--{unused[0].replace('_', '-')}")
        raise KamError(_("{name}: {option} applies to files only.", name=name, option=option))


def _of_data_set(opened: Any, reading: Mapping[str, Any]) -> dict[str, Reading]:
    """Wrap the tables of a data set, which are canonical already."""
    refuse_reading(opened.name, reading)
    found = {}
    for table, frame in opened.tables.items():
        known = [column for column in frame if column in schema()[table]]
        left = {part.code: Part(part.rows, part.money) for part in opened.left_out} if table == "orders" else {}
        rows = opened.rows_read if table == "orders" else len(frame)
        money = (
            float(frame["revenue"].sum() + sum(p.money or 0 for p in left.values())) if table == "orders" else None
        )
        found[table] = Reading(frame, table, {c: c for c in known}, rows, left, money, source=opened.name,
                               unused=tuple(str(c) for c in frame if c not in known))  # fmt: skip
    return found
