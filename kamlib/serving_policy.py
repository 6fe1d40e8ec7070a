"""The policy file: rates for what a client's data does not hold, in TOML, with the names of ``ServingRates``.

``value.serving_rates.ServingRates`` says what each rate does; here a file or a mapping becomes one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kamlib import _toml
from kamlib.errors import KamError
from kamlib.words import _
from kamlib.words.phrases import nearest

if TYPE_CHECKING:
    from kamlib.book import Book
    from kamlib.value.serving_rates import ServingRates

#: Rates that are shares of revenue, or of money a year; all others are money.
SHARES = ("channel_fees", "freight_rate", "capital_rate", "save_rate")

#: The rate that is a table by channel.
BY_CHANNEL = "channel_fees"


def read(file: str | Path) -> dict[str, Any]:
    """Read the rates in a policy file.

    Parameters
    ----------
    file : str or Path
        TOML: ``cost_per_visit = 300`` and a table ``[channel_fees]``; see ``docs/how-to/cost-policy.md``.

    Returns
    -------
    dict
        The rates that the file states, by name.

    Raises
    ------
    KamError
        If the file is missing or not TOML, a name is unknown (the nearest is named), or a value is not a rate.
    """
    found = _toml.read(file, "policy")
    try:
        return validate_rates(found)
    except KamError as error:
        raise KamError(_("{name}: {why}", name=Path(file).name, why=str(error))) from None


def validate_rates(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rates that are stated, each proven to be one.

    Parameters
    ----------
    given : mapping
        Rates by name, as in `names`; None for one that is not stated.

    Returns
    -------
    dict
        The rates stated, shares as fractions.

    Raises
    ------
    KamError
        If a name is unknown or a value is not a rate.
    """
    known = names()
    for name in given:
        if name not in known:
            raise KamError(_("Unknown rate {name}. {hint}", name=name, hint=nearest(name, known)))
    return {
        name: _by_channel(value) if name == BY_CHANNEL else _rate(name, value, share=name in SHARES)
        for name, value in given.items()
        if value is not None
    }


def policy(given: ServingRates | Mapping[str, Any] | str | Path | None) -> ServingRates | None:
    """Make a policy of what a caller may give: a policy, rates by name, or a file of them.

    Parameters
    ----------
    given : ServingRates, mapping, str, Path or None
        What is known of the rates; None where nothing is.

    Returns
    -------
    ServingRates or None
        None where nothing was given.

    Raises
    ------
    KamError
        As `read` and `validate_rates`.
    """
    from kamlib.value.serving_rates import ServingRates

    if given is None or isinstance(given, ServingRates):
        return given
    return ServingRates(**(validate_rates(given) if isinstance(given, Mapping) else read(given)))


def names() -> tuple[str, ...]:
    """Return the names of the rates that there are.

    Returns
    -------
    tuple of str
        Fields of the policy of serving costs.
    """
    from kamlib.value.serving_rates import ServingRates

    return tuple(field.name for field in fields(ServingRates))


def applicable_rates(book: Book) -> tuple[str, ...]:
    """Return the rates of a client's policy that find something in its tables to be applied to.

    Parameters
    ----------
    book : Book
        The tables and the policy.

    Returns
    -------
    tuple of str
        Names of rates; empty without a policy.
    """
    if book.policy is None:
        return ()
    return tuple(
        name
        for name, needs in _NEEDS.items()
        if getattr(book.policy, name) and all(book.has(need) for need in needs)
    )


#: What a rate is applied to.
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "cost_per_order": (), "cost_per_line": (), "cost_per_unit": ("orders.quantity",),
    "channel_fees": ("orders.channel",), "freight_rate": (), "hourly_cost": ("activities.hours",),
    "cost_per_visit": ("activities",), "capital_rate": ("orders.due_date", "orders.paid_date"),
}  # fmt: skip


def _by_channel(value: Any) -> dict[str, float]:
    if not isinstance(value, Mapping):
        raise KamError(
            _("{name} is a table by channel: write [{name}] and below it dealer = 0.05", name=BY_CHANNEL)
        )
    return {str(channel): _rate(f"{BY_CHANNEL}.{channel}", rate, share=True) for channel, rate in value.items()}


def _rate(name: str, value: Any, *, share: bool) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise KamError(_("{name} = {value}: enter a number", name=name, value=value))
    if not (math.isfinite(value) and value >= 0):
        raise KamError(_("{name} = {value}: a rate must be zero or positive", name=name, value=value))
    if share and value > 1:
        raise KamError(
            _("{name} = {value}: a share is at most 1; write 8 per cent as 0.08", name=name, value=value)
        )
    return float(value)
