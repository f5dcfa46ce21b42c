"""Whole warm analysis against pdfplumber's extract_words + find_tables on the same files, in one run.

`python benchmarks/analysis_speed.py FILE.pdf…` (the shipped samples by default). The goal is a ratio of at most 0.5.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

import pdfplumber

from analyser.pipeline import analyse

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
ROUNDS = 3


def reference_s(path: Path) -> float:
    begin = time.perf_counter()
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_words()
            page.find_tables()
    return time.perf_counter() - begin


def main(paths: list[Path]) -> None:
    analyse(paths[0])  # warm: models loaded, first runs done
    print(f"{'file':<24} pages  analysis s  reference s  ratio")
    stages: Counter[str] = Counter()
    for path in paths:
        best, pages = float("inf"), 0
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            analysis = analyse(path)
            taken = time.perf_counter() - begin
            pages = len(analysis.submission.pages)
            if taken < best:
                best, timings = taken, analysis.timings_s
        stages.update(timings)
        reference = min(reference_s(path) for _ in range(ROUNDS))
        print(f"{path.name:<24} {pages:5d}  {best:10.3f}  {reference:11.3f}  {best / reference:5.2f}")
    total = sum(stages.values())
    print("where the time goes: " + ", ".join(f"{k} {v / total:.0%}" for k, v in stages.most_common()))


if __name__ == "__main__":
    main([Path(p) for p in sys.argv[1:]] or sorted(SAMPLES.glob("*.pdf")))
