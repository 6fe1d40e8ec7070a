"""A table of the schema is known wherever tables are named: a new one fails here until it stands in each place."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Collection, Mapping

import pytest

from kamlib import book, loading
from kamlib._paths import shipped
from kamlib.commands import check, options, report
from kamlib.reports.anonymise import NUMBERED, PEOPLE, PRIVATE
from kamlib.reports.parameters import Parameters
from kamlib.tables import reading
from kamlib.tables.schema import kept, schema
from kamlib.words import glossary

#: Columns of text that an anonymised report shows as they are, but for the names of customers and people in them:
#: words of the trade, and codes.
SHOWN = {
    "orders": {"product", "channel", "order_type", "payment_method", "region"},
    "customers": {"customer_kind", "industry", "region"},
    "activities": {"level", "kind"},
    "contacts": {"role"},
    "survey": {"dimension"},
    "exits": {"reason", "competitor"},
    "deals": {"stage", "product"},
    "prospects": {"industry", "region", "size", "stage"},
    "people": {"level", "country"},
    "promises": {"level"},
    "requests": {"kind"},
    "rules": {"rule", "field", "equals", "grants"},
    "files": {"field", "value"},
    "answers": {"statement", "role"},
}  # fmt: skip

#: Columns that name customers and prospects, which are numbered over all tables.
COMPANIES = {"customer_id", "parent_id", "prospect_id"}


def listed(text: str | None) -> set[str]:
    """Return the names before the colons, and in quotes, of a docstring."""
    heads = re.findall(r"^\s*((?:\w+, )*\w+) : ", text or "", re.MULTILINE)
    return {name for head in heads for name in head.split(", ")} | set(re.findall(r'``"(\w+)"``', text or ""))


def of_notebook(name: str) -> set[str]:
    """Return the parameters of a template."""
    cells = json.loads((shipped("notebooks") / "reports" / f"{name}.ipynb").read_text("utf-8"))["cells"]
    first = next(cell for cell in cells if "parameters" in cell["metadata"].get("tags", []))
    return set(re.findall(r"^(\w+):", "".join(first["source"]), re.MULTILINE))


def of_options() -> set[str]:
    """Return the options that several commands share."""
    held = (vars(options)[name] for name in dir(options) if hasattr(vars(options)[name], "__metadata__"))
    infos = [one.__metadata__[0] for one in held]
    return {str(flag).removeprefix("--") for one in infos for flag in (one.default, *(one.param_decls or ()))}


#: Where each table is named; the orders are an argument of their own in most of them.
PLACES: Mapping[str, Callable[[], Collection[str]]] = {
    "glossary": glossary,
    "book.TABLES": lambda: book.TABLES,
    "Book": lambda: inspect.signature(book.Book).parameters,
    "docstring of Book": lambda: listed(book.Book.__doc__),
    "kam.load": lambda: inspect.signature(loading.load).parameters,
    "docstring of kam.load": lambda: listed(loading.load.__doc__),
    "docstring of tables.read": lambda: listed(reading.read.__doc__),
    "commands.options": of_options,
    "kam check": lambda: inspect.signature(check.check).parameters,
    "kam report": lambda: inspect.signature(report.report).parameters,
    "Parameters": lambda: Parameters.model_fields,
    "docstring of Parameters": lambda: listed(Parameters.__doc__),
    "template portfolio": lambda: of_notebook("portfolio"),
    "template review": lambda: of_notebook("review"),
}


@pytest.mark.parametrize("place", PLACES)
def test_every_table_is_known_there(place: str) -> None:
    known = PLACES[place]()
    assert [table for table in schema() if table != "orders" and table not in known] == []


def test_the_tables_of_a_book_stand_in_the_order_of_the_schema() -> None:
    assert tuple(schema()) == book.TABLES


@pytest.mark.parametrize("table", schema())
def test_a_column_of_text_is_hidden_numbered_or_known_to_be_harmless(table: str) -> None:
    texts = {column.name for column in kept(table) if column.type in ("id", "text")}
    settled = {*PEOPLE, *NUMBERED, *PRIVATE, *COMPANIES} | SHOWN.get(table, set())
    assert texts - settled == set()


def test_a_new_table_would_be_missed() -> None:
    assert listed('a, new : frame\n    ``"other"`` or\n') == {"a", "new", "other"}
    assert "surveys" not in of_notebook("review")
    assert "people" in of_options()
