"""Judging an answer: one of a few outcomes, and one sentence. Whatever is handed in, a sentence comes back.

What is right on a client's data, and what each known mistake leads to, is worked out once, see `values`.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.course.comparing import as_text, brought, is_huge, kind_of, same, yes_or_no
from kamlib.course.exercise import Exercise
from kamlib.course.feedback import Feedback, shown
from kamlib.course.near_misses import FACTORS, candidates, sentence
from kamlib.course.needs import lacking, lacks
from kamlib.course.time_limit import paused, within
from kamlib.course.values import Values
from kamlib.words import _, n_, percent

if TYPE_CHECKING:
    from kamlib.client import Client

#: Beyond the tolerance, a number that keeps this many figures of the expected one is called rounded.
FIGURES = 2

#: Below this one figure is enough: 0.01 for 0.0097.
SMALL = 0.1

#: How far a number may be off to be called a percentage for a share, or thousands for units: people round those.
SLIP = 0.01

#: Millions are rounded more: 3.4 for 3.44.
SLIPS = {"millionth": 0.05}


#: Seconds that an answer may take when it is looked at.
PATIENCE = 2.0


def judge(exercise: Exercise, answer: Any, client: Client) -> Feedback:
    """Judge an answer to an exercise on a client's data.

    Parameters
    ----------
    exercise : Exercise
        The question.
    answer : object
        Anything; three dots mean that the learner has not started.
    client : Client
        The data that the lesson works on.

    Returns
    -------
    Feedback
    """
    if answer is ...:
        return Feedback(exercise.id, "not started", _("Replace the three dots with your answer, then run again."))
    values = Values(client)
    missing = values.of("lacking", exercise.needs, lambda: lacking(client, exercise.needs))
    if missing:
        return Feedback(exercise.id, "not here", lacks(missing))
    expected = values.given_by(exercise.expected)
    try:
        with within(PATIENCE):
            if is_huge(answer):
                return _wrong_shape(exercise, _("You gave {yours}, which is too many.", yours=shown(answer)))
            return _judge(exercise, answer, expected, values)
    except BaseException:  # the learner's object may do anything when looked at; a traceback would teach nothing
        return _wrong_type(exercise, answer, expected)


def _judge(exercise: Exercise, answer: Any, expected: Any, values: Values) -> Feedback:
    yes_no = _yes_or_no(answer, expected, exercise.unit)
    if yes_no:
        return _wrong_shape(exercise, yes_no)
    given = brought(answer, expected, exercise.keys)
    shape = _shape(answer, given, expected)
    if given is None:
        return _wrong_shape(exercise, shape) if shape else _wrong_type(exercise, answer, expected)
    if not shape and _same(exercise, given, expected):
        return Feedback(exercise.id, "right", _after(exercise, given))
    found = _mistake(exercise, answer, values) or (
        None if shape else _near_miss(exercise, answer, given, expected)
    )
    if found:
        return found
    if shape:
        return _wrong_shape(exercise, shape)
    if _is_rounded(given, expected, exercise.unit):
        return Feedback(
            exercise.id, "close",
            _("{yours} is rounded. Use the number as computed.", yours=shown(answer)),
        )  # fmt: skip
    said = _names(given, expected, values) or _wrong(exercise, answer, given, expected)
    return Feedback(exercise.id, "wrong", said)


def _yes_or_no(answer: Any, expected: Any, unit: str) -> str:
    """Say what to do with a column of yes and no where customers or a number are asked for."""
    kind = kind_of(expected)
    if kind not in ("ids", "number") or not yes_or_no(answer):
        return ""
    if kind == "ids":
        return _('These are yes or no for each row: use them inside `rows[…]["customer_id"]`.')
    if unit == "share":
        return _("These are yes or no for each row: add brackets, then `.mean()` for their share.")
    return _("These are yes or no for each row: add brackets, then `.sum()`.")


def _names(given: Any, expected: Any, values: Values) -> str:
    """Say so where names were handed in for customer numbers."""
    if kind_of(expected) != "ids":
        return ""
    with paused():
        names = values.given_by(_only_names)
    return _("These are names; take `customer_id`.") if given and given <= names else ""


def _only_names(client: Client) -> frozenset[str]:
    accounts = client.accounts
    return frozenset(accounts["name"].astype("str")) - frozenset(accounts["customer_id"].astype("str"))


def _after(exercise: Exercise, given: Any) -> str:
    """Say what a right answer means: a share in per cent, as sellers think."""
    size = len(given) if isinstance(given, (set, pd.Series, pd.DataFrame)) else given
    borne = isinstance(size, str) or exercise.bears(float(size))
    said = (exercise.after if borne else exercise.otherwise) or _("{yours}. On to the next.")
    return said.replace("{yours}", _right(exercise, given))


def _right(exercise: Exercise, given: Any) -> str:
    if exercise.unit == "share" and isinstance(given, float):
        return percent(given, 0 if abs(given) >= 0.1 else 1)
    if isinstance(given, str):
        return _("“{text}”", text=given)
    return _yours(exercise, given, given)


def _yours(exercise: Exercise, answer: Any, given: Any) -> str:
    """Write the learner's own value; of a list of customers, in whatever form, how many there are."""
    if exercise.unit == "ids" and isinstance(given, set):
        return n_("{n} customer", "{n} customers", len(given))
    return shown(answer)


def _same(exercise: Exercise, given: Any, expected: Any) -> bool:
    share = exercise.unit == "share"
    rel, absolute = (0.0, exercise.tolerance) if share else (exercise.tolerance, 1e-9)
    return same(given, expected, rel=rel, absolute=absolute, keys=exercise.keys)


def _mistake(exercise: Exercise, answer: Any, values: Values) -> Feedback | None:
    """Find the first known mistake that leads to this very answer."""
    for mistake in exercise.mistakes:
        try:
            with paused():
                wrong = values.given_by(mistake.wrong)
            given = brought(answer, wrong, exercise.keys)
            matches = given is not None and _same(exercise, given, wrong)
        except Exception:  # noqa: S112  (a mistake may be impossible on this data: then nobody made it)
            continue
        if matches:
            return _named(exercise, mistake.name, mistake.sentence, _yours(exercise, answer, given))
    return None


def _near_miss(exercise: Exercise, answer: Any, given: Any, expected: Any) -> Feedback | None:
    for name, changed in candidates(expected, exercise.unit).items():
        rel = SLIPS.get(name, SLIP) if name in FACTORS else exercise.tolerance
        rounded = name == "percent" and _is_percentage(given, expected)
        if rounded or same(given, changed, rel=rel, absolute=1e-9, keys=exercise.keys):
            return _named(exercise, name, sentence(name), shown(answer))
    return None


def _is_percentage(given: Any, expected: Any) -> bool:
    """Whether a number is the expected share in per cent, with fewer digits: 27 for 0.2743."""
    if not isinstance(given, float) or not isinstance(expected, (int, float)) or abs(given) < 1:
        return False
    return any(math.isclose(given, round(100 * float(expected), places)) for places in (0, 1, 2))


def _named(exercise: Exercise, name: str, said: str, yours: str) -> Feedback:
    return Feedback(exercise.id, "known mistake", said.replace("{yours}", yours), name)


def _shape(answer: Any, given: Any, expected: Any) -> str:
    """Say what is wrong with the shape, or nothing."""
    kind = kind_of(expected)
    if kind in ("number", "text"):
        if given is None and type(answer) in (list, tuple) and len(answer) == 1:
            return _("You gave a list that holds a single value; take it out with `[0]`.")
        many = given is None and hasattr(answer, "__len__") and not isinstance(answer, (str, bytes))
        return _("You gave {yours}; a single value is required.", yours=shown(answer)) if many else ""
    if kind == "ids" or given is None:
        return ""
    if kind == "table":
        lacking = [str(c) for c in expected.columns if c not in given.columns]
        if lacking:
            return _("You gave {yours}; the column {column} is missing.", yours=shown(answer), column=lacking[0])
    if len(given) != len(expected):
        return _("You gave {yours}; check which rows belong in it.", yours=shown(answer))
    return ""


def _wrong_shape(exercise: Exercise, shape: str) -> Feedback:
    return Feedback(exercise.id, "wrong shape", shape)


def _wrong_type(exercise: Exercise, answer: Any, expected: Any) -> Feedback:
    asked = {
        "number": _("a number without quotes or percent sign"),
        "text": _("a text in quotes"),
        "ids": _("a list of customer numbers"),
        "series": _("a column with labels"),
        "table": _("a table"),
    }[kind_of(expected)]
    return Feedback(
        exercise.id,
        "wrong type",
        _("You gave {yours}; the answer should be {asked}.", yours=shown(answer), asked=asked),
    )


def _is_rounded(given: Any, expected: Any, unit: str) -> bool:
    """Whether an answer is the expected number with fewer figures, but at least two, or the next whole number.

    Whole numbers other than amounts of money are never rounded.
    """
    if not isinstance(given, float):
        if not isinstance(given, (pd.Series, pd.DataFrame)):
            return False
        return same(given, expected, rel=0.01, absolute=1e-9)
    wanted = float(expected)
    if not wanted or not math.isfinite(wanted) or not math.isfinite(given):
        return False
    if unit != "money" and wanted.is_integer():
        return False
    if unit in ("number", "ratio") and abs(wanted) >= 1 and given == round(wanted):
        return True
    size = math.floor(math.log10(abs(wanted)))
    return any(
        math.isclose(given, round(wanted, figures - 1 - size), rel_tol=1e-9)
        for figures in range(1 if abs(wanted) < SMALL else FIGURES, 8)
    )


def _wrong(exercise: Exercise, answer: Any, given: Any, expected: Any) -> str:
    """Say that it is wrong and what to do next; of a list, how many do not belong and how many are missing."""
    ask = f'hint("{exercise.id}")'
    if isinstance(given, set):
        wanted = brought(expected, expected)
        extra, missing = len(given - wanted), len(wanted - given)
        return _(
            "{yours}: {extra}, {missing}. Try {ask}.",
            yours=n_("{n} customer", "{n} customers", len(given)),
            extra=n_("{n} does not belong", "{n} do not belong", extra),
            missing=n_("{n} is missing", "{n} are missing", missing), ask=ask,
        )  # fmt: skip
    if isinstance(given, float) and (said := _no_figure(exercise, answer, given, expected)):
        return said
    if isinstance(expected, str) and (said := _no_word(exercise, answer, expected)):
        return said
    return _("{yours} is not correct. Read the question again, or try {ask}.", yours=shown(answer), ask=ask)


def _no_word(exercise: Exercise, answer: Any, expected: str) -> str:
    """Say that a text is the label of the right word, or none of the words that the question offers."""
    from kamlib.course.slips.names import called

    given = as_text(answer) or ""
    if called(given, [expected]):
        return _('The table shows “{label}”, but code writes `"{code}"`.', label=given, code=expected)
    offered = re.findall(r'`"(\w+)"`', exercise.prompt)
    if expected in offered and given not in offered:
        return _("{yours} is none of the words in the question: copy one of them.", yours=shown(answer))
    return ""


def _no_figure(exercise: Exercise, answer: Any, given: float, expected: Any) -> str:
    """Say why a number cannot be one of the kind that is asked for; nothing where it can."""
    if math.isnan(given):
        return _('No row matched, or values are missing (nan). Codes are in lower case, such as "platinum".')
    if math.isinf(given):
        return _("{yours} comes from a division by 0. Check the divisor.", yours=shown(answer))
    if exercise.unit == "share" and given > 1 >= expected >= 0:
        return _(
            "A share lies between 0 and 1, {yours} does not. Divide the part by the whole, a percentage by 100.",
            yours=shown(answer),
        )
    if exercise.unit == "count" and not given.is_integer():
        return _("{yours} is not a whole number. Count rows, without dividing.", yours=shown(answer))
    return ""
