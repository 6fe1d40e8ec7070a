"""Credit notes: each is booked with the invoice that it reverses, together with the day on which it became known.

What is found by the number of the invoice, in a column or in a remark, goes before what is found by its amount.
Of goods that come back, and of a bonus that is credited later, no invoice is reversed: they stay on their days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import NamedTuple

import numpy as np
import pandas as pd

from kamlib.tables.lines.credit_kinds import Kinds
from kamlib.tables.problems import Problem


class _Note(NamedTuple):
    """A document: whose it is, its number in the table and in the file, its day and its amount."""

    customer: str
    order: str
    day: pd.Timestamp
    amount: float
    reference: tuple[str, ...]


def book(
    lines: pd.DataFrame, kinds: Kinds, numbers: pd.Series, codes: np.ndarray
) -> tuple[pd.DataFrame, list[Problem]]:
    """Book credit notes with the invoices that they reverse, and mark goods that came back.

    Parameters
    ----------
    lines : pandas.DataFrame
        Lines that count, numbered from 0: ``customer_id``, ``order_id``, ``date``, ``revenue``.
    kinds : Kinds
        What negative lines are.
    numbers : pandas.Series
        Number of each line's document as given in the file.
    codes : numpy.ndarray of int
        The same number for the lines of one ``order_id``.

    Returns
    -------
    pandas.DataFrame, list of Problem
        With ``known`` (the day on which a line booked earlier became known) where a note was paired, and with
        ``goods_back`` where goods came back; and what to say of them.
    """
    new: dict[str, pd.Series] = {}
    if kinds.back.any():
        new["goods_back"] = pd.Series(kinds.back, index=lines.index)
    problems = []
    red = _red_rows(lines, kinds, codes)
    if red.any():
        found = _paired(lines, kinds, numbers, red)
        if found:
            booked, note = _booked(lines, red, found)
            new |= booked
            problems.append(note)
    return (lines.assign(**new) if new else lines), problems


def _red_rows(lines: pd.DataFrame, kinds: Kinds, codes: np.ndarray) -> np.ndarray:
    """Mark the lines of documents that only take off, and may reverse an invoice."""
    if not kinds.may_reverse.any():
        return kinds.may_reverse
    other = np.zeros(codes.max() + 1, dtype=bool)
    other[codes[(lines["revenue"].to_numpy() > 0) | kinds.back | kinds.bonus]] = True
    red: np.ndarray = kinds.may_reverse & ~other[codes]
    return red


def _paired(
    lines: pd.DataFrame, kinds: Kinds, numbers: pd.Series, red: np.ndarray
) -> dict[tuple[str, str], tuple[_Note, bool]]:
    """Pair credit notes with invoices: (customer, number of the note) → invoice, and whether by its number."""
    concerned = lines["customer_id"].isin(lines.loc[red, "customer_id"].unique())
    few = lines.loc[concerned, ["customer_id", "order_id", "date", "revenue"]]
    few = few.assign(number=numbers[concerned], red=red[concerned.to_numpy()])
    references = kinds.references.reindex(few.index) if kinds.references is not None else None
    notes = list(_documents(few[few["red"]], references))
    kept = set(zip(few.loc[few["red"], "customer_id"], few.loc[few["red"], "order_id"], strict=True))
    invoices = [
        n for n in _documents(few[~few["red"]], None) if n.amount > 0 and (n.customer, n.order) not in kept
    ]
    numbered = dict(zip(few["order_id"], few["number"], strict=True))
    return _in_time(notes, _Open.of(invoices, numbered))


def _documents(few: pd.DataFrame, references: pd.Series | None) -> Iterator[_Note]:
    """Add lines up to documents, in an order that does not depend on that of the file."""
    by = few.groupby(["customer_id", "order_id"], sort=True)
    sums = pd.DataFrame({"day": by["date"].min(), "amount": by["revenue"].sum().round(4)})
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    if references is not None:
        named = few.assign(texts=references).dropna(subset="texts")
        for customer, order, texts in zip(named["customer_id"], named["order_id"], named["texts"], strict=True):
            said[customer, order] |= set(texts)
    keys = list(zip(sums.index.get_level_values(0), sums.index.get_level_values(1), strict=True))
    for (customer, order), day, amount in zip(keys, sums["day"], sums["amount"], strict=True):
        yield _Note(customer, order, day, float(amount), tuple(sorted(said.get((customer, order), ()))))


@dataclass(frozen=True)
class _Open:
    """Invoices that notes may reverse: a customer's by number, and by amount while none has taken them."""

    by_number: dict[tuple[str, str], list[_Note]]
    by_amount: dict[tuple[str, float], list[_Note]]

    @classmethod
    def of(cls, invoices: list[_Note], numbers: dict[str, str]) -> _Open:
        by_number, by_amount = defaultdict(list), defaultdict(list)
        for invoice in sorted(invoices, key=lambda i: (i.day, i.order)):
            by_number[invoice.customer, str(numbers[invoice.order])].append(invoice)
            by_amount[invoice.customer, invoice.amount].append(invoice)
        return cls(by_number, by_amount)

    def named(self, note: _Note) -> _Note | None:
        """Find the invoice that a note names: the latest of that number, on the note's day or before it."""
        found = [i for text in note.reference for i in self.by_number.get((note.customer, text), ())]
        return max((i for i in found if i.day <= note.day), key=lambda i: (i.day, i.order), default=None)

    def mirrored(self, note: _Note, *, same_moment: bool) -> _Note | None:
        """Find an invoice of a note's amount: the latest before it, or one of its own moment."""
        rest = self.by_amount.get((note.customer, -note.amount), [])
        return next((i for i in reversed(rest) if (i.day == note.day if same_moment else i.day < note.day)), None)

    def take(self, invoice: _Note) -> None:
        """Take an invoice away from those that are found by their amounts."""
        rest = self.by_amount[invoice.customer, invoice.amount]
        if invoice in rest:
            rest.remove(invoice)


def _in_time(notes: list[_Note], open_: _Open) -> dict[tuple[str, str], tuple[_Note, bool]]:
    """Pair the notes day by day, so that no pair depends on what was issued later.

    Of a day the notes that name an invoice go first, then those of an earlier one's amount.
    """
    found: dict[tuple[str, str], tuple[_Note, bool]] = {}
    ways = (open_.named, partial(open_.mirrored, same_moment=False), partial(open_.mirrored, same_moment=True))
    in_order = sorted(notes, key=lambda n: (n.day, n.order))
    for _day, issued in groupby(in_order, key=lambda n: n.day.normalize()):
        rest = list(issued)
        for way in ways:
            for note in rest:
                invoice = way(note)
                if invoice is not None:
                    found[note.customer, note.order] = (invoice, way == open_.named)
                    open_.take(invoice)
            rest = [note for note in rest if (note.customer, note.order) not in found]
    return found


def _booked(
    lines: pd.DataFrame, red: np.ndarray, found: dict[tuple[str, str], tuple[_Note, bool]]
) -> tuple[dict[str, pd.Series], Problem]:
    """Give the lines of paired notes the day and the number of their invoices, and their own day as known."""
    at = np.flatnonzero(red)
    keys = list(zip(lines["customer_id"].iloc[at], lines["order_id"].iloc[at], strict=True))
    paired = np.array([key in found for key in keys], dtype=bool)
    at, keys = at[paired], [key for key in keys if key in found]
    date, order, known = lines["date"].copy(), lines["order_id"].copy(), lines["date"].copy()
    known[:] = pd.NaT
    known.iloc[at] = lines["date"].iloc[at]
    date.iloc[at] = [found[key][0].day for key in keys]
    order.iloc[at] = [found[key][0].order for key in keys]
    by_number = sum(by for _invoice, by in found.values())
    values = {"n": len(found), "numbered": by_number, "mirrored": len(found) - by_number}
    money = float(lines["revenue"].iloc[at].sum())
    note = Problem("red-notes", "note", "orders", len(at), money, values)
    return {"date": date, "order_id": order, "known": known}, note
