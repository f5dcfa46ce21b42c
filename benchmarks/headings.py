"""Recall and precision of headings on the rendered corpus, by layout: `python benchmarks/headings.py [SPLIT]`.

Gold headings are the Markdown ones (#), or, where a report is typed without styles, its numbered lines.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

from analyser.benchmark.corpus import load_splits
from analyser.benchmark.rendering import render
from analyser.domain.gold import MarkedReport
from analyser.frameworks.cues import fold
from analyser.pipeline import parse

CORPUS = Path(__file__).parent.parent / "corpus"
_HASH = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_NUMBER = r"(?:\d+(?:\.\d+)*[.)]?|[IVX]+[.)]?|[A-H][.)]|(?:Article|Partie|Chapitre|Pièce|PIÈCE|PARTIE|Acte|Étape)\b)"
_NUMBERED = re.compile(rf"(?<=\n\n)({_NUMBER}[ .:,–-][^\n]{{2,90}}[^;,:\n]|[A-ZÀ-Ý0-9’' :,.«»–-]{{6,90}})(?=\n\n)")
_BOLD = re.compile(r"^\*\*([^*\n]{3,100})\*\* *$", re.MULTILINE)


def gold_headings(report: MarkedReport) -> list[str]:
    """Titles in order; a contents list at the top of a typed report is not counted twice."""
    pattern = _HASH if _HASH.search(report.markdown) else _NUMBERED
    if report.layout == "no-headings":
        pattern = _BOLD
    titles = [normalised(t) for t in pattern.findall(report.markdown)]
    return list(dict.fromkeys(titles))


def normalised(title: str) -> str:
    return re.sub(r"\W+", " ", fold(title.replace("*", ""))).strip()


def main(split: str) -> None:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for report in load_splits(CORPUS)[split]:
        parsed = parse(render([report], CORPUS / "rendered")[report.name])
        gold = gold_headings(report)
        found = [normalised(s.title) for s in parsed.sections if s.title]
        row = counts[report.layout]
        row[0] += 1
        row[1] += len(gold)
        row[2] += len(found)
        row[3] += len(set(gold) & set(found))
    print(f"{'layout':<16} reports  headings  recall  precision")
    for layout, (reports, gold_count, found_count, common) in sorted(counts.items()):
        recall = common / gold_count if gold_count else float("nan")
        precision = common / found_count if found_count else float("nan")
        print(f"{layout:<16} {reports:7d}  {gold_count:8d}  {recall:6.2f}  {precision:9.2f}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "test")
