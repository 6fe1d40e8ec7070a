"""The rows of a table that holds no order lines: those that count, and what is wrong with the others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.tables.checks import checking, outcomes
from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion import codes
from kamlib.tables.conversion.convert import Converted
from kamlib.tables.files.raw import RawTable
from kamlib.tables.lines import no_customers
from kamlib.tables.problems import Problem
from kamlib.tables.readings import Part, Reading
from kamlib.tables.schema import kept, schema, squeeze


def finish(
    raw: RawTable, rows: pd.DataFrame, totals: np.ndarray, found: Match, converted: Converted, *, now: pd.Timestamp
) -> Reading:
    """Finish a table that holds no order lines: rows without what is required are left out."""
    table, frame = found.table, converted.frame
    left_out = {"total-rows": Part(int(totals.sum()))} if totals.any() else {}
    problems = [
        *raw.problems,
        *converted.problems,
        *checking.check_match(found, rows),
        *checking.check_cells(converted, found),
    ]
    keep = ~totals
    for column in (c for c in kept(table) if c.required):
        lacking = keep & frame[column.name].isna().to_numpy()
        if lacking.any():
            values = {"column": str(found.source_column(column.name)), "row": int(frame.index[lacking][0])}
            if column.gaps:
                problems.append(Problem("without-day", "note", table, int(lacking.sum()), None, values))
                continue
            left_out[f"no-{column.name}"] = Part(int(lacking.sum()))
            problems.append(Problem("lacks-required", "warning", table, int(lacking.sum()), None, values))
            keep &= ~lacking
    seen = keep & frame.index.isin(raw.hidden)
    if seen.any():
        values = {"row": int(frame.index[seen][0])}
        problems.append(Problem("hidden-rows", "note", table, int(seen.sum()), None, values))
    used = codes.coded(frame[keep].reset_index(drop=True), table)
    used = outcomes.read(used) if table == "activities" else used
    used, off = checking.on_scale(table, used, found)
    problems += off + checking.check_other(table, used, now=now)
    used = _with_city(used, found)
    columns = [c.name for c in kept(table) if c.name in used]
    none = no_customers.find(found, rows[keep], frame[keep]) if table == "customers" else None
    told = no_customers.columns(found, rows, none) if table == "customers" else frozenset()
    return Reading(
        used[columns], table, found.columns, len(rows), left_out, None,
        raw.placed(problems), None, raw.source, raw.sheet, raw.encoding,
        unused=tuple(name for name in found.unused if name not in told), no_customers=none,
    )  # fmt: skip


def _with_city(rows: pd.DataFrame, found: Match) -> pd.DataFrame:
    """Give customers a city where the column taken for their region is headed as one."""
    cities = schema().get(found.table, {}).get("city")
    if cities is None or "city" in rows or "region" not in rows:
        return rows
    return rows.assign(city=rows["region"]) if squeeze(found.header("region")) in cities.names else rows
