"""Chapter 2, image accounts: benchmarks that do not earn, kept for what they open, with their price (K6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib.findings.claims import open_to
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.judgement import judged, renamed
from kamlib.findings.recoverable import LEAST_MONTHS, losses, today
from kamlib.findings.spec import Claims, FindingSpec
from kamlib.requirements import Needs
from kamlib.words import _, count, label, money, n_, percent
from kamlib.words.phrases import leading, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client


def _losing(client: Client) -> pd.DataFrame:
    """Return the image accounts: all of them lose money over the whole book, or bring nothing."""
    rows = judged(client).keys.with_verdict("image")
    return client.buyers[client.buyers["customer_id"].isin(rows["customer_id"])]


SPEC = FindingSpec(
    "image_accounts",
    "K6",
    "key_accounts",
    "2-3-standards-and-kinds",
    needs=Needs(("customers.influence", "orders.cost")),
    assumptions=("key_accounts",),
    claims=Claims(1, _losing),
)


def image_accounts(client: Client) -> Finding:
    """Name the benchmarks that are kept although they do not earn, with what each costs a year (K6).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence lists all benchmarks, image accounts first.
    """
    keys = judged(client).keys
    rows = priced(client)
    image = rows[rows["verdict"] == "image"]
    price = round(float(image["image_price"].sum()), 2) + 0.0
    unknown = int(keys.table["influence"].isna().sum())
    return Finding(
        SPEC, _title(client, rows, image, price), _summary(client, rows, image), _evidence(client, rows),
        source_of(client),
        facts={"customers": len(keys.table), "benchmarks": len(rows), "image": len(image), "price": price,
               "unknown": unknown},
        advice=_advice(client, image), notes=_notes(client, unknown),
    )  # fmt: skip


def priced(client: Client) -> pd.DataFrame:
    """Return the benchmarks of the book with what they bring a year, and the price of those that do not earn.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``name``, ``influence``, ``reputation`` where known, ``verdict``, ``decided_by``,
        ``contribution``, ``year_revenue``, ``year`` (contribution of the last twelve months, currency
        units a year) and ``image_price`` (the loss of these months; missing where the verdict is
        another). Image accounts come first, those that cost most before the others.
    """
    keys, now = judged(client).keys, today(client)
    table = keys.table[keys.table["influence"] >= keys.policy.influence]
    who = table["customer_id"].tolist()
    known = now.base.months >= LEAST_MONTHS
    year = now.a_year(who, client.basis).to_numpy() if known else table["contribution"].to_numpy()
    sold = now.a_year(who, "revenue").to_numpy() if known else table["revenue"].to_numpy()
    table = table.assign(year=year, year_revenue=sold)
    table["image_price"] = (-table["year"]).clip(lower=0.0).where(table["verdict"] == "image")
    if client.has("customers.reputation"):
        assert client.customers is not None  # noqa: S101  (has() said so)
        grades = client.customers.drop_duplicates("customer_id").set_index("customer_id")["reputation"]
        table["reputation"] = grades.reindex(who).to_numpy()
    first = table.assign(_other=table["verdict"] != "image")
    first = first.sort_values(["_other", "year", "customer_id"], ignore_index=True).drop(columns="_other")
    columns = [
        "customer_id", "influence", "reputation", "verdict", "decided_by", "contribution", "year_revenue", "year",
        "image_price",
    ]  # fmt: skip
    return client.named(first[[c for c in columns if c in first]])


def _title(client: Client, rows: pd.DataFrame, image: pd.DataFrame, price: float) -> str:
    if not len(rows):
        return _("No customer has the influence of an image account ({n} of 5)",
                 n=count(judged(client).keys.policy.influence))  # fmt: skip
    if not len(image):
        return n_("No image account: the one benchmark customer earns over the whole period, or no longer buys",
                  "No image account: all {n} benchmark customers earn over the whole period, or no longer buy",
                  len(rows))  # fmt: skip
    if price <= 0:
        return n_("{n} image account is kept for its influence; it cost nothing in the last 12 months",
                  "{n} image accounts are kept for their influence; they cost nothing in the last 12 months",
                  len(image))  # fmt: skip
    return n_(
        "{n} image account is kept for its influence and costs {money} a year",
        "{n} image accounts are kept for their influence and cost {money} a year",
        len(image), money=money(price, client.currency),
    )  # fmt: skip


def _summary(client: Client, rows: pd.DataFrame, image: pd.DataFrame) -> str:
    rule = _("An image account is a benchmark of its industry that still buys but does not earn. It is worth its "
             "price only for what it opens, and is never counted among the key accounts.")  # fmt: skip
    if not len(image):
        return rule if len(rows) else sentences(rule, _("None has to be decided on here."))
    names = [
        _("{name} ({money} a year)", name=name, money=money(price, client.currency))
        for name, price in zip(image["name"], image["image_price"], strict=True)
    ]
    opens = _("What it opens – references, visits, introductions – cannot be seen in orders: ask for it by name.")
    return sentences(rule, _("The price: {names}.", names=leading(names)), opens)


def _evidence(client: Client, rows: pd.DataFrame) -> pd.DataFrame:
    """List the benchmarks with what they brought in the last twelve months, or in what there is of them."""
    table = rows.assign(verdict=rows["verdict"].map(label), decided_by=rows["decided_by"].map(label))
    sums = ["year_revenue", "year", "image_price"]
    table[sums] = table[sums] / today(client).to_a_year
    table = renamed(table.rename(columns={"year": "year_basis"}), client.basis)
    year = f"{client.basis}_last_months"
    columns = ["customer_id", "name", "influence", "reputation", "verdict", "year_revenue", year, "image_price",
               "decided_by"]  # fmt: skip
    return table[[c for c in columns if c in table]]


def _advice(client: Client, image: pd.DataFrame) -> tuple[Advice, ...]:
    """Advise to agree on what an image account opens; one that loses on products is a matter of these."""
    rows = open_to(client, "image_accounts", image)
    if not len(rows):
        return ()
    text = n_(
        "Keep {names} as an image account only for what it opens: agree on references, visits and introductions "
        "in writing, set a limit for its price, and decide every year.",
        "Keep {names} as image accounts only for what they open: agree on references, visits and introductions in "
        "writing, set a limit for the price of each, and decide every year.",
        len(rows), names=leading(rows["name"].tolist()),
    )  # fmt: skip
    who = tuple(rows["customer_id"])
    worth, why = losses(client, who)
    return (Advice(text, "role_general_manager", 60, worth, "loss", why, who),)


def _notes(client: Client, unknown: int) -> tuple[str, ...]:
    policy = judged(client).keys.policy
    notes = [
        _("Benchmark: influence {n} of 5 in the customer table. Price: the loss in {basis} of the last 12 months. "
          "At most {share} of the places on the key-account list, and one at least, may be image accounts.",
          n=count(policy.influence), basis=lower_first(client.basis), share=percent(policy.image_share)),
    ]  # fmt: skip
    if unknown:
        notes.append(n_(
            "{n} customer has no grade of influence: whether it is a benchmark is not known.",
            "{n} customers have no grade of influence: whether they are benchmarks is not known.", unknown,
        ))  # fmt: skip
    return tuple(notes)
