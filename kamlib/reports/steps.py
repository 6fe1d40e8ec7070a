"""A recommendation: as results.json holds it, and as a page says it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from kamlib.reports.cells import amount, cell
from kamlib.reports.results import AdviceLine
from kamlib.words import _, date, label, money, n_, number, span
from kamlib.words.phrases import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kamlib.findings import Advice


def line_of(step: Advice, *, alone: bool = False) -> AdviceLine:
    """Turn a step into a line of results.json; `alone`, without a word on what other steps are about."""
    worth = step.worth
    valued: dict[str, Any] = {} if worth is None else {
        "money_a_year": amount(worth.money_a_year), "low": amount(worth.low), "high": amount(worth.high),
        "at_most": worth.at_most, "method": worth.method, "confidence": worth.confidence,
        "first_date": cell(worth.base.first), "last_date": cell(worth.base.last),
        "months": amount(worth.base.months), "counted_up": worth.base.counted_up,
    }  # fmt: skip
    return AdviceLine(
        text=step.alone if alone else step.text, owner=step.owner, owner_label=label(step.owner),
        within_days=step.within_days, stake=step.about or "", unvalued=step.unvalued,
        customers=[str(who) for who in step.customers], **valued,
    )  # fmt: skip


def said(line: AdviceLine, currency: str | None) -> dict[str, str]:
    """Say a step in the language in use: what, who, until when, which money a year, from which days, how sure."""
    value = money_of(line, currency)
    return {
        "text": line.text, "owner": line.owner_label, "due": until(line), "value": value, "by": by(line),
        "kind": line.stake_label, "base": base(line), "sure": sure(line),
        "stake": _("{kind}: {value}", kind=line.stake_label, value=value) if value else line.unvalued,
    }  # fmt: skip


def money_of(line: AdviceLine, currency: str | None) -> str:
    """Say what can be got back a year; empty where there is no amount."""
    if line.money_a_year is None:
        return ""
    words = {"money": money(line.money_a_year, currency)}
    return _("at most {money} a year", **words) if line.at_most else _("{money} a year", **words)


def in_column(line: AdviceLine, currency: str | None) -> str:
    """Say the same under a heading that says that it is a year's; a dash where there is no amount."""
    if line.money_a_year is None:
        return "–"
    written = money(line.money_a_year, currency)
    return _("at most {money}", money=written) if line.at_most else written


def base(line: AdviceLine) -> str:
    """Say from which days an amount was worked out: how many months, and the days; empty without an amount."""
    if line.first_date is None or line.last_date is None or line.months is None:
        return ""
    days = span(dt.date.fromisoformat(line.first_date), dt.date.fromisoformat(line.last_date))
    if line.counted_up:
        return _("from {n} months ({days}), scaled up to a year", n=number(line.months, 1), days=days)
    return _("from {days}", days=days)


def sure(line: AdviceLine) -> str:
    """Say how sure an amount is, and why; empty without an amount."""
    return {
        "high": _("confidence: high, from your own orders"),
        "medium": _("confidence: medium, compared with ten or more other customers"),
        "low": _("confidence: low, based on an assumption of ours"),
    }.get(line.confidence, "")  # fmt: skip


def until(line: AdviceLine) -> str:
    """Say until when, as a column of deadlines has it: a day, or so many days after the report's delivery."""
    return date(dt.date.fromisoformat(line.due)) if line.due else by(line)


def by(line: AdviceLine) -> str:
    """Say the deadline, with a step or in a sentence."""
    if line.due:
        return _("by {date}", date=date(dt.date.fromisoformat(line.due)))
    return n_("within {n} day", "within {n} days", line.within_days)


def about(lines: Sequence[AdviceLine]) -> str:
    """Say what the amounts of these steps are, in which order they stand, and which may be added up."""
    valued = [line for line in lines if line.money_a_year is not None]
    losses = sum(line.stake == "loss" for line in valued)
    others = len(valued) - losses
    return sentences(
        _("Amounts are what can be recovered in a year at the current rate; “at most” where no recovery share is "
          "given.") if valued else "",
        _("Avoidable losses come first, then amounts at risk and shortfalls.") if losses and others else "",
        _("A loss-making customer appears in one step only, so its loss is counted once.") if losses > 1 else "",
        _overlapping(losses) if others > 1 else "",
    )  # fmt: skip


def _overlapping(losses: int) -> str:
    """Say that amounts about the same customers must not be added up; those of losses may be."""
    if losses:
        return _("The other amounts overlap, because several steps concern the same customers, and must not be "
                 "added up.")  # fmt: skip
    return _("The amounts overlap, because several steps concern the same customers, and must not be added up.")


def explained(line: AdviceLine) -> str:
    """Return what stands next to an amount in a table: which money it is, from which days, and how sure."""
    grade = {"high": _("confidence: high"), "medium": _("confidence: medium"), "low": _("confidence: low")}.get(
        line.confidence, ""
    )
    return _("; ").join(filter(None, (line.stake_label, base(line), grade)))
