"""Account files out and back: nothing changes unasked, nothing is overwritten, no cell becomes a formula."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamlib.book import Book
from kamlib.cli import main
from kamlib.errors import KamError
from kamlib.manage import files
from kamlib.manage.files.entries import guarded, parsed
from kamlib.manage.files.fields import fields
from kamlib.manage.files.workbook import BASE, BETWEEN, DATE, PERSON, STATED
from kamlib.words import speaking
from tests.embedded import embedded
from tests.manage.books import book, entries

#: Fields that an editor of the tests fills in.
OPEN = ("development_plan", "next_project", "competitors", "employees", "market_share")


def written(folder: Path, of: Book | None = None, **how: Any) -> Path:
    return files.export(of or book(), folder / "files.xlsx", **how)


def edit(path: Path, values: dict[tuple[str, str], Any], *, person: str = "") -> Path:
    """Fill cells in, as somebody does in a program; every other cell is left alone."""
    made = openpyxl.load_workbook(path)
    for sheet in made.worksheets:
        for row in sheet.iter_rows(min_row=2) if sheet.title != BASE else ():
            who, _between, field = str(row[0].value).partition(BETWEEN)
            if (who, field) in values:
                row[STATED].value = values[who, field]
                row[STATED].data_type = "s" if isinstance(values[who, field], str) else row[STATED].data_type
                if person:
                    row[PERSON].value = person
    out = path.with_name(f"edited{len(list(path.parent.iterdir()))}.xlsx")
    made.save(out)
    return out


def said(found: Any) -> dict[tuple[str, str], str]:
    changes = found.changes
    return {(who, field): after for who, field, after in
            zip(changes["customer_id"], changes["field"], changes["after"], strict=True)}  # fmt: skip


@pytest.mark.parametrize("how", [{}, {"by": "account"}, {"audience": "management", "personal": True},
                                 {"audience": "client", "customers": ["A"]}])  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_nobody_touched_changes_nothing(tmp_path: Path, how: dict[str, Any], language: str) -> None:
    some = book(files=entries(
        ("A", "development_plan", "second  plant\nin 2026", "2024-05-01"),
        ("A", "market_share", "0.125", "2024-05-01"),
        ("S1", "order_rhythm", "quarterly", "2024-05-01"), ("S1", "needs", "=1+1", "2024-05-01"),
        ("S2", "since", "2019-04-01", "2024-05-01"), ("S2", "potential", "1234567.89", "2024-05-01"),
    ))  # fmt: skip
    with speaking(language):
        found = files.merge(some, written(tmp_path, some, **how))
    assert (len(found.changes), len(found.conflicts), len(found.refused), len(found.emptied)) == (0, 0, 0, 0)
    assert found.rows >= 28
    assert len(found.entries) == 6


cells = st.dictionaries(
    st.tuples(st.sampled_from(["A", "S1", "S2"]), st.sampled_from(OPEN[:3])),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12).filter(
        lambda text: text.strip() and text.strip() != "?" and not text.strip().startswith(("=", "'"))
    ),
    max_size=5,
)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=cells, other=cells)
def test_two_editors_of_different_cells_are_both_heard_and_of_one_cell_neither_wins(
    tmp_path_factory: pytest.TempPathFactory, one: dict[tuple[str, str], str], other: dict[tuple[str, str], str]
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    path = written(folder)
    first = files.merge(book(), edit(path, one, person="Li"))
    tidy = {key: " ".join(text.split()) for key, text in one.items()}
    assert said(first) == tidy
    second = files.merge(first.book, edit(path, other, person="Max"))
    wanted = {key: " ".join(text.split()) for key, text in other.items()}
    both = {key for key in wanted if key in tidy}
    clash = {key for key in both if wanted[key] != tidy[key]}
    conflicts = set(zip(second.conflicts["customer_id"], second.conflicts["field"], strict=True))
    assert conflicts == clash
    assert said(second) == {key: text for key, text in wanted.items() if key not in both}
    after = files.all_files(second.book)
    held = {(who, field): value for who, field, value in
            zip(after["customer_id"], after["field"], after["stated"], strict=True)}  # fmt: skip
    for key, text in {**wanted, **tidy}.items():
        assert " ".join(str(held[key]).split()) == text


def test_two_editors_are_both_heard_and_where_they_differ_neither_wins(tmp_path: Path) -> None:
    path = written(tmp_path, customers=["A"])
    first = files.merge(book(), edit(path, {("A", "needs"): "spares", ("A", "next_project"): "mill"}))
    other = {("A", "competitors"): "Norvane", ("A", "next_project"): "hall"}
    second = files.merge(first.book, edit(path, other), person="Max")
    assert said(second) == {("A", "competitors"): "Norvane"}
    assert second.changes["person"].tolist() == ["Max"]
    assert second.conflicts[["field", "base", "ours", "theirs"]].to_numpy().tolist() == [
        ["next_project", "", "mill", "hall"]
    ]
    file = files.account_file(second.book, "A").set_index("field")["value"]
    assert (file["needs"], file["next_project"], file["competitors"]) == ("spares", "mill", "Norvane")


def test_a_change_is_never_older_than_what_it_replaces(tmp_path: Path) -> None:
    some = book(files=entries(("A", "next_project", "mill", "2024-02-01")))
    for day, expected in (("2023-01-01", "2024-02-01"), ("2024-09-01", "2024-09-01")):
        made = openpyxl.load_workbook(edit(written(tmp_path, some), {("A", "next_project"): "hall"}))
        row = next(
            row for row in made.worksheets[0].iter_rows(min_row=2) if row[0].value == f"A{BETWEEN}next_project"
        )
        row[DATE].value = pd.Timestamp(day).to_pydatetime()
        made.save(tmp_path / "dated.xlsx")
        found = files.merge(some, tmp_path / "dated.xlsx")
        assert found.changes["date"].tolist() == [pd.Timestamp(expected)]
        assert files.account_file(found.book, "A").set_index("field")["value"]["next_project"] == "hall"


def test_a_change_keeps_what_was_said_before_and_takes_the_day_of_the_file(tmp_path: Path) -> None:
    some = book(files=entries(("A", "next_project", "mill", "2024-02-01")))
    found = files.merge(some, edit(written(tmp_path, some), {("A", "next_project"): "pump hall"}, person="Max"))
    assert found.entries["value"].tolist() == ["mill", "pump hall"]
    assert found.changes.iloc[0].to_dict() == {
        "customer_id": "A", "field": "next_project", "before": "mill", "after": "pump hall",
        "date": pd.Timestamp("2024-12-31"), "person": "Max",
    }  # fmt: skip
    again = files.merge(found.book, edit(written(tmp_path, some), {("A", "next_project"): "pump hall"}))
    assert len(again.changes) == len(again.conflicts) == 0


def test_a_question_mark_withdraws_and_a_blank_does_not(tmp_path: Path) -> None:
    some = book(files=entries(("A", "next_project", "mill", "2024-02-01"), ("A", "needs", "spares", "2024-02-01")))
    found = files.merge(some, edit(written(tmp_path, some), {("A", "next_project"): "?", ("A", "needs"): None}))
    assert said(found) == {("A", "next_project"): "?"}
    assert found.emptied[["field", "value"]].to_numpy().tolist() == [["needs", "spares"]]
    file = files.account_file(found.book, "A").set_index("field")
    assert file["state"]["next_project"] == "unknown"
    assert file["value"]["needs"] == "spares"


def test_formulas_are_text_going_out_and_refused_coming_back(tmp_path: Path) -> None:
    nasty = ["=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1"]
    some = book(files=entries(*[
        ("A", field, text, "2024-05-01")
        for field, text in zip(("needs", "competitors", "equipment", "own_products", "plants"), nasty, strict=True)
    ]))  # fmt: skip
    sheet = openpyxl.load_workbook(written(tmp_path, some)).worksheets[0]
    shown = {str(row[0].value).split(BETWEEN)[1]: row[STATED] for row in sheet.iter_rows(min_row=2)
             if str(row[0].value).startswith("A")}  # fmt: skip
    for field in ("needs", "competitors", "equipment", "own_products"):
        assert shown[field].data_type == "s", field
        assert shown[field].quotePrefix, field
    assert not shown["next_project"].quotePrefix
    made = openpyxl.load_workbook(tmp_path / "files.xlsx")
    rows = [row for row in made.worksheets[0].iter_rows(min_row=2) if "next_project" in str(row[0].value)]
    rows[0][STATED].value = '=HYPERLINK("x")'
    made.save(tmp_path / "formula.xlsx")
    found = files.merge(some, tmp_path / "formula.xlsx")
    assert found.refused["reason"].tolist() == ["formula"]
    assert len(found.changes) == 0


@pytest.mark.parametrize("text", ["=1+1", "@home", "+49 30 1234 ext", "-", "plain", "'quoted", "-5", "+5.5"])
def test_a_csv_cell_never_begins_as_a_formula_and_comes_back_as_it_was(text: str) -> None:
    assert not guarded(text).startswith(("=", "@")) or text == "plain"
    assert parsed(fields()["needs"], guarded(text)) == text


def test_values_of_the_wrong_kind_are_refused_with_their_row(tmp_path: Path) -> None:
    values = {("A", "employees"): "many", ("A", "market_share"): 12, ("A", "since"): "soon", ("A", "plants"): "3"}
    found = files.merge(book(), edit(written(tmp_path), values))
    assert found.refused["reason"].tolist() == ["unreadable"] * 3
    assert set(found.refused["cell"]) == {"many", "12", "soon"}
    assert said(found) == {("A", "plants"): "3"}
    per_cent = files.merge(book(), edit(written(tmp_path), {("A", "market_share"): "12 %"}))
    assert said(per_cent) == {("A", "market_share"): "0.12"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("potential", -5), ("plants", "-1"), ("attitude", 9), ("influence", 0), ("order_rhythm", -3)],
)
def test_a_figure_that_cannot_be_is_refused_with_what_its_field_takes(
    tmp_path: Path, field: str, value: Any
) -> None:
    found = files.merge(book(), edit(written(tmp_path), {("A", field): value}))
    assert (found.refused[["reason", "field"]].to_numpy().tolist(), len(found.changes)) == (
        [["unreadable", field]],
        0,
    )


def test_what_fell_may_be_below_zero() -> None:
    assert parsed(fields()["growth"], "-20%") == parsed(fields()["growth"], -0.2) == -0.2
    assert parsed(fields()["profit_year"], "-1,200") == -1200.0


def test_a_day_that_cannot_be_read_is_not_replaced_by_another(tmp_path: Path) -> None:
    made = openpyxl.load_workbook(written(tmp_path))
    row = next(row for row in made.worksheets[0].iter_rows(min_row=2) if "next_project" in str(row[0].value))
    row[STATED].value, row[DATE].value = "mill", "tomorrow"
    made.worksheets[0].append([None, "A", "Name", None, None, None, "hall"])
    made.save(tmp_path / "day.xlsx")
    found = files.merge(book(), tmp_path / "day.xlsx")
    assert found.refused[["cell", "reason"]].to_numpy().tolist() == [
        ["tomorrow", "no-day"],
        ["hall", "not-exported"],
    ]
    assert len(found.changes) == 0


def test_the_terminal_says_what_a_field_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    orders = tmp_path / "orders.csv"
    book().orders.to_csv(orders, index=False)
    filled = edit(written(tmp_path), {("A", "employees"): "many", ("A", "market_share"): 12, ("A", "attitude"): 9})
    assert main(["files", "merge", str(orders), str(filled), "-o", str(tmp_path / "e.csv"), "--lang", "zh"]) == 1
    said = capsys.readouterr().err
    for words in (
        "员工人数“many”：请填不小于 0 的数字",
        "“12”：请填 0% 至 100% 之间的比例",
        "“9”：请填 1 至 5 分",
    ):
        assert words in said


def test_a_sheet_says_what_to_fill_in_fits_a_page_and_hides_from_a_customer_what_we_decide(tmp_path: Path) -> None:
    for audience, hidden in (("owner", {"A"}), ("client", {"A", "L", "M"})):
        made = openpyxl.load_workbook(written(tmp_path, audience=audience, customers=["A"]))
        sheet = made.worksheets[0]
        assert {name for name, column in sheet.column_dimensions.items() if column.hidden} == hidden
        assert "?" in sheet.cell(1, STATED + 1).comment.text
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_two_rows_that_differ_are_a_conflict_and_a_stranger_is_named(tmp_path: Path) -> None:
    made = openpyxl.load_workbook(written(tmp_path))
    sheet = made.worksheets[0]
    row = next(row for row in sheet.iter_rows(min_row=2) if "next_project" in str(row[0].value))
    row[STATED].value = "mill"
    copy = [cell.value for cell in row]
    copy[STATED] = "hall"
    sheet.append(copy)
    sheet.append([f"Z{BETWEEN}needs", "Z"])
    sheet.append([f"A{BETWEEN}shoe_size", "A"])
    made.save(tmp_path / "twice.xlsx")
    found = files.merge(book(), tmp_path / "twice.xlsx")
    assert found.conflicts[["ours", "theirs"]].to_numpy().tolist() == [["mill", "hall"]]
    assert found.refused["reason"].tolist() == ["no-customer", "no-field"]
    assert len(found.changes) == 0


def test_sorted_cut_and_emptied_workbooks_change_nothing_else(tmp_path: Path) -> None:
    some = book(files=entries(("A", "next_project", "mill", "2024-02-01")))
    made = openpyxl.load_workbook(written(tmp_path, some))
    sheet = made.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    sheet.delete_rows(2, len(rows))
    for values in rows[::-3]:  # another order, and two rows of three gone
        sheet.append(values)
        sheet.append([])
    made.save(tmp_path / "holes.xlsx")
    found = files.merge(some, tmp_path / "holes.xlsx")
    assert found.rows == len(rows[::-3])
    assert (len(found.changes), len(found.conflicts), len(found.refused)) == (0, 0, 0)
    sheet.delete_rows(2, 10_000)
    made.save(tmp_path / "empty.xlsx")
    assert files.merge(some, tmp_path / "empty.xlsx").rows == 0


def test_what_is_no_workbook_of_ours_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("no workbook")
    other = openpyxl.Workbook()
    other.save(tmp_path / "b.xlsx")
    for name, words in (("a", "cannot be read|can be read"), ("b", "kam files export"), ("c", "no such file")):
        with pytest.raises(KamError, match=words):
            files.merge(book(), tmp_path / f"{name}.xlsx")
    with pytest.raises(
        KamError, match=r"^a\.xlsx is not a workbook that can be read; save it as \.xlsx, or write"
    ):
        files.merge(book(), tmp_path / "a.xlsx")
    with pytest.raises(KamError, match="xlsx"):
        files.export(book(), tmp_path / "a.txt")
    with pytest.raises(KamError, match="alone"):
        files.export(book(), tmp_path / "a.xlsx", audience="client")
    with pytest.raises(KamError, match="Unknown layout"):
        files.export(book(), tmp_path / "a.xlsx", by="page")


def test_a_workbook_for_the_customer_holds_nothing_of_others(tmp_path: Path) -> None:
    path = written(tmp_path, book(files=entries(("S1", "needs", "canary words", "2024-05-01"))),
                   audience="client", customers=["A"])  # fmt: skip
    made = openpyxl.load_workbook(path)
    text = " ".join(str(cell) for sheet in made.worksheets for row in sheet.iter_rows(values_only=True)
                    for cell in row if cell is not None)  # fmt: skip
    for secret in ("canary", "S1", "Name S1", "480"):
        assert secret not in text, secret
    assert made[BASE].sheet_state == "veryHidden"


def test_the_command_writes_merges_and_says_what_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    book().orders.assign(order_id=lambda t: "O" + t["order_id"]).to_csv("orders.csv", index=False)
    assert main(["files", "export", "orders.csv", "--out", "f.xlsx"]) == 0
    assert main(["files", "export", "orders.csv", "--out", "f.xlsx"]) == 2
    assert "already exists" in capsys.readouterr().err
    values = {("A", "needs"): "@spares", ("A", "order_rhythm"): "quarterly", ("S1", "plants"): "few"}
    edited = edit(tmp_path / "f.xlsx", values, person="Li")
    assert main(["files", "merge", "orders.csv", str(edited), "--out", "said.csv"]) == 1
    out, err = capsys.readouterr()
    assert "2 changes, 0 conflicts, 1 not usable, 0 emptied" in out
    assert "few" in err
    assert "'@spares" in Path("said.csv").read_text("utf-8-sig")
    assert main(["check", "orders.csv", "--files", "said.csv"]) == 0
    assert main(["files", "export", "orders.csv", "--files", "said.csv", "--out", "g.xlsx"]) == 0
    assert main(["files", "merge", "orders.csv", "g.xlsx", "--files", "said.csv", "--out", "h.csv"]) == 0
    assert main(["files", "merge", "orders.csv", "nothing.xlsx", "--out", "i.csv"]) == 2
    assert capsys.readouterr().err.strip().count("\n") == 0


@pytest.mark.slow
def test_ten_thousand_rows_are_read_back_in_three_seconds(tmp_path: Path) -> None:
    client = embedded()
    path = files.export(client, tmp_path / "f.xlsx", audience="management", personal=True)
    files.merge(client, path)
    took = []
    for _ in range(3):
        began = time.process_time()
        found = files.merge(client, path)
        took.append(time.process_time() - began)
    assert found.rows == 9300 - 150 * sum("management" not in field.audience for field in fields().values())
    assert min(took) * 10_000 / found.rows < 3.0


@pytest.mark.slow
def test_libreoffice_opens_and_saves_it_and_nothing_changes(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice (LibreOffice) is not installed")
    some = book(files=entries(
        ("A", "needs", "=1+1", "2024-05-01"), ("A", "market_share", "0.125", "2024-05-01"),
        ("A", "since", "2019-04-01", "2024-05-01"), ("A", "next_project", "水泵房", "2024-05-01"),
    ))  # fmt: skip
    path = written(tmp_path, some)
    there = tmp_path / "saved"
    home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
    subprocess.run([office, home, "--headless", "--convert-to", "xlsx", "--outdir", str(there), str(path)],
                   check=True, capture_output=True, timeout=300)  # fmt: skip
    found = files.merge(some, there / "files.xlsx")
    assert found.rows > 100
    assert (len(found.changes), len(found.conflicts), len(found.refused), len(found.emptied)) == (0, 0, 0, 0)
    values = {("A", "needs"): "two spares", ("S1", "employees"): 120}
    assert said(files.merge(some, edit(there / "files.xlsx", values))) == {
        ("A", "needs"): "two spares", ("S1", "employees"): "120",
    }  # fmt: skip


def test_day_and_name_stand_next_to_what_was_said(tmp_path: Path) -> None:
    some = book(files=entries(("A", "next_project", "mill", "2024-02-01")))
    sheet = openpyxl.load_workbook(written(tmp_path, some)).worksheets[0]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == f"A{BETWEEN}next_project")
    assert (f"{row[DATE].value:%Y-%m-%d}", row[PERSON].value) == ("2024-02-01", "Li")
