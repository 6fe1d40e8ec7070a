"""The deck: a whole report, neutral. It is built once from the results; HTML, PDF and XLSX only set it."""

from kamlib.reports.deck.build import build
from kamlib.reports.deck.grids import BRIEF_COLUMNS, BRIEF_LIST, FULL, Grid, Heading, Shown
from kamlib.reports.deck.parts import VERSION, Deck, Exhibit, FirstPage, Message, Section, Step

__all__ = [
    "BRIEF_COLUMNS", "BRIEF_LIST", "FULL", "VERSION", "Deck", "Exhibit", "FirstPage", "Grid", "Heading", "Message",
    "Section", "Shown", "Step", "build",
]  # fmt: skip
