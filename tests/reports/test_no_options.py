"""A client's report names no option and no command: what was done, and what to send; in every file of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from kamlib.reports import parameters
from tests.reports import forked

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+|\bkam [a-z]+|\bin Python\b")


def messy(folder: Path) -> Path:
    """A book with void, repeated, negative, unreadable, undated and nameless rows, and no order numbers."""
    lines = [
        f"K{i % 9},{2022 + i % 3}-{i % 12 + 1:02d}-{i % 27 + 1:02d},{100 + 37 * (i % 9)},"
        f"{113 + 42 * (i % 9)},{2 + i % 3},Shipped,P{i % 4},Pump"
        for i in range(90)
    ]
    odd = [
        "K1,2024-03-05,90,100,1,Cancelled,P1,Pump", "K2,2024-03-32,90,100,1,Shipped,P1,Pump",
        "K3,2024-03-05,ninety,100,1,Shipped,P1,Pump", "K4,,90,100,1,Shipped,P1,Pump",
        ",2024-03-05,90,100,1,Shipped,P1,Pump", "K5,2024-04-05,-90,-100,-1,Shipped,P1,Pump",
        "K5,2024-04-06,95,100,1,On hold,P1,Pump", "K6,1900-01-01,90,100,1,Shipped,P1,Pump", lines[3], lines[4],
    ]  # fmt: skip
    file = folder / "orders.csv"
    head = "Customer,Date,Net amount,Gross amount,Qty,Status,Product code,Product name"
    file.write_text("\n".join([head, *lines, *odd]) + "\n", "utf-8")
    return file


def texts(folder: Path) -> dict[str, str]:
    """Return what people can read in each file of a report."""
    import pypdf

    page = (folder / "report.html").read_text("utf-8")
    book = pd.read_excel(folder / "report.xlsx", sheet_name=None, header=None, dtype="str", engine="calamine")
    notebook = json.loads((folder / "notebook.ipynb").read_text("utf-8"))
    return {
        "html": re.sub(r"(?s)<(style|script)\b.*?</\1>", " ", page),
        "pdf": " ".join(part.extract_text() for part in pypdf.PdfReader(folder / "report.pdf").pages),
        "xlsx": " ".join(str(cell) for sheet in book.values() for cell in sheet.to_numpy().ravel()),
        "json": (folder / "results.json").read_text("utf-8"),
        "ipynb": json.dumps(notebook, ensure_ascii=False),
    }


@pytest.mark.parametrize(("language", "asked"), [("en", "lease tell us"), ("zh", "请")])
def test_no_file_of_a_report_names_an_option(tmp_path: Path, language: str, asked: str) -> None:
    given = parameters.check({"orders": str(messy(tmp_path)), "language": language})
    folder = forked.report(given, tmp_path / "out")
    problems = json.loads((folder / "results.json").read_text("utf-8"))["quality"]["problems"]
    codes = {problem["code"] for problem in problems}
    assert codes >= {"void-lines", "no-order-id", "amount-without-tax", "duplicate-lines", "unreadable-amounts"}
    for name, text in texts(folder).items():
        assert not OPTION.findall(text), (name, OPTION.findall(text))
        assert name == "ipynb" or asked in text, name
