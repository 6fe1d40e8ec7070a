"""Chapter 2, how long a list of the best lasts: who stays on it, and where today's come from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kamlib.classify import concessions as cons
from kamlib.findings.finding import SHOWN, Advice, Finding, source_of
from kamlib.findings.review import bought
from kamlib.words import _, count, date, n_, number, percent
from kamlib.words.phrases import inside, sentences

if TYPE_CHECKING:
    from kamlib.classify.concessions import ListLife
    from kamlib.client import Client


def list_life(client: Client) -> Finding:
    """Say how long the list of the largest lasts and where today's come from (K5)."""
    from kamlib.figures import concessions as figure

    trailing = bought(client)
    top = max(5, round(0.2 * client.accounts["customer_id"].nunique()))
    life = cons.list_life(trailing, of=client.basis, top=top)
    evidence = client.named(life.origin).head(SHOWN)
    newcomers = int((life.origin["rank_first"] > life.top).sum())
    return Finding(
        "list_life", "K5", "classify", _life_title(life), _life_summary(life, newcomers), evidence,
        source_of(client),
        facts={
            "top": life.top, "kept_share": float(life.table["kept_share"].iloc[1]), "half_life": life.half_life,
            "grown": newcomers,
        },
        draw=partial(figure.list_survival, life), alt=figure.list_survival_alt(life),
        advice=_life_advice(life), lesson="2-2-four-misconceptions",
        notes=(_("Years are counted back from {day}; the list is made by {basis}.", day=date(client.as_of),
                 basis=inside(client.basis)),),
    )  # fmt: skip


def _life_title(life: ListLife) -> str:
    gone = 1 - float(life.table["kept_share"].iloc[1])
    if life.half_life is None:
        if 0 < gone < 1:
            return _("A year later {gone} of the {n} best customers are replaced",
                     gone=percent(gone), n=count(life.top))  # fmt: skip
        if gone > 0:
            return _("All {n} best customers of a year are replaced within a year", n=count(life.top))
        return _("The {n} best customers of a year are the same a year later", n=count(life.top))
    return _(
        "A year later {gone} of the {n} best customers are replaced, half the list after about {years} years",
        gone=percent(gone), n=count(life.top), years=number(life.half_life, 1),
    )  # fmt: skip


def _life_summary(life: ListLife, grown: int) -> str:
    return sentences(
        _("No list of key accounts stays: it has to be reviewed and refilled."),
        n_(
            "{n} of today's best was not among them when it first bought.",
            "{n} of today's best were not among them when they first bought.", grown,
        ),
    )  # fmt: skip


def _life_advice(life: ListLife) -> tuple[Advice, ...]:
    worth = float(round(life.origin.iloc[:, 1].sum(), 2))
    gone = 1 - float(life.table["kept_share"].iloc[1])
    text = _("Fill the list as fast as it empties: name candidates for {n} places a year.",
             n=count(max(1, round(gone * life.top))))  # fmt: skip
    return (Advice(text, "role_sales_director", 90, float(round(worth * gone, 2)), "risk"),) if gone > 0 else ()
