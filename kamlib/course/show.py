"""Showing findings, tables and figures in a lesson: the same bytes each time, and in words for the blind."""

from __future__ import annotations

import html
import importlib
import inspect
from collections.abc import Callable, Collection, Mapping
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kamlib.course.text import Text, escaped
from kamlib.findings.finding import Finding, Source
from kamlib.words import _, count, date, glossary, label, n_, written
from kamlib.words.phrases import clauses, enumerated

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kamlib.client import Client

#: Columns whose values are keys of the glossary, and what such a key begins with there.
CATEGORIES = {
    "data_set": "", "of": "", "standard": "standard_", "design": "design_", "tier": "", "tier_before": "",
    "tier_after": "", "move": "move_", "reason": "why_", "misconception": "", "responsible": "", "channel": "",
    "verdict": "", "decided_by": "", "level": "", "kind": "kind_",
    "criterion": "", "other_criterion": "", "measure": "",
    "true_kind": "kind_", "transaction": "transaction_", "payroll": "said_", "step": "",
    "dimension": "dimension_", "driver": "dimension_", "routine": "routine_", "chosen_by": "chosen_",
    "guess_method": "by_", "failure": "failure_", "basic": "basic_", "file_label": "file_of_",
    "file_state": "file_", "source_table": "", "decision_changed": "file_decides_", "question_stage": "spin_",
    "item": "item_",
}  # fmt: skip

#: Columns whose values may be keys without the beginning too: a reason is what a customer said, or a criterion.
BARE_TOO = frozenset({"reason"})

#: Fine enough for a screen, light enough for a notebook under version control.
DPI = 96

#: Rows of a table that are shown before it is cut off, in words.
ROWS = 12

#: A figure, and a text up to this length, stays on one line of its cell; sentences wrap.
ONE_LINE = 30


def show(
    thing: Any, *given: Any, rows: int = ROWS, currency: str | None = None,
    columns: Collection[str] | None = None, **how: Any,
) -> None:  # fmt: skip
    """Show something to the learner.

    Parameters
    ----------
    thing : str, Finding, DataFrame, mapping or callable
        The id of a finding (``show("concentration", client)``), a finding (title, figure, evidence, source), a
        table, what ``findings.impossible`` returns, or a function of ``kamlib.figures`` that draws `given`; the
        alternative text is made by its neighbour ``…_alt``.
    *given
        What the function draws.
    rows : int
        How many rows of a table to show.
    currency : str, optional
        ISO 4217 code for the money in a table or a figure.
    columns : collection of str, optional
        Of a finding's evidence only these, as far as it has them; by default all.
    **how
        Passed to the function that draws.

    Raises
    ------
    ValueError
        If it is none of these.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.course import show
    >>> show(pd.DataFrame({"customer_id": ["A", "B"], "revenue": [1200.0, 800.0]}), currency="EUR")
    Customer `customer_id` | Revenue `revenue`
    A | €1.2K
    B | €800
    """
    if isinstance(thing, str):
        thing = _found(thing, *given)
    if isinstance(thing, Text):
        _display(thing)
    elif isinstance(thing, Finding):
        _show_finding(thing, rows, columns)
    elif isinstance(thing, pd.DataFrame):
        _display(table(thing, rows=rows, currency=currency, names=True))
    elif isinstance(thing, Mapping):
        _display(_left_out(thing))
    elif callable(thing):
        how |= {} if currency is None else {"currency": currency}
        _display(picture(thing(*given, **how), alt_of(thing, *given, **how)))
    else:
        raise ValueError(f"show takes a finding, a table or a figure's function, not {type(thing).__name__}")


def _found(id_: str, client: Client) -> Finding | Text:
    """Make a finding by id, or say which table it lacks."""
    from kamlib.findings import find
    from kamlib.findings.registry import spec_of
    from kamlib.requirements import in_words

    found = find(client, only=[id_])
    if id_ in found.missing:
        lacking = enumerated(in_words(spec_of(id_).needs, found.missing[id_]))
        return Text(_("*Not on this data. What is missing: {needs}. Ask for it, and read on.*", needs=lacking))
    return found[id_]


def _left_out(lacking: Mapping[str, tuple[str, ...]]) -> Bundle | Text:
    """Name the findings that cannot be made, and in words what each lacks."""
    from kamlib.findings.registry import spec_of
    from kamlib.requirements import in_words

    if not lacking:
        return Text(_("Nothing is missing."))
    said = [clauses(in_words(spec_of(id_).needs, needs)) for id_, needs in lacking.items()]
    rows = {"finding": [f"{label(id_)} `{id_}`" for id_ in lacking], "missing": said}
    return table(pd.DataFrame(rows), rows=len(said))


class Bundle:
    """Something to display: its forms by mime type, and what goes with each."""

    def __init__(self, forms: dict[str, Any], metadata: dict[str, Any] | None = None) -> None:
        self.forms = forms
        self.metadata = metadata or {}

    def __repr__(self) -> str:
        return str(self.forms["text/plain"])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        return self.forms, self.metadata


def picture(axes: Axes, alt: str) -> Bundle:
    """Turn axes into a PNG with its alternative text, and close the figure.

    The PNG has a palette of 256 colours: a third of the weight, and the eye sees no difference in flat figures.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        What was drawn.
    alt : str
        What it shows, in words.

    Returns
    -------
    Bundle
        The PNG, and the words for what shows no pictures.
    """
    import matplotlib.pyplot as plt
    from PIL import Image

    full, light = _drawn(axes.figure), BytesIO()
    plt.close(full.figure)
    pixels = Image.fromarray(np.asarray(full.buffer_rgba())).convert("RGB")
    pixels.quantize(256, dither=Image.Dither.NONE).save(light, format="png", optimize=True)
    return Bundle({"image/png": light.getvalue(), "text/plain": alt}, {"image/png": {"alt": alt}})


def _drawn(figure: Any) -> Any:
    """Draw a figure once; ``savefig`` draws it twice, and writes a PNG that would have to be read again."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from kamlib.figures import style

    with style.context():
        figure.set_dpi(DPI)
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
    return canvas


def alt_of(draw: Callable[..., Any], *given: Any, **how: Any) -> str:
    """Return what the neighbour of a figure's function says: ``whale_curve`` has ``whale_curve_alt``.

    Of `how` it gets what it knows: a measure and a currency belong into words, a size does not.

    Parameters
    ----------
    draw : callable
        Function that draws a figure.
    *given : object
        What it was drawn from.
    **how : object
        What else it was given by name.

    Returns
    -------
    str
        Alternative text; empty where the function has no such neighbour.
    """
    module = importlib.import_module(draw.__module__)
    beside = getattr(module, f"{draw.__name__}_alt", None)
    if beside is None:
        return ""
    known = inspect.signature(beside).parameters
    return str(beside(*given, **{name: value for name, value in how.items() if name in known}))


def table(
    frame: pd.DataFrame, *, rows: int = ROWS, currency: str | None = None, names: bool = False
) -> Bundle:  # fmt: skip
    """Turn a frame into an HTML table whose headings and figures are written as the glossary says.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns that are keys of the glossary are labelled by it; others keep their name.
    rows : int
        How many rows to show.
    currency : str, optional
        ISO 4217 code for money.
    names : bool
        Whether each label is followed by what code calls it: the name of the column, the value in it.

    Returns
    -------
    Bundle
        The HTML, and plain text for what shows no HTML.
    """
    head = [_with_name(label(str(c)) if c in glossary() else str(c), str(c), names) for c in frame.columns]
    right = [_is_figure(str(c), frame[c]) for c in frame.columns]
    cells = [[_cell(str(c), v, currency, names=names) for c, v in zip(frame.columns, row, strict=True)]
             for row in frame.head(rows).itertuples(index=False)]  # fmt: skip
    more = len(frame) - len(cells)
    note = n_("… and {n} more row.", "… and {n} more rows.", more) if more > 0 else ""
    return Bundle({"text/html": _html(head, right, cells, note), "text/plain": _plain(head, cells, note)})


def _is_figure(key: str, column: pd.Series) -> bool:
    return column.dtype.kind in "fiu" or (key in glossary() and glossary()[key].kind in ("money", "share"))


def _with_name(shown: str, name: str, names: bool) -> str:
    """Put the name that code uses after a label that differs from it."""
    return f"{shown} `{name}`" if names and shown != name else shown


def _cell(key: str, value: Any, currency: str | None, *, names: bool = False) -> str:
    term = _term(key, value)
    if term in glossary():
        return _with_name(label(term), str(value), names)
    if key in glossary():
        return written(key, value, currency)
    if isinstance(value, float):
        return f"{value:,.2f}"
    return str(value)


def _term(key: str, value: Any) -> str:
    """Return the key of the glossary that a value of a column may be; empty where it can be none."""
    if not isinstance(value, str) or key not in CATEGORIES:
        return ""
    term = CATEGORIES[key] + value
    return value if key in BARE_TOO and term not in glossary() else term


def _html(head: list[str], right: list[bool], cells: list[list[str]], note: str) -> str:
    align = ["text-align:right" if r else "text-align:left" for r in right]
    out = StringIO()
    out.write("<table><thead><tr>")
    out.writelines(
        f'<th scope="col" style="{a}">{_marked(h, "<br>")}</th>' for h, a in zip(head, align, strict=True)
    )
    out.write("</tr></thead><tbody>")
    for row in cells:
        out.write("<tr>")
        out.writelines(
            f'<td style="{a}{_wrap(c, r)}">{_marked(c, " ")}</td>'
            for c, a, r in zip(row, align, right, strict=True)
        )
        out.write("</tr>")
    out.write("</tbody></table>")
    return out.getvalue() + (f"<p><small>{html.escape(note)}</small></p>" if note else "")


def _marked(text: str, between: str) -> str:
    """Write a label as HTML, the name that follows it as code."""
    shown, tick, name = text.partition(" `")
    if not tick or not name.endswith("`"):
        return html.escape(text)
    return f"{html.escape(shown)}{between}<code>{html.escape(name[:-1])}</code>"


def _wrap(cell: str, figure: bool) -> str:
    return ";white-space:nowrap" if figure or len(cell) <= ONE_LINE else ""


def _plain(head: list[str], cells: list[list[str]], note: str) -> str:
    return "\n".join([" | ".join(head), *(" | ".join(row) for row in cells), *([note] if note else [])])


def _show_finding(finding: Finding, rows: int, columns: Collection[str] | None = None) -> None:
    said = f"### {finding.title}\n\n{finding.summary}"
    _display(Text(f"### {escaped(finding.title)}\n\n{escaped(finding.summary)}", plain=said))
    if finding.draw is not None:
        _display(picture(finding.draw(), finding.alt))
    evidence = finding.evidence
    kept = [c for c in evidence if columns is None or c in columns]
    if kept:
        _display(table(evidence[kept], rows=rows, currency=finding.source.currency))
    said = source_line(finding.source)
    _display(Text(f"*{escaped(said)}*", plain=f"*{said}*"))


def source_line(source: Source) -> str:
    """Say what an exhibit was computed from, in one line.

    Parameters
    ----------
    source : Source
        Basis, customers, order lines and days of an exhibit.

    Returns
    -------
    str
        One line in the language in use.
    """
    return _(
        "Source: {basis} of {customers} customers, {lines} order lines, {first} to {last}.",
        basis=label(source.basis), customers=count(source.customers), lines=count(source.lines),
        first=date(source.first_date), last=date(source.last_date),
    )  # fmt: skip


def _display(thing: Any) -> None:
    from IPython.display import display

    display(thing)
