"""Fine-tunes the encoder and the heads together: every sentence of a window is classified for every element.

Sequential sentence classification after Cohan et al. (2019, "Pretrained Language Models for Sequential Sentence
Classification"): a window holds consecutive passages, each passage's vector is the mean of its tokens, so that it is
read with its neighbours and its section's title at no extra cost.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from analyser.judging.windows import Window, batch_inputs, pack_windows
from analyser.training.dataset import LabelledText, noisy

UNKNOWN = 3
FIRST_PLAIN_TOKEN = 4


@dataclass(frozen=True)
class Recipe:
    """Chosen on the dev split.

    Attributes:
        word_dropout: share of tokens replaced by the unknown one.
        noise: share of texts given with typing or parsing noise at each epoch.
        averaged_epochs: the final weights are the mean of those at the end of the last epochs.
    """

    epochs: int = 6
    encoder_rate: float = 1e-4
    head_rate: float = 3e-3
    windows_per_step: int = 9
    word_dropout: float = 0.08
    head_dropout: float = 0.3
    noise: float = 0.15
    averaged_epochs: int = 2
    seed: int = 13


class SentenceClassifier(nn.Module):
    """Encoder and linear heads. ``centre`` and ``scale`` standardise the anisotropic vectors of the base encoder.

    The logit of an element and a kind (mention, evidence, decoy) is a sum of three linear terms: how far the passage is
    about the element (learnt from all three kinds), how far it reads as that kind (learnt from all elements: a denial
    or somebody else's practice is the same thing whatever the element), and a residual of their own. The sum is linear,
    so that it ships as one matrix.
    """

    def __init__(self, encoder: nn.Module, elements: int, dropout: float) -> None:
        super().__init__()
        width = int(encoder.config.hidden_size)  # type: ignore[union-attr, arg-type]
        self.encoder = encoder
        self.relevance = nn.Linear(width, elements)
        self.kind = nn.Linear(width, 3)
        self.residual = nn.Linear(width, elements * 3, bias=False)
        self.dropout = nn.Dropout(dropout)
        self.elements = elements
        self.centre: torch.Tensor
        self.scale: torch.Tensor
        self.register_buffer("centre", torch.zeros(width))
        self.register_buffer("scale", torch.ones(()))
        for layer in (self.relevance, self.kind):
            nn.init.normal_(layer.weight, std=0.02)
            nn.init.zeros_(layer.bias)
        nn.init.zeros_(self.residual.weight)
        # Most passages prove nothing: start there.
        nn.init.constant_(self.relevance.bias, -3.0)

    def head_parameters(self) -> list[nn.Parameter]:
        return [*self.relevance.parameters(), *self.kind.parameters()]

    def weights(self) -> tuple[torch.Tensor, torch.Tensor]:
        """The heads as one matrix and bias. Shapes: (elements, 3, width) and (elements, 3)."""
        residual = self.residual.weight.view(self.elements, 3, -1)
        weight = residual + self.relevance.weight[:, None] + self.kind.weight[None]
        return weight.detach(), (self.relevance.bias[:, None] + self.kind.bias[None]).detach()

    def states(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """One vector a token. Shape: (windows, tokens, width)."""
        states: torch.Tensor = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return states

    def classify(self, states: torch.Tensor, pooling: torch.Tensor) -> torch.Tensor:
        """Logits of none, mention, evidence, decoy. Shape: (passages, elements, 4)."""
        centred = (pool(states, pooling) - self.centre) / self.scale
        given = self.dropout(centred)
        logits = self.residual(given).float().view(-1, self.elements, 3)
        logits = logits + self.relevance(given).float()[:, :, None] + self.kind(given).float()[:, None, :]
        return torch.cat([torch.zeros_like(logits[:, :, :1]), logits], dim=-1)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, pooling: torch.Tensor) -> torch.Tensor:
        return self.classify(self.states(ids, mask), pooling)


def pool(states: torch.Tensor, pooling: torch.Tensor) -> torch.Tensor:
    """The mean state of each passage. Shape: (passages, width)."""
    pooled: torch.Tensor = pooling @ states.reshape(-1, states.shape[-1]).to(pooling.dtype)
    return pooled.float()


Log = Callable[[str], None]


def fine_tune(texts: Sequence[LabelledText], base: Path, recipe: Recipe, log: Log = print) -> SentenceClassifier:
    """Train from the sentence-transformers folder ``base``. Deterministic for one machine and thread count."""
    random.seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    encoder, tokenizer = load_base(base)
    net = SentenceClassifier(encoder, texts[0].labels.shape[1], recipe.head_dropout)
    encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    _standardise(net, labelled_windows(texts, tokenizer, rng, 0.0)[:256])
    net.train()
    count = len(labelled_windows(texts, tokenizer, rng, 0.0))
    steps = recipe.epochs * -(-count // recipe.windows_per_step)
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in encoder.parameters() if p.requires_grad], "lr": recipe.encoder_rate},
            {"params": net.head_parameters(), "lr": recipe.head_rate},
            {"params": net.residual.parameters(), "lr": recipe.head_rate / 3, "weight_decay": 0.3},
        ],
        weight_decay=0.01,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [g["lr"] for g in optimiser.param_groups], total_steps=steps + 1, pct_start=0.1
    )
    mean: dict[str, torch.Tensor] = {}
    for epoch in range(recipe.epochs):
        windows = labelled_windows(texts, tokenizer, rng, recipe.noise)
        rng.shuffle(windows)
        total = 0.0
        for start in range(0, len(windows), recipe.windows_per_step):
            ids, mask, pooling, labels, judged = stack(windows[start : start + recipe.windows_per_step])
            ids = drop_words(ids, recipe.word_dropout)
            with torch.autocast("cpu", torch.bfloat16):
                logits = net(ids, mask, pooling)
            loss = marks_loss(logits, labels, judged)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            if schedule.last_epoch < steps:
                schedule.step()
            total += loss.item()
        log(
            f"epoch {epoch + 1}/{recipe.epochs}: loss {total / max(1, -(-len(windows) // recipe.windows_per_step)):.3f}"
        )
        if epoch >= recipe.epochs - recipe.averaged_epochs:
            for name, value in net.state_dict().items():
                share = value.detach().float() / recipe.averaged_epochs
                mean[name] = mean[name] + share if name in mean else share.clone()
    net.load_state_dict(mean)
    net.eval()
    return net


def drop_words(ids: torch.Tensor, share: float) -> torch.Tensor:
    """The ids with a share of the plain ones replaced by the unknown one."""
    dropped = (torch.rand(ids.shape) < share) & (ids >= FIRST_PLAIN_TOKEN)
    return torch.where(dropped, torch.tensor(UNKNOWN), ids)


def marks_loss(logits: torch.Tensor, labels: torch.Tensor, judged: torch.Tensor) -> torch.Tensor:
    """Cross entropy with the marks, summed over the elements that the text judges, a passage."""
    losses = nn.functional.cross_entropy(logits.float().reshape(-1, 4), labels.reshape(-1), reduction="none")
    return (losses.view_as(judged) * judged).sum() / len(labels)


def load_base(base: Path) -> tuple[Any, Tokenizer]:
    """The base's transformer, without dropout (it costs a third of the time), and its tokenizer."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(base),
        device="cpu",
        local_files_only=True,
        model_kwargs={"attn_implementation": "eager", "add_pooling_layer": False},
        config_kwargs={"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0},
    )
    return model[0].auto_model, Tokenizer.from_file(str(next(base.rglob("tokenizer.json"))))


@dataclass(frozen=True)
class LabelledWindow:
    window: Window
    text: LabelledText


def labelled_windows(
    texts: Sequence[LabelledText], tokenizer: Tokenizer, rng: random.Random, noise: float
) -> list[LabelledWindow]:
    windows = []
    for text in texts:
        given = [noisy(t, rng) if rng.random() < noise else t for t in text.texts]
        ids = [e.ids for e in tokenizer.encode_batch(given, add_special_tokens=False)]
        windows += [LabelledWindow(w, text) for w in pack_windows(ids, text.is_heading)]
    return windows


def stack(
    windows: Sequence[LabelledWindow],
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    ids, mask = (torch.from_numpy(array) for array in batch_inputs([w.window for w in windows]).values())
    length = ids.shape[1]
    places, labels, judged = [], [], []
    for row, labelled in enumerate(windows):
        for passage, start, end in labelled.window.passages:
            if end > start:
                places.append((row * length + start, row * length + end))
                labels.append(labelled.text.labels[passage])
                judged.append(labelled.text.judged[passage])
    pooling = torch.zeros(len(places), len(windows) * length)
    for row, (start, end) in enumerate(places):
        pooling[row, start:end] = 1 / (end - start)
    tables = torch.from_numpy(np.stack(labels)), torch.from_numpy(np.stack(judged)).float()
    return ids, mask, pooling, *tables


@torch.no_grad()
def _standardise(net: SentenceClassifier, windows: Sequence[LabelledWindow]) -> None:
    found = []
    for start in range(0, len(windows), 16):
        ids, mask, pooling, _, _ = stack(windows[start : start + 16])
        found.append(pool(net.states(ids, mask), pooling))
    vectors = torch.cat(found)
    net.centre.copy_(vectors.mean(0))  # type: ignore[operator]
    net.scale.copy_(vectors.std(0).mean())  # type: ignore[operator]
