"""The picture of a minimum order: how much depends on the customers it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.figures import style
from kamlib.words import _, count, money, percent
from kamlib.words.phrases import lower_first

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kamlib.value.small_orders import SmallOrders


def refusal_curve(result: SmallOrders, *, currency: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw for rising minimums what the customers bring who would be refused once, and mostly.

    Parameters
    ----------
    result : SmallOrders
        From ``value.small_orders.evaluate_minimum_order``.
    currency : str, optional
        ISO 4217 code for the money axes.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    with style.drawing(ax) as ax:
        curve = result.curve
        if not result.refused or len(curve) < 2:
            return style.say(ax, refusal_curve_alt(result, currency=currency))
        across = curve["orders_share"]
        ax.axhline(result.total, color=style.QUIET, linestyle="--", linewidth=1.1, label=_("all customers"))
        ax.plot(
            across, curve["touched"], color=style.LOSS, marker="o", markersize=4, label=_("refused at least once")
        )
        ax.plot(across, curve["mostly"], color=style.GAIN, linestyle="-.", label=_("refused more often than not"))
        ax.axvline(result.refused / result.orders, color=style.INK, linewidth=1.1, linestyle=":")
        ax.axhline(0, color=style.INK, linewidth=0.8)
        _minimums(ax, result, currency)
        ax.margins(y=0.12)
        style.money_axis(ax.yaxis, currency)
        ax.set_xlabel(_("Orders refused, and the minimum order that refuses them"))
        ax.set_ylabel(_("{basis} of these customers in the year", basis=lower_first(result.basis)).capitalize())
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
    return ax


def _minimums(ax: Axes, result: SmallOrders, currency: str | None) -> None:
    """Label the axis by the share of orders with the minimum below it, and mark the one that was weighed."""
    shown = result.curve.iloc[:: max(1, round(len(result.curve) / 6))]
    texts = [
        _("{share}\n{minimum}", share=percent(share), minimum=money(minimum, currency))
        for share, minimum in zip(shown["orders_share"], shown["minimum"], strict=True)
    ]
    ax.set_xticks(shown["orders_share"].tolist(), texts, parse_math=False)
    style.write(
        ax, _("minimum {minimum}", minimum=money(result.minimum, currency)), (result.refused / result.orders, 1.0),
        xycoords=("data", "axes fraction"), away=(4, -4), va="top",
    )  # fmt: skip


def refusal_curve_alt(result: SmallOrders, *, currency: str | None = None) -> str:
    """Say in words what `refusal_curve` shows.

    Parameters
    ----------
    result : SmallOrders
        From ``value.small_orders.evaluate_minimum_order``.
    currency : str, optional
        ISO 4217 code for the money.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    if not result.refused:
        return _("All orders are of the same amount: there is no small one to refuse.")
    return _(
        "Curves of what the customers refused by a rising minimum order contribute over the year. At {minimum} "
        "it refuses {refused} of {orders} orders; customers refused at least once contribute {touched} of "
        "{total}, those refused more often than not {mostly}.",
        minimum=money(result.minimum, currency), refused=count(result.refused), orders=count(result.orders),
        touched=money(result.touched, currency), total=money(result.total, currency),
        mostly=money(result.table["contribution"].iloc[0], currency),
    )  # fmt: skip
