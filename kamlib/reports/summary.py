"""The page for those who read one page: situation, complication, answer and three numbers, from the findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kamlib.client import Client
from kamlib.reports.results import KeyNumber, Summary, amount
from kamlib.value.concentration import FEWEST
from kamlib.words import _, count, date, label, money, n_, percent
from kamlib.words.phrases import inside, sentences

if TYPE_CHECKING:
    from kamlib.findings import Advice, Finding, Findings

#: Findings that can say what is wrong, the plainest first, and when they do, told from their facts.
_COMPLICATIONS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "top_customers": lambda facts: bool(facts.get("losing")),
    "whale": lambda facts: bool(facts.get("loss_makers")),
    "misconceptions": lambda facts: bool(facts.get("flagged")),
    "cost_to_serve": lambda facts: bool(facts.get("turned")),
    "concentration_trend": lambda facts: facts.get("verdict") == "up",
}

#: Findings whose titles the situation says.
_SITUATION = ("concentration",)

#: How many sentences a paragraph of the page bears; the headline is one of them.
_MOST = 3

#: Kinds of money, in the order in which the answer speaks of them: stop the loss, look after what is held.
_ANSWERED = ("loss", "held", "risk", "shortfall")


def summary(client: Client, findings: Findings) -> Summary:
    """Say in three paragraphs and three numbers what the report says; nothing here that no finding holds."""
    by = {finding.id: finding for finding in findings}
    title, complication = _wrong(findings, by)
    return Summary(
        title=title,
        situation=_situation(client, by),
        complication=complication,
        answer=answer(findings, leads=next((id_ for id_, f in by.items() if f.title == title), "")),
        numbers=_numbers(client, findings, by),
    )


def _situation(client: Client, by: dict[str, Finding]) -> str:
    first = n_(
        "{name} sold {total} to {n} customer between {first} and {last}.",
        "{name} sold {total} to {n} customers between {first} and {last}.",
        int(client.orders["customer_id"].nunique()), name=client.name or _("The company"),
        total=money(float(client.orders["revenue"].sum()), client.currency),
        first=date(client.first_date), last=date(client.last_date),
    )  # fmt: skip
    return sentences(first, *(ended(by[id_].title) for id_ in _SITUATION if id_ in by))


def _wrong(findings: Findings, by: dict[str, Finding]) -> tuple[str, str]:
    """Return the headline and the complication: the plainest of what is wrong leads, unless it is all there is."""
    wrong = [by[id_].title for id_, says in _COMPLICATIONS.items() if id_ in by and says(by[id_].facts)]
    if not wrong:
        fine = _("The orders show nothing that is wrong; what they do not hold is named in the appendix.")
        return _headline(findings), fine
    first, *others = wrong
    if not others:
        return _headline(findings, but=first), ended(first)
    return first, sentences(*map(ended, others[: _MOST - 1]))


def _headline(findings: Findings, *, but: str = "") -> str:
    """Return what the answer's first step is about, where nothing that is wrong makes a headline; else who is key.

    What the page says already is none: the situation's finding, and the title of `but`.
    """
    about = {step: finding for finding in findings for step in finding.advice}
    titles = [about[step].title for step in _foremost(findings, "") if about[step].id not in _SITUATION]
    found = next((title for title in titles if title != but), None)
    rest = sorted(findings, key=lambda finding: finding.id != "key_accounts")
    return found or next((finding.title for finding in rest), _("Key account report"))


def answer(findings: Findings, *, leads: str = "") -> str:
    """Say what to do: of each kind of money the recommendation about most, the loss to stop first.

    Parameters
    ----------
    findings : Findings
    leads : str
        Id of the finding that is the headline: what to do about it comes first, so that the page answers itself.
    """
    steps = _foremost(findings, leads)
    if not steps:
        return _("Bring the data that the appendix names; then a recommendation can be made.")
    return sentences(*(ended(step.text) for step in steps))


def _numbers(client: Client, findings: Findings, by: dict[str, Finding]) -> list[KeyNumber]:
    total = float(client.accounts[client.basis].sum())
    return [
        KeyNumber(label=label(client.basis), value=amount(total), written=money(total, client.currency)),
        _share(client, by),
        _stake(client, findings),
    ]


def _share(client: Client, by: dict[str, Finding]) -> KeyNumber:
    """Return the share of the best fifth, or, where shares make no sense, the number of customers."""
    facts = by["concentration"].facts if "concentration" in by else {}
    share = amount(facts.get("top_share"))
    if share is None or share > 1 or facts.get("refused") or int(facts.get("customers") or 0) < FEWEST:
        n = int(client.orders["customer_id"].nunique())
        return KeyNumber(label=label("customers"), value=n, written=count(n))
    top = percent(amount(facts["top"]))
    said = _("of {basis} from the best {top} of the customers", basis=inside(client.basis), top=top)
    return KeyNumber(label=said, value=share, written=percent(share))


def _stake(client: Client, findings: Findings) -> KeyNumber:
    """Return what the loss makers take back, each counted once; else the most at risk, or else held today."""
    facts = next((finding.facts for finding in findings if finding.id == "whale"), {})
    loss = amount(facts.get("loss"))
    if loss:
        said = _("loss to stop: with customers below zero")
        return KeyNumber(label=said, value=loss, written=money(loss, client.currency))
    best = next((step for kind in ("risk", "held") for step in _about(findings, kind)), None)
    said, worth = (label(f"stake_{best.stake}"), best.value) if best else (label("stake_loss"), 0.0)
    return KeyNumber(label=said, value=amount(worth), written=money(worth, client.currency))


def _foremost(findings: Findings, leads: str) -> list[Advice]:
    """Return the headline's step, the first of each kind of money, then what else there is, without money last."""
    own = [step for finding in findings if finding.id == leads for step in finding.advice][:1]
    first = [steps[0] for kind in _ANSWERED if (steps := _about(findings, kind))]
    return list(dict.fromkeys([*own, *first, *_about(findings, None)]))[:_MOST]


def _about(findings: Findings, kind: str | None) -> list[Advice]:
    """Return the recommendations about one kind of money: the list of key accounts, then the rest, the most first.

    By None those about none. Who is key is what a report is asked; other steps can be about more customers.
    """
    every = [(finding.id != "key_accounts", advice) for finding in findings for advice in finding.advice]
    mine = [(other, a) for other, a in every if (a.stake if a.value is not None else None) == kind]
    ranked = sorted(mine, key=lambda p: (p[0], -abs(p[1].value or 0.0), p[1].within_days, p[1].text))
    return [advice for _other, advice in ranked]


def ended(sentence: str) -> str:
    """Put a full stop behind a sentence that has none."""
    return sentence if sentence.endswith(tuple(".。!?！？")) else _("{sentence}.", sentence=sentence)
