"""From a client and its findings to the results of a report. Runs in the kernel; computes nothing of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib import chosen as choosing
from kamlib.client import Client
from kamlib.errors import KamError
from kamlib.findings.continued import as_one
from kamlib.findings.registry import spec_of
from kamlib.findings.weight import money_in, on_pages
from kamlib.loading import load
from kamlib.reports import results, reviewed
from kamlib.reports.anonymise import anonymise
from kamlib.reports.assumptions import assumptions, coming_back
from kamlib.reports.cells import Table, amount, cell, parts
from kamlib.reports.deadlines import Deadlines, country_of
from kamlib.reports.folder import writing
from kamlib.reports.keylist import account_table, candidate_table, key_account_table, other_table
from kamlib.reports.parameters import FILES, Parameters
from kamlib.reports.quality import quality
from kamlib.reports.results import FindingPage, Results, Summary
from kamlib.reports.steps import line_of
from kamlib.reports.summary import summary
from kamlib.reports.terms import terms
from kamlib.requirements import in_words, missing
from kamlib.words import _, currency_name, date, label, n_, speaking_of
from kamlib.words.phrases import lower_first

if TYPE_CHECKING:
    from kamlib.findings import Finding, Findings
    from kamlib.findings.review import TwoDates

#: What is worked out are some hundred small tables, whose words are faster as Python's own than as Arrow's: a
#: fifth of the time that findings take. Order lines stay as they were read.
_QUICK_WORDS = pd.option_context("mode.string_storage", "python")


def client_of(parameters: Parameters) -> Client:
    """Load the client that the parameters name, seen on the basis that they ask for.

    Raises
    ------
    KamError
        If a file cannot be used, or its tables do not allow the basis that is asked for.
    """
    others = {role: getattr(parameters, role) for role in FILES[1:]}
    client = load(
        parameters.orders, **others, name=parameters.client, currency=parameters.currency,
        as_of=parameters.as_of, policy=parameters.policy, fiscal_year=parameters.fiscal_year,
        same_customer=parameters.same_customer, count_by=parameters.count_by, products=parameters.products,
        lang=parameters.language,
        **parameters.reading(),
    )  # fmt: skip
    if parameters.template == "review":  # which names its two dates
        client = replace(client, fiscal_year=None)
    client = _as_chosen(client, parameters).measured_by(parameters.basis)
    if parameters.basis == "revenue" and client.has("orders.cost"):
        client = replace(client, orders=client.orders.drop(columns="cost"))
    client = as_one(client)
    return anonymise(client) if parameters.anonymise else client


def _as_chosen(client: Client, parameters: Parameters) -> Client:
    """Return the client as somebody chose to see it; an option goes before a file of choices."""
    chosen = parameters.choices or {}
    visits, order = parameters.promised_visits, parameters.minimum_order
    found = {table: choosing.frame(chosen, table) for table in choosing.TABLES}
    tables: dict[str, Any] = {
        table: made for table, made in found.items() if made is not None and getattr(parameters, table) is None
    }
    return replace(
        client, **tables, choices=parameters.choices,
        minimum_order=chosen.get("minimum_order") if order is None else order,
        promised_visits=chosen.get("promised_visits") if visits is None else visits,
    )  # fmt: skip


@_QUICK_WORDS
def findings_of(client: Client) -> Findings:
    """Find what the client's tables allow.

    Raises
    ------
    KamError
        If one of the findings fails; the line names it.
    """
    from kamlib import findings

    lacking = findings.impossible(client)
    found = tuple(_find(id_, partial(findings.build(id_), client)) for id_ in findings.possible(client))
    return findings.Findings(found, lacking)


def two_dates(client: Client, parameters: Parameters) -> TwoDates:
    """Set the client's year next to that of the earlier date.

    Raises
    ------
    KamError
        If the orders do not fill both years.
    """
    from kamlib.findings import review

    return review.compare(client, parameters.since)


@_QUICK_WORDS
def changes_of(both: TwoDates) -> Findings:
    """Find what changed between two dates, as far as the client's tables allow.

    Raises
    ------
    KamError
        If one of the findings fails; the line names it.
    """
    from kamlib import findings
    from kamlib.findings import review
    from kamlib.findings.finding import spoken_of

    lacking = {
        spec.id: missing(both.client, spec.needs, time=spec.id in review.BY_YEARS)
        for spec, _make in review.BUILDERS
    }
    made = [(spec.id, make) for spec, make in review.BUILDERS if not lacking[spec.id]]
    found = tuple(_find(id_, partial(spoken_of, both.client, partial(make, both))) for id_, make in made)
    return findings.Findings(found, {id_: parts for id_, parts in lacking.items() if parts})


def _find(id_: str, make: Callable[[], Finding]) -> Finding:
    try:
        return make()
    except KamError:
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise KamError(
            _(
                "the finding “{finding}” ({id}) could not be computed: {what}",
                finding=label(id_),
                id=id_,
                what=what,
            )
        ) from error


def draw(findings: Iterable[Finding], folder: str | Path, kinds: Iterable[str] = ("svg",)) -> int:
    """Draw each finding's exhibit into ``figures/``, as SVG for screen and paper, as PNG for notebooks.

    Raises
    ------
    KamError
        If a figure cannot be drawn; the line names it. Of a full disk the line names the folder.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    into, wanted = Path(folder) / "figures", tuple(kinds)
    drawn = [finding for finding in findings if finding.draw]
    if drawn:
        with writing(Path(folder)):
            into.mkdir(exist_ok=True)
    return sum(len(_draw(finding, into, wanted)) for finding in drawn)


def _draw(finding: Finding, folder: Path, kinds: tuple[str, ...]) -> list[Path]:
    import matplotlib.pyplot as plt

    from kamlib.figures import style

    try:
        with writing(folder.parent), style.context():
            assert finding.draw is not None  # noqa: S101  (the caller looked)
            axes = finding.draw()
            figure = axes.get_figure(root=True)
            assert figure is not None  # noqa: S101  (axes lie on a figure)
            files = [style.save(figure, folder / f"{finding.id}.{suffix}") for suffix in kinds]
            plt.close("all")
            return files
    except KamError:
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise KamError(
            _("the figure of “{finding}” ({id}) could not be drawn: {what}",
              finding=label(finding.id), id=finding.id, what=what)
        ) from error  # fmt: skip


@_QUICK_WORDS
def results_of(client: Client, findings: Findings, parameters: Parameters) -> Results:
    """Put together everything that the report says.

    Parameters
    ----------
    client : Client
        Whose report it is; with pseudonyms already, if that is asked for.
    findings : Findings
        From ``findings_of``.
    parameters : Parameters
        What was asked for.

    Returns
    -------
    Results
        What is saved as ``results.json``, and all formats are made from.
    """
    with speaking_of(client.documents):
        first = summary(client, findings)  # takes the most memory: before the long tables, which keep theirs
        accounts, tiers = account_table(client)
        own = {
            "client": _facts(client, parameters), "summary": first, "accounts": accounts,
            "tiers": tiers,
            "key_accounts": key_account_table(client), "candidates": candidate_table(client),
            "others": other_table(client, accounts),
        }  # fmt: skip
        return _results(client, findings, parameters, own)


@_QUICK_WORDS
def review_results_of(both: TwoDates, findings: Findings, parameters: Parameters) -> Results:
    """Put together everything that a review of two dates says.

    Parameters
    ----------
    both : TwoDates
        From ``two_dates``.
    findings : Findings
        From ``changes_of``.
    parameters : Parameters
        What was asked for.

    Returns
    -------
    Results
        What is saved as ``results.json``, and all formats are made from.
    """
    with speaking_of(both.client.documents):
        accounts, tiers = reviewed.account_table(both)
        facts = _facts(both.client, parameters).model_copy(update={"since": _day(both.since)})
        own = {
            "client": facts, "summary": reviewed.summary(both, findings), "accounts": accounts, "tiers": tiers,
            "others": reviewed.other_table(both),
        }  # fmt: skip
        return _results(both.client, findings, parameters, own)


def _results(client: Client, findings: Findings, parameters: Parameters, own: Mapping[str, Any]) -> Results:
    """Add to a report's own parts what all reports have."""
    until = deadlines_of(client, parameters)
    shown = {finding.id for finding in on_pages(client, findings)}
    pages = [
        one.model_copy(update={"advice": until.dated(one.advice), "annex": not (one.id in shown or one.silent)})
        for one in (page(finding, client) for finding in findings)
    ]
    said: Summary = own["summary"]
    own = {**own, "summary": said.model_copy(update={"answer": until.dated(said.answer)})}
    steps = [line for one in pages for line in one.advice]
    return Results(
        **own,
        template=parameters.template,
        language=parameters.language,
        findings=pages,
        quality=quality(client),
        not_computed=[_not_computed(id_, needs) for id_, needs in findings.missing.items()],
        assumptions=[
            *assumptions(client, [found.spec for found in findings if not found.unknown], parameters.policy or ()),
            *([coming_back(client)] if any(line.money_a_year is not None for line in steps) else ()),
            *(until.assumptions(steps) if steps else ()),
        ],
        glossary=terms(pages, [part for part in own.values() if isinstance(part, Table)]),
        parameters=parameters.printable(),
    )  # fmt: skip


def deadlines_of(client: Client, parameters: Parameters) -> Deadlines:
    """Say from which day deadlines are counted, and by whose holidays: those asked for, else of the currency."""
    if parameters.issued is None:
        return Deadlines()
    country = parameters.country or country_of(client.currency)
    return Deadlines(parameters.issued, country, stated=parameters.country is not None)


def page(finding: Finding, client: Client) -> FindingPage:
    """Turn a finding into what a report shows."""
    return FindingPage(
        id=finding.id, row=finding.row, chapter=finding.chapter, title=finding.title, summary=finding.summary,
        facts={name: cell(value) for name, value in finding.facts.items()},
        **parts(_called(client, finding.evidence)), figure=finding.id if finding.draw else None, alt=finding.alt,
        advice=[line_of(step) for step in finding.advice],
        notes=list(finding.notes), source=_source(finding.source), lesson=finding.lesson,
        whole=finding.spec.whole, lists=finding.spec.lists, behind=_behind(finding, client),
        money_a_year=amount(money_in(finding)), unknown=finding.unknown,
    )  # fmt: skip


def _called(client: Client, frame: pd.DataFrame) -> pd.DataFrame:
    """Name a column after the ids in it, where no table contains the names."""
    if "name" not in frame or "customer_id" in frame or client.has("customers.name"):
        return frame
    ids = frame["name"].isin(client.accounts["customer_id"].tolist())
    return frame.rename(columns={"name": "customer_id"}) if ids.all() else frame


def _behind(finding: Finding, client: Client) -> list[results.Behind]:
    """Return the further tables of a finding, each with its name."""
    return [
        results.Behind(key=key, label=label(key), **parts(_called(client, frame)))
        for key, frame in finding.behind.items()
    ]


def save(whole: Results, folder: str | Path) -> None:
    """Write results.json into the report's folder."""
    with writing(Path(folder)):
        results.save(whole, Path(folder), turning=False)


def _facts(client: Client, parameters: Parameters) -> results.ClientFacts:
    return results.ClientFacts(
        name=client.name, currency=client.currency, source=client.source, first_date=_day(client.first_date),
        last_date=_day(client.last_date), as_of=_day(client.as_of), basis=client.basis,
        customers=len(client.buyers), lines=client.line_count,
        issued=parameters.issued.isoformat() if parameters.issued else None,
        prepared_by=parameters.prepared_by, documents=client.documents,
    )  # fmt: skip


def _source(source: Any) -> results.SourceLine:
    n = n_("sample: {n} customer", "sample: {n} customers", source.customers)
    words = {
        "first": date(source.first_date), "last": date(source.last_date), "n": n,
        "basis": lower_first(source.basis),
        "currency": currency_name(source.currency) if source.currency else _("currency not stated"),
    }  # fmt: skip
    return results.SourceLine(
        first_date=_day(source.first_date), last_date=_day(source.last_date), as_of=_day(source.as_of),
        customers=source.customers, lines=source.lines, basis=source.basis, currency=source.currency,
        written=_("Orders {first} to {last}, {n}, basis {basis}, {currency}", **words),
    )  # fmt: skip


def _not_computed(id_: str, needs: Iterable[str]) -> results.NotComputed:
    return results.NotComputed(id=id_, label=label(id_), missing=in_words(spec_of(id_).needs, tuple(needs)))


def _day(when: Any) -> str:
    return str(cell(pd.Timestamp(when)))
