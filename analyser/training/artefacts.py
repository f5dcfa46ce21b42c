"""Writes a trained model to ``models/ID``: int8 ONNX encoder, tokenizer, heads. Never a pickle."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from analyser.training.fine_tuning import SentenceClassifier


class _States(torch.nn.Module):
    """The graph that ships: token states, in the order of the ids."""

    def __init__(self, encoder: torch.nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states: torch.Tensor = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return states


def write_encoder(net: SentenceClassifier, base: Path, folder: Path) -> None:
    """Export the encoder as dynamically quantised int8 ONNX, with its tokenizer."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(next(base.rglob("tokenizer.json")), folder / "tokenizer.json")
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "encoder.onnx"
        example = (torch.tensor([[0, 5, 6, 2]]), torch.ones(1, 4, dtype=torch.long))
        torch.onnx.export(
            _States(net.encoder).eval(),
            example,
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
        quantize_dynamic(
            str(full),
            str(folder / "encoder.onnx"),
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gather"],
        )


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
