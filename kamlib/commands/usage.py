"""What is wrong with the words after ``kam``, in one line: an unknown option, a value that one does not take.

Typer's own words are English in any language, and tell only of which kind a mistake is.
"""

from __future__ import annotations

import re
from typing import Any

from kamlib.words import _
from kamlib.words.phrases import nearest

_SURPLUS = re.compile(r"unexpected extra arguments? ?(?:\(s\))? \((.*?)\)")
_UNKNOWN = re.compile(r"No such command '(.*?)'")


def usage_error(error: Any) -> str:
    """Say in one line what is wrong with the options."""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        context = getattr(error, "ctx", None)
        known = (
            [o for p in context.command.get_params(context) for o in p.opts if o.startswith("--")]
            if context
            else []
        )
        hint = nearest(error.option_name, known)
        return _("Unknown option {name}. {hint}", name=error.option_name, hint=hint)
    parameter = getattr(error, "param", None)
    if kind == "MissingParameter" and parameter is not None:
        name = parameter.metavar or str(parameter.name).upper()
        return _("{name} is missing. Run kam … --help for usage.", name=name)
    if kind == "BadParameter" and parameter is not None:
        return _bad_value(max(parameter.opts, key=len), parameter, str(error.format_message()))
    if kind == "BadOptionUsage":
        return _option_usage(error.option_name, str(error.format_message()))
    return _words_in_excess(error, str(error.format_message()).replace("\n", " "))


def _bad_value(name: str, parameter: Any, said: str) -> str:
    """Say what an option takes."""
    least, most = _ends(parameter)
    if least is not None and most is not None:
        return _("{name}: enter a whole number from {least} to {most}.", name=name, least=least, most=most)
    if isinstance(least, float):
        return _("{name}: enter a number of at least {least}.", name=name, least=f"{least:g}")
    if least is not None:
        return _("{name}: enter a whole number of at least {least}.", name=name, least=least)
    if "integer" in said:
        return _("{name}: enter a whole number.", name=name)
    if "number" in said or "float" in said:
        return _("{name}: enter a number.", name=name)
    return _("{name}: this value cannot be used. Run kam … --help for usage.", name=name)


def _ends(parameter: Any) -> tuple[Any, Any]:
    """Return the least and the most that an option takes, None for no such end."""
    ends = []
    for end in ("min", "max"):
        own = getattr(parameter, end, None)
        ends.append(getattr(getattr(parameter, "type", None), end, None) if own is None else own)
    return ends[0], ends[1]


def _option_usage(name: str, said: str) -> str:
    """Say that an option takes a value, or takes none."""
    if "not take" in said:
        return _("{name} takes no value.", name=name)
    return _("{name} needs a value. Run kam … --help for usage.", name=name)


def _words_in_excess(error: Any, said: str) -> str:
    """Name the words that a command does not know what to do with; of a group, the nearest command."""
    context = getattr(error, "ctx", None)
    surplus, unknown = _SURPLUS.search(said), _UNKNOWN.search(said)
    if context is not None and surplus:
        command = context.command_path
        return _(
            "{command} takes no further arguments: {words} is not expected.", command=command, words=surplus[1]
        )
    if context is not None and unknown:
        known = getattr(context.command, "commands", {})
        return _("Unknown command {name}. {hint}", name=unknown[1], hint=nearest(unknown[1], known))
    return said
