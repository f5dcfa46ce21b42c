"""Writes a trained model to ``models/ID``: int8 encoder, tokenizer, heads. Never a pickle."""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer

from analyser.judging.windows import batch_inputs, pack_windows
from analyser.training.dataset import LabelledText
from analyser.training.fine_tuning import SentenceClassifier

CALIBRATION_WINDOWS = 128


class _States(torch.nn.Module):
    """The graph that ships: token states, in the order of the ids."""

    def __init__(self, encoder: torch.nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states: torch.Tensor = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return states


def write_encoder(net: SentenceClassifier, base: Path, folder: Path, texts: Sequence[LabelledText]) -> None:
    """Export the encoder as int8 OpenVINO, with its tokenizer.

    Weights and activations are quantised after SmoothQuant (Xiao et al. 2023), with ranges seen on windows of
    ``texts``: centred token states keep a cosine of 0.99 with those of full precision, where dynamic quantisation kept
    0.97 and was slower.
    """
    # NNCF reports its use to its makers unless it believes that it runs in a CI.
    os.environ.setdefault("NNCF_CI", "1")
    import nncf
    import openvino

    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(next(base.rglob("tokenizer.json")), folder / "tokenizer.json")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    windows = [w for t in texts for w in pack_windows(*token_ids(tokenizer, t))]
    chosen = random.Random(7).sample(windows, min(CALIBRATION_WINDOWS, len(windows)))
    ranges = [batch_inputs([w]) for w in chosen]
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "encoder.onnx"
        torch.onnx.export(
            _States(net.encoder).eval(),
            tuple(torch.from_numpy(array) for array in ranges[0].values()),
            str(full),
            input_names=["input_ids", "attention_mask"],
            output_names=["states"],
            dynamic_axes={
                "input_ids": {0: "windows", 1: "tokens"},
                "attention_mask": {0: "windows", 1: "tokens"},
                "states": {0: "windows", 1: "tokens"},
            },
            opset_version=17,
            dynamo=False,
        )
        quantised = nncf.quantize(
            openvino.Core().read_model(full),
            nncf.Dataset(ranges),
            subset_size=len(ranges),
            model_type=nncf.ModelType.TRANSFORMER,
            preset=nncf.QuantizationPreset.MIXED,
        )
        openvino.save_model(quantised, folder / "encoder.xml", compress_to_fp16=True)


def token_ids(tokenizer: Tokenizer, text: LabelledText) -> tuple[list[list[int]], Sequence[bool]]:
    """What ``pack_windows`` needs of a text."""
    return [e.ids for e in tokenizer.encode_batch(list(text.texts), add_special_tokens=False)], text.is_heading


def write_heads(net: SentenceClassifier, evaluation_weights: npt.NDArray[np.float64], folder: Path) -> None:
    weights, bias = net.weights()
    np.savez_compressed(
        folder / "heads.npz",
        weights=weights.numpy().astype(np.float32),
        bias=bias.numpy().astype(np.float32),
        centre=net.centre.numpy().astype(np.float32),  # type: ignore[operator]
        scale=np.float32(net.scale),
        evaluation_weights=evaluation_weights.astype(np.float32),
    )


def write_manifest(folder: Path, elements: Sequence[str], facts: dict[str, Any]) -> None:
    manifest = {"elements": list(elements), **facts}
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")
