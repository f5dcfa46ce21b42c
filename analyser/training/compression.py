"""Makes the trained encoder lighter: what matters least in it goes, and the rest learns from what it was before.

Structured pruning by a first-order Taylor expansion of the loss (Michel et al. 2019, "Are Sixteen Heads Really Better
than One?"; Molchanov et al. 2019); neighbouring token states merged in pairs on the way up, as in the
Funnel-Transformer (Dai et al. 2020); ReLU in place of GELU; then distillation of the token states, as in TinyBERT (Jiao
et al. 2020), and of the verdicts on every passage. Dropping whole layers instead lost far more on the dev split.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from torch import nn

from analyser.training.dataset import LabelledText
from analyser.training.fine_tuning import (
    LabelledWindow,
    Log,
    SentenceClassifier,
    drop_words,
    labelled_windows,
    load_base,
    marks_loss,
    stack,
)


class FunnelEncoder(nn.Module):
    """A trained BERT encoder whose upper layers read pairs of neighbouring states as one.

    A pair becomes a linear map of both, their mean at first. What comes out is repeated, so that there is one state a
    token as before; the number of tokens given must be a multiple of ``stride``.

    Raises:
        ValueError: ``merged_before`` names a layer that is not there.
    """

    def __init__(self, bert: Any, merged_before: Sequence[int]) -> None:
        super().__init__()
        if not set(merged_before) <= set(range(len(bert.encoder.layer))):
            raise ValueError(f"merged before layers {merged_before}, of {len(bert.encoder.layer)}")
        self.config = bert.config
        self.embeddings = bert.embeddings
        self.encoder = bert.encoder
        self.stride = 2 ** len(merged_before)
        width = int(bert.config.hidden_size)
        self.merges = nn.ModuleDict({str(layer): nn.Linear(2 * width, width) for layer in merged_before})
        for merge in self.merges.values():
            assert isinstance(merge, nn.Linear)
            merge.weight.data.copy_(torch.cat([torch.eye(width), torch.eye(width)], dim=1) / 2)
            nn.init.zeros_(merge.bias)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> SimpleNamespace:
        states = self.embeddings(input_ids)
        mask = attention_mask.to(states.dtype)
        for index, layer in enumerate(self.encoder.layer):
            if str(index) in self.merges:
                windows, tokens, width = states.shape
                pairs = (states * mask[:, :, None]).reshape(windows, tokens // 2, 2 * width)
                states = self.merges[str(index)](pairs)
                mask = mask.reshape(windows, tokens // 2, 2).amax(dim=-1)
            states = layer(states, (mask[:, None, None, :] - 1) * 1e4)
        windows, merged, width = states.shape
        repeated = states[:, :, None, :].expand(windows, merged, self.stride, width)
        return SimpleNamespace(last_hidden_state=repeated.reshape(windows, merged * self.stride, width))


@dataclass(frozen=True)
class Compression:
    """Chosen on the dev split.

    Attributes:
        heads, neurons: kept in each layer, of 12 attention heads and 1,536 neurons of the feed-forward network.
        lower_heads, lower_neurons: kept in the layers below the first merging, which read every token.
        merged_before: layers (from 0) that read the states merged in pairs once more.
        measured_windows: windows on which importance is measured.
        state_weight: weight of the distance between token states in the loss.
    """

    heads: int = 8
    neurons: int = 768
    lower_heads: int = 6
    lower_neurons: int = 512
    merged_before: tuple[int, ...] = (4,)
    epochs: int = 6
    encoder_rate: float = 1e-4
    head_rate: float = 3e-4
    windows_per_step: int = 6
    word_dropout: float = 0.08
    measured_windows: int = 360
    state_weight: float = 10.0
    seed: int = 5

    @property
    def description(self) -> str:
        """What is left of each layer, for the model's card."""
        merged = " and ".join(str(layer) for layer in self.merged_before)
        return (
            f"{self.lower_heads} heads and {self.lower_neurons} neurons each, then {self.heads} and {self.neurons} on"
            f" tokens read in pairs from layer {merged}"
        )


def compress(
    teacher: SentenceClassifier,
    texts: Sequence[LabelledText],
    base: Path,
    compression: Compression,
    log: Log = print,
) -> SentenceClassifier:
    """A lighter copy of ``teacher``, which is left as it was. Deterministic for one machine and thread count."""
    rng = random.Random(compression.seed)
    torch.manual_seed(compression.seed)
    _, tokenizer = load_base(base)
    windows = labelled_windows(texts, tokenizer, rng, 0.0)
    student = copy.deepcopy(teacher)
    student.encoder.embeddings.word_embeddings.weight.requires_grad_(False)  # type: ignore[union-attr]
    prune(student, rng.sample(windows, min(compression.measured_windows, len(windows))), compression)
    for layer in student.encoder.encoder.layer:  # type: ignore[union-attr]
        # Beside int8 products a GELU takes a fifth of the time that they take together.
        layer.intermediate.intermediate_act_fn = nn.ReLU()
    student.encoder = FunnelEncoder(student.encoder, compression.merged_before)
    _distil(teacher, student, windows, rng, compression, log)
    return student.eval()


def prune(net: SentenceClassifier, windows: Sequence[LabelledWindow], kept: Compression) -> None:
    """Remove, in place and in each layer, the heads and neurons whose absence would change the loss least."""
    layers = net.encoder.encoder.layer  # type: ignore[union-attr]
    width = layers[0].attention.self.attention_head_size  # type: ignore[index, union-attr]
    projections = [(layer.attention.output.dense, layer.output.dense) for layer in layers]  # type: ignore[union-attr]
    head_gain = [torch.zeros(attention.in_features // width) for attention, _ in projections]
    neuron_gain = [torch.zeros(feed.in_features) for _, feed in projections]
    for start in range(0, len(windows), 4):
        ids, mask, pooling, labels, judged = stack(windows[start : start + 4])
        with torch.autocast("cpu", torch.bfloat16):
            logits = net(ids, mask, pooling)
        net.zero_grad(set_to_none=True)
        marks_loss(logits, labels, judged).backward()
        for index, (attention, feed) in enumerate(projections):
            by_input = (attention.weight * attention.weight.grad).detach().sum(0)
            head_gain[index] += by_input.view(-1, width).sum(1).abs()
            neuron_gain[index] += (feed.weight * feed.weight.grad).detach().sum(0).abs()
    net.zero_grad(set_to_none=True)
    first = min(kept.merged_before, default=0)
    for index, layer in enumerate(layers):  # type: ignore[arg-type]
        heads, neurons = (kept.lower_heads, kept.lower_neurons) if index < first else (kept.heads, kept.neurons)
        best = _strongest(head_gain[index], heads)
        columns = (best[:, None] * width + torch.arange(width)).flatten()
        attention = layer.attention.self
        for name in ("query", "key", "value"):
            setattr(attention, name, _rows(getattr(attention, name), columns))
        attention.num_attention_heads, attention.all_head_size = len(best), len(columns)
        layer.attention.output.dense = _columns(layer.attention.output.dense, columns)
        chosen = _strongest(neuron_gain[index], neurons)
        layer.intermediate.dense = _rows(layer.intermediate.dense, chosen)
        layer.output.dense = _columns(layer.output.dense, chosen)


def _strongest(gains: torch.Tensor, count: int) -> torch.Tensor:
    return gains.topk(min(count, len(gains))).indices.sort().values


def _rows(linear: nn.Linear, kept: torch.Tensor) -> nn.Linear:
    assert linear.bias is not None
    return _linear(linear.weight.detach()[kept], linear.bias.detach()[kept])


def _columns(linear: nn.Linear, kept: torch.Tensor) -> nn.Linear:
    assert linear.bias is not None
    return _linear(linear.weight.detach()[:, kept], linear.bias.detach())


def _linear(weight: torch.Tensor, bias: torch.Tensor) -> nn.Linear:
    new = nn.Linear(weight.shape[1], weight.shape[0])
    new.weight.data.copy_(weight)
    new.bias.data.copy_(bias)
    return new


def _distil(
    teacher: SentenceClassifier,
    student: SentenceClassifier,
    windows: Sequence[LabelledWindow],
    rng: random.Random,
    recipe: Compression,
    log: Log,
) -> None:
    wanted = _states(teacher, windows)
    stride: int = student.encoder.stride  # type: ignore[assignment]
    steps = recipe.epochs * -(-len(windows) // recipe.windows_per_step)
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in student.encoder.parameters() if p.requires_grad], "lr": recipe.encoder_rate},
            {"params": student.head_parameters(), "lr": recipe.head_rate},
            {"params": student.residual.parameters(), "lr": recipe.head_rate / 3},
        ],
        weight_decay=0.01,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [g["lr"] for g in optimiser.param_groups], total_steps=steps + 1, pct_start=0.1
    )
    student.train()
    order = list(range(len(windows)))
    for epoch in range(recipe.epochs):
        rng.shuffle(order)
        total = 0.0
        for start in range(0, len(order), recipe.windows_per_step):
            chosen = order[start : start + recipe.windows_per_step]
            ids, mask, pooling, labels, judged = stack([windows[i] for i in chosen])
            target = torch.zeros(*ids.shape, wanted[0].shape[-1])
            for row, index in enumerate(chosen):
                target[row, : len(wanted[index])] = wanted[index].float()
            with torch.autocast("cpu", torch.bfloat16):
                states = student.states(drop_words(ids, recipe.word_dropout), mask)
            states = states.float()
            distance = (((states - _merged(target, mask, stride)) / student.scale) ** 2).mean(-1)
            logits = student.classify(states, pooling)
            with torch.no_grad():
                verdicts = torch.softmax(teacher.classify(target, pooling), -1)
            loss = (
                marks_loss(logits, labels, judged)
                - (verdicts * torch.log_softmax(logits, -1)).sum() / len(labels)
                + recipe.state_weight * (distance * mask).sum() / mask.sum()
            )
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimiser.step()
            if schedule.last_epoch < steps:
                schedule.step()
            total += loss.item()
        log(f"compression {epoch + 1}/{recipe.epochs}: loss {total / -(-len(order) // recipe.windows_per_step):.3f}")


def _merged(states: torch.Tensor, mask: torch.Tensor, stride: int) -> torch.Tensor:
    """The mean of each group of ``stride`` states, given to each of its tokens. Same shape."""
    groups = (states * mask[:, :, None]).unflatten(1, (-1, stride))
    count = mask.unflatten(1, (-1, stride)).sum(2).clamp(min=1)
    means: torch.Tensor = groups.sum(2) / count[:, :, None]
    return means.repeat_interleave(stride, dim=1)


@torch.no_grad()
def _states(net: SentenceClassifier, windows: Sequence[LabelledWindow]) -> list[torch.Tensor]:
    """Token states of each window. Shapes: (tokens, width)."""
    found: list[torch.Tensor] = [torch.empty(0)] * len(windows)
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].window.ids))
    for start in range(0, len(order), 12):
        chosen = order[start : start + 12]
        ids, mask, *_ = stack([windows[i] for i in chosen])
        with torch.autocast("cpu", torch.bfloat16):
            states = net.states(ids, mask)
        for row, index in enumerate(chosen):
            found[index] = states[row, : len(windows[index].window.ids)].to(torch.float16)
    return found
