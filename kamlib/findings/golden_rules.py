"""How steadily the twelve rules of service are kept: reply times by mean and spread, behaviours, ratings (K13)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib._client_cache import cached_per_client
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.recoverable import lost_customers, not_lost, today
from kamlib.findings.spec import FindingSpec
from kamlib.manage import golden_rules as wing
from kamlib.manage.golden_rules.replies import LEAST, PROMISED, Replies
from kamlib.manage.owners import owner_of
from kamlib.requirements import Needs
from kamlib.words import _, count, label, money, n_, number
from kamlib.words.phrases import clauses, enumerated, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client

SPEC = FindingSpec(
    "golden_rules", "K13", "care", "3-5-relationship",
    needs=Needs(("requests.person", "requests.reply_hours")), on_request="requests",
)  # fmt: skip


def golden_rules(client: Client) -> Finding:
    """Show how long customers wait and how steadily, and which of the rules differ by more than chance (K13).

    Parameters
    ----------
    client : Client
        The client's tables, with requests.

    Returns
    -------
    Finding
        Its evidence has a row for each person by name: nobody is ranked.
    """
    from kamlib.figures import replies as figure

    found, waiting = assessed(client), waited(client)
    times = found.replies
    table = times.table if times is not None else pd.DataFrame()
    seen = int((found.behaviours["cases"] > 0).sum())
    return Finding(
        SPEC, _title(table), _summary(client, found, waiting, seen), _evidence(client, table), source_of(client),
        facts={"people": len(table), "wide": int((table["differs"] == "wide").sum()) if len(table) else 0,
               "p_mean": _rounded(times, "p_mean"), "p_spread": _rounded(times, "p_spread"), "seen": seen,
               "waiting": len(waiting), "money": round(float(waiting["money"].sum()), 2) + 0.0},
        draw=partial(figure.team_chart, table) if len(table) else None,
        alt=figure.team_chart_alt(table) if len(table) else "",
        advice=_advice(client, table, waiting), notes=_notes(found), behind=_behind(client, found, waiting),
    )  # fmt: skip


@cached_per_client
def assessed(client: Client) -> wing.GoldenRules:
    """Return the twelve rules of a client's team, as management sees them.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    GoldenRules
    """
    return wing.assess(client)


def waited(client: Client) -> pd.DataFrame:
    """Return the customers that got a reply later than promised in the last twelve months.

    Parameters
    ----------
    client : Client
        The client's tables, with requests.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``n`` (late replies), ``hours`` (the longest) and ``money`` (contribution a year), most
        money first; customers that bring something and are not lost.
    """
    rows, year = client.requests, today(client)
    assert rows is not None  # noqa: S101  (SPEC.needs: requests)
    rows = periods.filter_window(rows.assign(date=pd.to_datetime(rows["date"])), year.window)
    hours = rows["reply_hours"].astype("float64")
    late = hours[hours > PROMISED].groupby(rows["customer_id"].astype("str")).agg(["size", "max"])
    late = late.loc[not_lost(client, [str(who) for who in late.index])]
    ids = [str(who) for who in late.index]
    table = pd.DataFrame({
        "customer_id": pd.Series(ids, dtype="str"), "n": late["size"].to_numpy(), "hours": late["max"].to_numpy(),
        "money": year.a_year(ids, client.basis).round(2).to_numpy(),
    })  # fmt: skip
    table = table[table["money"] > 0]
    return table.sort_values(["money", "customer_id"], ascending=[False, True], ignore_index=True)


def _lost_of(client: Client, people: pd.Series) -> tuple[list[int], list[int]]:
    """Count the customers that each person looks after, and those of them that are lost."""
    owners = pd.Series(owner_of(client), dtype="str")
    owners = owners[owners.index.isin(client.buyers["customer_id"].astype("str"))]
    lost = owners[owners.index.isin(lost_customers(client))]
    return ([int((owners == one).sum()) for one in people], [int((lost == one).sum()) for one in people])


def _rounded(times: Replies | None, name: str) -> float | None:
    value = getattr(times, name) if times is not None else float("nan")
    return round(float(value), 6) if value == value else None


def _title(table: pd.DataFrame) -> str:
    if table.empty:
        return _("Nobody has {n} replies: too few to compare reply times", n=count(LEAST))
    wide = table[table["differs"] == "wide"]
    if len(table) == 1:
        return _("Customers wait {mean} hours for a reply on average, with a spread of {spread} hours",
                 mean=number(table["mean"].iloc[0], 1), spread=number(table["spread"].iloc[0], 1))  # fmt: skip
    narrow = table[table["differs"] == "narrow"].sort_values(["spread", "person"])
    if wide.empty and len(narrow):
        first, others = narrow.iloc[0], table.loc[table["differs"] != "narrow", "spread"].median()
        return _("{person} replies more steadily than the others, with a spread of {spread} hours (usual spread: "
                 "{usual})", person=first["person"], spread=number(first["spread"], 1),
                 usual=number(others, 1))  # fmt: skip
    if wide.empty:
        return n_("Reply times of {n} person are equally steady", "Reply times of {n} people are equally steady "
                  "within chance", len(table))  # fmt: skip
    first = wide.sort_values(["spread", "person"], ascending=[False, True]).iloc[0]
    others = table.loc[table["differs"] != "wide", "spread"].median()
    return _("{person} replies after {mean} hours on average, with a spread of {spread} hours "
             "(usual spread: {usual})",
             person=first["person"], mean=number(first["mean"], 1), spread=number(first["spread"], 1),
             usual=number(others, 1))  # fmt: skip


def _summary(client: Client, found: wing.GoldenRules, waiting: pd.DataFrame, seen: int) -> str:
    tested = found.replies
    means = ""
    if tested is not None and tested.p_mean == tested.p_mean:
        means = (_("Mean reply times differ by more than chance.") if tested.p_mean < wing.REAL else
                 _("Mean reply times do not differ by more than chance: a mean hides who lets customers "
                   "wait."))  # fmt: skip
    late = n_(
        "In the last year {n} customer with {money} of {basis} a year waited more than {hours} hours for a reply.",
        "In the last year {n} customers with {money} of {basis} a year waited more than {hours} hours for a "
        "reply.",
        len(waiting), money=money(float(waiting["money"].sum()), client.currency),
        basis=lower_first(client.basis), hours=count(PROMISED),
    )  # fmt: skip
    rows = found.behaviours
    shown = _("Of the twelve rules' {all} behaviours the tables show {n}.", all=count(len(rows)), n=count(seen))
    names = [lower_first(f"behaviour_{one}") for one in rows.loc[rows["differs"], "behaviour"]]
    differ = _("People differ by more than chance in: {names}.", names=enumerated(names)) if names else ""
    return sentences(means, late if len(waiting) else "", shown, differ, _gaps(found))


def _gaps(found: wing.GoldenRules) -> str:
    """Name the rules on which people rate themselves better or worse than colleagues do, beyond noise."""
    rows = found.rules[(found.rules["gap_low"] > 0) | (found.rules["gap_high"] < 0)]
    said = [
        _("rule {rule} (own {own}, colleagues {others})", rule=count(row["rule"]), own=number(row["own"], 1),
          others=number(row["others"], 1))
        for row in rows.to_dict("records")
    ]  # fmt: skip
    return _("Own ratings and those of colleagues differ on {rules}.", rules=clauses(said)) if said else ""


def _evidence(client: Client, table: pd.DataFrame) -> pd.DataFrame:
    if table.empty:
        return pd.DataFrame()
    table = table.assign(like_others=table["differs"] == "").sort_values(["like_others", "person"], kind="stable")
    words = {"wide": _("spread is wider"), "narrow": _("spread is narrower"), "slow": _("mean is longer"),
             "fast": _("mean is shorter"), "": _("within noise")}  # fmt: skip
    owned, lost = _lost_of(client, table["person"])
    return pd.DataFrame({
        "person": table["person"], "replies": table["n"], "reply_mean": table["mean"],
        "reply_spread": table["spread"], "reply_late": table["late"], "weeks_within": table["within"],
        "own_customers": owned, "own_lost": lost,
        "compared_to_others": table["differs"].map(words),
    })  # fmt: skip


def _advice(client: Client, table: pd.DataFrame, waiting: pd.DataFrame) -> tuple[Advice, ...]:
    if waiting.empty and (table.empty or not (table["differs"] == "wide").any()):
        return ()
    text = _("Promise a first reply within {hours} hours, name a substitute for days out of office, and review "
             "each week every reply that came later.", hours=count(PROMISED))  # fmt: skip
    if waiting.empty:
        nobody = _("No customer that earns waited longer than that in the last year.")
        return (Advice(text, "role_sales_director", 30, unvalued=nobody),)  # fmt: skip
    brings = money(float(waiting["money"].sum()), client.currency)
    why = _("The customers that waited longer bring {money} of {basis} a year. How much of it would go is not "
            "known.", money=brings, basis=lower_first(client.basis))  # fmt: skip
    return (Advice(text, "role_sales_director", 30, stake="risk", unvalued=why,
                   customers=tuple(waiting["customer_id"])),)  # fmt: skip


def _notes(found: wing.GoldenRules) -> tuple[str, ...]:
    notes = [
        _("People who differ from the others come first, then the others, in the order of their names: nobody is "
          "ranked. A person is named only where the spread or the mean differs from that of the others by more "
          "than chance, with all comparisons counted."),
        _("Spread is the standard deviation of the hours to the first reply. Weeks within the limits: share of a "
          "person's weeks whose mean lies within three standard errors of the team's mean."),
    ]  # fmt: skip
    lacks = [lower_first(f"behaviour_{row['behaviour']}") for row in found.behaviours.to_dict("records")
             if row["missing"] == "rating"]  # fmt: skip
    notes.append(_("No table shows these; ask colleagues: {names}.", names=clauses(lacks)))
    if found.refused:
        notes.append(n_("{n} rating was not used: no such rule, no score from 1 to 5, nobody named, or given "
                        "again.",
                        "{n} ratings were not used: no such rule, no score from 1 to 5, nobody named, or given "
                        "again.", found.refused))  # fmt: skip
    return tuple(notes)


def _behind(client: Client, found: wing.GoldenRules, waiting: pd.DataFrame) -> dict[str, pd.DataFrame]:
    rows, rules = found.behaviours, found.rules
    behind = {
        "rule_behaviours": pd.DataFrame({
            "golden_rule": [label(f"golden_rule_{rule}") for rule in rows["rule"]],
            "behaviour": [label(f"behaviour_{one}") for one in rows["behaviour"]],
            "cases_seen": rows["cases"], "share_kept": rows["share"],
            "compared_to_others": [_differs(row) for row in rows.to_dict("records")],
        }),
    }  # fmt: skip
    if rules["own"].notna().any() or rules["others"].notna().any():
        behind["rule_ratings"] = pd.DataFrame({
            "golden_rule": [label(f"golden_rule_{rule}") for rule in rules["rule"]],
            "own_rating": rules["own"], "colleague_rating": rules["others"], "rating_gap": rules["gap"],
        })  # fmt: skip
    if len(waiting):
        behind["customers_waiting"] = client.named(waiting[["customer_id"]]).assign(
            late_replies=waiting["n"], longest_wait=waiting["hours"], single_money=waiting["money"]
        )
    return behind


def _differs(row: dict[object, object]) -> str:
    if not row["cases"]:
        return _("ask colleagues") if row["missing"] == "rating" else _("not in the tables")
    if row["differs"]:
        return _("people differ by more than chance")
    return _("weeks differ by more than chance") if row["unsteady"] else _("within noise")
