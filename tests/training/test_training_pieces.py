"""The pieces of training that need no hours: labels, noise, variants, folds, and one real (tiny) fine-tuning."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from analyser.benchmark.corpus import load_report
from analyser.domain.analysis import Status
from analyser.judging.decision import COVERED, MISSING, PARTIAL, Decision
from analyser.judging.encoder import encode_passages, load_encoder
from analyser.judging.scoring import head_scores
from analyser.pipeline import Engine
from analyser.training.artefacts import write_encoder
from analyser.training.base_encoder import packed_weights_path, read_packed, spread_layers, write_sentence_transformer
from analyser.training.compression import Compression, compress
from analyser.training.dataset import (
    element_ids,
    framework_examples,
    label_report,
    noisy,
    parse_markdown,
    passage_banks,
)
from analyser.training.decisions import ScoredReport, fit_decision
from analyser.training.fine_tuning import Recipe, fine_tune
from analyser.training.train import Material, as_heads
from tests.conftest import ROOT

REPORTS = ROOT / "corpus" / "reports"


@pytest.fixture(scope="module")
def materials(engine: Engine) -> list[Material]:
    found = []
    for name in ("D3-E1", "E6-E2", "F3-E1"):
        report = load_report(REPORTS / f"{name}.md")
        parsed = parse_markdown(report)
        found.append(Material(report, parsed, label_report(report, parsed, engine.framework)))
    return found


def test_labels_say_what_the_gold_says(materials: list[Material], engine: Engine) -> None:
    ids = element_ids(engine.framework)
    for material in materials:
        gold = material.report.statuses()
        for column, element in enumerate(ids):
            if material.text.judged[0, column]:
                labels = material.text.labels[:, column]
                found = (
                    Status.COVERED if (labels == 2).any() else Status.PARTIAL if (labels == 1).any() else Status.MISSING
                )
                assert found is gold.get(element, Status.MISSING), (material.report.name, element)


def test_examples_are_judged_for_their_own_element(engine: Engine) -> None:
    for text in framework_examples(engine.framework):
        rows, columns = np.nonzero(text.labels)
        assert text.judged[rows, columns].all()
        assert sorted(rows) == list(range(len(text.texts)))


def test_noise_changes_letters_but_keeps_the_length_near() -> None:
    rng = random.Random(1)
    text = "Le consentement de la bénéficiaire est recueilli avant le démarrage, par écrit et sans pression."
    variants = {noisy(text, rng) for _ in range(30)}
    assert len(variants) > 8  # the accent-free variant comes back often
    assert all(abs(len(v) - len(text)) < 15 for v in variants)


def scored(author: str, seed: int) -> ScoredReport:
    rng = np.random.default_rng(seed)
    gold = rng.integers(0, 3, 30)
    scores = np.full((40, 30, 4), 0.02)
    labels = np.zeros((40, 30), np.int64)
    for column, status in enumerate(gold):
        kind = {MISSING: 0, PARTIAL: 1, COVERED: 2}[int(status)]
        labels[column, column] = kind
        scores[column, column, kind] = 0.9
    scores[:, :, 0] = 1 - scores[:, :, 1:].sum(axis=2)
    return ScoredReport(author + "1", author, scores, np.zeros((40, 30)), np.zeros(40), labels, gold)


def test_the_decision_learns_a_plain_rule() -> None:
    decision = Decision.from_json(fit_decision([scored("A", 1), scored("B", 2)]))
    new = scored("C", 3)
    from analyser.judging.decision import document_features

    chosen = decision.probabilities(document_features(new.scores, new.cues, new.denials)).argmax(axis=1)
    assert np.mean(chosen == new.gold) > 0.95


def test_bank_paragraphs_keep_their_marks_and_judge_no_near_element(engine: Engine) -> None:
    ids = element_ids(engine.framework)
    content = {e.id: e.content for ev in engine.framework.evaluations for e in engine.framework.elements(ev.id)}
    windows = passage_banks(ROOT / "corpus", engine.framework, group=1)
    assert len(windows) > 300
    for window in windows:
        marked = {ids[i] for i in np.flatnonzero(window.labels.any(axis=0))}
        judged = {ids[i] for i in np.flatnonzero(window.judged.any(axis=0))}
        assert marked <= judged
        assert not {i for i in judged - marked if content[i] in {content[m] for m in marked}}


def test_a_tiny_fine_tuning_learns_and_survives_compression_and_export(
    materials: list[Material], engine: Engine, tmp_path: Path
) -> None:
    packed = read_packed(packed_weights_path())
    kept = list(range(6000))
    write_sentence_transformer(packed, kept, spread_layers(packed.layers, 1), tmp_path)
    base = tmp_path / "encoder"
    lines: list[str] = []
    recipe = Recipe(epochs=2, averaged_epochs=1, noise=0.0)
    texts = [m.text for m in materials[:2]]
    whole = fine_tune(texts, base, recipe, lines.append)
    net = compress(whole, texts, base, Compression(heads=6, neurons=512, epochs=2, measured_windows=8), lines.append)
    losses = [float(line.rsplit(" ", 1)[1]) for line in lines]
    assert losses[1] < losses[0]
    assert losses[3] < losses[2]
    assert [tuple(p.shape) for p in net.encoder.encoder.layer[0].output.dense.parameters()] == [(384, 512), (384,)]
    assert whole.encoder.encoder.layer[0].attention.self.query.out_features == 384
    assert net.encoder.encoder.layer[0].attention.self.query.out_features == 192
    write_encoder(net, base, tmp_path / "model", [m.text for m in materials])
    encoder = load_encoder(tmp_path / "model")
    text = materials[2].text
    vectors = encode_passages(encoder, text.texts, text.is_heading)
    heads = as_heads(net, element_ids(engine.framework))
    scores = head_scores(heads, [0, 1], vectors)
    assert scores.shape == (len(text.texts), 2, 4)
    assert np.allclose(scores.sum(axis=2), 1)
