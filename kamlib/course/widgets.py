"""What-if sliders over a function of kamlib: the figure below them is an ordinary output that the sliders replace.

Where no kernel runs, that figure, drawn at the starting values, is what a reader sees.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pandas as pd

from kamlib.course.show import alt_of, picture, table
from kamlib.course.text import Text
from kamlib.words import _, glossary, label, number
from kamlib.words.phrases import clauses


def whatif(function: Callable[..., Any], **sliders: tuple[float, float, float, float]) -> None:
    """Let a learner move a function's arguments and see what becomes of its result.

    Parameters
    ----------
    function : callable
        Takes the sliders by name; returns Axes, a (Axes, alternative text) pair, a table or a sentence.
    **sliders : tuple of float
        By argument name: lowest, highest, step, start. A name that the glossary knows is labelled by it. Whole
        numbers throughout give a slider of whole numbers.

    Raises
    ------
    ValueError
        If a start lies outside its slider.

    Examples
    --------
    >>> from kamlib.course import whatif
    >>> whatif(lambda share: f"{share:.0%} is enough", share=(0.0, 1.0, 0.1, 0.5))
    What if? Share 0 – 1...
    50% is enough
    """
    from IPython.display import display

    for name, (low, high, _step, start) in sliders.items():
        if not low <= start <= high:
            raise ValueError(f"slider {name!r} starts at {start}, outside {low} … {high}")
    controls = {name: _slider(name, *given) for name, given in sliders.items()}
    display(_Controls(controls))
    first = {name: given[3] for name, given in sliders.items()}
    handle: Any = display(_result(function, first), display_id=True)

    def redraw(_change: Any) -> None:
        handle.update(_result(function, {name: control.value for name, control in controls.items()}))

    for control in controls.values():
        control.observe(redraw, "value")


class _Controls:
    """The sliders in a column; in an exported page a line that says what could be moved."""

    def __init__(self, controls: dict[str, Any]) -> None:
        self.controls = controls

    def __repr__(self) -> str:
        ranges = clauses(f"{c.description} {_plain(c.min)} – {_plain(c.max)}" for c in self.controls.values())
        return _("What if? {ranges}. Run this cell to move the sliders (arrow keys work too).", ranges=ranges)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        import ipywidgets as w

        live = w.VBox(list(self.controls.values()))._repr_mimebundle_()
        return {**live, "text/plain": repr(self), "text/html": f"<p>{html.escape(repr(self))}</p>"}


def _plain(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 2)


def _slider(name: str, low: float, high: float, step: float, start: float) -> Any:
    import ipywidgets as w

    whole = all(isinstance(v, int) for v in (low, high, step, start))
    kind = w.IntSlider if whole else w.FloatSlider
    text = label(name) if name in glossary() else name.replace("_", " ").capitalize()
    share = name in glossary() and glossary()[name].kind == "share"
    extra = {"readout_format": ".0%"} if share else {}
    return kind(
        value=start, min=low, max=high, step=step, description=text, continuous_update=False,
        style={"description_width": "initial"}, layout={"width": "32em", "max_width": "100%"}, **extra,
    )  # fmt: skip


def _result(function: Callable[..., Any], values: dict[str, float]) -> Any:
    """Bring what the function returns into a form that a notebook shows with alternative text."""
    made = function(**values)
    if isinstance(made, tuple):
        return picture(*made)
    if isinstance(made, pd.DataFrame):
        return table(made)
    if isinstance(made, str):
        return Text(made)
    return picture(made, alt_of(function))
