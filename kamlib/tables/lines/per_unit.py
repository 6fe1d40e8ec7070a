"""A price of one ton goes with the tons, not with the pieces next to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable
from dataclasses import replace

import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.columns.matching import Choice, Match, holds
from kamlib.tables.conversion import worth
from kamlib.tables.problems import Problem
from kamlib.tables.schema import schema
from kamlib.words import _

#: Spellings of one unit; pieces of any kind are one.
_UNITS = {
    **dict.fromkeys(("t", "ton", "tons", "tonne", "tonnes", "mt", "吨", "公吨", "tonnen"), "t"),
    **dict.fromkeys(("kg", "kgs", "公斤", "千克", "kilo"), "kg"),
    **dict.fromkeys(("g", "克"), "g"), **dict.fromkeys(("m", "米", "meter", "metre"), "m"),
    **dict.fromkeys(("m2", "㎡", "平方米", "平米", "sqm", "qm"), "m2"),
    **dict.fromkeys(("m3", "立方米", "立方", "cbm"), "m3"),
    **dict.fromkeys(("l", "升", "liter", "litre"), "l"),
    **dict.fromkeys(
        ("件", "台", "个", "只", "套", "支", "根", "把", "pc", "pcs", "piece", "pieces", "stk", "stück"),
        "piece"),
    **dict.fromkeys(("箱", "box", "boxes", "carton", "cartons", "ctn", "karton"), "box"),
}  # fmt: skip
_PER = re.compile(r"(?:/|\bper\s+|\bpro\s+|每)\s*([^\W\d_]+[23]?)\s*[)\]】]?\s*$", re.IGNORECASE)
_OWN = re.compile(r"[(\[【/]\s*([^\W\d_]+[23]?)\s*[)\]】]?\s*$")


def agree(found: Match, rows: pd.DataFrame, where: str) -> tuple[Match, list[Problem]]:
    """Take the quantity in the unit that the price is of, where revenue has to be quantity × price.

    Parameters
    ----------
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as given in the file.
    where : str
        File and sheet, for messages.

    Returns
    -------
    Match, list of Problem
        The same match where the two agree or do not say; else with another quantity, and a note of it.

    Raises
    ------
    KamError
        If they are of two units, and no column has the one of the price.
    """
    derived = worth.direct(found.chosen) is None and {"quantity", "unit_price"} <= set(found.chosen)
    if not derived or found.by_hand("quantity"):
        return found, []
    price, quantity = found.source_column("unit_price"), found.source_column("quantity")
    per, own = _unit(price, _PER), _unit(quantity, _OWN)
    if per is None or own == per:
        return found, []
    amounts = {c.source_column for ours, c in found.chosen.items() if schema()["orders"][ours].type == "money"}
    free = [name for name in rows.columns if name not in amounts and _unit(name, _OWN) == per]
    better = next((name for name in free if holds(rows[name], "number")), None)
    values = {"price": str(price), "quantity": str(quantity)}
    if better is not None:
        chosen = {**found.chosen, "quantity": Choice(better, found.chosen["quantity"].score, (quantity,))}
        note = Problem("quantity-by-unit", "note", "orders", len(rows), None, {**values, "column": str(better)})
        return replace(found, chosen=chosen), [note]
    if own is None:
        return found, []
    raise KamError(_(
        "{where}: {price} is a price for another unit than {quantity}, so quantity × price is not the amount; "
        "use --map quantity=… for the column in that unit, or --map revenue=… for the amount.",
        where=where, **values,
    ))  # fmt: skip


def _unit(header: Hashable, pattern: re.Pattern[str]) -> str | None:
    """Return the unit that a header names, one spelling for all of its kind."""
    hit = pattern.search(unicodedata.normalize("NFKC", str(header)).casefold())
    return _UNITS.get(hit.group(1)) if hit else None
