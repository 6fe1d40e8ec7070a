"""Chapter 2, the key-account list: who is on it, who in reserve, who could be, and what warns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.classify import key_accounts as keys
from kamlib.findings import image_accounts
from kamlib.findings.claims import gone_quiet
from kamlib.findings.finding import Advice, Finding, insufficient_data, source_of
from kamlib.findings.judgement import Judgement, judged, renamed
from kamlib.findings.key_warnings import demoted, watched
from kamlib.findings.numbers import finite
from kamlib.findings.recoverable import all_lost, at_risk, keeps, not_lost
from kamlib.findings.silence import with_marks
from kamlib.findings.spec import FindingSpec
from kamlib.requirements import in_words, missing
from kamlib.words import _, count, label, money, n_, number, percent
from kamlib.words.phrases import enumerated, leading, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.classify.key_accounts import KeyAccounts
    from kamlib.client import Client


SPEC = FindingSpec(
    "key_accounts",
    "K3",
    "key_accounts",
    "1-4-what-a-key-account-is",
    leads=True,
    frame=True,
    assumptions=("key_accounts",),
    lists="key_accounts",
)


def key_accounts(client: Client) -> Finding:
    """Name the key accounts and the candidates, each with its reason (K3).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence is the list.
    """
    known, currency = judged(client), client.currency
    listed = known.keys
    if known.too_few:
        return insufficient_data(client, SPEC, _title(known, {}, 0.0, currency), _rule(listed))  # fmt: skip
    counts = {verdict: len(listed.with_verdict(verdict)) for verdict in keys.VERDICTS}
    total = known.total
    brings = float(round(listed.listed()["contribution"].sum(), 2))
    fallen = int(listed.listed()["customer_id"].isin(list(demoted(client))).sum())
    return Finding(
        SPEC, _title(known, counts, brings, currency),
        _summary(known, counts, fallen),
        pd.DataFrame() if known.even else _evidence(client, listed, watched(client)),
        source_of(client),
        facts={
            "customers": len(listed.table), **counts, "contribution": brings,
            "share": brings / total if total > 0 else None, "line": finite(listed.line), "days": listed.days,
            "listed": len(listed.listed()), "reserve": len(listed.reserve()), "at_most": listed.at_most,
            "demoted": fallen, "not_judged": listed.not_judged or None, "even": known.even,
        },
        advice=_advice(client),
        notes=_notes(client, listed),
    )  # fmt: skip


#: By how much candidates have to exceed the places before some have to be chosen: 31 for 30 places is no choice.
ROOM = 1.2


def _title(known: Judgement, counts: dict[str, int], brings: float, currency: str | None) -> str:
    listed = known.keys
    everyone = count(len(listed.table))
    if known.too_few:
        return n_(
            "Key accounts cannot be judged on {n} customer",
            "Key accounts cannot be judged on {n} customers", len(listed.table),
        )  # fmt: skip
    if listed.not_judged:
        return _("{days} days are too short to judge loyalty: only candidates can be named, no key accounts",
                 days=count(listed.days))  # fmt: skip
    if not counts["key"]:
        return _("None of the {n} customers meets the criteria of a key account", n=everyone)
    if known.even:
        return _("No key-account structure here: {n} of {all} customers meet the criteria, and all are very "
                 "similar",
                 n=count(counts["key"]), all=everyone)  # fmt: skip
    if known.shared is None:
        return n_(
            "{n} of {all} customers is a key account and brings {money} of {basis} over the whole period",
            "{n} of {all} customers are key accounts and bring {money} of {basis} over the whole period",
            len(listed.listed()), all=everyone, money=money(brings, currency), basis=lower_first(listed.basis),
        )  # fmt: skip
    share = percent(brings / known.shared)
    if len(listed.reserve()):
        return _(
            "{n} of {all} customers meet the criteria of a key account; the {places} on the list bring {share} "
            "of {basis}",
            n=count(counts["key"]), all=everyone, places=count(len(listed.listed())), share=share,
            basis=lower_first(listed.basis),
        )  # fmt: skip
    return n_(
        "{n} of {all} customers is a key account and brings {share} of {basis}",
        "{n} of {all} customers are key accounts and bring {share} of {basis}",
        counts["key"], all=everyone, share=share, basis=lower_first(listed.basis),
    )  # fmt: skip


def _rule(listed: KeyAccounts) -> str:
    """Say what the list asks for, by the span and the measure that were really used."""
    if listed.not_judged == "too_few":
        return _("With so few customers each one matters: look after all of them.")
    if listed.not_judged:
        return _(
            "Loyalty can be judged only from at least {fewest} days of orders; this file covers {days}. "
            "Customers that qualify by amount and frequency are candidates.",
            fewest=count(listed.policy.shortest_days), days=count(listed.days),
        )  # fmt: skip
    enough = _(
        "The list contains customers whose {basis} reaches the gold line without the help of a single occasion "
        "and who order often: at least every {months} months on average, and at no more than {usual} times the "
        "usual interval.",
        basis=lower_first(listed.basis), months=count(listed.policy.every_months),
        usual=count(listed.policy.usual),
    )  # fmt: skip
    if listed.loyal_days >= listed.policy.loyal_days:
        loyal = _("Each has bought for at least {days} days, and again within the last {days} days.",
                  days=count(listed.policy.loyal_days))  # fmt: skip
    else:
        loyal = _("Each has bought over at least half of the {days} days covered by the orders, and again in the "
                  "second half.", days=count(listed.days))  # fmt: skip
    unknown = (
        _("Whether they make or lose money is not known: the orders contain no costs.")
        if listed.goods_basis == "revenue"
        else ""
    )
    rhythm = _("None of them is silent for longer than its own rhythm explains.")
    if listed.table["growth"].notna().any():
        rhythm = _("None of them is silent for longer than its own rhythm explains, or buys {share} or less of "
                   "what it bought in the year before.", share=percent(listed.policy.faded))  # fmt: skip
    if (listed.with_verdict("key")["growth"] <= listed.policy.faded).any():
        rhythm = _("None of them is silent for longer than its own rhythm explains, or buys {share} or less of "
                   "what it bought in the year before, a single large order left out.",
                   share=percent(listed.policy.faded))  # fmt: skip
    return sentences(enough, loyal, rhythm, unknown)


def _summary(known: Judgement, counts: dict[str, int], fallen: int) -> str:
    listed = known.keys
    hopes = listed.with_verdict("candidate")["decided_by"].value_counts()
    tally = sorted(hopes.items(), key=lambda why: (-int(why[1]), str(why[0])))
    parts = [_("{name}: {n}", name=lower_first(str(why)), n=count(n)) for why, n in tally]
    more = n_("{n} candidate ({parts}).", "{n} candidates ({parts}).",
              counts["candidate"], parts=_("; ").join(parts))  # fmt: skip
    down = n_(
        "{n} on the list was demoted within the last year: see its warning.",
        "{n} on the list were demoted within the last year: see their warnings.", fallen,
    )  # fmt: skip
    if known.even:
        return sentences(_rule(listed), _alike(known))
    image = n_("{n} image account is kept for its influence although it does not earn.",
               "{n} image accounts are kept for their influence although they do not earn.",
               counts["image"]) if counts["image"] else ""  # fmt: skip
    return sentences(_rule(listed), _cut(listed), down if fallen else "", more if parts else "", image)


def _cut(listed: KeyAccounts) -> str:
    """Say where the list ends and which customers are in reserve."""
    rest = len(listed.reserve())
    if not rest:
        return ""
    return n_(
        "The list ends after {places}, as many as can be looked after; {n} more meets the criteria and is in "
        "reserve.",
        "The list ends after {places}, as many as can be looked after; {n} more meet the criteria and are in "
        "reserve.",
        rest, places=count(len(listed.listed())),
    )  # fmt: skip


def _alike(known: Judgement) -> str:
    if not known.even:
        return ""
    return _("The customers are very similar (Gini coefficient {gini}): a list would treat equal customers "
             "differently.",
             gini=number(known.spread, 2))  # fmt: skip


def _evidence(client: Client, listed: KeyAccounts, more: Mapping[str, list[str]]) -> pd.DataFrame:
    """List key accounts, where the list ends, and the candidates after them, in words."""
    rows = listed.table[listed.table["verdict"] != "not"].copy()
    rows["orders"] = rows["customer_id"].map(client.accounts.set_index("customer_id")["orders"])
    rows["warnings"] = [
        _(", ").join([*(label(w) for w in names), *more.get(who, ())])
        for who, names in zip(rows["customer_id"], rows["warnings"], strict=True)
    ]
    if listed.goods_basis == "revenue":
        rows["decided_by"] = rows["decided_by"].replace({"earns_lastingly": "buys_lastingly"})
    verdict = rows["verdict"].where(rows["on_list"] | (rows["verdict"] != "key"), "in_reserve")
    rows["verdict"] = verdict.map(label)
    for column in ("decided_by", "tier"):
        rows[column] = rows[column].map(label)
    rows = with_marks(client, renamed(rows, listed.basis))
    columns = (
        "place", "customer_id", "name", "verdict", "decided_by", "tier", "year_tier", "revenue", listed.basis,
        "orders_placed", "recency_days", "growth", "warnings",
    )  # fmt: skip
    return rows[[c for c in dict.fromkeys(columns) if c in rows]].reset_index(drop=True)


def _advice(client: Client) -> tuple[Advice, ...]:
    known = judged(client)
    listed, given = known.keys, []
    if known.even:
        return ()
    chosen = listed.listed()
    if len(chosen):
        text = n_(
            "Assign an owner and a plan to the key account {names}, and review the list every year.",
            "Put the {n} key accounts on a list, with an owner and a plan for each ({names}), and review it "
            "every year.",
            len(chosen), names=leading(chosen["name"].tolist()),
        )  # fmt: skip
        given.append(Advice(text, "role_general_manager", 30, unvalued=keeps()))
    return (*given, *_win_back(client), *_develop(known))


def _win_back(client: Client) -> tuple[Advice, ...]:
    """Advise to win back who was of value and is silent, and to ask those who are silent for over a year."""
    if not gone_quiet(client):
        return ()
    gone = judged(client).keys.with_verdict("candidate")
    gone = gone[gone["customer_id"].isin(gone_quiet(client))]
    alive = gone["customer_id"].isin(not_lost(client, gone["customer_id"].tolist()))
    given = []
    if alive.any():
        given.append(_back(client, gone[alive]))
    if not alive.all():
        given.append(_ask_the_lost(gone[~alive]))
    return tuple(given)


def _back(client: Client, gone: pd.DataFrame) -> Advice:
    """Advise to win back customers that are silent, but not for so long that they are lost."""
    text = n_(
        "Win back {names}, a valuable customer that has gone quiet: find out why the orders stopped and where it "
        "buys now.",
        "Win back the {n} valuable customers that have gone quiet ({names}): find out why the orders stopped and "
        "where they buy now.",
        len(gone), names=leading(gone["name"].tolist()),
    )  # fmt: skip
    who = tuple(gone["customer_id"])
    worth, why = at_risk(client, who)
    return Advice(text, "role_sales_director", 30, worth, "risk", why, who, text)


def _ask_the_lost(gone: pd.DataFrame) -> Advice:
    """Advise to ask once why customers of value left."""
    text = n_(
        "Ask {names}, a valuable customer that is lost, once why it left and where it buys now; make an offer "
        "only if the cause is removed.",
        "Ask the {n} valuable customers that are lost ({names}) once why they left and where they buy now; make "
        "an offer only if the cause is removed.",
        len(gone), names=leading(gone["name"].tolist()),
    )  # fmt: skip
    _worth, why = all_lost()
    return Advice(text, "role_sales_director", 30, None, "risk", why, tuple(gone["customer_id"]), text)


def _develop(known: Judgement) -> tuple[Advice, ...]:
    """Advise to develop the candidates, but those with whom terms come first and volume may be let go."""
    listed, seen = known.keys, known.misconceptions.table
    harsh = list(seen.loc[seen["misconception"] == "harsh_terms", "customer_id"])
    everyone = listed.with_verdict("candidate")
    everyone = everyone[~everyone["decided_by"].isin(["gone_quiet", "faded"])]
    waits = everyone["customer_id"].isin(harsh)
    candidates, n = everyone[~waits], int((~waits).sum())
    if not n:
        return ()
    names = leading(candidates["name"].tolist())
    if listed.not_judged == "too_short":
        return _wait(listed, candidates)
    if n > listed.at_most * ROOM:
        candidates = candidates.head(listed.at_most)
        text = _(
            "From the {n} candidates choose the best {places} ({names}), as many as can be looked after; note "
            "what each is missing.",
            n=count(n), places=count(listed.at_most), names=names,
        )  # fmt: skip
    else:
        text = n_(
            "Develop the candidate {names}: note what is missing and how it can reach next year's list.",
            "Develop the {n} candidates ({names}): note what each is missing and how it can reach next year's "
            "list.",
            n, names=names,
        )  # fmt: skip
    later = n_(
        "{n} more on harsh terms waits until its terms improve.",
        "{n} more on harsh terms wait until their terms improve.", int(waits.sum()),
    )  # fmt: skip
    whole = sentences(text, later if waits.any() else "")
    why = _("How much more a candidate can contribute is not known.")
    return (Advice(whole, "role_account_manager", 90, unvalued=why, core=text),)


def _wait(listed: KeyAccounts, candidates: pd.DataFrame) -> tuple[Advice, ...]:
    """Advise to keep the best where nothing but time is missing to call them key accounts."""
    chosen, fewest = candidates.head(listed.at_most), listed.policy.shortest_days
    text = n_(
        "Look after {names} as a key account from now on, and decide whether it is one when {days} days of "
        "orders are available.",
        "Look after the {n} candidates ({names}) as key accounts from now on, and decide which of them are when "
        "{days} days of orders are available.",
        len(chosen), names=leading(chosen["name"].tolist()), days=count(fewest),
    )  # fmt: skip
    return (Advice(text, "role_account_manager", max(fewest - listed.days, 1), unvalued=keeps()),)


def _notes(client: Client, listed: KeyAccounts) -> tuple[str, ...]:
    currency = client.currency
    lines = _(
        "The gold tier starts at {line}. Customers without net revenue, without a positive contribution or "
        "dependent on a single occasion are never on the list. Customers on harsh terms remain candidates until "
        "the terms improve.",
        line=money(finite(listed.line), currency),
    )  # fmt: skip
    places = _(
        "Places on the list: {n}. By default it is a fifth of the customers, at least 10 and at most 60, since "
        "one person can handle about ten account plans. Equal customers at the end of the list are kept or left "
        "out together.",
        n=count(listed.at_most),
    )  # fmt: skip
    rest = [note for note in (places, _without_image(client)) if note]
    return (lines, *rest) if finite(listed.line) is not None else tuple(rest)


def _without_image(client: Client) -> str:
    """Name the columns without which no image account can be named."""
    lacking = missing(client, image_accounts.SPEC.needs)
    if not lacking:
        return ""
    return _("Image accounts, kept for their influence although they do not earn, cannot be named without "
             "{columns}.",
             columns=enumerated(in_words(image_accounts.SPEC.needs, lacking)))  # fmt: skip
