"""What is known of a data set before it is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kamlib.words import label, term


@dataclass(frozen=True)
class Dataset:
    """What is known of a data set before it is opened.

    Attributes
    ----------
    name : str
        What ``kam.load`` calls it.
    use : str
        ``"orders"`` (an order book) or ``"accounts"`` (one row per customer: no order book, but good for
        concentration).
    currency : str or None
        ISO 4217 code; None where the source does not say.
    real : bool
        Whether it comes from a real business.
    source, citation, licence : str
    folder : str
        Its folder under ``KAMLIB_DATA``.
    alternatives : tuple
        Groups of files, each enough to read the set.
    downloads : tuple
        Where files are available, and how they are checked.
    recipe : str
        Function of ``recipes``.
    read : int
        Rows in the files.
    check : mapping
        Rows used, customers, first and last day, total revenue.
    """

    name: str
    use: str
    currency: str | None
    real: bool
    source: str
    citation: str
    licence: str
    folder: str
    alternatives: tuple[tuple[str, ...], ...] = ()
    downloads: tuple[dict[str, str], ...] = ()
    recipe: str = ""
    read: int = 0
    check: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Name for people."""
        return label(f"data-{self.name}")

    @property
    def about(self) -> str:
        """What it is and what it can be used for."""
        return term(f"data-{self.name}").about
