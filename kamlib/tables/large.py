"""Order lines that are more than memory holds: added up to orders by the engine, before they are read.

A typed source whose rows do not fit (``--max-size``) is added up to one row for each customer, order and day,
apart by sign and by whether the cost is known. Sums, counts of orders and days of customers are then those of the
lines. What is judged by single products is left out, and the report says so.

The rules of the reader are for lines. So the reader reads a sample, and rows with each of the rare words of a
column; the engine adds up the same rows. Where the two differ – a cancelled order, an amount with tax, a credit
without a sign – the source is refused with the reason, since the rest of it cannot be looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kamlib.errors import KamError
from kamlib.facts.accounts import accounts
from kamlib.tables.messages import reasons
from kamlib.tables.problems import Names, Problem
from kamlib.tables.reading import read
from kamlib.tables.readings import Part, Reading
from kamlib.tables.sources import engine
from kamlib.tables.sources.database import quoted
from kamlib.words import _, count

#: Rows that the reader looks at; columns with fewer different texts than `FEW` are looked at word by word.
SAMPLE, FEW = 20_000, 40

#: Columns by which rows are kept apart, and those that are added up.
KEYS = ("customer_id", "order_id", "date", "due_date", "paid_date", "channel", "order_type")
SUMS = ("revenue", "cost", "discount", "freight", "paid_amount", "quality_loss")

#: Why rows are left out by the engine, with the condition.
REASONS = {
    "no-customer": "{customer_id} IS NULL OR trim(CAST({customer_id} AS VARCHAR)) = ''",
    "no-date": "{date} IS NULL",
    "no-amount": "{revenue} IS NULL OR isnan(CAST({revenue} AS DOUBLE))",
    "infinite-amounts": "isinf(CAST({revenue} AS DOUBLE))",
}

_NUMBERS = ("INT", "DECIMAL", "DOUBLE", "FLOAT", "REAL", "HUGEINT")


def read_large(source: Any, how: Mapping[str, Any]) -> Reading | None:
    """Read the orders of a source that is too large for memory.

    Parameters
    ----------
    source : str, Path or frame
        Any source.
    how : mapping
        Keywords of ``reading.read``.

    Returns
    -------
    Reading or None
        None where the source is not one that an engine reads, or fits into memory.

    Raises
    ------
    KamError
        If a sample shows that rows must be read one by one.
    """
    with engine.opened(source, how.get("db_table"), "orders") as lines:
        return None if lines is None or not lines.is_large else _read(lines, how)


def _read(lines: engine.Lines, how: Mapping[str, Any]) -> Reading:
    import duckdb

    pa.set_memory_pool(pa.system_memory_pool())  # the others keep what was freed: a gigabyte of a large book
    rest = {name: value for name, value in how.items() if name not in ("db_table", "max_size")}
    if how.get("drop_duplicates"):
        raise _too_large(lines, "--drop-duplicates")
    sample = lines.base.sql(_sampled(lines)).to_arrow_table()
    try:
        told = read(sample.to_pandas(), "orders", **rest)
    except KamError as error:
        raise KamError(str(error).replace(_("the frame"), lines.source)) from None
    theirs = {ours: name for name, ours in told.columns.items()}
    _refuse_untyped(lines, theirs)
    with duckdb.connect() as small:
        small.register("whole", sample)
        _refuse_other_sums(lines, told, _added_up(small, theirs, lines.aside))
    frame = _added_up(lines.base, theirs, lines.aside)
    left_out = _left_out(lines.base, theirs)
    counted = {name: ours for name, ours in told.columns.items() if ours in (*KEYS, *SUMS)}
    unused = [name for name in lines.whole.columns if name not in counted]
    note = Problem("lines-added-up", "note", rows=lines.rows, money=float(frame["revenue"].sum()),
                   values={"orders": len(frame), "names": Names.of(unused) if unused else None})  # fmt: skip
    return replace(
        told, frame=frame, columns=counted, rows_read=lines.rows, left_out=left_out, source=lines.source,
        money_read=float(frame["revenue"].sum() + sum(part.money or 0.0 for part in left_out.values())),
        problems=(note, *_credits(frame)), customers=None, unused=tuple(unused),
    )  # fmt: skip


def _sampled(lines: engine.Lines) -> str:
    """Return a query for rows that do not depend on their order, and one row with each of a column's few words."""
    step = max(1, lines.rows // SAMPLE)
    every = ", ".join(map(quoted, lines.whole.columns))
    parts = [f"(SELECT * FROM whole WHERE hash({every}) % {step} = 0)"]  # noqa: S608
    for name, kind in zip(lines.whole.columns, lines.whole.types, strict=True):
        if str(kind) in ("VARCHAR", "BOOLEAN"):
            column = quoted(name)
            few = f"SELECT approx_count_distinct({column}) FROM whole"  # noqa: S608
            if lines.base.sql(few).fetchall()[0][0] < FEW:
                one = f"SELECT min_by(w, hash({every})) AS row FROM whole w GROUP BY {column}"  # noqa: S608
                parts.append(f"(SELECT unnest(row) FROM ({one}))")  # noqa: S608
    return " UNION ".join(parts)


def _refuse_untyped(lines: engine.Lines, theirs: Mapping[str, str]) -> None:
    """Refuse a source whose amounts or dates are text: rules for text need all rows."""
    kinds = {name: str(kind) for name, kind in zip(lines.whole.columns, lines.whole.types, strict=True)}
    for ours in (*SUMS, "date", "due_date", "paid_date"):
        kind = kinds.get(theirs.get(ours, ""))
        fits = _NUMBERS if ours in SUMS else ("DATE", "TIMESTAMP")
        if kind is not None and not any(word in kind for word in fits):
            raise _too_large(lines, _("column {column} is of type {kind}", column=theirs[ours], kind=kind))
    for ours in ("customer_id", "date", "revenue"):
        if ours not in theirs or theirs[ours] not in kinds:
            raise _too_large(lines, _("there is no column for {column}", column=ours))


def _too_large(lines: engine.Lines, why: str) -> KamError:
    return KamError(_(
        "{file}: {rows} rows are added up to orders before they are read, which is not possible here: {why}; "
        "provide a view or table with typed columns and only the rows that count, or allow more memory with "
        "--max-size.", file=lines.source, rows=count(lines.rows), why=why,
    ))  # fmt: skip


def _refuse_other_sums(lines: engine.Lines, told: Reading, small: pd.DataFrame) -> None:
    """Refuse a source of which the reader makes something else than sums, as far as the sample shows."""
    plain = {reason: part for reason, part in told.left_out.items() if reason not in REASONS}
    if plain:
        raise _too_large(lines, _("some rows do not count ({reasons})", reasons=reasons(plain)))
    one, other = accounts(told.frame).set_index("customer_id"), accounts(small).set_index("customer_id")
    if not one.index.equals(other.index):
        raise _too_large(lines, _("the reader changes column {column}", column="customer_id"))
    for column in ("revenue", "cost", "orders", "returns", "credit_notes", "discount", "days_late"):
        if column in one and (column not in other or not np.allclose(one[column], other[column], equal_nan=True)):
            raise _too_large(lines, _("the reader changes column {column}", column=column))


def _names(theirs: Mapping[str, str]) -> dict[str, str]:
    return {ours: quoted(name) for ours, name in theirs.items()}


def _added_up(base: Any, theirs: Mapping[str, str], aside: Path) -> pd.DataFrame:
    """Let the engine add up lines to orders; ids are text, days have no time, money is in floats."""
    names = _names(theirs)
    keys = {ours: _key(ours, names[ours]) for ours in KEYS if ours in names}
    sums = {ours: f"sum(CAST({names[ours]} AS DOUBLE))" for ours in SUMS if ours in names}
    apart = [f"{names['revenue']} < 0", *([f"{names['cost']} IS NULL"] if "cost" in names else [])]
    counted = {"row_lines": "CAST(count(*) AS INTEGER)"}
    asked = ", ".join(f"{how} AS {ours}" for ours, how in {**keys, **sums, **counted}.items())
    out = " OR ".join(f"({condition.format(**names)})" for condition in REASONS.values())
    query = f"SELECT {asked} FROM whole WHERE NOT ({out}) GROUP BY {', '.join([*keys.values(), *apart])}"  # noqa: S608
    # The lines of an order together: ``facts.runs`` then needs no table of order numbers.
    query += f" ORDER BY {', '.join(str(1 + at) for at in range(len(keys) + 1))}"
    frame = _through_a_file(base.sql(query), aside / "orders.parquet")
    if "order_id" not in frame:
        frame["order_id"] = pd.Series(None, index=frame.index, dtype="str")
    elif frame["order_id"].dtype == object:  # as older versions of Arrow give text
        frame["order_id"] = frame["order_id"].astype("str")
    return pd.DataFrame(frame)


def _through_a_file(found: Any, file: Path) -> pd.DataFrame:
    """Write rows to a file as they come, then read it: engine and frame never hold them at the same time."""
    found.write_parquet(str(file), compression="lz4")
    whole = pq.read_table(file)
    frame: pd.DataFrame = whole.to_pandas(split_blocks=True, self_destruct=True)
    del whole
    pa.default_memory_pool().release_unused()
    return frame


def _key(ours: str, name: str) -> str:
    if ours.endswith("date"):
        return f"CAST(CAST({name} AS DATE) AS TIMESTAMP)"
    return f"trim(CAST({name} AS VARCHAR))"


def _left_out(base: Any, theirs: Mapping[str, str]) -> dict[str, Part]:
    """Count the rows that the engine leaves out, with their money; each for the first reason that it has."""
    names, before, asked = _names(theirs), list[str](), list[str]()
    for reason, condition in REASONS.items():
        mine = " AND ".join([f"({condition.format(**names)})", *(f"NOT coalesce({one}, false)" for one in before)])
        amount = f"CAST({names['revenue']} AS DOUBLE)"
        asked.append(
            f'count(*) FILTER ({mine}), sum({amount}) FILTER (({mine}) AND isfinite({amount})) AS "{reason}"'
        )
        before.append(f"({condition.format(**names)})")
    found = base.sql(f"SELECT {', '.join(asked)} FROM whole").fetchall()[0]  # noqa: S608
    parts = {reason: (found[2 * at], found[2 * at + 1]) for at, reason in enumerate(REASONS)}
    return {reason: Part(int(rows), float(money or 0.0)) for reason, (rows, money) in parts.items() if rows}


def _credits(frame: pd.DataFrame) -> list[Problem]:
    """Say of negative lines what they come to."""
    back = frame[frame["revenue"] < 0]
    if not len(back):
        return []
    return [Problem("credit-notes", "note", rows=int(back["row_lines"].sum()), money=float(back["revenue"].sum()))]
