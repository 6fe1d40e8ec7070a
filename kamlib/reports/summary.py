"""The page for those who read one page: situation, complication, answer and three numbers, from the findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from kamlib import periods
from kamlib.client import Client
from kamlib.findings import Findings
from kamlib.findings.call_agenda import call_agendas
from kamlib.findings.call_words import call_list, past_call_list
from kamlib.findings.finding import STAKES
from kamlib.findings.gone_since import gone_since_said
from kamlib.findings.judgement import judged
from kamlib.findings.notes import known_in_part, many_without_sales
from kamlib.findings.recoverable import losses, lost_customers
from kamlib.findings.weight import enough, headlines, money_in, on_pages
from kamlib.findings.whose_freight import if_ours
from kamlib.findings.yearly import since_said, why_said
from kamlib.reports.cells import amount, table
from kamlib.reports.quality import FOREIGN
from kamlib.reports.results import AdviceLine, KeyNumber, Summary
from kamlib.reports.steps import line_of
from kamlib.value.concentration import FEWEST
from kamlib.value.ties import rounded_for_ties
from kamlib.words import _, count, date, label, money, n_, percent, span
from kamlib.words.phrases import ended, enumerated, leading, lower_first, sentences, short

if TYPE_CHECKING:
    from kamlib.findings import Advice, Finding

#: The facts of each finding, by its id.
_Facts = Mapping[str, Mapping[str, Any]]

#: From this share of sales on, the first page states what is left out because no customer is named.
_MATTERS = 0.02

#: From this share of the whole on that one customer brings, a reader is told that the business hangs on it.
ALONE = 0.25

#: How many sentences a paragraph of the page bears; the headline is one of them.
_MOST = 3


def summary(client: Client, findings: Findings) -> Summary:
    """Say in three paragraphs and three numbers what the report says; nothing here that no finding holds."""
    by = {finding.id: finding for finding in findings}
    shown = Findings(tuple(on_pages(client, findings)), findings.missing)
    title, complication = _wrong(client, shown, by)
    return Summary(
        title=title,
        situation=_situation(client, by, told={title, complication}),
        complication=sentences(complication, _without_cost(client), _cut_short(client)),
        answer=answer(shown, leads=next((id_ for id_, f in by.items() if f.title == title), "")),
        numbers=_numbers(client, shown, by),
        calls=table(call_list(client)), past_calls=table(past_call_list(client)),
        agendas=table(call_agendas(client)),
    )  # fmt: skip


def _situation(client: Client, by: dict[str, Finding], told: Collection[str]) -> str:
    first = n_(
        "{name} sold {total} to {n} customer between {first} and {last}.",
        "{name} sold {total} to {n} customers between {first} and {last}.",
        len(client.buyers), name=client.name or _("The company"),
        total=money(client.total_revenue, client.currency),
        first=date(client.first_date), last=date(client.last_date),
    )  # fmt: skip
    return sentences(
        first,
        _year(client, by, told),
        _grouped(client),
        many_without_sales(client, _MATTERS),
        _without_customer(client),
        _without_currency(client),
        *(ended(f.title) for f in by.values() if f.spec.situation),
    )


def _year(client: Client, by: dict[str, Finding], told: Collection[str]) -> str:
    """Say how the last year went, unless the page says it already, and the months since a fiscal year."""
    own = [by[id_].title for id_ in ("yearly", "bridge") if id_ in by and "before" in by[id_].facts]
    if not own:
        return ""
    if any(title in text for title in own for text in told):
        return sentences(gone_since_said(client), since_said(client))
    return sentences(ended(why_said(client)), gone_since_said(client), since_said(client))


def _grouped(client: Client) -> str:
    """Say how companies of one group are counted, where that changes who is the largest customer."""
    groups = client.groups
    if groups is None or not len(groups):
        return ""
    if client.counted_by == "company" and float(groups["revenue"].iloc[0]) <= client.accounts["revenue"].max():
        return ""
    name, largest = short(str(groups["name"].iloc[0])), money(float(groups["revenue"].iloc[0]), client.currency)
    if client.counted_by == "group":
        return _("Companies of one group count as one customer; the largest group is {name} with {money}.",
                 name=name, money=largest)  # fmt: skip
    return _("Companies of one group are counted one by one; the largest group, {name}, brings {money}.",
             name=name, money=largest)  # fmt: skip


def _without_customer(client: Client) -> str:
    """Say how much was sold to nobody knows whom, where that is a part of the whole that matters."""
    reading = client.readings.get("orders")
    part = reading.left_out.get("no-customer") if reading else None
    if part is None or part.money is None or part.money < _MATTERS * client.total_revenue:
        return ""
    return _("Another {money} has no customer number and is not included.",
             money=money(part.money, client.currency))  # fmt: skip


def _without_currency(client: Client) -> str:
    """Say what was sold in other currencies and is left out, where its rows are a part of all that matters."""
    told = next((problem for problem in client.problems if problem.code == FOREIGN), None)
    if told is None or told.rows < _MATTERS * client.readings["orders"].rows_read:
        return ""
    sums = enumerated([money(sum_, code) for code, sum_ in told.values.get("held", ())])
    return _("Sales in other currencies ({sums}) are not included.", sums=sums)


def _without_cost(client: Client) -> str:
    """Say what nothing on the page can be about, where no line has a cost, or what its profit lacks."""
    if client.basis == "profit_after_serving":
        return known_in_part(client)
    if client.basis != "revenue" or client.has("orders.cost"):
        return ""
    return _("Which customers make or lose money is not known: the orders contain no costs.")


def _cut_short(client: Client) -> str:
    """Say from when on the file may be incomplete, which puts a fall of the year and lost customers in doubt."""
    ends = [dt.date.fromisoformat(p.values["until"]) for p in client.problems if p.code == "thin-end"]
    return _("The data after {day} may be incomplete: see data quality.", day=date(ends[0])) if ends else ""


def _wrong(client: Client, findings: Findings, by: dict[str, Finding]) -> tuple[str, str]:
    """Return the headline and the complication: the plainest of what is wrong leads, unless it is all there is.

    What leads comes with a step, so that the page answers its own headline; a fall of the year leads where it is
    all there is, and where nothing else has a step.
    """
    wrong = headlines(client, findings)
    if not wrong:
        title = _headline(client, findings)
        return title, sentences(_hanging(client), if_ours(client), _to_recover(client, findings, title))
    leads = next((id_ for id_ in wrong if by[id_].advice), "")
    fell = wrong[0] == "bridge"  # the year, also without its one-off business
    if fell and (len(wrong) == 1 or not leads):
        title, more = by["bridge"].title, [ended(_dated(by[id_], client)) for id_ in wrong[1:_MOST]]
        recovered = _to_recover(client, findings, title) if _amounts(findings) else ""
        return title, sentences(*more, _hanging(client), recovered)
    if len(wrong) == 1 or not leads:
        said = [_dated(by[id_], client) for id_ in wrong]
        title = _headline(client, findings, but=by[wrong[0]].title)
        return title, sentences(*map(ended, said[: _MOST - 1]), _hanging(client))
    others = [_dated(by[id_], client) for id_ in wrong if id_ != leads]
    return by[leads].title, sentences(*map(ended, others[: _MOST - 1]), _hanging(client))


def _to_recover(client: Client, findings: Findings, title: str) -> str:
    """Say what the answer can recover where no check makes a headline; if it is nothing, that nothing is wrong."""
    amounts = _amounts(findings)
    if not amounts:
        fine = _("None of the checks made here found a problem; checks that could not be made are listed in the "
                 "appendix.")  # fmt: skip
        return "" if _hanging(client) or if_ours(client) else fine
    heads = next((money_in(finding) for finding in findings if finding.title == title), None)
    heads = heads or title == _gone_quiet(client, findings)
    return sentences(
        "" if heads else _("No single problem dominates."),
        n_("The step below can recover at most {money} a year.",
           "Of the steps below, the largest can recover at most {money} a year.",
           len(_foremost(findings, "")), money=money(max(amounts), client.currency)),
    )  # fmt: skip


def _amounts(findings: Findings) -> list[float]:
    """Return what each step of the answer can recover at most in a year, where that is known."""
    return [step.worth.high for step in _foremost(findings, "") if step.worth is not None]


def _dated(finding: Finding, client: Client) -> str:
    """Return a title; with the days of the book, where it is about all of them and they are more than a year."""
    if not finding.spec.over_book or periods.years(client.first_date, client.last_date) <= 1:
        return finding.title
    return _("{title} ({days})", title=finding.title, days=span(client.first_date, client.last_date))


def _gone_quiet(client: Client, findings: Findings) -> str:
    """Say who has gone quiet, where winning them back is the first step and enough for a headline; else nothing.

    The step belongs to the list of key accounts, whose title is about those that are left.
    """
    step = next(iter(_foremost(findings, "")), None)
    listed = {advice for finding in findings if finding.spec.leads for advice in finding.advice}
    if step is None or step not in listed or step.about != "risk" or step.worth is None:
        return ""
    if not enough(client, step.worth.high):
        return ""
    rows = client.accounts[client.accounts["customer_id"].isin(step.customers)]
    names = client.named(rows[["customer_id"]]).set_index("customer_id")["name"]
    return n_(
        "{names}, a valuable customer, has gone quiet: at most {money} of {basis} a year is at risk",
        "{n} valuable customers have gone quiet: at most {money} of {basis} a year is at risk",
        len(step.customers), names=leading([names[who] for who in step.customers]),
        basis=lower_first(client.basis), money=money(step.worth.high, client.currency),
    )  # fmt: skip


def _headline(client: Client, findings: Findings, *, but: str = "") -> str:
    """Return what the answer's first step is about, where nothing that is wrong makes a headline; else who is key.

    What the page says already is none: the situation's finding, the title of `but`, a warning of a rule.
    """
    quiet = _gone_quiet(client, findings)
    if quiet:
        return quiet
    about = {step: finding for finding in findings for step in finding.advice}
    titles = [about[step].title for step in _foremost(findings, "") if about[step].spec.heads]
    found = next((title for title in titles if title != but), None)
    rest = sorted(findings, key=lambda finding: not finding.spec.leads)
    return found or next((finding.title for finding in rest), _("Key account report"))


def answer(findings: Findings, *, leads: str = "") -> list[AdviceLine]:
    """Say what to do: of each kind of money the recommendation about most, the loss to stop first.

    Parameters
    ----------
    findings : Findings
    leads : str
        Id of the finding that is the headline: what to do about it comes first, so that the page answers itself.
    """
    return [line_of(step, alone=True) for step in _foremost(findings, leads)]


def _numbers(client: Client, findings: Findings, by: dict[str, Finding]) -> list[KeyNumber]:
    total = float(client.accounts[client.basis].sum())
    facts: _Facts = {id_: finding.facts for id_, finding in by.items()}
    shape = _share(client, facts) or _losing_large(facts) or _customers(client)
    stake = _loss(client, facts) or _listed(client, facts) or _on_the_year_before(client, facts)
    stake = stake or _of_the_best(client)
    return [
        KeyNumber(label=_measured(client), value=amount(total), written=money(total, client.currency)),
        shape,
        stake or _foremost_money(client, findings),
    ]


def _measured(client: Client) -> str:
    """Name the measure and the days that it was added up over."""
    return _("{basis}, {first} to {last}", basis=label(client.basis), first=date(client.first_date),
             last=date(client.last_date))  # fmt: skip


def _best_alone(client: Client, basis: str) -> float | None:
    """Return the share of the best customer, where shares make sense."""
    amounts = client.buyers[basis]
    if len(amounts) < FEWEST or not amounts.sum() > 0 or (amounts < 0).any():
        return None
    return float(amounts.max() / amounts.sum())


def _hanging(client: Client) -> str:
    """Say that much depends on one customer, where it does: that is a risk even if nothing else is wrong."""
    basis = "revenue" if (client.buyers[client.basis] < 0).any() else client.basis
    share = _best_alone(client, basis)
    if share is None or share < ALONE:
        return ""
    sizes = rounded_for_ties(client.buyers[basis])
    first = client.named(client.buyers[sizes == sizes.max()].sort_values("customer_id"))
    best, who = first["name"].iloc[0], str(first["customer_id"].iloc[0])
    gone = {*judged(client).occasional, *lost_customers(client)}
    if len(first) > 1 and not first["customer_id"].isin(list(gone)).any():
        return _("{share} of {basis} depends on each of {n} customers: {names}.", share=percent(share),
                 basis=lower_first(basis), n=count(len(first)),
                 names=enumerated([short(name) for name in first["name"]]))  # fmt: skip
    words = {"share": percent(share), "basis": lower_first(basis), "name": short(best)}
    if who in judged(client).occasional:
        return _("{share} of {basis} came from one customer, {name}, most of it on a single occasion.", **words)
    if who in lost_customers(client):
        return _("{share} of {basis} came from one customer, {name}, which has not ordered for more than 12 "
                 "months.", **words)  # fmt: skip
    return _("{share} of {basis} depends on one customer, {name}.", **words)


def _of_the_best(client: Client) -> KeyNumber | None:
    """Return how much depends on the best customer."""
    share = _best_alone(client, client.basis)
    if share is None:
        return None
    return KeyNumber(label=_("of {basis} from the top customer alone", basis=lower_first(client.basis)),
                     value=share, written=percent(share))  # fmt: skip


def _share(client: Client, facts: _Facts) -> KeyNumber | None:
    """Return the share of the best fifth, where shares make sense."""
    known = facts.get("concentration", {})
    share = amount(known.get("top_share"))
    if share is None or share > 1 or known.get("refused") or int(known.get("customers") or 0) < FEWEST:
        return None
    top = percent(amount(known["top"]))
    said = _("of {basis} from the top {top} of customers", basis=lower_first(client.basis), top=top)
    return KeyNumber(label=said, value=share, written=percent(share))


def _losing_large(facts: _Facts) -> KeyNumber | None:
    """Return how many of the largest customers lose money."""
    known = facts.get("top_customers", {})
    n, everyone = amount(known.get("losing")), amount(known.get("customers"))
    if not n:
        return None
    return KeyNumber(label=_("of the largest customers lose money"), value=n,
                     written=_("{kept} of {n}", kept=count(n), n=count(everyone)))  # fmt: skip


def _customers(client: Client) -> KeyNumber:
    n = len(client.buyers)
    return KeyNumber(label=label("customers"), value=n, written=count(n))


def _loss(client: Client, facts: _Facts) -> KeyNumber | None:
    """Return what the customers that lose money over the whole book lose a year, at today's rate."""
    if not amount(facts.get("whale", {}).get("loss")):
        return None
    everyone = client.buyers
    worth, _why = losses(client, everyone.loc[everyone[client.basis] < 0, "customer_id"].tolist())
    if worth is None:
        return None
    said = _("annual loss of loss-making customers, {days}", days=span(worth.base.first, worth.base.last))
    return KeyNumber(label=said, value=amount(worth.high), written=money(worth.high, client.currency))


def _listed(client: Client, facts: _Facts) -> KeyNumber | None:
    """Return what part of everything the key accounts bring."""
    known = facts.get("key_accounts", {})
    share, n = amount(known.get("share")), int(known.get("listed") or 0)
    if not n or known.get("even") or share is None or not 0 < share <= 1:
        return None
    said = n_("of {basis} from the {n} key account", "of {basis} from the {n} key accounts", n,
              basis=lower_first(client.basis))  # fmt: skip
    return KeyNumber(label=said, value=share, written=percent(share))


def _on_the_year_before(client: Client, facts: _Facts) -> KeyNumber | None:
    """Return how the last year differs from the one before."""
    change = amount(facts.get("yearly", {}).get("change"))
    if change is None:
        return None
    said = _("{basis}, change from the year before", basis=label(client.basis))
    if not facts["yearly"].get("whole", True):
        said = _("{basis}, change from the same period a year before", basis=label(client.basis))
    sign = "+" if round(change, 2) > 0 else ""
    return KeyNumber(label=said, value=change, written=sign + percent(change))


def _foremost_money(client: Client, findings: Findings) -> KeyNumber:
    """Return the most that is at risk by a recommendation; the customers where none is about that."""
    best = next((step for step in _about(findings, "risk")), None)
    if best is None:
        return _customers(client)
    said = _("{kind} a year, first recommendation", kind=label(f"stake_{best.stake}"))
    return KeyNumber(
        label=said, value=amount(best.money_a_year), written=money(best.money_a_year, client.currency)
    )


def _foremost(findings: Findings, leads: str) -> list[Advice]:
    """Return the headline's step, the loss to stop, the most that is missing and at risk, the list, the rest."""
    own = [step for finding in findings if finding.id == leads for step in finding.advice][:1]
    tops = {kind: steps[0] for kind in STAKES if (steps := _about(findings, kind))}
    lacking = sorted((tops[kind] for kind in ("risk", "shortfall") if kind in tops), key=_least_money)
    first = [*_of(tops, "loss"), *lacking, *_of(tops, "held")]
    return list(dict.fromkeys([*own, *first, *_about(findings, None)]))[:_MOST]


def _of(tops: Mapping[str, Advice], kind: str) -> list[Advice]:
    return [tops[kind]] if kind in tops else []


def _least_money(step: Advice) -> float:
    return -(step.money_a_year or 0.0)


def _about(findings: Findings, kind: str | None) -> list[Advice]:
    """Return the recommendations about one kind of money: the list of key accounts, then the rest, the most first.

    By None those about money of which no amount is known. Which customers are key is what a report is asked;
    what only keeps what is there is in the order of the report.
    """
    every = [(not finding.spec.leads, advice) for finding in findings for advice in finding.advice]
    mine = [(other, advice) for other, advice in every if advice.about == kind]
    return [advice for _other, advice in sorted(mine, key=lambda p: (p[0], _least_money(p[1])))]
