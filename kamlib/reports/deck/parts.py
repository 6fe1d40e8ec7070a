"""Parts of a deck: its sections, and in them messages, exhibits, recommendations, notes and sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kamlib.reports.cells import Table
from kamlib.reports.deck.grids import Grid
from kamlib.reports.results import AdviceLine, KeyNumber

#: Version of the deck: what sets it may count on.
VERSION = 1


@dataclass(frozen=True)
class Step:
    """A recommendation as it is stated: what, who, until when, which money a year, from which days, how sure.

    ``line`` holds the figures after the words, ``origin`` the id of the message that it follows from, ``about``
    the title of that message; a page that has nothing to recommend says so in a step without a line.
    """

    text: str
    owner: str = ""
    by: str = ""
    due: str = ""
    value: str = ""
    kind: str = ""
    stake: str = ""
    base: str = ""
    sure: str = ""
    origin: str = ""
    about: str = ""
    line: AdviceLine | None = None

    @property
    def beside(self) -> str:
        """What is in small print next to it."""
        return " · ".join(filter(None, (self.owner, self.by, self.stake, self.base, self.sure)))


@dataclass(frozen=True)
class Exhibit:
    """What a message shows: figure and table, the table cut to what a page may show, and whole."""

    caption: str
    figure: str | None
    alt: str
    table: Grid
    evidence: Table
    whole: bool = False
    listed: bool = False


@dataclass(frozen=True)
class Message:
    """A finding as every format tells it; ``silent`` where it only says why nothing was found.

    What is in the ``annex`` holds too little money for the pages; ``sheet`` is where a workbook has it.
    """

    id: str
    name: str
    chapter: str
    title: str
    summary: str
    exhibit: Exhibit
    advice: list[Step]
    notes: list[str]
    source: str
    silent: bool = False
    annex: bool = False
    sheet: str = ""


@dataclass(frozen=True)
class FirstPage:
    """The page for those who read one page; ``calls`` are the accounts to call, each table with its heading."""

    title: str
    numbers: list[KeyNumber]
    situation: str
    complication: str
    answer: list[Step]
    calls: list[tuple[str, Grid]] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """A section: its anchor, the small line above, its title, its kind, and what it holds of each part.

    ``kind`` is ``summary``, ``chapter``, ``table`` (one table), ``appendix`` (paragraphs and tables) or ``terms``.
    """

    id: str
    kicker: str
    title: str
    kind: str
    first: FirstPage | None = None
    messages: list[Message] = field(default_factory=list)
    about: str = ""
    text: list[str] = field(default_factory=list)
    tables: list[Grid] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    sortable: bool = False
    printed: str = ""

    @property
    def table(self) -> Grid:
        """The one table of a section of kind ``table``."""
        return self.tables[0]


@dataclass(frozen=True)
class Cover:
    """The cover; ``heading`` is its title and the client in one line, as the title of a file."""

    kind: str
    title: str
    client: str
    heading: str
    facts: list[tuple[str, str]]
    confidential: str


@dataclass(frozen=True)
class Deck:
    """A whole report, neutral: a writer decides where it is on a page and how it looks, and nothing else.

    Attributes
    ----------
    language : str
        As pages name it: ``en``, ``zh-CN``.
    cover : Cover
    sections : list of Section
        In their order.
    advice : list of Step
        All recommendations in the order of their section.
    findings : list of Message
        All that was found, in the order of the report; those of the chapters, and what is silent.
    full : str
        Name of the file next to it that holds what a page has no room for.
    words : mapping
        Words of the layout.
    version : int
        `VERSION`.
    """

    language: str
    cover: Cover
    sections: list[Section]
    advice: list[Step]
    findings: list[Message]
    full: str
    words: dict[str, str]
    version: int = VERSION

    @property
    def first(self) -> FirstPage:
        """The page for those who read one page."""
        return next(section.first for section in self.sections if section.first is not None)

    @property
    def messages(self) -> Iterator[Message]:
        """All that is known, chapter by chapter."""
        return (message for section in self.sections for message in section.messages)

    @property
    def pictures(self) -> dict[str, str]:
        """The figures that pages show, each with its words for those who do not see it."""
        exhibits = (message.exhibit for message in self.messages)
        return {exhibit.figure: exhibit.alt for exhibit in exhibits if exhibit.figure}

    def section(self, id: str) -> Section:
        """Return the section of an anchor."""
        return next(section for section in self.sections if section.id == id)
