"""Economic value to the customer: what a machine may cost at most, against what the customer would buy instead."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from kamlib.words import _

#: How a line counts: what costs less is saved, what yields more is gained.
KINDS = ("cost", "gain")

#: Part by which each of our figures is moved to see what the value rests on.
MOVED = 0.2

#: First row of the lines in the worksheet, counted from 1.
FIRST = 9


@dataclass(frozen=True, eq=False)
class EconomicValue:
    """The value of an offer to a customer.

    Attributes
    ----------
    table : pandas.DataFrame
        The lines with ``value`` over the life, above zero where we are better.
    reference_price, value : float
        Price of the alternative, and the price at which the customer would not care.
    price, kept, share : float
        Our price; what of the value the customer keeps; and our share of the difference between value and
        reference price. Missing without a price.
    years, rate, factor : float
        Life, interest a year, and what a yearly amount counts.
    sensitivity : pandas.DataFrame
        ``item``, ``low`` and ``high``: the value if our figure were a fifth lower or higher, the widest first.
    """

    table: pd.DataFrame
    reference_price: float
    value: float
    price: float
    kept: float
    share: float
    years: float
    rate: float
    factor: float
    sensitivity: pd.DataFrame


def economic_value(
    lines: pd.DataFrame, reference_price: float, *, price: float | None = None, years: float = 1, rate: float = 0.0
) -> EconomicValue:
    """Work out what an offer is worth to a customer.

    Parameters
    ----------
    lines : pandas.DataFrame
        One row per difference: ``item``, ``kind`` (``"cost"`` or ``"gain"``), ``reference`` and ``ours`` (currency
        units, of the alternative and of our offer), ``yearly`` (whether it comes each year of the life).
    reference_price : float
        Price of what the customer would buy instead.
    price : float, optional
        Ours.
    years : float
        Life of both.
    rate : float
        Interest a year at which later amounts count less.

    Returns
    -------
    EconomicValue
        The value with each part of it, and what it rests on.

    Raises
    ------
    ValueError
        If a line is of another kind, or life or interest make no sense.

    Examples
    --------
    A printer costs 1,000 and 400 to run; ours runs at half of that and its output is worth 100 more.

    >>> import pandas as pd
    >>> from kamlib.manage.development.worksheet import economic_value
    >>> lines = pd.DataFrame({
    ...     "item": ["running", "output"], "kind": ["cost", "gain"], "reference": [400.0, 0.0],
    ...     "ours": [200.0, 100.0], "yearly": [False, False],
    ... })
    >>> economic_value(lines, 1000.0).value
    1300.0
    """
    other = sorted(set(lines["kind"]) - set(KINDS))
    if other:
        raise ValueError(f"kind {other[0]!r} is not one of {', '.join(KINDS)}")
    if years <= 0 or rate < 0:
        raise ValueError(
            f"a life of {years} years at {rate} interest: it takes a life above 0 and no negative rate"
        )
    factor = years if rate == 0 else (1 - (1 + rate) ** -years) / rate
    table = lines.reset_index(drop=True).assign(value=lambda frame: _values(frame, factor))
    value = reference_price + float(table["value"].sum())
    moved = [(row["item"], *_moved(table, at, factor, value)) for at, row in table.iterrows()]
    wide = pd.DataFrame(moved, columns=["item", "low", "high"])
    wide = wide.assign(_width=wide["low"] - wide["high"]).sort_values(["_width", "item"], ignore_index=True)
    asked = float("nan") if price is None else float(price)
    gained = value - reference_price
    return EconomicValue(
        table, float(reference_price), value, asked, value - asked,
        (asked - reference_price) / gained if gained else float("nan"), years, rate, factor,
        wide.drop(columns="_width"),
    )  # fmt: skip


def _values(lines: pd.DataFrame, factor: float) -> pd.Series:
    better = (lines["reference"] - lines["ours"]).where(
        lines["kind"] == "cost", lines["ours"] - lines["reference"]
    )
    return pd.Series(better * lines["yearly"].astype(bool).map({True: factor, False: 1.0}))


def _moved(table: pd.DataFrame, at: object, factor: float, value: float) -> tuple[float, float]:
    ends = []
    for part in (1 - MOVED, 1 + MOVED):
        other = table.copy()
        other.loc[other.index == at, "ours"] *= part
        ends.append(value + float(_values(other, factor).sum() - table["value"].sum()))
    return min(ends), max(ends)


def write_worksheet(found: EconomicValue, path: Path) -> Path:
    """Write the value as a workbook whose formulas work it out again when a figure is changed.

    Parameters
    ----------
    found : EconomicValue
        From `economic_value`.
    path : Path
        The file, ``.xlsx``.

    Returns
    -------
    Path
        The file.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": pd.Timestamp("2000-01-01").to_pydatetime()})
    sheet = book.add_worksheet("EVC")
    input_, bold = book.add_format({"bg_color": "#FFF6CC"}), book.add_format({"bold": True})
    _write_head(sheet, found, input_, bold)
    _write_lines(sheet, found.table, input_, bold)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 5, 16)
    book.close()
    return path


def _write_head(sheet: Any, found: EconomicValue, input_: Any, bold: Any) -> None:
    """Write prices, life and interest, and what follows from them."""
    asked = None if math.isnan(found.price) else found.price
    values = f"F{FIRST}:F{FIRST + len(found.table) - 1}"
    rows = (
        (_("Price of the alternative"), found.reference_price, ""),
        (_("Life in years"), found.years, ""),
        (_("Interest a year"), found.rate, ""),
        (_("What a yearly amount counts"), found.factor, "=IF(B3=0,B2,(1-(1+B3)^-B2)/B3)"),
        (_("Value to the customer"), found.value, f"=B1+SUM({values})"),
        (_("Our price"), asked, ""),
        (_("Our share of the difference"), "" if asked is None else found.share,
         '=IF(B6="","",(B6-B1)/(B5-B1))'),
    )  # fmt: skip
    for row, (name, held, formula) in enumerate(rows):
        sheet.write_string(row, 0, name, bold if formula else None)
        if formula:
            sheet.write_formula(row, 1, formula, bold, held)
        elif held is None:
            sheet.write_blank(row, 1, None, input_)
        else:
            sheet.write_number(row, 1, held, input_)


def _write_lines(sheet: Any, table: pd.DataFrame, input_: Any, bold: Any) -> None:
    """Write the differences, each with the formula of its value."""
    heads = (_("Difference"), _("Kind"), _("Alternative"), _("Ours"), _("Each year"), _("Value over the life"))
    for column, head in enumerate(heads):
        sheet.write_string(FIRST - 2, column, head, bold)
    for number, line in enumerate(table.to_dict("records"), FIRST):
        sheet.write_string(number - 1, 0, str(line["item"]))
        sheet.write_string(number - 1, 1, str(line["kind"]), input_)
        sheet.write_number(number - 1, 2, float(line["reference"]), input_)
        sheet.write_number(number - 1, 3, float(line["ours"]), input_)
        sheet.write_number(number - 1, 4, int(bool(line["yearly"])), input_)
        better = f'IF(B{number}="cost",C{number}-D{number},D{number}-C{number})'
        sheet.write_formula(number - 1, 5, f"={better}*IF(E{number}=1,$B$4,1)", None, float(line["value"]))
    last = FIRST + len(table) - 2
    sheet.data_validation(FIRST - 1, 1, last, 1, {"validate": "list", "source": list(KINDS)})
    sheet.data_validation(FIRST - 1, 4, last, 4, {"validate": "list", "source": [0, 1]})
