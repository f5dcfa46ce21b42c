"""Measures a trained model on authors it never saw and writes its metrics and its card."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from analyser.benchmark.corpus import corpus_digest, load_splits
from analyser.benchmark.metrics import FIGURES, Figure, Outcome, figures
from analyser.benchmark.running import as_json, by_group, measure
from analyser.domain.analysis import Status
from analyser.settings import Settings

WEAKEST = 12


def write_card(corpus: Path, model: Path) -> None:
    """Write ``metrics.json`` and ``README.md`` in the model's folder, from the test and pages splits."""
    manifest = json.loads((model / "manifest.json").read_text("utf-8"))
    splits = load_splits(corpus)
    reports = splits["test"]
    rows = measure(reports, corpus / "rendered", Settings(model_dir=model))
    found = figures(rows)
    pages = figures(measure(splits["pages"], corpus / "rendered", Settings(model_dir=model)))
    stored = {
        "split": "test",
        "reports": len(reports),
        "elements_judged": len(rows),
        "corpus_sha256": corpus_digest(corpus),
        "figures": as_json(found),
        "pages": as_json(pages),
        "layouts": {k: as_json(v) for k, v in by_group(rows, lambda row: row.layout).items()},
    }
    (model / "metrics.json").write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", "utf-8")
    zero_shot = json.loads((model / "decision.json").read_text("utf-8"))["zero_shot"]["figures"]
    card = _card(model.name, manifest, found, rows, len(reports), pages, zero_shot)
    (model / "README.md").write_text(card, "utf-8")


def weakest_elements(rows: Sequence[Outcome]) -> list[tuple[str, int, int]]:
    """Elements with the most disagreements: (id, disagreements, cases)."""
    cases: dict[str, list[bool]] = {}
    for row in rows:
        cases.setdefault(row.element, []).append(row.gold is row.predicted)
    ranked = sorted(
        ((e, flags.count(False), len(flags)) for e, flags in cases.items()), key=lambda t: (-t[1] / t[2], t[0])
    )
    return ranked[:WEAKEST]


def _cell(figure: Figure) -> str:
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"


def _card(
    name: str,
    manifest: dict[str, object],
    found: dict[str, Figure],
    rows: Sequence[Outcome],
    reports: int,
    pages: dict[str, Figure],
    zero_shot: dict[str, float],
) -> str:
    lines = "\n".join(f"| {k} | {_cell(found[k])} | {_cell(pages[k])} |" for k in FIGURES)
    weak = "\n".join(f"| {e} | {bad} of {n} |" for e, bad, n in weakest_elements(rows))
    hidden = ", ".join(f"{k.replace('_', ' ')} {v:.2f}" for k, v in zero_shot.items())
    counts = {s: sum(r.gold is s for r in rows) for s in (Status.COVERED, Status.PARTIAL, Status.MISSING)}
    return f"""# Model card: {name}

Passage classifier for French certification reports. It says, for each passage and element, whether the passage proves,
mentions or only echoes it; a calibrated decision sums a report up. A person decides: no mark, no prediction of success.

- Encoder: {manifest["encoder"]}.
- Origin of the weights: {manifest["base"]}; derived and fine-tuned here, under the same licence.
- Référentiel: {manifest["framework"]}.
- Data: invented marked reports of `corpus/` (digest {str(manifest["corpus_sha256"])[:12]}), {manifest["reports"]};
  the référentiel's own examples. No real candidate's text.
- Files: `encoder.xml` and `encoder.bin` (OpenVINO, int8), `tokenizer.json`, `heads.npz`, `decision.json`,
  `manifest.json`, `metrics.json`. No pickle.
- Rebuilt by `analyser train` on a CPU. Threads and bfloat16 rounding make two trainings differ a little.

## Figures on {reports} test reports by authors never seen

{counts[Status.COVERED]} elements covered, {counts[Status.PARTIAL]} partial, {counts[Status.MISSING]} missing.
95 % bootstrap intervals, whole reports drawn. "Pages" are short texts in the impersonal register of training
organisations, by other authors never seen.

| figure | reports | pages |
|---|---|---|
{lines}

## Elements that the model never learnt

An element added in YAML alone is judged by its wording: sense and shared words. Every fourth element was hidden from
a shorter training; on those, over the dev authors (decision fitted on the others): {hidden}.
On a small référentiel of another certification, the passages shown hold the proof, the statuses are not reliable.

## Weakest elements

| element | disagreements |
|---|---|
{weak}

## Limits

Invented reports only; the share of covered, partial and missing elements in real ones may differ, and with it the
calibration. "Partial" is the hardest status. A "missing" is a reason to look, never a finding.
"""
