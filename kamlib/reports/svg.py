"""A figure made ready for a page: ids of its own, an alternative text, no style that leaks."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"

#: What matplotlib says about itself, and its style sheet, which would hold for the whole page.
_DROPPED = frozenset(f"{{{_SVG}}}{name}" for name in ("metadata", "style", "script"))

_URL = re.compile(r"url\(#([^)]+)\)")


def inline(text: str, prefix: str, alt: str) -> str:
    """Return the ``<svg>`` element for an HTML page.

    Parameters
    ----------
    text : str
        An SVG file as matplotlib writes it.
    prefix : str
        Put before every id, so that the figures of a page do not share any.
    alt : str
        What a screen reader says instead.

    Returns
    -------
    str
        The element, labelled with `alt`.
    """
    root = ET.fromstring(text)  # noqa: S314  (the figures are our own)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in _DROPPED:
                parent.remove(child)
    for element in root.iter():
        _own_ids(element, prefix)
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    root.attrib |= {"role": "img", "aria-label": alt, "style": "stroke-linejoin:round;stroke-linecap:butt"}
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _LINK)
    return ET.tostring(root, encoding="unicode")


def _own_ids(element: ET.Element, prefix: str) -> None:
    for name, value in element.attrib.items():
        if name == "id":
            element.attrib[name] = f"{prefix}-{value}"
        elif name in ("href", f"{{{_LINK}}}href") and value.startswith("#"):
            element.attrib[name] = f"#{prefix}-{value[1:]}"
        elif "url(#" in value:
            element.attrib[name] = _URL.sub(rf"url(#{prefix}-\1)", value)
