"""Whether a file speaks of invoices: by the headers of its numbers and its dates."""

from __future__ import annotations

from kamlib.tables import vocabulary
from kamlib.tables.columns.matching import Match


def are_invoices(found: Match) -> bool:
    """Whether the documents of a file are invoices by its headers; the number's header goes before the date's.

    Parameters
    ----------
    found : Match
        Which column is which.

    Returns
    -------
    bool
        False where the headers say orders, or nothing.
    """
    said = (
        vocabulary.meaning("document", found.source_column(ours))
        for ours in ("order_id", "date")
        if ours in found.chosen
    )
    return next((word for word in said if word), "") == "invoice"
