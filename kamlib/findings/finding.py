"""A finding: what people read. Lessons show findings; a report is a list of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.client import Client
from kamlib.findings.spec import FindingSpec
from kamlib.findings.worth import Worth
from kamlib.words import speaking_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: What the money of a recommendation is, in the order in which they are read: a loss that can be stopped, what may
#: be lost, what is missing against what the size or last year suggests; what is held is kept, and never an amount.
STAKES = ("loss", "risk", "shortfall", "held")


@dataclass(frozen=True)
class Source:
    """What a finding was computed from, printed under its exhibit."""

    first_date: pd.Timestamp
    last_date: pd.Timestamp
    as_of: pd.Timestamp
    customers: int
    lines: int
    basis: str
    currency: str | None


@dataclass(frozen=True)
class Advice:
    """A recommendation: what to do, who (glossary key of a role), within how many days, what comes back a year.

    ``worth`` is the money a year that can be got back, with its range, method, confidence and the days that it
    was worked out from; without it ``unvalued`` says in words why there is none. ``stake`` says what that money
    is, one of `STAKES`; a step that keeps what is there ("held") gets nothing back and has no amount. Amounts of
    several recommendations may be about the same customers and do not add up. ``customers`` are those whom the
    step is about one by one; one that loses money is in one step only (see ``claims``). ``core`` is the step
    where the text goes on about whom other steps are about: what a page says that does not hold those other steps.
    """

    text: str
    owner: str
    within_days: int
    worth: Worth | None = None
    stake: str = "held"
    unvalued: str = ""
    customers: tuple[str, ...] = ()
    core: str = ""

    def __post_init__(self) -> None:
        """Refuse a stake that is not known, and a step that says nothing of money."""
        if self.worth is None and not self.unvalued:
            raise ValueError("a recommendation without an amount has to say why in `unvalued`")
        if self.stake not in STAKES:
            raise ValueError(f"stake {self.stake!r} is not one of {', '.join(STAKES)}")
        if self.worth is not None and self.stake == "held":
            raise ValueError("what is held cannot be got back: such a step has no amount")

    @property
    def money_a_year(self) -> float | None:
        """What can be got back (currency units a year); None where there is no amount."""
        return None if self.worth is None else self.worth.money_a_year

    @property
    def about(self) -> str | None:
        """What its money is, one of `STAKES`; None where there is money to get back and no amount is known."""
        return self.stake if self.worth is not None or self.stake == "held" else None

    @property
    def alone(self) -> str:
        """The step without a word on what other steps are about."""
        return self.core or self.text


@dataclass(frozen=True, eq=False)
class Finding:
    """One exhibit of a report and the sentence above it.

    Attributes
    ----------
    spec : FindingSpec
        What is known of it before it is made: its id, row of the domain, chapter and lesson.
    title : str
        Action title: a sentence with a verb and a number, made from `facts`.
    summary : str
        Two to four sentences: how to read the exhibit and what follows.
    evidence : pandas.DataFrame
        The whole table of figures, of which a page shows as much as it has room for. Columns are keys of the
        glossary, whose kinds say how figures are written.
    source : Source
        Period, n, basis.
    facts : mapping
        The bare numbers that title and summary are made of.
    draw : callable or None
        Draws the exhibit: ``draw(ax=None) -> Axes``.
    alt : str
        Alternative text of the figure, made from the same numbers.
    advice : tuple of Advice
        What to do.
    notes : tuple of str
        Assumptions and limits, printed small.
    behind : mapping
        Further tables, by the term that names them: the workbook has a sheet of each, the pages have none.
    unknown : bool
        Whether the data does not suffice for it, so that it only says what it would take.
    """

    spec: FindingSpec
    title: str
    summary: str
    evidence: pd.DataFrame
    source: Source
    facts: Mapping[str, float | int | str | None] = field(default_factory=dict)
    draw: Callable[..., Axes] | None = None
    alt: str = ""
    advice: tuple[Advice, ...] = ()
    notes: tuple[str, ...] = ()
    behind: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    unknown: bool = False

    @property
    def id(self) -> str:
        """Stable name, the same in the report and the course: ``"whale"``."""
        return self.spec.id

    @property
    def row(self) -> str:
        """Row of the domain: ``"K2"``."""
        return self.spec.row

    @property
    def chapter(self) -> str:
        """One of ``findings.spec.CHAPTERS``."""
        return self.spec.chapter

    @property
    def lesson(self) -> str:
        """The lesson that teaches it, for example ``"1-2-eighty-twenty"``."""
        return self.spec.lesson

    def __repr__(self) -> str:
        """One line: what it is about, and its sentence."""
        return f"Finding({self.id!r}: {self.title})"


def insufficient_data(client: Client, spec: FindingSpec, title: str, summary: str) -> Finding:
    """Say that so small a book does not tell, and what it would take: no table, no figure, no advice.

    Parameters
    ----------
    client : Client
        The client's tables.
    spec : FindingSpec
        Which finding it would have been.
    title : str
        One sentence in the language in use.
    summary : str
        What it would take, in the language in use.

    Returns
    -------
    Finding
        Its only fact is the number of customers.
    """
    return replace(nothing_found(client, spec, title, summary), unknown=True)


def nothing_found(client: Client, spec: FindingSpec, title: str, summary: str) -> Finding:
    """Say that the data was enough, and that it shows nothing to act on: no table, no figure, no advice.

    Parameters
    ----------
    client : Client
        The client's tables.
    spec : FindingSpec
        Which finding it is.
    title : str
        One sentence in the language in use.
    summary : str
        How it was looked for, in the language in use.

    Returns
    -------
    Finding
        Its only fact is the number of customers.
    """
    return Finding(
        spec, title, summary, pd.DataFrame(), source_of(client), facts={"customers": len(client.buyers)},
    )  # fmt: skip


def spoken_of(client: Client, make: Callable[[], Finding]) -> Finding:
    """Make a finding, and draw it later, in words for what the client's rows are: orders, or invoices.

    Parameters
    ----------
    client : Client
        Whose finding it is.
    make : callable
        Makes it.

    Returns
    -------
    Finding
    """
    kind = client.documents
    with speaking_of(kind):
        found = make()
    if kind == "orders" or found.draw is None:
        return found
    return replace(found, draw=partial(_drawn, found.draw, kind))


def _drawn(draw: Callable[..., Axes], kind: str, *arguments: Any, **named: Any) -> Axes:
    with speaking_of(kind):
        return draw(*arguments, **named)


def source_of(client: Client, basis: str | None = None) -> Source:
    """Say what a client's findings are computed from.

    Parameters
    ----------
    client : Client
        The client's tables.
    basis : str, optional
        The measure of the finding; None for the client's.

    Returns
    -------
    Source
        Days, customers, order lines, measure and currency.
    """
    return Source(
        client.first_date, client.last_date, client.as_of, len(client.buyers), client.line_count,
        basis or client.basis, client.currency,
    )  # fmt: skip
