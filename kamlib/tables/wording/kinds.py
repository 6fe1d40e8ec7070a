"""Words for rows that are no sale, or repeat the money of others: left out, or counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kamlib.tables.lines.wanted import KINDS
from kamlib.tables.message_parts import message_fields
from kamlib.tables.problems import Problem
from kamlib.words import _, n_

#: Reason → its short name.
REASONS: Mapping[str, Callable[[], str]] = {
    "sum-rows": lambda: _("sums of their orders"),
    "deposit-rows": lambda: _("deposits"),
    "opening-rows": lambda: _("opening balances"),
    "internal-rows": lambda: _("own group"),
    "test-rows": lambda: _("tests"),
    "draft-rows": lambda: _("drafts"),
    "document-rows": lambda: _("earlier documents of the same deal"),
    "repeat-rows": lambda: _("repeated order lines"),
}

_KINDS: Mapping[str, Callable[[], str]] = {
    "deposit": lambda: _("deposits and pro forma invoices"),
    "opening": lambda: _("balances that were brought in when the books began"),
    "internal": lambda: _("sales to companies of the own group"),
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
            "{n} row was counted although column {column} of the customers calls it no sale: {what} ({sum}; "
            "customers: {customers}).",
            "{n} rows were counted although column {column} of the customers calls them no sales: {what} ({sum}; "
            "customers: {customers}).",
            p.rows,
            what=_KINDS[kind](),
            **message_fields(p),
        )
        if "customers" in p.values
        else n_(
            "{n} row was counted although column {column} calls it no sale: {what} ({sum}; {place}).",
            "{n} rows were counted although column {column} calls them no sales: {what} ({sum}; first: {place}).",
            p.rows,
            what=_KINDS[kind](),
            **message_fields(p),
        )
    )


def _to_keep(kind: str) -> Callable[[Problem], str]:
    return lambda p: (
        _("If final invoices are over the rest only, these rows are sales: say --keep deposit.")
        if kind == "deposit"
        else _("If they are sales, say --keep {kind}.", kind=kind)
    )


def _to_drop(kind: str) -> Callable[[Problem], str]:
    return lambda p: "" if p.values.get("kept") else _("To leave them out, say --drop {kind}.", kind=kind)


#: Code → (what is wrong and what was done, what to do).
WORDS: dict[str, tuple[Callable[[Problem], str], Callable[[Problem], str]]] = {
    **{KINDS[kind]: (_left_out(kind), _to_keep(kind)) for kind in _KINDS},
    **{f"{kind}-counted": (_counted(kind), _to_drop(kind)) for kind in _KINDS},
    "sum-rows": (
        lambda p: n_(
            "{n} row is the sum of the other rows of its order and was left out ({sum}; {place}).",
            "{n} rows are the sums of the other rows of their orders and were left out ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If they are lines of their own, say --keep {kind}.", kind="sums"),
    ),
    "sums-counted": (
        lambda p: n_(
            "{n} row is as large as the other rows of its order together; it was counted ({sum}; {place}).",
            "{n} rows are as large as the other rows of their orders together; they were counted ({sum}; first: "
            "{place}).",
            p.rows,
            **message_fields(p),
        ),
        _to_drop("sums"),
    ),
    "repeat-rows": (
        lambda p: n_(
            "{n} row repeats another one of its order but for {column}, and was left out ({sum}; {place}).",
            "{n} rows repeat others of their orders but for {column}, and were left out ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If each holds a share of the amount, say --keep {kind}.", kind="repeats"),
    ),
    "repeats-counted": (
        lambda p: n_(
            "{n} row repeats another one of its order but for {column}; it was counted ({sum}; {place}).",
            "{n} rows repeat others of their orders but for {column}; they were counted ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: (
            ""
            if p.values.get("kept")
            else _(
                "If the amount stands there in full each time, say --drop repeats; if each row holds its "
                "share, say --keep repeats."
            )
        ),
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
        lambda p: _("If they are sales of their own, say --keep {kind}.", kind="documents"),
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
            else _("If they are, say --drop documents; if they are sales of their own, say --keep documents.")
        ),
    ),
}  # fmt: skip
