"""The JSON contract, version 1: the same file and versions give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from analyser.domain.analysis import (
    Alert,
    AlertLevel,
    Analysis,
    ElementVerdict,
    Evidence,
    Status,
    Submission,
    Verdict,
)
from analyser.domain.document import Page, PageQuality
from analyser.domain.framework import Framework
from analyser.domain.geometry import Box, Span
from analyser.domain.sections import Section

CONTRACT_VERSION = 1


def to_json(analysis: Analysis, framework: Framework) -> str:
    return json.dumps(as_contract(analysis), ensure_ascii=False, indent=1) + "\n"


def as_contract(analysis: Analysis) -> dict[str, Any]:
    """The analysis as the contract's object. Lengths are PDF points from the page's top-left corner."""
    submission = analysis.submission
    return {
        "version": CONTRACT_VERSION,
        "document": {
            "name": submission.name,
            "sha256": submission.sha256,
            "format": submission.format,
            "pages": len(submission.pages),
            "words": submission.words,
            "ocr_pages": [p.number for p in submission.pages if p.ocr],
            "unreadable_pages": [p.number for p in submission.pages if not p.quality.is_readable],
            "page_sizes": [[round(p.width_pt, 1), round(p.height_pt, 1)] for p in submission.pages],
            "page_qualities": [p.quality.value for p in submission.pages],
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
                "span": [s.span.start, s.span.end],
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
        "doubtful": verdict.is_doubtful,
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
        "span": [evidence.span.start, evidence.span.end],
    }


def from_contract(contract: Mapping[str, Any]) -> Analysis:
    """The analysis that ``as_contract`` wrote, lengths rounded as written, without timings.

    Raises:
        ValueError, KeyError: not an analysis of this contract version.
    """
    if contract["version"] != CONTRACT_VERSION:
        raise ValueError(f"contract version {contract['version']}, not {CONTRACT_VERSION}")
    document = contract["document"]
    ocr = set(document["ocr_pages"])
    pages = tuple(
        Page(number, width, height, PageQuality(quality), number in ocr)
        for number, ((width, height), quality) in enumerate(
            zip(document["page_sizes"], document["page_qualities"], strict=True), 1
        )
    )
    return Analysis(
        submission=Submission(document["name"], document["sha256"], document["format"], pages, document["words"]),
        evaluation=contract["evaluation"],
        sections=tuple(
            Section(
                s["id"],
                s["title"],
                s["level"],
                Span(*s["span"]),
                s["page_start"],
                s["page_end"],
                tuple(s["contents"]),
            )
            for s in contract["sections"]
        ),
        contents=tuple(_read_verdict(v) for v in contract["contents"]),
        criteria=tuple(_read_verdict(v) for v in contract["criteria"]),
        elements=tuple(_read_element(v) for v in contract["elements"]),
        alerts=tuple(
            Alert(a["code"], AlertLevel(a["level"]), a["message"], a["page"], a["text"]) for a in contract["alerts"]
        ),
        engine=dict(contract["engine"]),
    )


def _read_verdict(verdict: Mapping[str, Any]) -> Verdict:
    return Verdict(verdict["id"], verdict["label"], Status(verdict["status"]), verdict["reason"])


def _read_element(verdict: Mapping[str, Any]) -> ElementVerdict:
    return ElementVerdict(
        verdict["id"],
        verdict["label"],
        Status(verdict["status"]),
        verdict["reason"],
        verdict["p_covered"],
        verdict["p_missing"],
        tuple(_read_passage(e) for e in verdict["evidence"]),
        tuple(_read_passage(e) for e in verdict["nearest"]),
    )


def _read_passage(passage: Mapping[str, Any]) -> Evidence:
    boxes = tuple(Box(*corners) for corners in passage["boxes"])
    return Evidence(
        passage["text"], Span(*passage["span"]), passage["page"], boxes, passage["section"], passage["score"]
    )
