"""The page for those who read one page: situation, complication, answer and three numbers, from the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.client import Client
from kamlib.reports.results import KeyNumber, Summary, amount
from kamlib.words import _, count, date, label, money, n_

if TYPE_CHECKING:
    from kamlib.findings import Finding, Findings

#: Findings that say what is wrong, the plainest first.
_COMPLICATIONS = ("whale", "large_losers", "misconceptions", "concentration_trend")

#: How many of them one page bears.
_MOST = 2


def summary(client: Client, findings: Findings) -> Summary:
    """Say in three paragraphs and three numbers what the report says; nothing here that no finding holds."""
    by = {finding.id: finding for finding in findings}
    return Summary(
        situation=_situation(client, by),
        complication=_complication(by),
        answer=_answer(client, findings),
        numbers=_numbers(client, findings),
    )


def _situation(client: Client, by: dict[str, Finding]) -> str:
    total = money(float(client.orders["revenue"].sum()), client.currency)
    first = n_(
        "{name} sold {total} to {n} customer between {first} and {last}.",
        "{name} sold {total} to {n} customers between {first} and {last}.",
        int(client.orders["customer_id"].nunique()), name=client.name or _("The company"), total=total,
        first=date(client.first_date), last=date(client.last_date),
    )  # fmt: skip
    return _sentences([first, *_titles(by, ("concentration",))])


def _complication(by: dict[str, Finding]) -> str:
    said = _titles(by, _COMPLICATIONS)[:_MOST]
    return _sentences(said) if said else _("The orders alone show nothing that is wrong; the other tables may.")


def _answer(client: Client, findings: Findings) -> str:
    best = sorted(
        (a for f in findings for a in f.advice), key=lambda a: (-abs(a.value or 0), a.within_days, a.text)
    )
    if not best:
        return _("Bring the missing data named in the appendix; then a recommendation can be made.")
    return _sentences([advice.text for advice in best[:3]])


def _numbers(client: Client, findings: Findings) -> list[KeyNumber]:
    basis = client.basis
    total = float(client.accounts[basis].sum())
    n = int(client.orders["customer_id"].nunique())
    stake = max((abs(a.value) for f in findings for a in f.advice if a.value is not None), default=None)
    return [
        KeyNumber(label=label(basis), value=amount(total), written=money(total, client.currency)),
        KeyNumber(label=_("Customers"), value=n, written=count(n)),
        KeyNumber(label=_("Most at stake"), value=amount(stake), written=money(stake, client.currency)),
    ]


def _titles(by: dict[str, Finding], ids: tuple[str, ...]) -> list[str]:
    return [by[id_].title for id_ in ids if id_ in by]


def _sentences(parts: list[str]) -> str:
    """Set sentences one after another, each with its full stop."""
    stop, gap = _("."), _("sentence gap|")
    ended = [part if part.endswith((".", "。", "!", "?", "！", "？")) else part + stop for part in parts]
    return ("" if gap == "sentence gap|none" else " ").join(ended)
