"""What account files lack: statements that the data contradict, and unknown answers by what they decide (K9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.findings.claims import shared_out
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.spec import FindingSpec
from kamlib.manage.files import completeness
from kamlib.manage.files.assembling import all_files
from kamlib.manage.files.fields import fields
from kamlib.manage.files.stakes import stakes
from kamlib.manage.year import year_of
from kamlib.requirements import Needs
from kamlib.words import _, count, date, label, money, n_, number, percent
from kamlib.words.phrases import enumerated, leading, sentences

if TYPE_CHECKING:
    from kamlib.client import Client

SPEC = FindingSpec(
    "account_files", "K9", "care", "3-2-account-file",
    needs=Needs(one_of=("contacts.contact_id", "files.value", "customers.potential")),
)  # fmt: skip

#: Rows of the evidence.
ROWS = 40

#: In this order they are shown.
_ORDER = ("contradicted", "stale", "unknown")


def account_files(client: Client) -> Finding:
    """Say how complete account files are, what in them the data contradict, and which blanks matter (K9).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each customer, state and decision, contradictions first.
    """
    table, share = all_files(client), completeness(client)
    brings = stakes(client)["keep"].reindex(share.index).fillna(0.0)
    whole = float(brings.sum())
    complete = float((share * brings).sum() / whole) if whole > 0 else float(share.mean())
    rows = _open(table)
    sizes = table["state"].value_counts()
    wrong, old = (int(sizes.get(state, 0)) for state in ("contradicted", "stale"))
    blank = int(((table["state"] == "unknown") & (table["decides"] != "")).sum())
    computed = float((table["shown"].notna()).sum() / max(1, (table["value"].notna()).sum()))
    return Finding(
        SPEC, _title(wrong, complete), _summary(wrong, old, blank, computed), _evidence(client, rows),
        source_of(client),
        facts={"contradicted": wrong, "stale": old, "unknown": blank, "complete": round(complete, 4),
               "computed": round(computed, 4)},
        advice=_advice(client, table), notes=_notes(client),
    )  # fmt: skip


def _title(wrong: int, complete: float) -> str:
    share = percent(complete)
    if not wrong:
        return _("Account files are {share} complete, measured by the money that their answers decide on",
                 share=share)  # fmt: skip
    return n_(
        "The data contradict {n} statement in the account files, which are {share} complete by money",
        "The data contradict {n} statements in the account files, which are {share} complete by money",
        wrong, share=share,
    )  # fmt: skip


def _summary(wrong: int, old: int, blank: int, computed: float) -> str:
    filled = _(
        "{share} of what is known comes from orders, visits, contacts and surveys: nobody has to fill it in.",
        share=percent(computed),
    )
    left = _(
        "Answers that would change a tier, the sales policy or an account plan: {blank} unknown, {old} out of "
        "date, {wrong} contradicted by the data.",
        blank=count(blank), old=count(old), wrong=count(wrong),
    )  # fmt: skip
    return sentences(filled, left)


def _open(table: pd.DataFrame) -> pd.DataFrame:
    """Return what is not known for certain, one row for each customer, state and decision: the first `ROWS`."""
    open_ = table[table["state"].isin(_ORDER) & (table["decides"] != "")]
    open_ = open_.assign(_at=open_["state"].map(_ORDER.index).astype("int64"), _money=open_["money"].fillna(0.0))
    wrong = open_["state"] == "contradicted"
    single = open_["field"].where(wrong, "")  # a contradiction has a row of its own
    by = ["customer_id", "state", "decides", "_money"]
    open_ = open_.assign(_row=open_.assign(_single=single).groupby([*by, "_single"], sort=False).ngroup())
    rows = open_[~open_["_row"].duplicated()].sort_values(
        ["_at", "_money", "customer_id", "decides"], ascending=[True, False, True, True]
    ).head(ROWS)  # fmt: skip
    few = open_[open_["_row"].isin(rows["_row"])].groupby("_row")
    said = few.agg(keys=("field", list), shown=("shown", "first"), stated=("stated", "first"))
    return rows[["_row", *by]].join(said, on="_row")


def _evidence(client: Client, rows: pd.DataFrame) -> pd.DataFrame:
    shown = client.named(rows).to_dict("records")
    bought = year_of(client).table["revenue"]
    for row in shown:
        if row["state"] == "contradicted" and row["keys"] == ["potential"]:
            row["shown"] = bought[row["customer_id"]]
    return pd.DataFrame([
        {
            "customer_id": row["customer_id"], "name": row["name"],
            "file_label": enumerated([fields()[key].label for key in row["keys"]]),
            "file_state": label(f"file_{row['state']}"),
            "file_tables": _written(row["keys"][0], row["shown"], client) if row["state"] != "unknown" else "",
            "file_stated": _written(row["keys"][0], row["stated"], client) if row["state"] != "unknown" else "",
            "file_decides": label(f"file_decides_{row['decides']}"), "file_money": row["_money"] or None,
        }
        for row in shown
    ])  # fmt: skip


def _written(key: str, value: Any, client: Client) -> str:
    """Write a value of a field for a table of texts."""
    if value is None or value is pd.NaT or value != value:
        return ""
    kind = fields()[key].type
    if kind == "date":
        return date(pd.Timestamp(value))
    if kind == "money":
        return money(value, client.currency)
    if kind == "share":
        return percent(value, 1)
    return str(value) if kind == "text" else number(value, 1 if kind in ("score", "number") else 0)


def _advice(client: Client, table: pd.DataFrame) -> tuple[Advice, ...]:
    """Ask for the share of wallet where it is not known, in the order of what the answer decides on."""
    steps = []
    wrong = table[(table["state"] == "contradicted") & (table["decides"] != "")]
    if len(wrong):
        ids = wrong["customer_id"].drop_duplicates().tolist()
        names = client.named(pd.DataFrame({"customer_id": ids}))["name"].tolist()
        text = n_("Correct what the data contradict in the file of {names}.",
                  "Correct what the data contradict in the files of {n} customers ({names}).",
                  len(ids), names=leading(names))  # fmt: skip
        why = _("A wrong statement costs nothing by itself; what is decided on it does.")
        free = tuple(who for who in ids if who not in shared_out(client))  # of the others, another step says more
        steps.append(Advice(text, "role_account_manager", 14, unvalued=why, customers=free))
    open_ = table[(table["field"] == "potential") & table["state"].isin(("unknown", "stale", "contradicted"))]
    open_ = open_[open_["money"] > 0].sort_values(["money", "customer_id"], ascending=[False, True])
    if len(open_):
        names = client.named(open_[["customer_id"]])["name"].tolist()
        text = n_(
            "Ask {names} what it spends a year on such goods with all suppliers.",
            "Ask the {n} customers whose purchasing potential is not known ({names}) what they spend a year on "
            "such goods with all suppliers.",
            len(open_), names=leading(names),
        )  # fmt: skip
        why = _("An answer recovers nothing by itself. It shows which of these customers can buy more, and so on "
                "whom visits and better terms are spent.")  # fmt: skip
        steps.append(
            Advice(text, "role_account_manager", 30, unvalued=why, customers=tuple(open_["customer_id"]))
        )  # fmt: skip
    return tuple(steps)


def _notes(client: Client) -> tuple[str, ...]:
    computed = sum(field.by == "computed" for field in fields().values())
    notes = [_(
        "A file has {n} fields; {computed} are computed. Amounts of several answers are about the same money and "
        "do not add up.",
        n=count(len(fields())), computed=count(computed),
    )]  # fmt: skip
    if not client.has("customers.potential"):
        notes.append(_("No purchasing potential is known for any customer, so the value of an answer for growth "
                       "cannot be computed."))  # fmt: skip
    return tuple(notes)
