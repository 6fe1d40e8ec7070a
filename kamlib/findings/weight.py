"""What matters: a finding is a headline only if the money a year in it is large enough for the whole business."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kamlib.findings.calls import peak
from kamlib.findings.numbers import finite

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.findings.finding import Finding

#: Part of the last twelve months' peak of the whale curve that a headline has to be about, a year.
HEADLINE = 0.02

#: The change between two years, the loss of one, or what is likely in the next, of findings that say how much it
#: is and have no step with an amount.
_CHANGES: Mapping[str, Callable[[Mapping[str, Any]], float]] = {
    "renumbered": lambda facts: facts.get("brought", 0.0),
    "yearly": lambda facts: facts["after"] - facts["before"] if {"before", "after"} <= set(facts) else 0.0,
    "bridge": lambda facts: facts.get("change", 0.0),
    "burden": lambda facts: facts.get("burden", 0.0),
    "white_space": lambda facts: facts.get("likely", 0.0),
}


def money_in(finding: Finding) -> float | None:
    """Return the money a year in a finding: the most that one of its steps can get back.

    Parameters
    ----------
    finding : Finding
        Any finding.

    Returns
    -------
    float or None
        Currency units a year; without an amount that can be got back, the change, loss or likely sale in it; None
        where the finding is not about money. Amounts of several steps overlap, so the largest counts.
    """
    amounts = [step.worth.high for step in finding.advice if step.worth is not None]
    if amounts:
        return max(amounts)
    if finding.id in _CHANGES:
        return abs(finite(_CHANGES[finding.id](finding.facts)) or 0.0)
    return None


def weighs(client: Client, finding: Finding) -> bool:
    """Tell whether the money in a finding is large enough for a headline.

    Parameters
    ----------
    client : Client
        The client's tables.
    finding : Finding
        One of the client's findings.

    Returns
    -------
    bool
        Whether its money a year is at least `HEADLINE` of the peak; without costs, of the revenue of the year.
    """
    amount = money_in(finding)
    return amount is not None and enough(client, amount)


def enough(client: Client, amount: float) -> bool:
    """Tell whether an amount is large enough for a headline.

    Parameters
    ----------
    client : Client
        The client's tables.
    amount : float
        Currency units a year.

    Returns
    -------
    bool
        As `weighs`.
    """
    return amount > 0 and amount >= HEADLINE * peak(client)


def on_pages(client: Client, findings: Iterable[Finding]) -> list[Finding]:
    """Keep the findings that belong on the pages of a report; the others go to the annex.

    Parameters
    ----------
    client : Client
        The client's tables.
    findings : iterable of Finding
        The client's findings.

    Returns
    -------
    list of Finding
        Those that answer what every report is asked (``FindingSpec.frame``), and those with enough money. What
        goes year by year is left to the bridge where both would have the same title.
    """
    found = list(findings)
    bridged = any(finding.id == "bridge" for finding in found)
    return [
        finding
        for finding in found
        if (finding.spec.frame or weighs(client, finding))
        and not (bridged and finding.id == "yearly" and not finding.facts.get("own", True))
    ]


def headlines(client: Client, findings: Iterable[Finding]) -> list[str]:
    """Return the ids of the findings that say what is wrong, and whose money is large enough for the first page.

    Parameters
    ----------
    client : Client
        The client's tables.
    findings : iterable of Finding
        The client's findings.

    Returns
    -------
    list of str
        In the order of their headlines.
    """
    said = [
        (headline.place, finding.id)
        for finding in findings
        if weighs(client, finding)
        for headline in finding.spec.headlines
        if headline.when(finding.facts)
    ]
    return list(dict.fromkeys(id_ for _place, id_ in sorted(said)))
