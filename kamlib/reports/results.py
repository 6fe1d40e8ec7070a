"""What a report holds, before it has a form: every format is written from this and shows the same numbers.

``results.json`` has sorted keys and holds no path, no user name and no clock, so that the same inputs give the
same bytes. Next to it lie ``figures/<id>.svg`` and, where a workbook needs it, ``figures/<id>.png``.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from kamlib.findings.finding import STAKES
from kamlib.words import _, date, glossary, label, money, number, percent
from kamlib.words.formats import unit

#: Characters that would reverse the text behind them; no report keeps them.
TURNING = "\u200e\u200f\u061c" + "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))

#: Version of the layout of results.json.
FORMAT = 2

#: Name of the file within a report's folder.
FILE = "results.json"

#: One cell of a table: dates as ``2024-03-05``, missing as None.
Cell = bool | int | float | str | None


class _Part(BaseModel):
    """A frozen part of the results; names that are not known are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Part):
    """A column: key of the glossary, its name in the report's language, how its figures are written."""

    key: str
    label: str
    kind: str

    @property
    def numeric(self) -> bool:
        """Whether figures are in it, to be set flush right."""
        return self.kind in ("money", "share", "points", "number", "ratio", "count", "days", "score")

    def heading(self, currency: str | None) -> str:
        """Return its name with the unit that its cells leave out."""
        if self.kind == "money" and currency:
            return _("{label}, {unit}", label=self.label, unit=unit(currency))
        return self.label


class Table(_Part):
    """A table with raw cells; ``write`` makes them readable."""

    columns: list[Column] = []
    rows: list[list[Cell]] = []

    def written(self) -> list[list[str]]:
        """Return the rows as the reader's language writes them, money whole (see ``Column.heading``)."""
        kinds = [column.kind for column in self.columns]
        return [[write(kind, cell) for kind, cell in zip(kinds, row, strict=True)] for row in self.rows]

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


class ClientFacts(_Part):
    """Whose report it is, and what it was made from; ``since`` is the earlier date of a review.

    ``issued`` is the day of issue, where it was given.

    ``documents`` is what the rows are called: ``orders`` or ``invoices``.
    """

    name: str
    currency: str | None
    source: str
    first_date: str
    last_date: str
    as_of: str
    basis: str
    customers: int
    lines: int
    since: str | None = None
    issued: str | None = None
    documents: str = "orders"


class KeyNumber(_Part):
    """One of the three numbers of the summary."""

    label: str
    value: float | None
    written: str


class AdviceLine(_Part):
    """A recommendation; ``within_days`` counts from the day of issue, or from delivery where that is not known.

    ``due`` is the day by which it is to be done, a working day; None where there is no day to count from.

    ``money_a_year`` is what can be got back in a year (currency units), between ``low`` and ``high``; ``at_most``
    says that it is the upper bound. ``stake`` says what that money is (``findings.finding.STAKES``), ``method``
    how it was worked out, ``confidence`` how sure it is (``findings.worth.CONFIDENCE``), ``first_date``,
    ``last_date`` and ``months`` from which days; ``counted_up`` says that they are less than a year. Without an
    amount these are empty, and ``unvalued`` says why there is none. Amounts of several
    recommendations overlap, except for losses: a customer that loses money is in one of them. ``customers`` are
    the ids of those whom it is about one by one, as `Results.accounts` has them.
    """

    text: str
    owner: str
    owner_label: str
    within_days: int
    due: str | None = None
    money_a_year: float | None = None
    low: float | None = None
    high: float | None = None
    at_most: bool = False
    stake: str = ""
    method: str = ""
    confidence: str = ""
    first_date: str | None = None
    last_date: str | None = None
    months: float | None = None
    counted_up: bool = False
    unvalued: str = ""
    customers: list[str] = []

    @property
    def stake_label(self) -> str:
        """What the money is, in the language in use; where there is none, why."""
        return label(f"stake_{self.stake}") if self.money_a_year is not None else self.unvalued


class Summary(_Part):
    """The page for those who read one page: the headline, what is, what else is wrong with it, what to do.

    ``answer`` are the foremost steps, without a word on what other steps are about; empty where there is none.
    """

    title: str
    situation: str
    complication: str
    answer: list[AdviceLine]
    numbers: list[KeyNumber]


class SourceLine(_Part):
    """What an exhibit was computed from; ``written`` is printed under it."""

    first_date: str
    last_date: str
    as_of: str
    customers: int
    lines: int
    basis: str
    currency: str | None
    written: str


class FindingPage(Table):
    """A finding as a report shows it; ``figure`` is the stem in ``figures/``, or None.

    ``whole`` says that a page never cuts its table, ``lists`` which list of the results holds its table in full.
    """

    id: str
    row: str
    chapter: str
    title: str
    summary: str
    facts: dict[str, Cell]
    figure: str | None
    alt: str
    advice: list[AdviceLine]
    notes: list[str]
    source: SourceLine
    lesson: str
    whole: bool = False
    lists: str = ""

    @property
    def silent(self) -> bool:
        """Whether it only says that, and why, nothing could be found out."""
        return not (self.figure or self.rows or self.advice)


class Threshold(_Part):
    """Up to which figure an account belongs to a tier; the last tier has none."""

    key: str
    label: str
    value: float | None


class Tiers(_Part):
    """How tiers were assigned: ``by`` names the rule, thresholds run from the best tier down."""

    by: str = ""
    thresholds: list[Threshold] = []


class LeftOut(_Part):
    """Rows that are not in the report, and their money (None where it cannot be known)."""

    reason: str
    rows: int
    money: float | None


class ProblemLine(_Part):
    """What reading and checking found."""

    code: str
    level: str
    rows: int
    money: float | None
    message: str
    remedy: str


class Quality(_Part):
    """Used and left out make what was read, in rows and in money (None where it cannot be known)."""

    rows_read: int
    rows_used: int
    money_read: float | None = None
    money_used: float | None = None
    left_out: list[LeftOut] = []
    problems: list[ProblemLine] = []


class NotComputed(_Part):
    """What the client's tables do not allow, with the names of what is missing."""

    id: str
    label: str
    missing: list[str]


class Assumption(_Part):
    """A figure that the data does not hold, and where it was taken from."""

    label: str
    value: Cell
    written: str
    source: str

    @property
    def taken_from(self) -> str:
        """Where it was taken from, in the language in use."""
        words = {
            "stated": _("stated by the client"), "default": _("default of this report"),
            "unused": _("stated, but the data has nothing it applies to"),
            "left out": _("neither in the data nor stated"),
        }  # fmt: skip
        return words.get(self.source, self.source)


class GlossaryLine(_Part):
    """A term that the report uses."""

    key: str
    label: str
    about: str


class Results(_Part):
    """Everything that a report says; ``others`` are in the data and no customers, with `accounts` they are all."""

    format: int = FORMAT
    template: str
    language: str
    client: ClientFacts
    summary: Summary
    findings: list[FindingPage]
    key_accounts: Table = Field(default_factory=Table)
    candidates: Table = Field(default_factory=Table)
    accounts: Table = Field(default_factory=Table)
    others: Table = Field(default_factory=Table)
    tiers: Tiers = Field(default_factory=Tiers)
    quality: Quality
    not_computed: list[NotComputed] = []
    assumptions: list[Assumption] = []
    glossary: list[GlossaryLine] = []
    parameters: dict[str, Any] = {}

    @property
    def title(self) -> str:
        """The name of this kind of report, in the language in use."""
        return _("Periodic review of the customers") if self.template == "review" else _("Key account report")

    @property
    def ranked(self) -> bool:
        """Whether the accounts hold the measure: only then has the workbook something to calculate with."""
        return bool(self.accounts.rows) and any(c.key == self.client.basis for c in self.accounts.columns)

    @property
    def advice(self) -> list[AdviceLine]:
        """All recommendations: losses to stop, then what is at risk and missing, the most money first in each.

        Those without an amount come after, the most urgent first, else in the order of the report.
        """
        every = [line for finding in self.findings for line in finding.advice]
        return sorted(every, key=lambda a: (*_urgency(a), a.within_days))


def _urgency(line: AdviceLine) -> tuple[int, float]:
    """Order recommendations by what their money is, then by how much."""
    place = STAKES.index(line.stake) if line.stake in STAKES and line.money_a_year is not None else len(STAKES)
    return place, -(line.money_a_year or 0.0)


def write(kind: str, value: Cell, currency: str | None = None) -> str:
    """Write one cell as its column's kind and the language in use ask for; missing gives a dash.

    Money is written short with the sign of a currency that is given; without one whole, to be compared down a
    column whose heading names the currency.
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
        return money(value, currency) if currency else number(value, 2 if 0 < abs(value) < 100 else 0)
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
    columns = [_column(str(name), frame[name]) for name in frame.columns]
    rows = [[cell(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    return Table(columns=columns, rows=rows)


def _column(key: str, values: pd.Series) -> Column:
    """Describe a column; ``orders`` and ``customers``, which name tables too, are counts where numbers stand."""
    term = glossary()[key]
    kind = "count" if term.kind == "none" and pd.api.types.is_integer_dtype(values) else term.kind
    return Column(key=key, label=term.label, kind=kind)


def amount(value: Any) -> float | None:
    """Make a number fit for JSON; missing and infinite to None."""
    found = cell(value)
    return None if found is None else float(found)


def dumps(results: Results) -> str:
    """Return results.json as text, the same for the same results."""
    whole = results.model_dump(mode="json")
    return json.dumps(whole, sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def without_turns(results: Results) -> Results:
    """Return the results without the characters that would reverse the text after them."""
    return Results.model_validate_json(dumps(results).translate(dict.fromkeys(map(ord, TURNING))))


def save(results: Results, folder: Path) -> Path:
    """Write results.json into a folder."""
    target = folder / FILE
    target.write_text(dumps(results), encoding="utf-8", newline="\n")
    return target


def read(folder: Path) -> Results:
    """Read the results.json of a report's folder.

    Raises
    ------
    FileNotFoundError
        If the folder has none.
    pydantic.ValidationError
        If it is not of this layout.
    """
    return Results.model_validate_json((folder / FILE).read_text(encoding="utf-8"))
