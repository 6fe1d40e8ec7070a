"""A recommendation: as results.json holds it, and as a page says it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from kamlib.reports.results import AdviceLine, Results, amount
from kamlib.words import _, date, label, money, n_

if TYPE_CHECKING:
    from kamlib.findings import Advice


def line_of(step: Advice, *, alone: bool = False) -> AdviceLine:
    """Turn a step into a line of results.json; `alone`, without a word on what other steps are about."""
    return AdviceLine(
        text=step.alone if alone else step.text, owner=step.owner, owner_label=label(step.owner),
        within_days=step.within_days, value=amount(step.value), stake="" if step.value is None else step.stake,
        unvalued=step.unvalued, customers=[str(who) for who in step.customers],
    )  # fmt: skip


def said(line: AdviceLine, results: Results) -> dict[str, str]:
    """Say a step in the language in use: what, who, until when, and which money it is about."""
    value = money(line.value, results.client.currency) if line.value is not None else ""
    return {
        "text": line.text, "owner": line.owner_label, "due": until(line), "value": value, "by": by(line),
        "kind": line.stake_label,
        "stake": _("{kind}: {value}", kind=line.stake_label, value=value) if value else line.unvalued,
    }  # fmt: skip


def until(line: AdviceLine) -> str:
    """Say until when, as a column of deadlines has it: a day, or so many days behind the report's delivery."""
    return date(dt.date.fromisoformat(line.due)) if line.due else by(line)


def by(line: AdviceLine) -> str:
    """Say until when, beside a step or in a sentence."""
    if line.due:
        return _("by {date}", date=date(dt.date.fromisoformat(line.due)))
    return n_("within {n} day", "within {n} days", line.within_days)


def answer(results: Results) -> list[dict[str, str]]:
    """Return the steps of the one-page summary as they are said, or what is missing for any."""
    steps = [said(line, results) for line in results.summary.answer]
    nothing = _("Bring the data that the appendix names; then a recommendation can be made.")
    return steps or [{"text": nothing, "owner": "", "by": "", "stake": ""}]


def beside(step: dict[str, str]) -> str:
    """Return what stands in small print beside a step: who, until when, and which money."""
    return " · ".join(filter(None, (step["owner"], step["by"], step["stake"])))
