"""A list of products: the name and the category of each product id in the orders."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.files.opening import open_table
from kamlib.tables.problems import LEVELS, Problem
from kamlib.tables.readings import Reading
from kamlib.tables.schema import Column, schema, squeeze
from kamlib.tables.values.ids import clean_ids
from kamlib.words import _, count
from kamlib.words.phrases import enumerated

#: The name of the list: of its sheet in the data request, and in the glossary.
TABLE = "product_list"

#: Ids that a message names.
SHOWN = 2

#: Headers of a product's name that mean something else in orders.
_NAMES = ("name", "english product name", "名称")

#: Product id → ``name`` and ``category``, those of them that are known.
Products = dict[str, dict[str, str]]


def columns() -> tuple[Column, ...]:
    """Return the columns that the data request asks of each product: its id, its name and its category."""
    orders = schema()["orders"]
    return replace(orders["product"], required=True), orders["product_name"], orders["category"]


def by_sheet(source: str | os.PathLike[str], sheet: str, orders: Reading) -> Reading:
    """Give products their names by the sheet of the data request that lists them.

    Parameters
    ----------
    source : str or Path
        The workbook of the orders.
    sheet : str
        Name of the sheet.
    orders : Reading
        The orders.

    Returns
    -------
    Reading
        As `named` gives it; a sheet that does not fit the orders is passed over, and a note says so.
    """
    try:
        return named(orders, read(Path(source), sheet=sheet))
    except KamError:
        passed = Problem("products-passed-over", "note", "orders", 0, None, {"sheet": sheet})
        return replace(orders, problems=(*orders.problems, passed))


def read(
    source: str | Path | pd.DataFrame | Mapping[str, Mapping[str, str]], *, sheet: str | None = None
) -> Products:
    """Read a list of products.

    Parameters
    ----------
    source : str, Path, DataFrame or mapping
        A file or frame with a column of product ids, and of names or categories or both; or a mapping of the id to
        ``name`` and ``category``.
    sheet : str, optional
        A workbook's sheet; the one with the largest table when not given.

    Returns
    -------
    dict
        Product id → ``name`` and ``category``, those that are known.

    Raises
    ------
    KamError
        If a column is missing, or a product has two names.
    """
    if isinstance(source, Mapping):
        return {str(id_): dict(known) for id_, known in source.items()}
    raw = None if isinstance(source, pd.DataFrame) else open_table(source, sheet=sheet)
    frame, where = (source, _("the frame")) if raw is None else (raw.frame, raw.source)
    assert isinstance(frame, pd.DataFrame)  # noqa: S101  (one of the two)
    held = _columns(frame)
    if "product" not in held or len(held) < 2:
        raise KamError(
            _("{where}: a column of product ids and a column of names or categories are required; found: {seen}.",
              where=where, seen=enumerated([str(c) for c in frame]))
        )  # fmt: skip
    table = pd.DataFrame({ours: clean_ids(frame[theirs]) for ours, theirs in held.items()})
    table = table[table["product"].notna()].drop_duplicates()
    if "name" in table:
        _refuse_two_names(table, where)
    first = table.groupby("product").first()
    return {
        str(id_): {str(column): str(cell) for column, cell in row.items() if pd.notna(cell)}
        for id_, row in first.iterrows()
    }


def _columns(frame: pd.DataFrame) -> dict[str, str]:
    """Find the columns of a list of products by their headers, as those of the orders are found."""
    orders = schema()["orders"]
    found: dict[str, str] = {}
    for ours, key in (("name", "product_name"), ("category", "category"), ("product", "product")):
        ranks = dict(orders[key].names) | ({squeeze(word): 0 for word in _NAMES} if ours == "name" else {})
        heads = [str(head) for head in frame if squeeze(head) in ranks and str(head) not in found.values()]
        if heads:
            found[ours] = min(heads, key=lambda head: ranks[squeeze(head)])
    return found


def _refuse_two_names(table: pd.DataFrame, where: str) -> None:
    names = table.dropna(subset=["name"]).drop_duplicates(["product", "name"])
    if names["product"].duplicated().any():
        twice = str(names.loc[names["product"].duplicated(), "product"].iloc[0])
        raise KamError(_("{where}: product {id} has two names; keep one of the rows.", where=where, id=twice))


def named(orders: Reading, products: Products) -> Reading:
    """Give the products of order lines their names and categories.

    Parameters
    ----------
    orders : Reading
        The orders.
    products : dict
        From `read`.

    Returns
    -------
    Reading
        Products of one name are one product; those that the list lacks keep their id, and a warning names them.

    Raises
    ------
    KamError
        If the orders have no products, or none of them is in the list.
    """
    frame = orders.frame
    if "product" not in frame or not frame["product"].notna().any():
        raise KamError(_("{file}: --products needs a product column in the orders.", file=orders.source))
    ids = frame["product"].astype("str").where(frame["product"].notna())
    known, listed = set(ids.dropna()), set(products)
    if not known & listed:
        raise KamError(_(
            "--products: none of its {listed} products ({theirs} …) is in {file} ({ours} …). Use a file with the "
            "same product ids as the orders.",
            listed=count(len(listed)), theirs=enumerated(sorted(listed)[:SHOWN]), file=orders.source,
            ours=enumerated(sorted(known)[:SHOWN]),
        ))  # fmt: skip
    names = {id_: told["name"] for id_, told in products.items() if "name" in told}
    categories = {id_: told["category"] for id_, told in products.items() if "category" in told}
    changed = frame.assign(product=ids.map(names).fillna(ids).astype("str").where(ids.notna()))
    if categories:
        before = frame["category"] if "category" in frame else pd.Series(None, index=frame.index, dtype="object")
        changed["category"] = ids.map(categories).fillna(before)
    foreign = ids.notna() & ~ids.isin(listed)
    if not foreign.any():
        return replace(orders, frame=changed)
    money = float(round(frame.loc[foreign, "revenue"].sum(), 6))
    values = {"example": sorted(set(ids[foreign]))[0], "products": int(ids[foreign].nunique())}
    said = Problem("products-unknown", "warning", "orders", int(foreign.sum()), money, values)
    said = said.in_book(orders.currency, orders.documents)
    problems = sorted([*orders.problems, said], key=lambda p: LEVELS.index(p.level))
    return replace(orders, frame=changed, problems=tuple(problems))
