"""The scorecard to be weighed anew: points by criterion, weights to change, and scores and ranks that follow."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.utility import xl_col_to_name

from kamlib.reports.cells import Cell, Column
from kamlib.reports.results import Behind
from kamlib.reports.xlsx.book import HAIR, INPUT, Formula, Page, Value
from kamlib.words import _, label

#: Key of the table that this sheet is made of.
POINTS = "scorecard_points"

#: What the keys of the columns of points begin with, and those of the weights among the facts of the finding.
PREFIX, WEIGHT = "points_", "weight_"


def write(page: Page, table: Behind, facts: Mapping[str, Cell], title: str) -> None:
    """Fill the sheet.

    Parameters
    ----------
    page : Page
        An empty sheet.
    table : Behind
        Customers by rank, each with rank, score and points.
    facts : mapping
        Of the finding: ``weight_<criterion>`` and ``places``.
    title : str
        Headline of the finding.
    """
    names = [column.key for column in table.columns]
    first = next(at for at, key in enumerate(names) if key.startswith(PREFIX))
    criteria = range(first, len(names))
    how = _("Change the yellow cells: scores, ranks and the list on the right follow. The weights need not add up "
            "to 100%.")  # fmt: skip
    page.title(title, how)
    _places(page, facts)
    columns = [*table.columns, Column(key="order", label=_("Order"), kind="count"), *_sorted_columns()]
    page.head([c.heading(page.book.currency) for c in columns], [c.numeric for c in columns])
    page.widths(*(24 if c.kind == "text" else 13 for c in columns))
    weights = page.row
    page.put(0, "text", _("Weight"))
    for at in criteria:
        page.put(at, "share", facts[WEIGHT + names[at].removeprefix(PREFIX)], bg_color=INPUT, border=1,
                 border_color=HAIR)  # fmt: skip
    page.row += 1
    _rows(page, table, weights, first, float(facts["places"] or 0))


def _places(page: Page, facts: Mapping[str, Cell]) -> None:
    """Write how many places the list has, to be changed."""
    page.book.define("score_places", page.at(page.row, 1))
    page.put(0, "text", _("Places on the list"))
    page.put(1, "count", facts["places"], bg_color=INPUT, border=1, border_color=HAIR)
    page.row += 2


def _sorted_columns() -> list[Column]:
    return [
        Column(key="place", label=label("place"), kind="count"),
        Column(key="sorted", label=_("By these weights"), kind="text"),
        Column(key="sorted_score", label=label("score"), kind="score"),
        Column(key="sorted_list", label=label("on_list"), kind="text"),
    ]  # fmt: skip


def _rows(page: Page, table: Behind, weights: int, first: int, places: float) -> None:
    """Write customers in the order of the report, and the same customers ranked by the weights of the sheet."""
    keys = [column.key for column in table.columns]
    rank, score, last = keys.index("rank"), keys.index("score"), len(keys) - 1
    top, bottom = page.row + 1, page.row + len(table.rows)
    order = last + 1
    named = keys.index("name") if "name" in keys else 0

    def column(at: int) -> str:
        return f"${xl_col_to_name(at)}${top}:${xl_col_to_name(at)}${bottom}"

    scale = f"${xl_col_to_name(first)}${weights + 1}:${xl_col_to_name(last)}${weights + 1}"
    kinds = [*(c.kind for c in table.columns), "count", "count", "text", "score", "text"]
    written: list[list[Value]] = []
    for at, row in enumerate(table.rows):
        n = top + at
        points = f"{xl_col_to_name(first)}{n}:{xl_col_to_name(last)}{n}"
        there = f'SUMPRODUCT({scale},--({points}<>""))'
        ranked = xl_col_to_name(rank)
        values: list[Value] = list(row)
        values[score] = Formula(f'IF({there}=0,"–",ROUND(SUMPRODUCT({scale},{points})/{there},9))', row[score])
        own = f"{xl_col_to_name(score)}{n}"
        values[rank] = Formula(f'IF(ISNUMBER({own}),RANK({own},{column(score)}),"–")', row[rank])
        ahead = f"COUNTIF({ranked}${top}:{ranked}{n},{ranked}{n})-1"
        place = f"MATCH({at + 1},{column(order)},0)"
        shown = f"{xl_col_to_name(order + 3)}{n}"
        values += [
            Formula(f'IF(ISNUMBER({ranked}{n}),{ranked}{n}+{ahead},"–")', at + 1), at + 1,
            Formula(f'IFERROR(INDEX({column(named)},{place}),"–")', row[named]),
            Formula(f'IFERROR(INDEX({column(score)},{place}),"–")', row[score]),
            Formula(f'IF(ISNUMBER({shown}),IF(RANK({shown},{column(score)})<=score_places,"✓",""),"")',
                    "✓" if 0 < float(row[rank] or 0) <= places else ""),
        ]  # fmt: skip
        written.append(values)
    page.rows(kinds, written)
