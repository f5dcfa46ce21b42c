"""Whether a page's text can be trusted: a scan or a broken font must never read as "nothing said"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice, pairwise

from analyser.domain.document import PageQuality

# Pairs of letters that make up most French text (accents folded away by the reader's eye, not here).
_PAIRS_TEXT = """
es le de en re nt on er te el an se la et me is ou it em ie ne ur qu ue ti ra in ns ri ai co us ce tr pa io at
ma ar li un ir so pr au il si ve or st sa eu ss no pe al po vo mo da ta mi ch om ui lu rs du di ac as to ec pl
ro pu ré dé ét té és ée je av va ca id ic ci ge ex fo fa ag ab ap am ad bi ll tt nn mm pp ff rr cc ib lo do oi
os ot oc of ob od og im ev eg ef ed ea ep xp pt ct mp mb nd rt rm rn rc rv rg ng nc nf ut ul up vi fi fr gr br
cr dr su sp sc th tu ju jo ho ha he hi hu vr bl cl gl fl na ni nu mu ru gu go ga gi bo ba be bu ia iv iq if ig
ip ls ts ds rd ê è à â î ô û ç œ
"""
_COMMON_PAIRS = frozenset(_PAIRS_TEXT.split())
_LETTERS = re.compile(r"[^\W\d_]+")
_MIN_LETTERS = 60
SCAN_IMAGE_SHARE = 0.6
_SCAN_WORDS = 12


def is_garbled(words: Sequence[str], bad_characters: int, characters: int) -> bool:
    """Whether text decodes to something else than French or European words.

    Args:
        bad_characters: characters without a Unicode meaning, out of ``characters``.
    """
    if characters and bad_characters > 0.06 * characters and bad_characters > 5:
        return True
    tokens = _LETTERS.findall(" ".join(words).lower())
    letters = sum(map(len, tokens))
    visible = sum(map(len, words))
    if visible >= 2 * _MIN_LETTERS and letters < 0.25 * visible:
        digits = sum(c.isdigit() or c in ".,-–€%/ :;|·•_" for word in words for c in word)
        if letters + digits < 0.6 * visible:
            return True  # neither words nor figures
    if letters < _MIN_LETTERS:
        return False
    glued = sum(len(t) for t in tokens if len(t) > 22)
    if glued > 0.3 * letters:
        return True  # spaces lost
    if len(tokens) > 60 and letters / len(tokens) < 1.7:
        return True  # l e t t e r s set apart
    pairs = common = 0
    for (first, second), times in Counter(pairwise(" ".join(tokens))).items():
        if first != " " and second != " ":
            pairs += times
            common += times if first + second in _COMMON_PAIRS or first > "\x7f" or second > "\x7f" else 0
    accented = sum(c > "\x7f" for t in tokens for c in t)
    if accented > 0.3 * letters:
        return True  # another alphabet, or one shifted out of ours
    return pairs > 40 and common < 0.55 * pairs


def page_quality(
    words: Sequence[str],
    *,
    bad_characters: int,
    characters: int,
    image_share: float,
    drawn_paths: int,
) -> PageQuality:
    """The page's quality.

    Args:
        image_share: share of the page under images, 0 to 1.
        drawn_paths: number of drawn paths; letters turned into drawings make hundreds.
    """
    with_letters = (w for w in words if any(c.isalpha() for c in w))
    count = sum(1 for _ in islice(with_letters, _SCAN_WORDS))  # more says no more
    if is_garbled(words, bad_characters, characters):
        return PageQuality.GARBLED
    if count < _SCAN_WORDS and image_share >= SCAN_IMAGE_SHARE:
        return PageQuality.SCAN
    if count < 3 and (image_share >= 0.25 or drawn_paths > 400):
        return PageQuality.SCAN
    if not words:
        return PageQuality.BLANK
    return PageQuality.TEXT
