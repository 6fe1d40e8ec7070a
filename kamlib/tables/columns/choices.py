"""Columns that could have been used as another: named in a note, or a warning where nothing distinguishes them."""

from __future__ import annotations

import re

from kamlib.tables.columns.matching import Match
from kamlib.tables.columns.qualifiers import same_but_unknown
from kamlib.tables.columns.sales_accounts import LEDGER
from kamlib.tables.problems import Names, Problem
from kamlib.tables.schema import squeeze

#: Who orders, who pays and where the goods go may be three; of an order there is one of each.
_PARTNER = re.compile(
    r"(?i)\b(?:sold|sell|bill|invoice|ship|deliver)\w*[- _]*to\b|auftraggeb|regulierer|warenempf"
    r"|收货|购货|开票单位|付款单位"
)


def check(found: Match) -> list[Problem]:
    """Name other columns that would have done.

    Parameters
    ----------
    found : Match
        Which column is which.

    Returns
    -------
    list of Problem
        At most one a column.
    """
    problems = []
    for ours in ("customer_id", "date", "revenue", "cost"):
        others = found.chosen[ours].others if ours in found.chosen and not found.by_hand(ours) else ()
        free = [str(name) for name in others if str(name) not in found.columns]
        free = [name for name in free if ours != "customer_id" or _is_partner(name)]
        if free:
            column = str(found.source_column(ours))
            level = "warning" if ours == "revenue" and same_but_unknown([column, *free]) else "note"
            values = {"ours": ours, "column": column, "others": Names.of(free)}
            problems.append(Problem("several-columns", level, found.table, 0, None, values))
    return problems


def _is_partner(header: str) -> bool:
    return bool(_PARTNER.search(header)) or squeeze(header) in LEDGER
