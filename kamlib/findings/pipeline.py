"""Chapter 6, what the open deals may bring, and what the decided ones show (K14)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.numbers import finite
from kamlib.findings.spec import FindingSpec
from kamlib.manage import development
from kamlib.manage.development.forecasting import BEYOND
from kamlib.manage.development.pipeline import LEAST, LOST, WON, last_day
from kamlib.requirements import Needs
from kamlib.words import _, count, label, money, n_, number, percent
from kamlib.words.phrases import enumerated, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.manage.development.pipeline import Pipeline

SPEC = FindingSpec(
    "pipeline",
    "K14",
    "growth",
    "3-6-developing",
    needs=Needs(("deals.stage",)),
    frame=True,
    heads=False,
    on_request="deals",
)

#: What the groups of deals are called.
_GROUPS = {"owner": "deal_owner", "customer_id": "by_customer", "product": "product"}


@cached_per_client
def measured(client: Client) -> Pipeline:
    """Return the pipeline of a client's deals, as known on its day.

    Parameters
    ----------
    client : Client
        The client's tables, with deals.

    Returns
    -------
    Pipeline
        Up to the last day in the deals, or the client's day where that is later.
    """
    deals = client.deals
    assert deals is not None  # noqa: S101  (SPEC.needs: deals)
    last = last_day(deals)
    return development.pipeline(deals, as_of=client.as_of if pd.isna(last) else max(client.as_of, last))


def pipeline(client: Client) -> Finding:
    """Show what the open deals may bring, how often deals are won, and which differences are chance (K14).

    Parameters
    ----------
    client : Client
        The client's tables, with deals.

    Returns
    -------
    Finding
        Its evidence has a row for each open deal, the largest expected amount first.
    """
    from kamlib.figures import pipeline as figure

    found = measured(client)
    enough = found.won + found.lost >= LEAST
    return Finding(
        SPEC, _title(client, found, enough), _summary(client, found, enough), _evidence(client, found, enough),
        source_of(client), facts=_facts(found),
        draw=partial(figure.ends, found) if enough else None, alt=figure.ends_alt(found) if enough else "",
        advice=_advice(found) if enough else (), notes=_notes(found), behind=_behind(found),
    )  # fmt: skip


def _facts(found: Pipeline) -> dict[str, float | int | str | None]:
    tests = {f"p_{row['by']}": float(row["p_value"]) for row in found.differences.to_dict("records")}
    return {
        "won": found.won, "lost": found.lost, "open": found.open, "win_rate": finite(found.win_rate),
        "low": found.low, "high": found.high, "eventual": finite(found.eventual),
        "expected": round(found.expected, 2), "expected_low": round(found.expected_low, 2),
        "expected_high": round(found.expected_high, 2), "old": int(found.open_deals["old"].sum()),
        "undated": found.undated, "uncorrected": round(found.uncorrected, 2), "factor": found.correction.factor,
        **tests,
    }  # fmt: skip


def _title(client: Client, found: Pipeline, enough: bool) -> str:
    decided = found.won + found.lost
    if not enough:
        few = n_("{n} decided deal is too few for a forecast", "{n} decided deals are too few for a forecast",
                 decided)  # fmt: skip
        return _("{title}; {more}", title=n_("{n} deal is open", "{n} deals are open", found.open), more=few)
    if not found.open:
        return _("Of {n} decided deals {share} were won; none is open", n=count(decided),
                 share=percent(found.win_rate))  # fmt: skip
    amounts = (found.expected, found.expected_low, found.expected_high)
    expected, low, high = (money(amount, client.currency) for amount in amounts)
    title = n_("{n} open deal is expected to bring sales of {expected} ({low} to {high})",
               "{n} open deals are expected to bring sales of {expected} ({low} to {high})",
               found.open, expected=expected, low=low, high=high)  # fmt: skip
    old = int(found.open_deals["old"].sum())
    more = n_("{n} is older than nine in ten of those that were won",
              "{n} are older than nine in ten of those that were won", old)  # fmt: skip
    return _("{title}; {more}", title=title, more=more) if old else title


def _summary(client: Client, found: Pipeline, enough: bool) -> str:
    if not enough:
        return _("A forecast needs {n} deals that were won or lost. Until then the values of open deals are "
                 "wishes.", n=count(LEAST))  # fmt: skip
    rate = _("Of {n} decided deals {share} were won (95% interval {low} to {high}).",
             n=count(found.won + found.lost), share=percent(found.win_rate, 1), low=percent(found.low, 1),
             high=percent(found.high, 1))  # fmt: skip
    return sentences(rate, _eventual_said(found) if found.open else "", _days_said(found), _noise_said(found),
                     _checked(found, client.currency))  # fmt: skip


def _eventual_said(found: Pipeline) -> str:
    """Say what part of all deals is won, where that is not the part of those decided."""
    eventual, decided = percent(found.eventual, 1), percent(found.win_rate, 1)
    if eventual == decided:
        return ""
    if found.eventual < found.win_rate:
        return _("Of all that were opened only {share} are won: those that nobody decides count here.",
                 share=eventual)  # fmt: skip
    return _("Of all that were opened {share} are won: more of those still open will be won than of those decided "
             "so far.", share=eventual)  # fmt: skip


def _days_said(found: Pipeline) -> str:
    median = found.days.set_index("outcome")["median"]
    if median.isna().any():
        return ""
    return _("Deals that are won take a median of {won} days, lost ones {lost}.", won=count(median[WON]),
             lost=count(median[LOST]))  # fmt: skip


def _noise_said(found: Pipeline) -> str:
    rows = found.differences
    said = [_group(by, p) for by, p in zip(rows["by"], rows["p_value"], strict=True)]
    real = [text for text, beyond in zip(said, rows["real"], strict=True) if beyond]
    chance = [text for text in said if text not in real]
    parts = []
    if chance:
        parts.append(_("Differences in the win rate by {names} are no larger than chance: they rank nobody.",
                       names=enumerated(chance)))  # fmt: skip
    if real:
        parts.append(_("Differences in the win rate by {names} are larger than chance.", names=enumerated(real)))
    return sentences(*parts)


def _group(by: str, p_value: float) -> str:
    return _("{group} (p = {p})", group=lower_first(_GROUPS[by]), p=number(p_value, 2))


def _checked(found: Pipeline, currency: str | None) -> str:
    """Say what the forecasts of earlier days came to, and what of that is corrected today."""
    tried = found.backtest
    if tried.empty:
        return ""
    wins, spread = float(tried["expected"].sum()), BEYOND * float(tried["error"].sum())
    came = n_(
        "The same forecast, made on {n} earlier day, expected {expected} wins within 91 days (95% interval {low} "
        "to {high}); there were {won}.",
        "The same forecast, made on {n} earlier days, expected {expected} wins within 91 days (95% interval {low} "
        "to {high}); there were {won}.",
        len(tried), expected=count(round(wins)), won=count(tried["won"].sum()),
        low=count(round(max(wins - spread, 0.0))), high=count(round(wins + spread)),
    )  # fmt: skip
    if not found.correction.applied:
        return came
    later = tried.dropna(subset=["factor"])
    corrected = _(
        "Chances are therefore multiplied by {factor}. Corrected by the forecasts before them, the last {n} would "
        "have expected {expected}; there were {won}. Uncorrected, {money} would be expected of the open deals.",
        factor=number(found.correction.factor, 2), n=count(len(later)),
        expected=count(round(later["corrected"].sum())), won=count(later["won"].sum()),
        money=money(found.uncorrected, currency),
    )  # fmt: skip
    return sentences(came, corrected if found.open else "")


def _evidence(client: Client, found: Pipeline, enough: bool) -> pd.DataFrame:
    """List the open deals by what they may bring; without a forecast by their values."""
    assert client.deals is not None  # noqa: S101  (SPEC.needs: deals)
    rows = found.open_deals.copy()
    rows["name"] = _names(client, rows["deal_id"])
    rows = rows.rename(columns={
        "owner": "deal_owner", "stage": "deal_stage", "age": "deal_age", "chance": "win_chance",
        "chance_low": "win_low", "chance_high": "win_high",
        "value": "deal_value", "expected": "expected_amount", "old": "deal_old",
    })  # fmt: skip
    columns = ["deal_id", "name", "deal_owner", "deal_stage", "deal_age", "deal_value"]
    columns += ["win_chance", "win_low", "win_high", "expected_amount", "deal_old"] if enough else []
    return rows[[c for c in columns if rows[c].notna().any() or c == "deal_id"]]


def _names(client: Client, deals: pd.Series) -> list[str]:
    """Name the customer or the prospect of each deal."""
    assert client.deals is not None  # noqa: S101  (SPEC.needs: deals)
    known = client.deals.drop_duplicates("deal_id").set_index("deal_id").reindex(deals)
    names = pd.Series("", index=known.index, dtype="str")
    if "customer_id" in known:
        held = client.named(known[["customer_id"]].reset_index(drop=True))["name"]
        names = held.set_axis(known.index).where(known["customer_id"].notna(), "")
    if "prospect_id" in known and client.prospects is not None:
        called = client.prospects.drop_duplicates("prospect_id").set_index("prospect_id")["name"]
        told = known["prospect_id"].map(called)
        names = names.mask((names == "") & told.notna(), told)
    return [str(name) for name in names]


def _behind(found: Pipeline) -> dict[str, pd.DataFrame]:
    names = {WON: label("deal_won"), LOST: label("deal_lost")}
    stages = found.stages.assign(stage=[names.get(s, s) for s in found.stages["stage"]])
    tests = found.differences.assign(by=[label(_GROUPS[by]) for by in found.differences["by"]])
    held = {
        "deal_stages": stages.rename(columns={"stage": "deal_stage", "deals": "deal_count",
                                              "value": "deal_value"}),
        "deal_differences": tests.rename(columns={"by": "compared_by", "groups": "group_count",
                                                  "statistic": "chi_square", "real": "beyond_chance"}),
        "deal_forecasts": found.backtest.rename(columns={"day": "forecast_day", "open": "open_deals",
                                                         "expected": "wins_expected", "won": "wins_seen",
                                                         "error": "wins_error", "factor": "came_of_expected",
                                                         "corrected": "wins_corrected"}),
    }  # fmt: skip
    return {key: table for key, table in held.items() if len(table)}


def _advice(found: Pipeline) -> tuple[Advice, ...]:
    old = int(found.open_deals["old"].sum())
    if not old:
        return ()
    text = n_(
        "Decide on the {n} open deal that is older than {days} days: agree on a date with the customer, or close "
        "it.",
        "Decide on the {n} open deals that are older than {days} days: agree on a date with the customer, or "
        "close them.",
        old, days=count(round(found.old_from)),
    )  # fmt: skip
    why = _("What an earlier decision brings is not known; it shows where selling time goes.")
    return (Advice(text, "role_sales_director", 30, unvalued=why, stake="shortfall"),)


def _notes(found: Pipeline) -> tuple[str, ...]:
    notes = [
        _("The chance of an open deal depends on its age alone, by all deals of the table; open deals count "
          "as long as they were seen. The range is that of independent deals with these chances."),
    ]  # fmt: skip
    if found.correction.applied:
        notes.append(_(
            "The correction is what the earlier forecasts came to, {low} to {high} by day; the range of the sum "
            "reaches from the lowest of these days to the highest. It holds as long as deals go on as in these "
            "months.",
            low=number(found.correction.low, 2), high=number(found.correction.high, 2),
        ))  # fmt: skip
    guessed = int((~found.open_deals["value_given"].astype(bool)).sum()) if len(found.open_deals) else 0
    if guessed:
        notes.append(n_("{n} open deal has no value: the mean of the won deals of its product counts.",
                        "{n} open deals have no value: the mean of the won deals of their products counts.",
                        guessed))  # fmt: skip
    if found.undated:
        notes.append(n_("{n} deal has no day of opening: it has the chance of a new one.",
                        "{n} deals have no day of opening: they have the chance of new ones.",
                        found.undated))  # fmt: skip
    return tuple(notes)
