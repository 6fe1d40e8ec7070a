"""The folder of a plan of visits: tables, picture and calendar files; nothing that is not its own is replaced."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.errors import KamError
from kamlib.figures import style
from kamlib.figures import visits as figure
from kamlib.manage.files.entries import guarded
from kamlib.reports.visit_sheets import worded
from kamlib.words import _
from kamlib.words.phrases import width

if TYPE_CHECKING:
    from kamlib.manage.visits import Plan
    from kamlib.manage.visits.agenda import Agendas

#: What a folder of visits is known by: the hashes of its files.
PROOF = "visits.json"

#: Letters that a column of the workbook is wide at most: what is longer is read in its cell.
_WIDEST = 60


def write(
    plan: Plan, folder: Path, names: Mapping[str, str], talk: Agendas | None = None
) -> list[Path]:  # fmt: skip
    """Write a plan; calendars of an earlier plan in the folder pass their names on to the visits that remain."""
    import matplotlib.pyplot as plt

    old = _own(folder)
    tables = {"plan": plan.table, "unmet": plan.unmet, "remedies": plan.remedies, "weeks": plan.weeks}
    if plan.trips is not None:
        tables["trips"] = plan.trips
    if talk is not None:
        tables |= {"agenda": talk.table, "requests": talk.requests, "outcomes": talk.outcomes}
    notes = None if talk is None else talk.notes()
    files = {f"{name}.csv": _harmless(table).to_csv(index=False, date_format="%Y-%m-%d").encode("utf-8-sig")
             for name, table in tables.items()}  # fmt: skip
    files["plan.xlsx"] = _workbook(worded(tables, names))
    used: set[str] = set()
    for person in dict.fromkeys(plan.weeks["person"]):
        name = _file_name(str(person), used)
        before = (folder / name).read_bytes() if name in old else None
        files[name] = plan.calendar(str(person), names=names, previous=before, notes=notes)
        gone = None if before is None else plan.cancelled(str(person), before)
        if gone is not None:
            files[name.replace(".ics", "-cancelled.ics")] = gone
    folder.mkdir(parents=True, exist_ok=True)
    for name in old:
        (folder / name).unlink(missing_ok=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    axes = figure.plan_page(plan.table, plan.weeks)
    drawn = axes.get_figure(root=True)
    assert drawn is not None  # noqa: S101  (it was drawn on one)
    style.save(drawn, folder / "plan.png")
    plt.close(drawn)
    proof = {name: _hash(folder / name) for name in sorted([*files, "plan.png"])}
    (folder / PROOF).write_text(json.dumps(proof, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return [folder / name for name in proof]


def _harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before texts that a spreadsheet would read as a formula."""
    texts = table.select_dtypes(["object", "str"])
    return table.assign(**{str(name): column.map(_guarded) for name, column in texts.items()})


def _guarded(cell: object) -> object:
    return guarded(cell) if isinstance(cell, str) else cell


def _own(folder: Path) -> list[str]:
    """Return the files of an earlier plan; a folder that holds anything else, or edited files, is refused."""
    if folder.is_file():
        raise KamError(_("{folder} is a file; choose a folder with --out", folder=folder))
    here = sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*") if not one.is_dir())
    try:
        proof = json.loads((folder / PROOF).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        proof = {}
    own = [name for name in here if name in proof and _hash(folder / name) == proof[name]]
    for name in here:
        if name not in own and name != PROOF:
            raise KamError(_("{folder} contains a file that does not belong to the plan or was edited ({file}); "
                             "choose another folder with --out", folder=folder, file=name))  # fmt: skip
    return own


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _file_name(person: str, used: set[str]) -> str:
    plain = re.sub(r"[^\w-]+", "_", person).strip("_")[:60] or "person"
    name, n = plain, 1
    while name.casefold() in used:
        n += 1
        name = f"{plain}-{n}"
    used.add(name.casefold())
    return f"calendars/{name}.ics"


def _workbook(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Write tables as sheets; texts stay texts, whatever sign they begin with."""
    from datetime import datetime

    from xlsxwriter import Workbook

    held = BytesIO()
    book = Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1)})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for name, table in tables.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(table.columns):
            sheet.write_string(0, at, str(column), bold)
            widest = max(
                [width(str(column)) + 2, *(width(value) + 2 for value in table[column] if isinstance(value, str))]
            )
            sheet.set_column(at, at, min(max(12, widest), _WIDEST))
            for row, value in enumerate(table[column].tolist(), start=1):
                if pd.isna(value):
                    continue
                if hasattr(value, "to_pydatetime"):
                    sheet.write_datetime(row, at, value.to_pydatetime(), day)
                elif isinstance(value, str):
                    sheet.write_string(row, at, value)
                else:
                    sheet.write(row, at, value)
    book.close()
    return held.getvalue()
