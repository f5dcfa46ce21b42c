"""Characters as a reader sees them: composed, without ligatures, invisible marks or private-use bullets."""

from __future__ import annotations

import re
import unicodedata

BULLET = "•"

# Fullwidth look-alikes and compatibility forms are left alone (NFKC would turn "n°" exponents into letters).
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
    "\u0132": "IJ",
    "\u0133": "ij",
}
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"
# Wingdings and Symbol bullets come as private-use characters; so do the ticks of check lists.
_PRIVATE_BULLETS = "\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d\uf0a8\uf06e\uf06c\uf075\uf0e8\uf0f0\uf0de\uf0e0\uf0b0\uf0a0"
_TABLE = str.maketrans(
    {
        **_LIGATURES,
        **dict.fromkeys(_INVISIBLE, ""),
        **dict.fromkeys(_PRIVATE_BULLETS, BULLET),
        "\u2010": "-",
        "\u2011": "-",
        "\u0002": "-",
        "\ufffe": "-",
        "\uffff": "",
        "\u0000": "",
    }
)
_SPACES = re.compile(r"[\s\u00a0\u202f\u2007]+")
_PLAIN = re.compile(r"[\x20-\x7e\u00c0-\u017f«»’]*\Z")

BULLET_MARK = re.compile(r"[•●○◦▪▫■□◆◇►▶➢➤➔→✓✔✗☐☑☒❖⁃‣∙·–—*-](?=\s|$)|[•●▪■►➢➤✓✔☐☑](?=\w)")
NUMBER_MARK = re.compile(r"(?:\(?\d{1,2}\s?[.)°]|\d{1,2}(?:\.\d{1,2}){1,3}\.?|\(?[a-zA-Z]\)|[ivxIVX]{1,5}[.)])(?=\s)")


def clean(text: str) -> str:
    """``text`` composed (NFC), its ligatures spelled out, invisible characters dropped; no space is touched."""
    if (text.isascii() and text.isprintable()) or _PLAIN.match(text):
        return text
    return unicodedata.normalize("NFC", text.translate(_TABLE))


def squeeze(text: str) -> str:
    """``clean`` text with every run of white space, no-break spaces included, made one plain space."""
    return _SPACES.sub(" ", clean(text)).strip()
