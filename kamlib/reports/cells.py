"""Tables of a report: raw cells with the kind of their column, and how each kind is written."""

from __future__ import annotations

import datetime as dt
import math
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import pandas as pd
from pydantic import AfterValidator, BaseModel, ConfigDict, InstanceOf

from kamlib.words import _, date, glossary, money, number, percent
from kamlib.words.formats import unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: One cell of a table: dates as ``2024-03-05``, missing as None.
Cell = bool | int | float | str | None

#: Amount below which cents are written.
CENTS = 100

#: Amounts below it that are whole parts of a hundredth of a cent have at most twelve digits.
_MONEY, _PARTS = 1e8, 1e4

#: Powers of ten that a float holds exactly.
_TENS = np.array([float(10**power) for power in range(23)])

#: Twelve digits without a point lie between these; so near to half a digit is left to decimal arithmetic.
_LEAST, _MOST, _NEAR_HALF = 1e11, 1e12, 1e-2


def _exact(rows: list[list[Any]]) -> list[list[Any]]:
    """Refuse rows that hold anything but cells; a look at the types is enough, since nothing is converted."""
    if not set(map(type, rows)) <= {list}:
        raise ValueError("a row is a list of cells")
    held = set(map(type, chain.from_iterable(rows)))
    if not all(issubclass(sort, (bool, int, float, str, type(None))) for sort in held):
        raise ValueError(f"a cell is text, a number, a flag or None, not {', '.join(map(str, held))}")
    return rows


#: Rows in a model, as they were given: a copy of a million cells takes longer than all else about them.
Rows = Annotated[InstanceOf[list[list[Any]]], AfterValidator(_exact)]


class Part(BaseModel):
    """A frozen part of the results; unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Part):
    """A column: key of the glossary, its name in the report's language, how its figures are written."""

    key: str
    label: str
    kind: str

    @property
    def numeric(self) -> bool:
        """Whether it contains figures, to be aligned right."""
        return self.kind in ("money", "share", "points", "number", "ratio", "count", "days", "score")

    def heading(self, currency: str | None) -> str:
        """Return its name with the unit that its cells leave out."""
        if self.kind == "money" and currency:
            return _("{label}, {unit}", label=self.label, unit=unit(currency))
        return self.label


class Table(Part):
    """A table with raw cells; ``write`` makes them readable."""

    columns: list[Column] = []
    rows: Rows = []

    def written(self, rows: int | None = None) -> list[list[str]]:
        """Return the first rows as the reader's language writes them, money whole (see ``Column.heading``).

        A column of money has cents where all of it is small, so that its amounts can be compared.
        """
        kinds = [
            (column.kind, column.kind == "money" and self._small(at)) for at, column in enumerate(self.columns)
        ]
        return [
            [write(kind, cell, cents=cents) for (kind, cents), cell in zip(kinds, row, strict=True)]
            for row in self.rows[:rows]
        ]

    def _small(self, at: int) -> bool:
        """Tell whether no amount of a column reaches `CENTS`."""
        cells = (row[at] for row in self.rows)
        return all(abs(one) < CENTS for one in cells if isinstance(one, int | float))

    def column(self, key: str) -> list[Cell]:
        """Return the cells of one column.

        Raises
        ------
        KeyError
            If the table lacks it.
        """
        keys = [column.key for column in self.columns]
        if key not in keys:
            raise KeyError(f"no column {key!r}; there are {', '.join(keys)}")
        return [row[keys.index(key)] for row in self.rows]


def write(kind: str, value: Cell, currency: str | None = None, *, cents: bool = True) -> str:
    """Write one cell as its column's kind and the language in use ask for; missing gives a dash.

    Money is written short with the sign of a currency that is given; without one whole, to be compared down a
    column whose heading names the currency; with `cents`, where it is small.
    """
    if value is None:
        return "–"
    if kind == "date":
        return date(dt.date.fromisoformat(str(value)))
    if kind == "flag":
        return "✓" if value else ""
    if isinstance(value, str):
        return value
    digits = {"points": 1, "score": 1, "number": 2, "ratio": 2, "count": 0, "days": 0}
    if kind == "money":
        return money(value, currency) if currency else number(value, 2 if cents and 0 < abs(value) < CENTS else 0)
    if kind == "share":
        return percent(value, 1)
    return number(value, digits[kind]) if kind in digits else str(value)


def cell(value: Any) -> Cell:
    """Make a figure of pandas or numpy fit for JSON: missing and infinite to None, days to ISO text.

    Floats keep twelve significant digits: what lies behind is the noise of binary sums.
    """
    if pd.isna(value):
        return None
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return float(f"{value:.12g}") + 0.0 if math.isfinite(value) else None
    return value if isinstance(value, bool | int | str) else str(value)


def table(frame: pd.DataFrame) -> Table:
    """Turn a frame whose columns are keys of the glossary into a table with labels and kinds.

    Raises
    ------
    KeyError
        If a column is not in the glossary.
    """
    return Table(**parts(frame))


def parts(frame: pd.DataFrame) -> dict[str, Any]:
    """Return the columns and rows of a frame's table."""
    columns = [_column(str(name), frame[name]) for name in frame.columns]
    cells = [_cells(values) for _name, values in frame.items()]
    return {"columns": columns, "rows": list(map(list, zip(*cells, strict=True)))}


def _cells(values: pd.Series) -> list[Cell]:
    """Make a column fit for JSON; numbers without asking each what it is."""
    if values.dtype == "float64":
        return _floats(values.to_numpy())
    if values.dtype in ("int64", "bool"):
        return list(values.tolist())
    if values.dtype.kind == "M" and isinstance(values.dtype, np.dtype):
        days = np.datetime_as_string(values.to_numpy("datetime64[D]")).tolist()
        return [None if day == "NaT" else day for day in days]
    if values.dtype == "str":
        return _texts(values)
    return [cell(v) for v in values.tolist()]


def _floats(values: NDArray[np.float64]) -> list[Cell]:
    """Make floats fit for JSON; money to a hundredth of a cent has its twelve digits already."""
    with np.errstate(over="ignore", invalid="ignore"):
        ready = (np.abs(values) < _MONEY) & (np.rint(values * _PARTS) / _PARTS == values)
    others = np.flatnonzero(~ready)
    short, sure = _to_twelve_digits(values[others])
    made = values + 0.0
    made[others] = short
    found: list[Cell] = made.tolist()
    others = others[~sure]
    for at, value in zip(others.tolist(), values[others].tolist(), strict=True):
        found[at] = float(f"{value:.12g}") + 0.0 if math.isfinite(value) else None
    return found


def _to_twelve_digits(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Round to twelve significant digits, and say where that is surely what decimal arithmetic gives.

    The digits are made a whole number and divided by a power of ten. Floats hold both exactly, so that the
    quotient is the float next to the decimal. The whole number is right unless the rest was nearly half of one.
    """
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        power = 11 - np.floor(np.log10(np.abs(values)))
        sure = (power >= 0) & (power < len(_TENS))
        scale = _TENS[np.where(sure, power, 0).astype(int)]
        scaled = values * scale
        whole = np.rint(scaled)
        size = np.abs(scaled)
        sure &= (size >= _LEAST) & (size < _MOST) & (np.abs(scaled - whole) < 0.5 - _NEAR_HALF)
        return whole / scale, sure


def _texts(values: pd.Series) -> list[Cell]:
    """Make texts fit for JSON, each as `cell` does, looked at once."""
    codes, texts = pd.factorize(values)
    known: list[Cell] = [text if text.isascii() else cell(text) for text in texts.tolist()]
    known.append(None)  # a missing one has the code -1
    return [known[code] for code in codes.tolist()]


def _column(key: str, values: pd.Series) -> Column:
    """Describe a column; ``orders`` and ``customers``, which name tables too, are counts where numbers stand."""
    term = glossary()[key]
    kind = "count" if term.kind == "none" and pd.api.types.is_integer_dtype(values) else term.kind
    return Column(key=key, label=term.label, kind=kind)


def amount(value: Any) -> float | None:
    """Make a number fit for JSON; missing and infinite to None."""
    found = cell(value)
    return None if found is None else float(found)
