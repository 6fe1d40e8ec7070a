"""What is known of a finding before it is made: everything that other rooms ask of it by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kamlib.requirements import Needs

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.client import Client

#: The bare numbers of a finding, as ``Finding.facts`` has them.
Facts = Mapping[str, Any]

#: The chapters of a report, in their order: keys of the glossary as ``chapter_<name>``.
CHAPTERS = ("profit", "key_accounts", "cost", "leaving", "care", "growth", "certainty", "review")


@dataclass(frozen=True)
class Headline:
    """When a finding can head the first page: its place among all headlines, and the test of its facts."""

    place: int
    when: Callable[[Facts], bool]


@dataclass(frozen=True, eq=False)
class Claims:
    """The losing customers that a finding can advise on; the claim with the lowest place gets a customer."""

    place: int
    customers: Callable[[Client], pd.DataFrame]


@dataclass(frozen=True)
class FindingSpec:
    """A finding by its id (also a key of the glossary), and everything that is known of it beforehand.

    Attributes
    ----------
    id, row : str
        Stable name, and the row of the domain: ``"whale"``, ``"K2"``.
    chapter : str
        One of `CHAPTERS`.
    lesson : str
        The lesson that teaches it: ``"1-3-cost-to-serve"``.
    needs : Needs
        What of the client's tables it cannot do without.
    headlines : tuple of Headline
        When it can head the first page.
    over_book : bool
        Whether its title is about the whole book, so that the first page adds the days.
    situation : bool
        Whether its title belongs to the situation on the first page.
    heads : bool
        Whether its step may make the headline where no complication does.
    leads : bool
        Whether its steps come before all others about the same kind of money.
    assumptions : tuple of str
        Groups of ``reports.assumptions`` that it rests on.
    claims : Claims, optional
        The losing customers that it can advise on.
    whole : bool
        Whether its table is one sum from the first row to the last, so that a page never cuts it.
    on_request : str
        What a client has to state for it to be a part of a report: name of a field of ``Client``. Where it
        is a table that is not given, the finding is not listed as missing.
    frame : bool
        Whether it answers what every report is asked, and stays on its pages whatever money is in it.
    lists : str
        Name of the list in the results that holds its table in full: ``"key_accounts"``.
    """

    id: str
    row: str
    chapter: str
    lesson: str
    needs: Needs = Needs()  # noqa: RUF009  (frozen)
    headlines: tuple[Headline, ...] = ()
    over_book: bool = False
    situation: bool = False
    heads: bool = True
    leads: bool = False
    assumptions: tuple[str, ...] = ()
    claims: Claims | None = None
    whole: bool = False
    lists: str = ""
    frame: bool = False
    on_request: str = ""

    def __post_init__(self) -> None:
        """Refuse a chapter that no report has."""
        if self.chapter not in CHAPTERS:
            raise ValueError(f"chapter {self.chapter!r} is not one of {', '.join(CHAPTERS)}")
