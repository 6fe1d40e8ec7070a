"""Settings in TOML, read and written; a file that cannot be read is refused in one line."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kamlib.errors import KamError
from kamlib.words import _


def read(file: str | os.PathLike[str], role: str) -> dict[str, Any]:
    """Return what a file of settings holds; `role` is the option for which it was given."""
    path = Path(file).expanduser()
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (FileNotFoundError, IsADirectoryError):
        raise KamError(_("{file}: file not found (given for {role})", file=str(file), role=role)) from None
    except UnicodeDecodeError:
        raise KamError(_("{file}: save it as UTF-8 text", file=path.name)) from None
    except tomllib.TOMLDecodeError as error:
        why = str(error).splitlines()[0]
        raise KamError(_("{file} is not valid TOML: {why}", file=path.name, why=why)) from None


def written(value: Any) -> str:
    """Return a value as TOML writes it on one line; a mapping as an inline table."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name} = {written(one)}" for name, one in value.items()) + "}"
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, int | float) else json.dumps(str(value), ensure_ascii=False)
