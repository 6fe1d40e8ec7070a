"""What a report is asked for: checked before a kernel starts, because papermill checks nothing."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kamlib import chosen as choosing
from kamlib import serving_policy
from kamlib.book import TABLES
from kamlib.classify.tiers import TIERS
from kamlib.errors import KamError
from kamlib.loading import fiscal_month, refuse_reading
from kamlib.reports import deadlines, sources
from kamlib.tables import one_customer
from kamlib.tables import products as product_list
from kamlib.tables.columns.matching import check_ours
from kamlib.tables.conversion import currencies
from kamlib.tables.files import encodings, limits
from kamlib.tables.schema import schema
from kamlib.tables.sources.kinds import kind_of, shown
from kamlib.words import LANGUAGES, _, language
from kamlib.words.phrases import enumerated, nearest

#: Templates that exist, each a notebook in ``notebooks/reports``.
TEMPLATES = ("portfolio", "review")

#: Formats that can be written, in the order in which they are.
FORMATS = ("html", "pdf", "xlsx")

#: Those that show figures: the workbook draws charts of its own.
PAGED = frozenset(("html", "pdf"))

#: The parameters that name a file of the client's.
FILES = TABLES

#: The parameters that ``kam.load`` passes on to the reader of the orders.
READING = (
    "table",
    "columns",
    "encoding",
    "dayfirst",
    "decimal",
    "sheet",
    "unit",
    "drop_duplicates",
    "max_size",
    "keep",
    "drop",
)

#: What the embedded client is called.
EMBEDDED = "machinery"


#: The parameters that hold names, which an anonymised report does not show.
_NAMING = ("client", "sheet", "table", "columns", "same_customer")


class Parameters(BaseModel):
    """What a report is made from and how; the names are those of the notebook's parameters cell.

    Attributes
    ----------
    orders : str
        A file of order lines, a folder of them or a pattern, a database file, the address of a database, or the
        name of a data set.
    customers, activities, contacts, survey, exits, deals, prospects, people : str or None
    promises, network, requests, rules, files, answers, ratings : str or None
        The other tables' files.
    template, language : str
        Which report, in which language.
    client : str
        The client's name on the cover; by default the data set's or the file's.
    prepared_by : str or None
        Who prepared the report, as the cover names them; without one the cover has no such line.
    as_of : date or None
        The day from which recency is counted; by default the last day in the orders.
    since : date or None
        The earlier date of a review; by default a year before `as_of`.
    issued : date or None
        The day of issue, from which deadlines are counted; without one they are days from delivery, and no dates.
    country : str or None
        ISO 3166 code of the country whose public holidays are not deadlines; by default that of the currency.
    basis : {"revenue", "profit", "profit_after_serving"} or None
        What contribution is measured in; by default what the tables allow (see ``Client.basis``).
    policy : mapping or None
        Rates for what the data does not hold, by name; ``check`` takes a policy file too.
        See ``kamlib.serving_policy``.
    fiscal_year : int or None
        Month in which the client's years begin, 1 to 12; by default years are counted back from `as_of`.
    minimum_order : float or None
        The smallest order (currency units) that is thought of: only then does the report weigh one.
    promised_visits : mapping or None
        Visits a year that the client promises a customer, by tier; ``check`` takes ``platinum=12,gold=6`` too.
    choices : mapping or None
        What somebody chose in lessons; ``check`` takes a file of them too. See ``kamlib.chosen``.
    currency : str or None
        ISO 4217 code, where the file does not say it.
    anonymise : bool
        Whether customers, people and the client are given other names throughout.
    same_customer : mapping or None
        Ids that are one customer, each with the one that it becomes; ``check`` takes a file of them too.
    products : mapping or None
        Name and category of each product id; ``check`` takes a file of them too.
    count_by : {"company", "group"}
        What a customer is; see ``kam.load``.
    table : str or None
        Name of the table of a database that holds the orders.
    columns, encoding, dayfirst, decimal, sheet, unit, drop_duplicates, max_size, keep, drop
        How the orders are read; see ``tables.read``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    orders: str = EMBEDDED
    customers: str | None = None
    activities: str | None = None
    contacts: str | None = None
    survey: str | None = None
    exits: str | None = None
    deals: str | None = None
    prospects: str | None = None
    people: str | None = None
    promises: str | None = None
    network: str | None = None
    requests: str | None = None
    rules: str | None = None
    files: str | None = None
    answers: str | None = None
    ratings: str | None = None
    template: str = "portfolio"
    language: str = "en"
    client: str | None = None
    prepared_by: str | None = None
    as_of: dt.date | None = None
    since: dt.date | None = None
    issued: dt.date | None = None
    country: str | None = None
    basis: Literal["revenue", "profit", "profit_after_serving"] | None = None
    policy: dict[str, float | dict[str, float]] | None = None
    fiscal_year: int | None = None
    promised_visits: dict[str, float] | None = None
    choices: dict[str, Any] | None = None
    minimum_order: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    currency: str | None = None
    anonymise: bool = False
    same_customer: dict[str, str] | None = None
    products: dict[str, dict[str, str]] | None = None
    count_by: Literal["company", "group"] = "company"
    table: str | None = None
    columns: dict[str, str] | None = None
    encoding: str | None = None
    dayfirst: bool | None = None
    decimal: str | None = None
    sheet: str | None = None
    unit: float | None = None
    drop_duplicates: bool = False
    max_size: str | None = None
    keep: list[str] | None = None
    drop: list[str] | None = None

    @field_validator("template")
    @classmethod
    def _template_exists(cls, value: str) -> str:
        return _one_of("template", value, TEMPLATES)

    @field_validator("language")
    @classmethod
    def _language_is_spoken(cls, value: str) -> str:
        return _one_of("language", value, LANGUAGES)

    @field_validator("currency")
    @classmethod
    def _currency_is_a_code(cls, value: str | None) -> str | None:
        return None if value is None else currencies.known(value)

    @field_validator("country")
    @classmethod
    def _country_is_known(cls, value: str | None) -> str | None:
        return None if value is None else deadlines.supported(value)

    @field_validator("fiscal_year")
    @classmethod
    def _fiscal_year_is_a_month(cls, value: int | None) -> int | None:
        return fiscal_month(value)

    @field_validator("columns")
    @classmethod
    def _columns_are_ours(cls, value: dict[str, str] | None) -> dict[str, str] | None:
        check_ours(value or {}, schema()["orders"])
        return value

    @field_validator("encoding")
    @classmethod
    def _encoding_is_known(cls, value: str | None) -> str | None:
        if value is not None:
            encodings.known(value)
        return value

    @field_validator("max_size")
    @classmethod
    def _size_is_one(cls, value: str | None) -> str | None:
        if value is not None:
            limits.in_bytes(value)
        return value

    def local_files(self) -> dict[str, Path]:
        """Return the files that the client brought, by role; database files among them."""
        return {role: Path(name) for role, name in self.sources().items() if Path(name).is_file()}

    def sources(self) -> dict[str, str]:
        """Return what the client brought, by role: files, folders, patterns and databases, no data sets."""
        named = {role: getattr(self, role) for role in FILES}
        return {role: name for role, name in named.items() if name and not sources.is_set(name) and kind_of(name)}

    def reading(self) -> dict[str, Any]:
        """Return the keywords for the reader: those that were given."""
        given = {name: getattr(self, name) for name in READING}
        return {name: value for name, value in given.items() if value} | (
            {"dayfirst": False} if self.dayfirst is False else {}
        )

    def printable(self) -> dict[str, Any]:
        """Return the parameters fit to be handed on: files without folders; anonymised, without names."""
        whole = self.model_dump(mode="json", exclude_defaults=True) | {
            "orders": self.orders, "template": self.template, "language": self.language,
        }  # fmt: skip
        for role in FILES:
            if role in self.sources():
                whole[role] = role if self.anonymise else shown(whole[role])
        if self.anonymise and self.choices:  # rows name customers and people
            whole["choices"] = {name: len(value) if isinstance(value, list) else value
                                for name, value in self.choices.items()}  # fmt: skip
        if self.anonymise:
            whole = {name: value for name, value in whole.items() if name not in _NAMING}
            if "policy" in whole:  # a channel may bear a customer's name
                rates_of = whole["policy"].items()
                whole["policy"] = {n: sorted(v.values()) if isinstance(v, dict) else v for n, v in rates_of}
        return whole


def check(given: Mapping[str, Any]) -> Parameters:
    """Make parameters from what was given.

    Parameters
    ----------
    given : mapping
        Names and values; None means: not given.

    Returns
    -------
    kamlib.reports.parameters.Parameters
        With absolute paths for files that exist.

    Raises
    ------
    KamError
        If a name is unknown (the nearest known one is named), a value does not fit, or a file is not there.
    """
    refuse_unknown(given, Parameters.model_fields)
    wanted = {name: value for name, value in given.items() if value is not None}
    wanted.setdefault("language", language())
    for role in FILES:
        if role in wanted:
            wanted[role] = sources.found(role, str(wanted[role]))
    wanted |= {name: read(wanted[name]) for name, read in _READ.items() if name in wanted}
    _refuse_apart(wanted)
    try:
        checked = Parameters(**wanted)
    except ValidationError as error:
        raise KamError(_misfit(error.errors()[0])) from None
    if "orders" not in checked.sources():
        refuse_reading(checked.orders, checked.reading())
    return checked


def _refuse_apart(wanted: Mapping[str, Any]) -> None:
    """Refuse what goes only with something else that was not asked for."""
    if "since" in wanted and wanted.get("template") != "review":
        raise KamError(_("since applies to the template review only; add --template review"))
    if "country" in wanted and "issued" not in wanted:
        raise KamError(
            _("--country sets the holidays that deadlines avoid; it needs the date of issue, --issued 2025-01-15")
        )
    if wanted.get("fiscal_year") and wanted.get("template") == "review":
        raise KamError(
            _("fiscal_year applies to the template portfolio only; a review is defined by its two dates")
        )


def refuse_unknown(names: Iterable[str], known: Iterable[str]) -> None:
    """Refuse the first name that is not known, naming the nearest that is.

    Raises
    ------
    KamError
        If there is one.
    """
    offered = set(known)
    for name in names:
        if name not in offered:
            raise KamError(_("Unknown parameter {name}. {hint}", name=name, hint=nearest(name, sorted(offered))))


def _misfit(error: Any) -> str:
    """Say in our words which value does not fit, and how to write it."""
    name, value = str(next(iter(error["loc"]), "")), str(error["input"])
    if name in ("as_of", "since", "issued"):
        option = name.replace("_", "-")
        return _("--{option} {value}: use a date like 2024-12-31.", option=option, value=value)
    if error["type"] == "literal_error":
        offered = enumerated(str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", "))
        return _(
            "{what} {value} is not available; choose one of {offered}", what=name, value=value, offered=offered
        )
    return _("{name} {value}: invalid value; see kam report --help", name=name, value=value)


def formats(words: str | Iterable[str]) -> tuple[str, ...]:
    """Read ``"html,pdf"`` into the formats to be written, in their order.

    Raises
    ------
    KamError
        If one is unknown or none is named.
    """
    listed = words.split(",") if isinstance(words, str) else list(words)
    named = [word.strip().lower() for word in listed if word.strip()]
    for name in named or [""]:
        _one_of("format", name, FORMATS)
    return tuple(name for name in FORMATS if name in named)


def _policy(given: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    return serving_policy.validate_rates(given) if isinstance(given, Mapping) else serving_policy.read(given)


def _promised(given: str | Mapping[str, Any]) -> dict[str, float]:
    """Read visits a year by tier: ``platinum=12,gold=6``."""
    parts = given if isinstance(given, Mapping) else {
        name: value for name, _sign, value in (part.partition("=") for part in given.split(",") if part.strip())
    }  # fmt: skip
    read = {}
    for name, value in parts.items():
        tier = _one_of("tier", str(name).strip(), TIERS)
        try:
            read[tier] = float(value)
        except (TypeError, ValueError):
            read[tier] = -1.0
        if not 0 <= read[tier] < math.inf:
            raise KamError(_("--promised-visits {tier}={value}: enter the visits a year, for example {tier}=12",
                             tier=tier, value=str(value)))  # fmt: skip
    return read


#: Parameters that a file may hold, and what reads it.
_READ: dict[str, Callable[[Any], Any]] = {
    "policy": _policy,
    "same_customer": one_customer.read,
    "products": product_list.read,
    "promised_visits": _promised,
    "choices": choosing.read,
}


def _one_of(what: str, value: str, offered: Iterable[str]) -> str:
    if value not in offered:
        words = _("{what} {value} is not available; choose one of {offered}",
                  what=what, value=value or "–", offered=enumerated([*offered]))  # fmt: skip
        raise KamError(words)
    return value
