"""What a report is asked for is checked before a kernel starts."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from kamlib._paths import shipped
from kamlib.errors import KamError
from kamlib.reports import parameters as asked
from kamlib.words import speaking


@pytest.mark.parametrize(
    ("name", "near"),
    [("curency", "currency"), ("as_off", "as_of"), ("anonymize", "anonymise"), ("oders", "orders")],
)
def test_an_unknown_parameter_is_refused_with_the_nearest_known_one(name: str, near: str) -> None:
    with pytest.raises(KamError, match=rf"Unknown parameter {name}\. Did you mean {near}\?"):
        asked.check({name: "x"})


def test_a_name_like_no_other_is_refused_with_all_that_there_are() -> None:
    with pytest.raises(KamError, match=r"Unknown parameter zzz\. Available: activities, anonymise"):
        asked.check({"zzz": 1})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"template": "account"}, "template account is not available; choose one of portfolio"),
        ({"language": "de"}, "choose one of en, zh"),
        ({"currency": "yuan"}, "three-letter code"),
        ({"currency": "ZZZ"}, "three-letter code"),
        ({"columns": {"revenu": "Amount"}}, "--map revenu=….*Did you mean revenue"),
        ({"encoding": "klingon"}, "unknown encoding 'klingon'"),
        ({"columns": {"revenue": "Amount"}}, "machinery: --map applies to files only"),
        ({"drop_duplicates": True}, "machinery: --drop-duplicates applies to files only"),
        ({"as_of": "yesterday"}, "--as-of yesterday"),
        ({"basis": "sales"}, "basis sales"),
        ({"orders": "no/such.csv"}, "file not found"),
        ({"survey": "nothing"}, "file not found"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_in_one_line(given: dict[str, str], said: str) -> None:
    with pytest.raises(KamError, match=said) as caught:
        asked.check(given)
    assert "\n" not in str(caught.value)


def test_a_folder_without_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KamError, match="the folder contains no file"):
        asked.check({"orders": str(tmp_path)})


def test_a_folder_a_pattern_and_an_address_are_shown_without_their_place(tmp_path: Path) -> None:
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders" / "a.csv").write_text("x")
    for given, shown in ((f"{tmp_path}/orders", "orders"), (f"{tmp_path}/orders/*.csv", "orders/*.csv"),
                         ("postgresql://reader@db.example/shop", "postgresql://db.example/shop")):  # fmt: skip
        asked_for = asked.check({"orders": given})
        assert (asked_for.sources()["orders"], asked_for.printable()["orders"]) == (given, shown)


def test_a_data_set_goes_before_a_folder_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "machinery").mkdir()
    (tmp_path / "machinery" / "a.csv").write_text("x")
    monkeypatch.chdir(tmp_path)
    assert asked.check({"orders": "machinery"}).sources() == {}
    assert asked.check({"orders": "./machinery"}).sources() == {"orders": str(tmp_path / "machinery")}


def test_files_become_absolute_and_data_sets_stay_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "o.csv").write_text("x")
    monkeypatch.chdir(tmp_path)
    assert asked.check({"orders": "o.csv"}).local_files() == {"orders": tmp_path / "o.csv"}
    assert asked.check({}).orders == "machinery"
    assert asked.check({}).local_files() == {}


def test_what_is_handed_on_holds_no_folder_and_anonymised_no_name(tmp_path: Path) -> None:
    file = tmp_path / "Huaxin orders.csv"
    file.write_text("x")
    given = {"orders": str(file), "client": "Huaxin", "as_of": dt.date(2024, 1, 1)}
    open_ = asked.check(given).printable()
    assert open_ == {
        "orders": "Huaxin orders.csv", "client": "Huaxin", "as_of": "2024-01-01", "template": "portfolio",
        "language": "en",
    }  # fmt: skip
    closed = asked.check(given | {"anonymise": True, "columns": {"revenue": "Huaxin net"}}).printable()
    assert "Huaxin" not in json.dumps(closed)


def test_formats_are_put_in_order_and_unknown_ones_refused() -> None:
    assert asked.formats("xlsx, HTML") == ("html", "xlsx")
    for words in ("html,docx", "", ","):
        with pytest.raises(KamError, match="choose one of html, pdf, xlsx"):
            asked.formats(words)


def test_the_language_in_use_is_the_default() -> None:
    with speaking("zh"):
        assert asked.check({}).language == "zh"


def test_month_first_reaches_the_reader(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text("x")
    assert asked.check({"orders": str(tmp_path / "o.csv"), "dayfirst": False}).reading() == {"dayfirst": False}
    assert asked.check({}).reading() == {}


def test_every_template_has_a_notebook_whose_cell_names_every_parameter() -> None:
    for template in asked.TEMPLATES:
        notebook = json.loads((shipped("notebooks") / "reports" / f"{template}.ipynb").read_text("utf-8"))
        cell = next(c for c in notebook["cells"] if "parameters" in c["metadata"].get("tags", []))
        names: dict[str, object] = {}
        exec("".join(cell["source"]), names)  # noqa: S102  (our own notebook)
        del names["__builtins__"]
        names.pop("__annotations__")
        assert set(names) == set(asked.Parameters.model_fields) | {"folder", "formats"}
        defaults = asked.Parameters(template=template).model_dump() | {"folder": None, "formats": None}
        assert names == defaults


@pytest.mark.parametrize("template", asked.TEMPLATES)
def test_papermill_lists_type_and_meaning_of_every_parameter(template: str) -> None:
    from papermill import inspect_notebook

    listed = inspect_notebook(str(shipped("notebooks") / "reports" / f"{template}.ipynb"))
    assert set(listed) == set(asked.Parameters.model_fields) | {"folder", "formats"}
    types = {name: entry["inferred_type_name"] for name, entry in listed.items()}
    assert {name for name, kind in types.items() if kind != "str"} == {
        "anonymise", "columns", "dayfirst", "unit", "drop_duplicates", "keep", "drop", "fiscal_year",
        "same_customer", "minimum_order", "promised_visits", "choices",
    }  # fmt: skip
    for name, entry in listed.items():
        meant = entry["help"].split(" · ")
        assert [bool(re.search("[一-鿿]", text)) for text in meant] == [False, True], name
        assert types[name] in ("str", "bool", "dict", "int", "float", "list"), name


def test_a_number_where_a_name_is_meant_is_its_digits() -> None:
    assert asked.check({"client": 361}).client == "361"
    with pytest.raises(KamError, match="--as-of 2024: use a date"):
        asked.check({"as_of": 2024})


@pytest.mark.parametrize("role", ["deals", "prospects", "people"])
def test_further_tables_are_files_of_the_report_and_have_to_be_there(tmp_path: Path, role: str) -> None:
    file = tmp_path / f"{role}.csv"
    with pytest.raises(KamError, match=f"file not found.*{role}"):
        asked.check({role: str(file)})
    file.write_text("x")
    assert asked.check({role: str(file)}).local_files() == {role: file}
