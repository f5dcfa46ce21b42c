"""Rules for the few elements that only the whole document's form can prove. One table, ``DOCUMENT_RULES``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from analyser.domain.analysis import ElementVerdict, Evidence, Status
from analyser.domain.document import Document
from analyser.domain.framework import Element
from analyser.domain.passages import Passage
from analyser.domain.sections import Section
from analyser.judging.evidence import make_evidence

DocumentRule = Callable[[Document, Sequence[Section], Sequence[Passage], Element], ElementVerdict]

# Plain-language guides ask for sentences under 25 words on average; beyond 30, readers lose the thread.
READABLE_WORDS = 25
_INTIMATE = re.compile(
    r"\b(d[ée]pressi\w+|divorc\w+|cancer\w*|alcool\w*|avort\w+|s[ée]ropositi\w+|psychiatr\w+|suicid\w+|"
    r"addicti\w+|diagnosti\w+|violences? conjugales?|orientation sexuelle|tentative|hospitalis\w+)\b",
    re.IGNORECASE,
)


def _judged(
    element: Element, status: Status, reason: str, p: tuple[float, float], shown: Sequence[Evidence]
) -> ElementVerdict:
    found = status in (Status.COVERED, Status.PARTIAL)
    evidence = tuple(shown)[:5] if found else ()
    nearest = () if found else tuple(shown)[:3]
    return ElementVerdict(element.id, element.label, status, reason, p[0], p[1], evidence, nearest)


def _part(sections: Sequence[Section], passages: Sequence[Passage], content: str) -> list[Passage]:
    """Passages of the sections that answer ``content``, and of it alone."""
    wanted = {i for i, s in enumerate(sections) if s.contents == (content,)}
    return [p for p in passages if p.section in wanted]


def readability(
    document: Document, sections: Sequence[Section], passages: Sequence[Passage], element: Element
) -> ElementVerdict:
    """Headings, and sentences of a length that a third party reads without effort."""
    part = _part(sections, passages, element.content)
    if not any(not p.is_heading for p in part) or not document.is_fully_readable:
        return _unknown(document, element)
    sentences = [len(document.slice(p.span).split()) for p in part if not p.is_heading]
    mean = sum(sentences) / max(1, len(sentences))
    titles = {p.section for p in part if sections[p.section].title}
    shown = [make_evidence(document, sections, part[0], part[0].span, 0.5)]
    facts = f"{mean:.0f} mots par phrase en moyenne, {len(titles)} titre(s) dans cette partie"
    if mean <= READABLE_WORDS and titles:
        return _judged(element, Status.COVERED, f"Forme lisible : {facts}.", (0.7, 0.1), shown)
    return _judged(element, Status.PARTIAL, f"À relire pour la lisibilité : {facts}.", (0.4, 0.2), shown)


def social_use(
    document: Document, sections: Sequence[Section], passages: Sequence[Passage], element: Element
) -> ElementVerdict:
    """Nothing intimate in a text that the beneficiary may show to a third party."""
    part = _part(sections, passages, element.content)
    if not part or not document.is_fully_readable:
        return _unknown(document, element)
    intimate = [p for p in part if _INTIMATE.search(document.slice(p.span))]
    if intimate:
        shown = [make_evidence(document, sections, p, p.span, 0.5) for p in intimate]
        reason = "Des passages paraissent intimes pour un texte communicable : à relire avec le bénéficiaire."
        return _judged(element, Status.PARTIAL, reason, (0.4, 0.2), shown)
    shown = [make_evidence(document, sections, part[0], part[0].span, 0.5)]
    reason = "Aucun détail intime repéré dans la partie reconnue comme synthèse."
    return _judged(element, Status.COVERED, reason, (0.7, 0.1), shown)


def _unknown(document: Document, element: Element) -> ElementVerdict:
    reason = "La partie à juger n'a pas été reconnue dans le document."
    if not document.is_fully_readable:
        reason = "Des pages sont illisibles : la forme du document entier ne peut pas être jugée."
    return ElementVerdict(element.id, element.label, Status.NOT_ASSESSABLE, reason, 0.5, 0.3)


DOCUMENT_RULES: dict[str, DocumentRule] = {"lisibilite": readability, "usage_social": social_use}
