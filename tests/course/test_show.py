"""What is shown has words beside pictures, figures by the glossary, and the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import nbformat
import pandas as pd
import pytest

import kamlib as kam
from kamlib.course import reference, show, whatif
from kamlib.course.build import execute
from kamlib.figures import reference as pictures
from kamlib.words import speaking


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Everything that is displayed."""
    import IPython.display

    things: list[Any] = []
    monkeypatch.setattr(IPython.display, "display", lambda *t, **_how: things.extend(t))
    return things


def test_a_finding_is_title_figure_evidence_and_source(client: kam.Client, shown: list[Any]) -> None:
    show("concentration", client)
    title, figure, evidence, source = shown
    finding = kam.findings.find(client, only=["concentration"])["concentration"]
    assert finding.title in title._repr_markdown_()
    forms, about = figure._repr_mimebundle_()
    assert forms["image/png"].startswith(b"\x89PNG")
    assert about["image/png"]["alt"] == finding.alt
    assert "<th scope=" in evidence.forms["text/html"]
    assert "150 customers" in source.markdown


def test_a_picture_has_the_same_bytes_each_time_and_is_light(shown: list[Any]) -> None:
    facts = reference.table("concentration")
    show(pictures.side_by_side, facts[facts["real"]])
    show(pictures.side_by_side, facts[facts["real"]])
    first, second = (figure.forms["image/png"] for figure in shown)
    assert first == second
    assert len(first) < 60_000


def test_a_finding_that_lacks_a_table_says_so(client: kam.Client, shown: list[Any]) -> None:
    bare = kam.Client(client.orders[["customer_id", "order_id", "date", "revenue"]])
    show("terms_by_size", bare)
    said = "*Not on this data. What is missing: Cost of goods in Orders. Ask for it, and read on.*"
    assert shown[0].markdown == said


def test_a_table_is_labelled_by_the_glossary_and_escapes_names(shown: list[Any]) -> None:
    show(pd.DataFrame({"name": ["<script>"], "revenue": [1_234_567.0], "unheard": [1.5]}), currency="EUR")
    page = shown[0].forms["text/html"]
    assert "Revenue" in page
    assert "€1.23M" in page
    assert "&lt;script&gt;" in page
    assert "unheard" in page


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ("No more need", "Price", "Gross margin")), ("zh", ("需求消失", "价格", "毛利率"))]
)
def test_a_reason_that_a_customer_gave_and_a_criterion_both_have_a_label(
    lang: str, words: tuple[str, ...], shown: list[Any]
) -> None:
    with speaking(lang):
        show(pd.DataFrame({"reason": ["no need", "price", "margin", "left town"]}))
    rows = shown[0].forms["text/plain"].splitlines()[1:]
    assert rows == [f"{words[0]} `no need`", f"{words[1]} `price`", f"{words[2]} `margin`", "left town"]


def test_evidence_without_columns_is_no_empty_table(client: kam.Client, shown: list[Any]) -> None:
    finding = kam.findings.find(client, only=["concentration"])["concentration"]
    show(replace(finding, evidence=pd.DataFrame()))
    assert not any("<table" in str(getattr(thing, "forms", "")) for thing in shown)


def test_what_cannot_be_made_is_a_table_in_words(shown: list[Any]) -> None:
    show({"cost_to_serve": ("orders.cost", "orders.freight", "activities.cost")})
    (row,) = shown[0].forms["text/plain"].splitlines()[1:]
    assert row.startswith("Cost to serve `cost_to_serve` | ")
    assert row.partition(" | ")[2] == (
        "Cost of goods in Orders; one of: Freight in Orders, Cost of the activity in Visits and service"
    )


def test_where_all_can_be_made_it_says_so(shown: list[Any]) -> None:
    show({})
    assert shown[0].markdown == "Nothing is missing."


def test_figures_and_short_texts_stay_on_one_line_and_sentences_wrap(shown: list[Any]) -> None:
    show(pd.DataFrame({"revenue": [3.44e6], "name": ["Huaxin Pumps"], "why": ["long " * 20]}), currency="CNY")
    page = shown[0].forms["text/html"]
    assert 'white-space:nowrap">CN¥3.44M<' in page
    assert 'white-space:nowrap">Huaxin Pumps<' in page
    assert 'nowrap">long' not in page


def test_a_long_table_says_how_much_is_left_out(shown: list[Any]) -> None:
    show(pd.DataFrame({"revenue": range(100)}), rows=3)
    assert "… and 97 more rows." in shown[0].forms["text/html"]


def test_nothing_else_can_be_shown() -> None:
    with pytest.raises(ValueError, match="not int"):
        show(3)


def test_a_slider_must_start_inside_its_range() -> None:
    with pytest.raises(ValueError, match="slider 'top'"):
        whatif(lambda top: "x", top=(0.1, 0.5, 0.1, 0.9))


def test_moving_a_slider_replaces_the_result_below_it() -> None:
    code = """
from kamlib.course import whatif
seen = []
def double(top):
    seen.append(top)
    return f"twice is {2 * top}"
whatif(double, top=(0, 10, 1, 3))
"""
    move = """
import ipywidgets
from ipywidgets.widgets.widget import _instances
slider = next(w for w in _instances.values() if isinstance(w, ipywidgets.IntSlider))
slider.value = 4
(slider.description, slider.keys is not None, seen)
"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in (code, move)])
    execute(notebook)
    controls, result = notebook.cells[0].outputs
    assert "What if? Top customers 0 – 10" in controls["data"]["text/plain"]
    assert result["data"]["text/plain"] == "twice is 8"
    assert notebook.cells[1].outputs[0]["data"]["text/plain"] == "('Top customers', True, [3, 4])"


def test_a_cell_that_needs_a_missing_table_steps_aside_and_one_that_has_it_runs() -> None:
    opening = """
import kamlib as kam
from kamlib.course import open_lesson
whole = kam.load("machinery")
client = kam.Client(whole.orders[["customer_id", "order_id", "date", "revenue"]], source="bare")
open_lesson("1-2", client)
"""
    cells = [opening, "%%needs orders.cost\n1 / 0", "%%needs orders.revenue\n40 + 2"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    execute(notebook)
    assert (
        "This lesson works best with the data set machinery: here `orders.cost` is missing."
        in notebook.cells[0].outputs[-1]["data"]["text/plain"]
    )
    assert "`orders.cost` is missing" in notebook.cells[1].outputs[0]["data"]["text/plain"]
    assert notebook.cells[2].outputs[0]["data"]["text/plain"] == "42"


def test_a_cell_that_has_what_it_needs_still_fails_when_it_is_wrong() -> None:
    from nbclient.exceptions import CellExecutionError

    cells = [
        'import kamlib as kam\nkam.course.open_lesson("1-2", kam.load("machinery"))',
        "%%needs orders.cost\n1 / 0",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    with pytest.raises(CellExecutionError, match="division by zero"):
        execute(notebook)


def test_a_figure_and_its_words_get_the_same_measure_and_currency(client: kam.Client, shown: list[Any]) -> None:
    from kamlib.figures import whale
    from kamlib.value import concentration

    table = concentration.largest(client.accounts, 3)
    show(whale.largest_customers, table, basis="revenue", currency="EUR")
    alt = shown[0].forms["text/plain"]
    assert alt == whale.largest_customers_alt(table, basis="revenue", currency="EUR")
    assert "€" in alt
