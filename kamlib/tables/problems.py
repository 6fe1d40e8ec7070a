"""What was found wrong with a table: each problem with its rows, its money and its remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

LEVELS = ("error", "warning", "note")


class Names(str):
    """Names that a message lists: one text for English, and each by itself for other languages."""

    parts: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: Iterable[object]) -> Names:
        """Put names together.

        Parameters
        ----------
        names : iterable of object
            In their order.

        Returns
        -------
        Names
            With a comma between them, and as they were in `parts`.
        """
        parts = tuple(map(str, names))
        text = cls(", ".join(parts))
        text.parts = parts
        return text


@dataclass(frozen=True)
class Problem:
    """One finding of the reader or the checks.

    Its words are made by ``tables.messages``, in the language in use, from `values`.

    Attributes
    ----------
    code : str
        Stable name, for example ``"duplicate-lines"``; a key of ``tables.wording.WORDS``.
    level : str
        ``"error"`` (the table cannot be used so), ``"warning"`` (money is concerned) or ``"note"``.
    table : str
        Which of the tables.
    rows : int
        How many rows are affected.
    money : float or None
        Their revenue; None where it cannot be known.
    values : mapping
        What the message names: file, sheet, column, first row, option.
    """

    code: str
    level: str
    table: str = "orders"
    rows: int = 0
    money: float | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    def in_book(self, currency: str | None, documents: str) -> Problem:
        """Return the same with what every message may name: the currency, and what the rows are called.

        Parameters
        ----------
        currency : str or None
            ISO 4217 code of its money; None where none is known.
        documents : {"orders", "invoices"}
            What the rows of the orders are called.

        Returns
        -------
        Problem
            A copy.
        """
        return replace(self, values={**self.values, "currency": currency, "documents": documents})
