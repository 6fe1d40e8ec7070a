"""The picture of what orders are worth: many small ones, few large ones, and where a minimum cuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.figures import style
from kamlib.words import _, count, label, money, n_, percent
from kamlib.words.phrases import sentences

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

#: Bars of the picture; equal steps of a logarithmic axis.
BARS = 24


def order_values(
    amounts: pd.Series, *, minimum: float | None = None, currency: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw how many orders there are of each size, on a logarithmic axis, and what a minimum would refuse.

    Parameters
    ----------
    amounts : pandas.Series
        One amount an order, in units of the currency; what is not above zero is not an order and is left out.
    minimum : float, optional
        Orders below it are set apart.
    currency : str, optional
        ISO 4217 code for the money axis.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.figures.order_values import order_values
    >>> ax = order_values(pd.Series([50.0, 120.0, 800.0]), minimum=100.0, currency="EUR")
    >>> ax.has_data()
    True
    """
    import pandas as pd
    import seaborn as sns  # here: it takes two seconds, and no other figure of its lesson needs it

    with style.drawing(ax, (7.0, 3.4)) as ax:
        placed = amounts[amounts > 0]
        if placed.empty:
            return style.say(ax, order_values_alt(amounts, minimum=minimum, currency=currency))
        sides = (_("below the minimum"), _("taken"))
        below = placed < (minimum or 0.0)
        shown = pd.DataFrame({"amount": placed.to_numpy(), "side": below.map({True: sides[0], False: sides[1]})})
        sns.histplot(
            shown, x="amount", hue="side", hue_order=sides, palette=[style.LOSS, style.GAIN], multiple="stack",
            bins=BARS, log_scale=True, alpha=1.0, edgecolor="white", linewidth=0.6, legend=False, ax=ax,
        )  # fmt: skip
        _apart(ax, sides, minimum, currency)
        ax.grid(visible=False, axis="x")
        ax.margins(y=0.2)
        style.count_axis(ax.yaxis)
        ax.xaxis.set_major_formatter(lambda value, _place: money(value, currency))
        ax.xaxis.set_minor_formatter("")
        ax.tick_params(which="minor", length=0)
        ax.set_xlabel(_("Amount of the order (logarithmic axis)"))
        ax.set_ylabel(label("orders"))
    return ax


def _apart(ax: Axes, sides: tuple[str, str], minimum: float | None, currency: str | None) -> None:
    """Hatch the bars of refused orders, and mark and name the minimum; without one all bars are alike."""
    if not minimum:
        return
    from matplotlib.colors import same_color
    from matplotlib.patches import Patch

    for bar in ax.patches:
        if same_color(bar.get_facecolor(), style.LOSS):
            bar.set_hatch(style.LOSS_HATCH)
    signs = [Patch(facecolor=style.LOSS, hatch=style.LOSS_HATCH, label=sides[0]),
             Patch(facecolor=style.GAIN, label=sides[1])]  # fmt: skip
    ax.axvline(minimum, color=style.INK, linewidth=1.1, linestyle=":")
    style.write(ax, _("minimum {minimum}", minimum=money(minimum, currency)), (minimum, 1.0),
                xycoords=("data", "axes fraction"), away=(4, -4), va="top")  # fmt: skip
    ax.legend(handles=signs, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)


def order_values_alt(amounts: pd.Series, *, minimum: float | None = None, currency: str | None = None) -> str:
    """Say in words what `order_values` shows.

    Parameters
    ----------
    amounts : pandas.Series
        One amount an order.
    minimum : float, optional
        Orders below it are set apart.
    currency : str, optional
        ISO 4217 code for the money.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    placed = amounts[amounts > 0]
    if placed.empty:
        return _("There are no orders to show.")
    text = n_(
        "Histogram of one order of {middle}.",
        "Histogram of {n} orders by amount, on a logarithmic axis. Half of them are below {middle}; the largest "
        "is {largest}, and the largest tenth accounts for {share} of the total amount.",
        len(placed), middle=money(placed.median(), currency), largest=money(placed.max(), currency),
        share=percent(placed.nlargest(max(1, round(len(placed) / 10))).sum() / placed.sum()),
    )  # fmt: skip
    if not minimum:
        return text
    small = placed[placed < minimum]
    return sentences(text, _(
        "{n} of them are below {minimum}, with {part} of the total amount.", minimum=money(minimum, currency),
        n=count(len(small)), part=percent(small.sum() / placed.sum()),
    ))  # fmt: skip
