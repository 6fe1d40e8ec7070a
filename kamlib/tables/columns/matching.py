"""Their columns to ours: by name, scored, backed by what the cells hold, and overridable."""

from __future__ import annotations

import difflib
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

import numpy as np
import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.columns import qualifiers
from kamlib.tables.columns.headers import Header, take_apart, words
from kamlib.tables.columns.sales_accounts import customers_first
from kamlib.tables.schema import BEST, Column, schema, squeeze, words_of_choices
from kamlib.tables.values.cells import MISSING
from kamlib.words import _
from kamlib.words.phrases import nearest

#: Cells looked at to see whether a column holds what its name promises.
SAMPLE = 200
#: Share of them that has to be readable.
READABLE = 0.5
#: Share of them that have to be words for the choices of a closed column.
CHOICES = 0.9
#: Columns of money that no percentages are taken for.
AMOUNTS = frozenset({"revenue", "revenue_with_tax", "cost", "unit_cost", "profit", "unit_price", "list_price"})
#: What one place further down in the schema's list of names takes off a score.
RANK = 0.005
#: A name that is further away than this is another name.
SIMILAR = 0.88
#: Letters that a slip adds to a name or takes from it.
SLIPS = (-1, 0, 1)
#: A slip of the pen in a word shorter than this would be another word.
SHORT = 4


@dataclass(frozen=True)
class Choice:
    """What was treated as one of our columns, and what else could have been."""

    source_column: Hashable
    score: float
    others: tuple[Hashable, ...] = ()


@dataclass(frozen=True)
class Match:
    """Which of their columns is which of ours.

    Attributes
    ----------
    table : str
        Ours.
    seen : tuple
        All their columns, in their order.
    chosen : mapping
        Our name → the choice. A score of 1 is a name as the schema has it; what was mapped by hand has 2.
    rejected : mapping
        Our name → their columns whose name fits but whose cells do not.
    """

    table: str
    seen: tuple[Hashable, ...]
    chosen: Mapping[str, Choice] = field(default_factory=dict)
    rejected: Mapping[str, tuple[Hashable, ...]] = field(default_factory=dict)

    def source_column(self, canonical_column: str) -> Hashable | None:
        """Return their column for one of ours, or None.

        Parameters
        ----------
        canonical_column : str
            Name of one of our columns.

        Returns
        -------
        Hashable or None
            None where it was not found.
        """
        return self.chosen[canonical_column].source_column if canonical_column in self.chosen else None

    def header(self, canonical_column: str) -> str:
        """Return the header of their column for one of ours on one line, for messages.

        Parameters
        ----------
        canonical_column : str
            Name of one of our columns, which was found.

        Returns
        -------
        str
            As given in the file, with single blanks.
        """
        return " ".join(str(self.source_column(canonical_column)).split())

    @property
    def amount_column(self) -> Hashable | None:
        """Their column that revenue is taken from, be it with tax, or of one piece; None without any."""
        names = ("revenue", "revenue_with_tax", "unit_price")
        return next((self.source_column(name) for name in names if name in self.chosen), None)

    def by_hand(self, canonical_column: str) -> bool:
        """Return whether the user said which column it is.

        Parameters
        ----------
        canonical_column : str
            Name of one of our columns.

        Returns
        -------
        bool
            False where it was matched by its header.
        """
        return canonical_column in self.chosen and self.chosen[canonical_column].score > 1

    @property
    def unused(self) -> tuple[str, ...]:
        """Their columns that were taken for none of ours."""
        taken = {choice.source_column for choice in self.chosen.values()}
        return tuple(str(theirs) for theirs in self.seen if theirs not in taken)

    @property
    def columns(self) -> dict[str, str]:
        """Theirs → ours."""
        return {str(choice.source_column): ours for ours, choice in self.chosen.items()}


def match(frame: pd.DataFrame, table: str = "orders", columns: Mapping[str, str] | None = None) -> Match:
    """Find our columns among theirs.

    Parameters
    ----------
    frame : pandas.DataFrame
        A table as given in a file.
    table : str
        Which of the tables it is.
    columns : mapping, optional
        Ours → theirs, where the user knows better; ``"-"`` where none of theirs is ours.

    Returns
    -------
    Match
        Each of their columns serves at most one of ours. Where several fit, the schema's order decides; the
        others are kept in the choice.

    Raises
    ------
    KamError
        If the mapping names a column that is not there, ours or theirs; the nearest one is named.
    """
    known = schema()[table]
    chosen = _by_hand(frame, known, columns or {})
    taken = {choice.source_column for choice in chosen.values()}
    headers = {theirs: take_apart(theirs) for theirs in frame.columns}
    rejected: dict[str, tuple[Hashable, ...]] = {}
    aside = {ours for ours, theirs in (columns or {}).items() if _is_aside(theirs, frame)}
    sample = cache(lambda theirs: _sample(pd.Series(frame[theirs])))
    for near in (False, True):  # exact names go first, so that no misspelt one takes their place
        for ours, column in known.items():
            if ours in chosen or ours in aside:
                continue
            ranked = _ranked(column, {t: h for t, h in headers.items() if t not in taken}, near=near)
            fitting = {theirs: score for theirs, score in ranked.items() if _fits(sample(theirs), column)}
            if fitting:
                best, *others = customers_first(fitting, frame) if ours == "customer_id" else fitting
                chosen[ours] = Choice(best, min(1.0, fitting[best]), tuple(others))
                taken.add(best)
            elif ranked and not column.closed:
                rejected[ours] = tuple(ranked)
    order = {ours: chosen[ours] for ours in known if ours in chosen}
    return Match(table, tuple(frame.columns), order, {o: r for o, r in rejected.items() if o not in order})


def _by_hand(frame: pd.DataFrame, known: Mapping[str, Column], columns: Mapping[str, str]) -> dict[str, Choice]:
    """Check and take the user's own mapping."""
    headers = {str(theirs).strip(): theirs for theirs in reversed(list(frame.columns))}
    chosen = {}
    check_ours(columns, known)
    for ours, theirs in columns.items():
        if _is_aside(theirs, frame):
            continue
        if theirs.strip() not in headers:
            hint = nearest(theirs, headers)
            raise KamError(
                _(
                    "--map {ours}={theirs}: the file has no column {theirs}. {hint}",
                    ours=ours,
                    theirs=theirs,
                    hint=hint,
                )
            )
        chosen[ours] = Choice(headers[theirs.strip()], 2.0)
    return chosen


def check_ours(columns: Iterable[str], known: Mapping[str, Column]) -> None:
    """Refuse a column of ours that is none.

    Parameters
    ----------
    columns : iterable of str
        Names that the user took for columns of ours.
    known : mapping
        Our columns, by name.

    Raises
    ------
    KamError
        Naming the nearest one that is.
    """
    for ours in columns:
        if ours not in known:
            raise KamError(
                _("--map {ours}=…: there is no such column here. {hint}", ours=ours, hint=nearest(ours, known))
            )


def _is_aside(theirs: str, frame: pd.DataFrame) -> bool:
    """Whether a mapping sets our column aside: ``status=-``."""
    return theirs.strip() == "-" and "-" not in frame.columns


def _ranked(column: Column, headers: Mapping[Hashable, Header], *, near: bool) -> dict[Hashable, float]:
    """Give their columns that may be ours, best first; equally good ones in their order."""
    scores = {theirs: _score(column, header, near=near) for theirs, header in headers.items()}
    return dict(sorted(((t, s) for t, s in scores.items() if s), key=lambda pair: -pair[1]))


def _score(column: Column, header: Header, *, near: bool) -> float:
    """Say how well a header fits a column: 1 for its best name, 0 for none of them."""
    if near:
        return _near(column, header)
    kind = header.qualifier.kind
    whole_only = qualifiers.blocks(kind, column)
    names = {**qualifiers.lent(kind, column), **column.names} if kind else column.names
    found = [
        share - RANK * names[name]
        for name, share in header.readings
        if name in names and (share == 1.0 or not whole_only)
    ]
    best = max(found, default=0.0)
    stated = kind == qualifiers.WITHOUT_TAX and column.name in ("revenue", "unit_price")
    if stated and best and header.readings[0][0] not in names:
        return 1.0 - RANK * BEST
    return best


def _near(column: Column, header: Header) -> float:
    """Allow for a slip of the pen in longer names: one letter wrong, missing or too many."""
    best = 0.0
    if qualifiers.blocks(header.qualifier.kind, column):
        return best
    beginnings = column.beginnings
    for name, share in header.readings:
        if len(name) < 6 or not name.isascii() or beginnings.isdisjoint((name[:2], len(name) + n) for n in SLIPS):
            continue
        for known in difflib.get_close_matches(name, column.names, n=1, cutoff=SIMILAR):
            alike = known[:2] == name[:2] and _ends_alike(name, known) and _in_long_word(name, known, header.text)
            if len(known) - len(name) in SLIPS and alike:
                best = max(best, 0.8 * share * difflib.SequenceMatcher(None, name, known).ratio())
    return best


def _in_long_word(name: str, known: str, header: str) -> bool:
    """Whether two names first differ in a longer word of the header: ``Sales TY`` does not mean ``Sales qty``."""
    at = next((i for i, pair in enumerate(zip(name, known, strict=False)) if pair[0] != pair[1]), len(known))
    ends = accumulate(len(word) for word in words(header))
    return next((len(word) for word, end in zip(words(header), ends, strict=True) if at <= end), 0) >= SHORT


def _ends_alike(name: str, known: str) -> bool:
    """Whether both or neither is a name or a date: ``Opportunity name`` is not a slip for ``Opportunity num``."""
    return all(name.endswith(end) == known.endswith(end) for end in ("name", "date"))


def _fits(sample: pd.Series, column: Column) -> bool:
    if column.closed and not _are_choices(sample, column):
        return False
    return holds(sample, column.type) and not (column.name in AMOUNTS and _in_percent(sample))


def _are_choices(cells: pd.Series, column: Column) -> bool:
    """Whether nearly all cells are words for the choices of a column."""
    words = words_of_choices(column.table, column.name)
    return bool(len(cells)) and bool(
        cells.astype("str").map(lambda cell: squeeze(cell) in words).mean() >= CHOICES
    )


def _in_percent(cells: pd.Series) -> bool:
    """Whether most cells are percentages: shares of something, no amounts."""
    return cells.dtype.kind not in "fi" and bool(
        cells.astype("str").str.strip().str.endswith(("%", "％")).mean() > READABLE
    )


def holds(cells: pd.Series, type_: str) -> bool:
    """Return whether a column holds, by a sample of its filled cells, what the type asks for.

    Parameters
    ----------
    cells : pandas.Series
        The column as given in the file.
    type_ : str
        A type of the schema, such as ``amount`` or ``date``.

    Returns
    -------
    bool
        True where enough of the sampled cells can be read so, and for types of text; False without a filled cell.
    """
    from kamlib.tables.values.amounts import parse_amounts
    from kamlib.tables.values.dates import parse_dates

    sample = _sample(cells)
    if not len(sample):
        return False
    if type_ == "date":
        return bool((~parse_dates(sample).unreadable).mean() >= READABLE)
    if type_ in {"money", "number", "share", "score"}:
        parsed = parse_amounts(sample)
        held = ~parsed.unreadable | (parsed.infinite if parsed.infinite is not None else False)
        return bool(held.mean() >= READABLE)
    return True


def _sample(cells: pd.Series) -> pd.Series:
    """Take filled cells from all over the column; ``#N/A`` and other words for nothing fill none."""
    if not cells.notna().any():
        return cells.iloc[:0]
    for step in (np.unique(np.linspace(0, len(cells) - 1, SAMPLE).astype("int64")), slice(None)):
        filled = _filled(cells.iloc[step])
        if len(filled) >= min(20, len(cells)):
            return filled.iloc[:SAMPLE]
    return filled.iloc[:SAMPLE]


def _filled(cells: pd.Series) -> pd.Series:
    known = cells.notna()
    if isinstance(cells.dtype, np.dtype) and cells.dtype.kind in "iufM":
        return cells[known]
    if len(cells) > SAMPLE:
        return cells[known & ~cells.astype("str").str.strip().str.casefold().isin(MISSING)]
    said = [str(cell).strip().casefold() not in MISSING for cell in cells]  # of so few in a fifth of the time
    return cells[known & np.array(said, dtype=bool)]
