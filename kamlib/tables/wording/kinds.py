"""Words for rows that are not sales, or repeat the money of others: left out, or counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kamlib.tables.lines.wanted import KINDS
from kamlib.tables.message_parts import message_fields
from kamlib.tables.problems import Problem
from kamlib.words import _, n_

#: Reason → its short name.
REASONS: Mapping[str, Callable[[], str]] = {
    "sum-rows": lambda: _("totals of their orders"),
    "deposit-rows": lambda: _("deposits"),
    "opening-rows": lambda: _("opening balances"),
    "internal-rows": lambda: _("internal sales"),
    "test-rows": lambda: _("tests"),
    "draft-rows": lambda: _("drafts"),
    "document-rows": lambda: _("earlier documents of the same deal"),
    "repeat-rows": lambda: _("repeated order lines"),
    "overlap-rows": lambda: _("orders of overlapping exports"),
}

_KINDS: Mapping[str, Callable[[], str]] = {
    "deposit": lambda: _("deposits and pro forma invoices"),
    "opening": lambda: _("opening balances entered when the books were set up"),
    "internal": lambda: _("sales to companies of the same group"),
    "test": lambda: _("tests"),
    "draft": lambda: _("drafts"),
}


def _left_out(kind: str) -> Callable[[Problem], str]:
    return lambda p: (
        n_(
            "{n} row was left out: {what}, by column {column} of the customers ({sum}; customers: {customers}).",
            "{n} rows were left out: {what}, by column {column} of the customers ({sum}; customers: {customers}).",
            p.rows,
            what=_KINDS[kind](),
            **message_fields(p),
        )
        if "customers" in p.values
        else n_(
            "{n} row was left out: {what}, by column {column} ({sum}; {place}).",
            "{n} rows were left out: {what}, by column {column} ({sum}; first: {place}).",
            p.rows,
            what=_KINDS[kind](),
            **message_fields(p),
        )
    )


def _counted(kind: str) -> Callable[[Problem], str]:
    return lambda p: (
        n_(
            "{n} row was counted although it is not a sale by column {column} of the customers: {what} ({sum}; "
            "customers: {customers}).",
            "{n} rows were counted although they are not sales by column {column} of the customers: {what} "
            "({sum}; customers: {customers}).",
            p.rows,
            what=_KINDS[kind](),
            **message_fields(p),
        )
        if "customers" in p.values
        else n_(
            "{n} row was counted although it is not a sale by column {column}: {what} ({sum}; {place}).",
            "{n} rows were counted although they are not sales by column {column}: {what} ({sum}; first: "
            "{place}).",
            p.rows,
            what=_KINDS[kind](),
            **message_fields(p),
        )
    )


def _to_keep(kind: str) -> Callable[[Problem], str]:
    return lambda p: (
        _("If final invoices cover only the remaining amount, these rows are sales: use --keep deposit.")
        if kind == "deposit"
        else _("If they are sales, use --keep {kind}.", kind=kind)
    )


def _to_drop(kind: str) -> Callable[[Problem], str]:
    return lambda p: "" if p.values.get("kept") else _("To leave them out, use --drop {kind}.", kind=kind)


#: Code → (what is wrong and what was done, what to do).
WORDS: dict[str, tuple[Callable[[Problem], str], Callable[[Problem], str]]] = {
    **{KINDS[kind]: (_left_out(kind), _to_keep(kind)) for kind in _KINDS},
    **{f"{kind}-counted": (_counted(kind), _to_drop(kind)) for kind in _KINDS},
    "sum-rows": (
        lambda p: n_(
            "{n} row is the total of the other rows of its order and was left out ({sum}; {place}).",
            "{n} rows are the totals of the other rows of their orders and were left out ({sum}; first: "
            "{place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If they are separate lines, use --keep {kind}.", kind="sums"),
    ),
    "sums-counted": (
        lambda p: n_(
            "{n} row equals the total of the other rows of its order; it was counted ({sum}; {place}).",
            "{n} rows equal the total of the other rows of their orders; they were counted ({sum}; first: "
            "{place}).",
            p.rows,
            **message_fields(p),
        ),
        _to_drop("sums"),
    ),
    "repeat-rows": (
        lambda p: n_(
            "{n} row repeats another row of its order except for {column}, and was left out ({sum}; {place}).",
            "{n} rows repeat other rows of their orders except for {column}, and were left out ({sum}; first: "
            "{place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If each row has a share of the amount, use --keep {kind}.", kind="repeats"),
    ),
    "repeats-counted": (
        lambda p: n_(
            "{n} row repeats another row of its order except for {column}; it was counted ({sum}; {place}).",
            "{n} rows repeat other rows of their orders except for {column}; they were counted ({sum}; first: "
            "{place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: (
            ""
            if p.values.get("kept")
            else _(
                "If each row has the full amount, use --drop repeats; if each row has its share, use --keep "
                "repeats."
            )
        ),
    ),
    "overlap-rows": (
        lambda p: n_(
            "{n} row belongs to an order that another file or sheet contains too, with the same lines; it was "
            "left out ({sum}; {place}).",
            "{n} rows belong to orders that another file or sheet contains too, with the same lines; they "
            "were left out ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If they are separate sales, use --keep {kind}.", kind="overlap"),
    ),
    "overlap-counted": (
        lambda p: n_(
            "{n} row belongs to an order that another file or sheet contains too, with the same lines; it was "
            "counted ({sum}; {place}).",
            "{n} rows belong to orders that another file or sheet contains too, with the same lines; they "
            "were counted ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        _to_drop("overlap"),
    ),
    "document-rows": (
        lambda p: n_(
            "{n} row by column {column} is an earlier document of a deal that has a later one ({names}) and was "
            "left out ({sum}; {place}).",
            "{n} rows by column {column} are earlier documents of deals that have later ones ({names}) and were "
            "left out ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If they are separate sales, use --keep {kind}.", kind="documents"),
    ),
    "documents-counted": (
        lambda p: n_(
            "{n} row by column {column} may be an earlier document of a deal that has a later one ({names}); it "
            "was counted ({sum}; {place}).",
            "{n} rows by column {column} may be earlier documents of deals that have later ones ({names}); they "
            "were counted ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: (
            ""
            if p.values.get("kept")
            else _("If they are, use --drop documents; if they are separate sales, use --keep documents.")
        ),
    ),
}  # fmt: skip
