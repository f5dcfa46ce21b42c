"""The pieces of training that need no hours: labels, noise, variants, folds, and one real (tiny) fine-tuning."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from analyser.benchmark.corpus import load_report
from analyser.domain.analysis import Status
from analyser.judging.decision import COVERED, MISSING, PARTIAL, Decision
from analyser.judging.encoder import encode_passages, load_encoder
from analyser.judging.scoring import head_scores
from analyser.pipeline import Engine
from analyser.training.artefacts import write_encoder
from analyser.training.base_encoder import (
    packed_weights_path,
    read_packed,
    spread_layers,
    unigram_tokenizer,
    write_sentence_transformer,
)
from analyser.training.compression import Compression, FunnelEncoder, compress
from analyser.training.dataset import (
    element_ids,
    framework_examples,
    label_report,
    noisy,
    parse_markdown,
    passage_banks,
)
from analyser.training.decisions import ScoredReport, fit_decision
from analyser.training.fine_tuning import Recipe, fine_tune, load_base
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


def test_the_tokenizer_drops_control_characters_and_nothing_else() -> None:
    packed = read_packed(packed_weights_path())
    tokenizer = unigram_tokenizer(packed.pieces[:6000], packed.replacements)
    assert tokenizer.normalizer.normalize_str("a\x01b\x0b\\ [c]\x7f d  e ﬁn\x9f œ") == "ab\\ [c] d e fin œ"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A base encoder of two layers and 6,000 pieces."""
    packed = read_packed(packed_weights_path())
    write_sentence_transformer(packed, list(range(6000)), spread_layers(packed.layers, 2), tmp_path)
    return tmp_path / "encoder"


def test_a_funnel_gives_each_pair_of_tokens_one_state_and_does_not_read_padding(base: Path) -> None:
    bert, _ = load_base(base)
    bert.eval()
    ids = torch.tensor([[0, 50, 60, 70, 2, 1, 1, 1]])
    mask = torch.tensor([[1, 1, 1, 1, 1, 0, 0, 0]])
    with torch.no_grad():
        plain = FunnelEncoder(bert, ())(ids, mask).last_hidden_state
        assert torch.allclose(plain, bert(input_ids=ids, attention_mask=mask).last_hidden_state, atol=1e-4)
        funnel = FunnelEncoder(bert, (0,))
        states = funnel(ids, mask).last_hidden_state
        shorter = funnel(ids[:, :6], mask[:, :6]).last_hidden_state
        other_padding = funnel(torch.where(mask == 1, ids, 99), mask).last_hidden_state
    assert states.shape == plain.shape
    assert torch.equal(states[:, 0::2], states[:, 1::2])
    assert not torch.allclose(states[:, 0], states[:, 2], atol=1e-2)
    assert torch.allclose(states[:, :6], shorter, atol=1e-4)
    assert torch.allclose(states[:, :6], other_padding[:, :6], atol=1e-4)
    with pytest.raises(ValueError, match="merged before layers"):
        FunnelEncoder(bert, (0, 2))


def test_a_tiny_fine_tuning_learns_and_survives_compression_and_export(
    materials: list[Material], engine: Engine, base: Path, tmp_path: Path
) -> None:
    lines: list[str] = []
    recipe = Recipe(epochs=2, averaged_epochs=1, noise=0.0)
    texts = [m.text for m in materials[:2]]
    whole = fine_tune(texts, base, recipe, lines.append)
    compression = Compression(
        heads=6, neurons=512, lower_heads=4, lower_neurons=256, merged_before=(1,), epochs=2, measured_windows=8
    )
    net = compress(whole, texts, base, compression, lines.append)
    losses = [float(line.rsplit(" ", 1)[1]) for line in lines]
    assert losses[1] < losses[0]
    assert losses[3] < losses[2]
    lower, upper = net.encoder.encoder.layer
    assert [layer.output.dense.in_features for layer in (lower, upper)] == [256, 512]
    assert [layer.attention.self.query.out_features for layer in (lower, upper)] == [128, 192]
    assert [layer.attention.self.query.out_features for layer in whole.encoder.encoder.layer] == [384, 384]
    write_encoder(net, base, tmp_path / "model", [m.text for m in materials])
    encoder = load_encoder(tmp_path / "model")
    text = materials[2].text
    vectors = encode_passages(encoder, text.texts, text.is_heading)
    heads = as_heads(net, element_ids(engine.framework))
    scores = head_scores(heads, [0, 1], vectors)
    assert scores.shape == (len(text.texts), 2, 4)
    assert np.allclose(scores.sum(axis=2), 1)
