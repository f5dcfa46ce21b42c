"""The JSON contract, version 1: the same file and versions give the same bytes."""

from __future__ import annotations

import json
from typing import Any

from analyser.domain.analysis import Analysis, ElementVerdict, Evidence, Verdict
from analyser.domain.framework import Framework

CONTRACT_VERSION = 1


def to_json(analysis: Analysis, framework: Framework) -> str:
    return json.dumps(as_contract(analysis), ensure_ascii=False, indent=1) + "\n"


def as_contract(analysis: Analysis) -> dict[str, Any]:
    """The analysis as the contract's object. Lengths are PDF points from the page's top-left corner."""
    document = analysis.document
    return {
        "version": CONTRACT_VERSION,
        "document": {
            "name": document.name,
            "sha256": document.sha256,
            "format": document.format,
            "pages": len(document.pages),
            "words": document.words,
            "ocr_pages": [p.number for p in document.pages if p.ocr],
            "unreadable_pages": [p.number for p in document.pages if not p.quality.is_readable],
            "page_sizes": [[round(p.width_pt, 1), round(p.height_pt, 1)] for p in document.pages],
        },
        "evaluation": analysis.evaluation,
        "sections": [
            {
                "id": s.id,
                "title": s.title,
                "level": s.level,
                "page_start": s.page_start,
                "page_end": s.page_end,
                "contents": list(s.contents),
            }
            for s in analysis.sections
        ],
        "contents": [_verdict(v) for v in analysis.contents],
        "criteria": [_verdict(v) for v in analysis.criteria],
        "elements": [_element(v) for v in analysis.elements],
        "alerts": [
            {"code": a.code, "level": a.level.value, "message": a.message, "page": a.page, "text": a.text}
            for a in analysis.alerts
        ],
        "engine": dict(analysis.engine),
    }


def _verdict(verdict: Verdict | ElementVerdict) -> dict[str, Any]:
    return {"id": verdict.id, "label": verdict.label, "status": verdict.status.value, "reason": verdict.reason}


def _element(verdict: ElementVerdict) -> dict[str, Any]:
    return {
        **_verdict(verdict),
        "p_covered": verdict.p_covered,
        "p_missing": verdict.p_missing,
        "evidence": [_passage(e) for e in verdict.evidence],
        "nearest": [_passage(e) for e in verdict.nearest],
    }


def _passage(evidence: Evidence) -> dict[str, Any]:
    return {
        "text": evidence.text,
        "page": evidence.page,
        "boxes": [[round(v, 2) for v in (b.x0, b.top, b.x1, b.bottom)] for b in evidence.boxes],
        "section": evidence.section,
        "score": evidence.score,
    }
