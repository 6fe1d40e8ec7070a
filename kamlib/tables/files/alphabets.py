"""Which one-byte encoding the letters of a text file are in: the one in which they are of one language.

The same byte is ``ø`` in cp1252, ``ř`` in cp1250 and ``°`` in cp850; a file of names in one language holds the
letters of its alphabet and, read in another encoding, letters that no one language has together.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Encoding → the letters of its languages, other than ASCII; the usual encoding first.
_LETTERS = {
    "cp1252": ("äöüßàâçéèêëîïôùûœ", "áéíóúñü", "àáâãçéêíóôõú", "àèéìòù", "åäæöø", "áéíóúýþæöð", "éëïèöü"),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ"),
    "cp1254": ("çğıiİöşüâî",),
    "iso8859_2": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž"),
    "mac_roman": ("äöüßàâçéèêëîïôùûœ",),
    "cp850": ("äöüßàâçéèêëîïôùû", "áéíóúñü"),
}
#: What is written at amounts in any language.
_NO_LETTERS = "\xa0€"
#: Share of the letters that one alphabet has to hold, and by how much it has to be ahead of the usual encoding's.
HELD, AHEAD = 0.97, 0.1
#: Different letters that have to speak for it.
ENOUGH = 3
#: Different syllables from which a text is Korean.
HANGUL = 16


@dataclass(frozen=True)
class _Fit:
    share: float = 0.0
    telling: int = 0


def find(sample: bytes) -> str | None:
    """Return the encoding in which a sample's letters are of one language, where they are not so in cp1252.

    Parameters
    ----------
    sample : bytes
        Lines of a file that hold other than ASCII.

    Returns
    -------
    str or None
        None where cp1252 does as well, or no encoding does.
    """
    high = bytes(byte for byte in sample if byte > 0x7F)
    usual, *others = _LETTERS
    limit = _best(high, usual).share + AHEAD
    fits = {encoding: _best(high, encoding) for encoding in others}
    good = [name for name, fit in fits.items() if fit.share >= max(HELD, limit) and fit.telling >= ENOUGH]
    return max(good, key=lambda name: fits[name].share, default=None)


def _best(high: bytes, encoding: str) -> _Fit:
    """Return how well the alphabet that holds most of the letters holds them."""
    text = high.decode(encoding, errors="replace")
    return max((_fit(text, letters) for letters in _LETTERS[encoding]), key=lambda fit: fit.share)


def _fit(text: str, letters: str) -> _Fit:
    both = set(letters + letters.upper())
    told = [letter for letter in text if letter not in _NO_LETTERS]
    held = [letter for letter in told if letter in both]
    return _Fit(len(held) / len(told) if told else 0.0, len(set("".join(held).casefold())))


def is_korean(sample: bytes) -> bool:
    """Whether what could be Chinese by its bytes is Korean: all of it is in the third of GB2312 that Hangul is in.

    Hangul takes the places of the characters that are read from A to M; a Chinese text of some length has others.

    Parameters
    ----------
    sample : bytes
        Lines of a file that hold other than ASCII.

    Returns
    -------
    bool
        False where there are too few different characters to tell.
    """
    text = sample.decode("cp949", errors="replace")
    wide = [letter for letter in text if letter > "\x7f"]
    hangul = [letter for letter in wide if "가" <= letter <= "힣"]
    return len(set(hangul)) >= HANGUL and len(hangul) >= HELD * len(wide)
