"""Passage scores: how likely each passage is to prove, mention or only echo each element.

Two paths give the same kind of scores: trained heads for the elements that the model knows, and prototypes
(the framework's own formulations and examples) for any other element, so that a criterion added in YAML alone is
judged too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analyser.domain.framework import Element
from analyser.frameworks.cues import fold
from analyser.judging.encoder import Encoder, Vectors, encode_sentences, load_encoder
from analyser.judging.qualifiers import announcements

Floats = npt.NDArray[np.float64]
NONE, MENTION, EVIDENCE, DECOY = range(4)


@dataclass(frozen=True)
class Heads:
    """Linear heads over centred passage vectors.

    Attributes:
        elements: ids, in the order of the heads.
        weights: shape (elements, 3, width): mention, evidence, decoy; "none" is the reference.
        bias: shape (elements, 3).
        centre: mean passage vector of the training reports; scale: their mean standard deviation.
    """

    elements: tuple[str, ...]
    weights: Floats
    bias: Floats
    centre: Floats
    scale: float


@dataclass(frozen=True)
class EvaluationHead:
    """Tells a report's evaluation from its mean passage vector. ``weights``: shape (evaluations, width + 1)."""

    evaluations: tuple[str, ...]
    weights: Floats

    def logits(self, vectors: Vectors, heads: Heads) -> dict[str, float]:
        """Log-odds of each evaluation; empty for a report without passages."""
        if not len(vectors):
            return {}
        mean = mean_vector(vectors, heads)
        found = self.weights[:, :-1] @ mean + self.weights[:, -1]
        return dict(zip(self.evaluations, found.tolist(), strict=True))


def mean_vector(vectors: Vectors, heads: Heads) -> Floats:
    """The report's mean standardised passage vector. Shape: (width,)."""
    result: Floats = _standardised(heads, vectors).mean(axis=0)
    return result


@dataclass(frozen=True)
class ZeroShot:
    """Logistic calibration of prototype similarities, fitted on elements hidden from training.

    ``coefficients`` has one row for mention, evidence and decoy, over ``prototype_features``, ``general_features``,
    ``lexical_features`` and an intercept.
    """

    coefficients: Floats


Prototypes = tuple[Floats, Floats, Floats]


@dataclass(frozen=True)
class Model:
    """``prototypes`` remembers the vectors of the elements without a head: they serve every submission."""

    id: str
    encoder: Encoder
    heads: Heads
    evaluation: EvaluationHead
    zero_shot: ZeroShot
    decision: dict[str, Any]
    manifest: dict[str, Any]
    prototypes: dict[Element, Prototypes] = field(default_factory=dict)


def load_model(folder: Path, threads: int = 2) -> Model:
    """Load ``models/ID``: manifest, encoder, heads, decision. No pickle is ever read."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    decision = json.loads((folder / "decision.json").read_text("utf-8"))
    with np.load(folder / "heads.npz", allow_pickle=False) as arrays:
        heads = Heads(
            tuple(manifest["elements"]),
            arrays["weights"].astype(np.float64),
            arrays["bias"].astype(np.float64),
            arrays["centre"].astype(np.float64),
            float(arrays["scale"]),
        )
        evaluation = EvaluationHead(tuple(manifest["evaluations"]), arrays["evaluation_weights"].astype(np.float64))
    zero_shot = ZeroShot(np.asarray(decision["zero_shot"]["coefficients"], np.float64))
    return Model(folder.name, load_encoder(folder, threads), heads, evaluation, zero_shot, decision, manifest)


def passage_scores(model: Model, elements: Sequence[Element], vectors: Vectors, texts: Sequence[str]) -> Floats:
    """Probabilities of none, mention, evidence and decoy. Shape: (passages, elements, 4).

    Args:
        texts: the passages that ``vectors`` come from.

    An element that only the whole form can prove is "none" everywhere: its own rule judges it.
    """
    scores = np.zeros((len(vectors), len(elements), 4))
    scores[:, :, NONE] = 1.0
    known = {element: index for index, element in enumerate(model.heads.elements)}
    trained = [i for i, e in enumerate(elements) if e.id in known]
    if trained:
        rows = [known[elements[i].id] for i in trained]
        scores[:, trained] = head_scores(model.heads, rows, vectors)
    untrained = [i for i, e in enumerate(elements) if e.id not in known and e.scope == "passage"]
    if untrained and len(vectors):
        general = general_features(model.heads, vectors)
        lexical = lexical_features([elements[i] for i in untrained], texts)
        for i, own in zip(untrained, lexical, strict=True):
            scores[:, i] = prototype_scores(model, elements[i], vectors, np.concatenate([general, own], axis=1))
    return scores


def proof_scores(scores: Floats, texts: Sequence[str], is_heading: Sequence[bool]) -> Floats:
    """The scores with "none" on the passages that announce without proving. Shape: (passages, elements, 4)."""
    proofs: Floats = scores.copy()
    proofs[np.array(announcements(texts, is_heading), bool)] = np.eye(4)[NONE]
    return proofs


def head_scores(heads: Heads, rows: Sequence[int], vectors: Vectors) -> Floats:
    """Softmax over none (logit 0), mention, evidence, decoy. Shape: (passages, rows, 4)."""
    logits = np.zeros((len(vectors), len(rows), 4))
    logits[:, :, 1:] = head_logits(heads, rows, vectors)
    return _softmax(logits)


def head_logits(heads: Heads, rows: Sequence[int], vectors: Vectors) -> Floats:
    """Logits of mention, evidence, decoy against none. Shape: (passages, rows, 3)."""
    weights = heads.weights[list(rows)]
    product = _standardised(heads, vectors) @ weights.reshape(-1, weights.shape[-1]).T
    result: Floats = product.reshape(len(vectors), len(rows), 3) + heads.bias[list(rows)]
    return result


def _standardised(heads: Heads, vectors: Vectors) -> Floats:
    result: Floats = (vectors.astype(np.float64) - heads.centre) / heads.scale
    return result


def prototype_scores(model: Model, element: Element, vectors: Vectors, others: Floats) -> Floats:
    """Zero-shot scores of one element. Shape: (passages, 4).

    Args:
        others: what ``general_features`` and ``lexical_features`` give for these passages, side by side.
    """
    if element not in model.prototypes:
        model.prototypes[element] = prototypes(model.encoder, model.heads, element)
    similarity = prototype_features(model.prototypes[element], model.heads, vectors)
    return calibrated_scores(model.zero_shot.coefficients, np.concatenate([similarity, others], axis=1))


def calibrated_scores(coefficients: Floats, features: Floats) -> Floats:
    """Softmax of the zero-shot calibration over prototype, general and lexical features. Shape: (passages, 4)."""
    logits = np.zeros((len(features), 4))
    logits[:, 1:] = features @ coefficients[:, :-1].T + coefficients[:, -1]
    return _softmax(logits)


def prototypes(encoder: Encoder, heads: Heads, element: Element) -> Prototypes:
    """The element's own wording as unit vectors: formulations and covered examples, partial examples, near misses."""

    def centred(texts: Sequence[str]) -> Floats:
        return _unit(encode_sentences(encoder, texts).astype(np.float64) - heads.centre)

    examples = element.examples
    positive = centred([element.label, *element.formulations, *examples.covered])
    return positive, centred(examples.partial), centred(examples.near_miss)


def prototype_features(wording: Prototypes, heads: Heads, vectors: Vectors) -> Floats:
    """Similarities of each passage to the element's own wording. Shape: (passages, 5).

    Best and mean of the top three among formulations and covered examples; best among partial examples; best
    among near misses; and the best one's margin over the document's own mean, since similarity levels vary with style.
    """
    passages = _unit(vectors.astype(np.float64) - heads.centre)
    positive, partial, near_miss = (passages @ texts.T for texts in wording)
    best = positive.max(axis=1)
    top3 = np.sort(positive, axis=1)[:, -3:].mean(axis=1)
    margin = best - best.mean() if len(best) else best
    return np.stack([best, top3, partial.max(axis=1), near_miss.max(axis=1), margin], axis=1)


def general_features(heads: Heads, vectors: Vectors) -> Floats:
    """What the trained elements say of each passage, whatever the element. Shape: (passages, 5).

    How far it reads as a mention, an evidence, a decoy (the mean of each kind's weights: a denial is one whatever it
    denies), then the strongest logit and the strongest evidence of any trained element, which may claim the passage.
    """
    kinds = _standardised(heads, vectors) @ heads.weights.mean(axis=0).T
    logits = head_logits(heads, range(len(heads.elements)), vectors)
    return np.concatenate([kinds, logits.max(axis=(1, 2))[:, None], logits[:, :, 1].max(axis=1)[:, None]], axis=1)


def lexical_features(elements: Sequence[Element], texts: Sequence[str]) -> list[Floats]:
    """Likeness in letters of each passage to each element's own wording. Shapes: (passages, 4).

    Cosine of TF-IDF over pieces of words of three to five letters, which forgive inflection: best, mean of the top
    three and sum over formulations and covered examples; best among near misses. The encoder learns one certification
    and wears out for another; shared words do not.
    """
    # Only a référentiel with untrained elements pays for the import.
    from sklearn.feature_extraction.text import TfidfVectorizer

    own = [[e.label, *e.formulations, *e.examples.covered] for e in elements]
    model = TfidfVectorizer(preprocessor=fold, analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    model.fit([*texts, *chain.from_iterable(own)])
    passages = model.transform(texts)
    found = []
    for element, wording in zip(elements, own, strict=True):
        likeness = np.sort((passages @ model.transform(wording).T).toarray(), axis=1)
        # The empty text stands for the near misses of an element that has none.
        near_miss = (passages @ model.transform(["", *element.examples.near_miss]).T).toarray().max(axis=1)
        found.append(
            np.stack([likeness[:, -1], likeness[:, -3:].mean(axis=1), likeness.sum(axis=1), near_miss], axis=1)
        )
    return found


def _unit(rows: Floats) -> Floats:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    result: Floats = rows / np.maximum(norms, 1e-9)
    return result


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return result
