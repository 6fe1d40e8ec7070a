"""How every figure looks: theme, palette, money axes, and saving that gives the same bytes.

Colours are those of Okabe and Ito (2008), which colour-blind readers can distinguish. What must be
distinguished in grey too gets a second sign: a hatch for losses, a dash for a comparison, a word next to the line.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kamlib.figures.fonts import drawable, families
from kamlib.words import count, language, money, percent, speaking
from kamlib.words.phrases import WIDEST_NAME, short, width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.container import BarContainer
    from matplotlib.figure import Figure

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"

#: For series, in this order, each with its own dash.
SERIES = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, BLACK)
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)), (0, (8, 2)))

#: What colours mean: what earns, what loses (hatched too), what is only for comparison.
GAIN, LOSS, QUIET, INK = BLUE, VERMILION, "#8C8C8C", "#333333"
LOSS_HATCH = "////"

#: Points of an inch, which an SVG is measured in, and dots of an inch in its parts that are a picture.
_POINTS, _DOTS = 72, 288

#: The same of words: what is plain as a bar is too pale as a letter (WCAG 2.2 asks for 4.5 to 1).
LOSS_TEXT, QUIET_TEXT = "#B03A00", "#5F5F5F"

SIZE = (7.0, 4.2)

_RC: dict[str, Any] = {
    "figure.figsize": SIZE, "figure.dpi": 100, "savefig.dpi": 144, "figure.constrained_layout.use": True,
    "font.size": 10, "axes.titlesize": 11, "axes.labelsize": 10, "legend.fontsize": 9, "xtick.labelsize": 9,
    "ytick.labelsize": 9, "axes.edgecolor": "#CCCCCC", "axes.linewidth": 0.8, "axes.axisbelow": True,
    "axes.grid": True, "grid.color": "#E3E3E3", "grid.linewidth": 0.8, "axes.spines.top": False,
    "axes.spines.right": False, "axes.labelcolor": INK, "text.color": INK, "xtick.color": INK, "ytick.color": INK,
    "xtick.major.size": 0, "ytick.major.size": 0, "legend.frameon": False, "lines.linewidth": 2.0,
    "hatch.linewidth": 0.6, "hatch.color": "white", "text.parse_math": False, "axes.unicode_minus": True,
    "svg.hashsalt": "kamlib", "svg.fonttype": "path",
}  # fmt: skip


@contextmanager
def context() -> Generator[None]:
    """Draw in the house style within a ``with`` block; settings outside stay as they are."""
    settings: Any = {**_RC, "font.family": families()}
    with mpl.rc_context(settings):
        yield


@contextmanager
def drawing(ax: Axes | None, size: tuple[float, float] = SIZE) -> Generator[Axes]:
    """Draw in the house style on the axes given, or on new ones, within a ``with`` block.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None for a new figure.
    size : float, float, optional
        Width and height of a new figure (inches).

    Yields
    ------
    Axes
        Dressed in the house style.
    """
    with context():
        yield axes(ax, size)


def axes(ax: Axes | None, size: tuple[float, float] = SIZE) -> Axes:
    """Return the axes given, dressed in the house style, or new ones on a figure of their own.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None for a new figure.
    size : float, float, optional
        Width and height of a new figure (inches).

    Returns
    -------
    Axes
        The axes to draw on.
    """
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.subplots(figsize=size)[1]
    ax.set_facecolor("white")
    ax.set_axisbelow(True)
    ax.grid(visible=True, color=_RC["grid.color"], linewidth=_RC["grid.linewidth"])
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_edgecolor(_RC["axes.edgecolor"])
    ax.tick_params(length=0, labelsize=9, labelcolor=INK, labelfontfamily=families())
    return ax


def pair(
    left: Callable[..., object], right: Callable[..., object], *, ax: Axes | None = None,
    size: tuple[float, float] = (7.0, 3.0),
) -> Axes:  # fmt: skip
    """Draw two pictures side by side.

    Parameters
    ----------
    left, right : callable
        Each draws on the axes that it gets as ``ax``.
    ax : Axes, optional
        Where to draw the left one alone; by default both, on a new figure.
    size : float, float, optional
        Width and height of the new figure (inches).

    Returns
    -------
    Axes
        Of the left one.
    """
    with context():
        if ax is not None:
            left(ax=ax)
            return ax
        import matplotlib.pyplot as plt

        both = plt.subplots(1, 2, figsize=size)[1]
        one: Axes = both[0]
        left(ax=one)
        right(ax=both[1])
    return one


def room(ax: Axes) -> tuple[float, float]:
    """Return the width and height of axes in points, as they are laid out with what is drawn so far.

    Parameters
    ----------
    ax : Axes
        With its ticks, labels and legend.

    Returns
    -------
    float, float
    """
    figure: Any = ax.get_figure(root=True)
    if engine := figure.get_layout_engine():
        engine.execute(figure)
    box = ax.get_window_extent()
    return box.width * 72 / figure.dpi, box.height * 72 / figure.dpi


def money_axis(axis: Axis, currency: str | None = None) -> None:
    """Label an axis with short amounts (1.2M, 120万) in the language now in use.

    Parameters
    ----------
    axis : Axis
        The axis.
    currency : str, optional
        ISO 4217 code; without one, bare amounts.
    """
    code = language()

    def write(value: float, _place: int) -> str:
        with speaking(code):
            return money(value, currency)

    # steps that short amounts can write: 1.75M would read 1.8M
    axis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(write))


def share_axis(axis: Axis) -> None:
    """Label an axis with percentages.

    Parameters
    ----------
    axis : Axis
        The axis; its figures are fractions.
    """
    axis.set_major_formatter(FuncFormatter(lambda value, _place: percent(value)))


def count_axis(axis: Axis) -> None:
    """Label an axis with whole numbers, and only at whole numbers.

    Parameters
    ----------
    axis : Axis
        The axis.
    """
    axis.set_major_locator(MaxNLocator(integer=True))
    axis.set_major_formatter(FuncFormatter(lambda value, _place: count(value)))


def names(
    axis: Axis, places: Sequence[float], labels: Sequence[object], extra: Sequence[str] | None = None
) -> None:
    """Label places on an axis with names, cut short, and what is written next to each; a ``$`` stays a ``$``.

    Parameters
    ----------
    axis : Axis
        The axis.
    places : sequence of float
        Where on it, in data units.
    labels : sequence of object
        One name a place.
    extra : sequence of str, optional
        What is written after each name; None for nothing.
    """
    texts = [drawable(short(text, WIDEST_NAME)) for text in labels]
    if extra is not None:
        texts = [f"{text}  {more}" for text, more in zip(texts, extra, strict=True)]
    axis.set_ticks(list(places), texts, parse_math=False)


def rows(ax: Axes, labels: Sequence[object]) -> None:
    """Name the rows of a figure from the top down, one bar each and no lines across them.

    Parameters
    ----------
    ax : Axes
        Whose rows lie at 0, 1 and so on.
    labels : sequence of object
        One name a row.
    """
    names(ax.yaxis, range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.5, -0.5)
    ax.grid(visible=False, axis="y")


def gains_and_losses(ax: Axes, amounts: Iterable[float], *, height: float) -> BarContainer:
    """Draw one horizontal bar per amount, from the top down; losses have a colour and a hatch of their own.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    amounts : iterable of float
        Money; from zero on it is a gain.
    height : float
        Height of a bar; 1 leaves no room between two.

    Returns
    -------
    BarContainer
        The bars.
    """
    amounts = list(amounts)
    gain = [amount >= 0 for amount in amounts]
    bars = ax.barh(range(len(gain)), amounts, height=height, color=[GAIN if g else LOSS for g in gain],
                   edgecolor="white", linewidth=0)  # fmt: skip
    for bar, good in zip(bars, gain, strict=True):
        bar.set_hatch("" if good else LOSS_HATCH)
    return bars


def save(figure: Figure, path: Path) -> Path:
    """Save a figure as PNG, SVG or PDF with the same bytes each time.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What to save; stays open, laid out as it was saved first.
    path : Path
        File whose suffix says the format.

    Returns
    -------
    Path
        The file.
    """
    with context():
        if path.suffix.lower() == ".pdf":
            figure.savefig(path, metadata={"CreationDate": None, "Producer": None})
        else:
            _draw(figure, path)
    figure.set_layout_engine("none")  # to lay it out again costs as much as to draw it
    return path


def _draw(figure: Figure, path: Path) -> None:
    """Draw a figure into a file at once; ``savefig`` draws it twice, the first time to lay it out."""
    canvas, dpi = figure.canvas, figure.dpi
    if path.suffix.lower() == ".svg":
        _draw_svg(figure, path)
    else:
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        figure.set_dpi(mpl.rcParams["savefig.dpi"])
        png: Any = FigureCanvasAgg(figure)
        png.print_png(path, metadata={"Software": None})
    figure.set_canvas(canvas)
    figure.set_dpi(dpi)


def _draw_svg(figure: Figure, path: Path) -> None:
    """Draw it as ``print_svg`` does, laid out by the renderer that draws: each measures every text anew."""
    from matplotlib.backend_bases import FigureCanvasBase
    from matplotlib.backends.backend_mixed import MixedModeRenderer
    from matplotlib.backends.backend_svg import RendererSVG

    from kamlib.figures.letters import Letters

    figure.set_dpi(_POINTS)
    width, height = figure.get_size_inches()
    with path.open("w", encoding="utf-8") as file:
        svg = RendererSVG(
            width * _POINTS, height * _POINTS, file, image_dpi=_DOTS, metadata={"Date": None, "Creator": None}
        )
        svg._text2path = Letters()
        renderer: Any = MixedModeRenderer(figure, width, height, _DOTS, svg)
        canvas: Any = FigureCanvasBase(figure)
        canvas.get_renderer = lambda: renderer
        figure.draw(renderer)
        renderer.finalize()


def ink_on(ground: tuple[float, float, float]) -> str:
    """Return black or white, whichever has more contrast (WCAG 2.2) with a ground of red, green and blue (0–1).

    Parameters
    ----------
    ground : float, float, float
        Red, green and blue, each from 0 to 1.

    Returns
    -------
    str
        A colour as matplotlib takes it.
    """
    parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in ground]
    luminance = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    return BLACK if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "#FFFFFF"


def write(ax: Axes, text: str, place: tuple[float, float], *, away: tuple[float, float], **how: Any) -> None:
    """Write next to a place, so many points to the right and up; more as ``Axes.annotate`` takes it.

    Parameters
    ----------
    ax : Axes
        Where to write.
    text : str
        What to write.
    place : float, float
        The place, in data units.
    away : float, float
        Points to the right and up.
    **how : object
        Passed to ``Axes.annotate``.
    """
    ax.annotate(text, place, xytext=away, textcoords="offset points", **how)


def say(ax: Axes, text: str) -> Axes:
    """Put a sentence where there is nothing to draw.

    Parameters
    ----------
    ax : Axes
        Where to write; its axes are hidden.
    text : str
        The sentence, in the language in use.

    Returns
    -------
    Axes
        The same axes.
    """
    from textwrap import fill

    ax.set_axis_off()
    lines = (
        fill(text, 60)
        if width(text) == len(text)
        else "\n".join(text[i : i + 32] for i in range(0, len(text), 32))
    )
    ax.text(0.5, 0.5, lines, ha="center", va="center", transform=ax.transAxes)
    return ax
