"""What a report holds, before it has a form: every format is written from this and shows the same numbers.

``results.json`` has sorted keys and holds no path, no user name and no clock, so that the same inputs give the
same bytes. Next to it lie ``figures/<id>.svg``, those that its documents show.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic import Field

from kamlib.findings.finding import STAKES
from kamlib.reports.cells import Cell, Part, Table
from kamlib.reports.layout import laid_out
from kamlib.words import _, label

#: Characters that would reverse the direction of the text behind them; no report keeps them.
TURNING = "\u200e\u200f\u061c" + "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))

#: Version of the layout of results.json.
FORMAT = 2

#: Name of the file within a report's folder.
FILE = "results.json"


class ClientFacts(Part):
    """Whose report it is, and what it was made from; ``since`` is the earlier date of a review.

    ``issued`` is the day of issue, and ``prepared_by`` who prepared it, where they were given.

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
    prepared_by: str | None = None
    documents: str = "orders"


class KeyNumber(Part):
    """One of the three numbers of the summary."""

    label: str
    value: float | None
    written: str


class AdviceLine(Part):
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
    customers: list[str] = Field(default_factory=list)

    @property
    def stake_label(self) -> str:
        """What the money is, in the language in use; where there is none, why."""
        return label(f"stake_{self.stake}") if self.money_a_year is not None else self.unvalued


class Summary(Part):
    """The page for those who read one page: the headline, what is, what else is wrong with it, what to do.

    ``answer`` are the foremost steps, without a word on what other steps are about; empty where there is none.
    ``calls`` are the accounts to call first, ``past_calls`` those that would have been named twelve months before,
    with what became of them. ``agendas`` is what to raise at the next visit to each account to call, of which only
    the workbook has room.
    """

    title: str
    situation: str
    complication: str
    answer: list[AdviceLine]
    numbers: list[KeyNumber]
    calls: Table = Field(default_factory=Table)
    past_calls: Table = Field(default_factory=Table)
    agendas: Table = Field(default_factory=Table)


class SourceLine(Part):
    """What an exhibit was computed from; ``written`` is printed under it."""

    first_date: str
    last_date: str
    as_of: str
    customers: int
    lines: int
    basis: str
    currency: str | None
    written: str


class Behind(Table):
    """A further table of a finding, of which only the workbook has a sheet, and its name."""

    key: str
    label: str


class FindingPage(Table):
    """A finding as a report shows it; ``figure`` is the stem of the file of its figure, or None.

    ``whole`` says that a page never cuts its table, ``lists`` which list of the results holds its table in full.
    ``behind`` holds further tables, which no page shows.
    ``money_a_year`` is the money in it (currency units a year; None where it is not about money); in the ``annex``
    is what is not asked of every report, and holds too little money for its pages. ``unknown`` says that the data
    did not suffice for it.
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
    behind: list[Behind] = Field(default_factory=list)
    money_a_year: float | None = None
    annex: bool = False
    unknown: bool = False

    @property
    def silent(self) -> bool:
        """Whether it only says that, and why, nothing was found or could be found out."""
        return not (self.figure or self.rows or self.advice)


class Threshold(Part):
    """Up to which figure an account belongs to a tier; the last tier has none."""

    key: str
    label: str
    value: float | None


class Tiers(Part):
    """How tiers were assigned: ``by`` names the rule, thresholds run from the best tier down."""

    by: str = ""
    thresholds: list[Threshold] = Field(default_factory=list)


class LeftOut(Part):
    """Rows that are not in the report, and their money (None where it cannot be known)."""

    reason: str
    rows: int
    money: float | None


class ProblemLine(Part):
    """What reading and checking found."""

    code: str
    level: str
    rows: int
    money: float | None
    message: str
    remedy: str


class Quality(Part):
    """Used and left out make what was read, in rows and in money (None where it cannot be known).

    ``digests`` are hashes of the rows read from databases, by table; results.json has none where there is none.
    """

    rows_read: int
    rows_used: int
    money_read: float | None = None
    money_used: float | None = None
    left_out: list[LeftOut] = Field(default_factory=list)
    problems: list[ProblemLine] = Field(default_factory=list)
    digests: dict[str, str] = Field(default_factory=dict)


class NotComputed(Part):
    """What the client's tables do not allow, with the names of what is missing."""

    id: str
    label: str
    missing: list[str]


class Assumption(Part):
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
            "unclear": _("in the data, but not known who pays it"),
            "chosen": _("chosen (file of choices)"),
        }  # fmt: skip
        return words.get(self.source, self.source)


class GlossaryLine(Part):
    """A term that the report uses."""

    key: str
    label: str
    about: str


class Results(Part):
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
    not_computed: list[NotComputed] = Field(default_factory=list)
    assumptions: list[Assumption] = Field(default_factory=list)
    glossary: list[GlossaryLine] = Field(default_factory=list)
    parameters: dict[str, Any] = Field(default_factory=dict)

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

        Those without an amount come after, the most urgent first, else in the order of the report. Those of the
        annex come last.
        """
        every = [(finding.annex, line) for finding in self.findings for line in finding.advice]
        ordered = sorted(every, key=lambda pair: (pair[0], *_urgency(pair[1]), pair[1].within_days))
        return [line for _annex, line in ordered]


def _urgency(line: AdviceLine) -> tuple[int, float]:
    """Order recommendations by what their money is, then by how much."""
    place = STAKES.index(line.stake) if line.stake in STAKES and line.money_a_year is not None else len(STAKES)
    return place, -(line.money_a_year or 0.0)


def dumps(results: Results) -> str:
    """Return results.json as text, the same for the same results."""
    quality = {name: part for name, part in dict(results.quality).items() if part or name != "digests"}
    return laid_out({**dict(results), "quality": quality}) + "\n"


def save(results: Results, folder: Path, *, turning: bool = True) -> Path:
    """Write results.json into a folder; if asked, without the characters that reverse the direction of a text."""
    target, text = folder / FILE, dumps(results)
    if not turning and any(sign in text for sign in TURNING):
        text = re.sub(f"[{TURNING}]", "", text)
    target.write_bytes(text.encode())
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
    return Results.model_validate_json((folder / FILE).read_bytes())


def read_quality(folder: Path) -> Quality:
    """Read what the results.json of a report's folder says of its data, without the rest.

    Raises
    ------
    FileNotFoundError
        If the folder has none.
    pydantic.ValidationError
        If it is not of this layout.
    """
    written = (folder / FILE).read_bytes()
    _before, _key, rest = written.partition(b'\n "quality": ')  # no text holds the end of a line
    part, _key, _after = rest.partition(b"\n }")
    return Quality.model_validate_json(part + b"}")
