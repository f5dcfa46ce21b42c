"""The shipped sentence encoder, run by ONNX Runtime: no torch on the running path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from analyser.judging.windows import PAD, Window, pack_windows

Vectors = npt.NDArray[np.float32]
BATCH_WINDOWS = 8


@dataclass(frozen=True)
class Encoder:
    """``width`` is the length of a passage's vector."""

    session: onnxruntime.InferenceSession
    tokenizer: Tokenizer
    width: int


def load_encoder(folder: Path, threads: int = 2) -> Encoder:
    """Load ``encoder.onnx`` and ``tokenizer.json``. Raises FileNotFoundError when one is absent."""
    for name in ("encoder.onnx", "tokenizer.json"):
        if not (folder / name).is_file():
            raise FileNotFoundError(folder / name)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"])
    width = session.get_outputs()[0].shape[-1]
    return Encoder(session, Tokenizer.from_file(str(folder / "tokenizer.json")), int(width))


def encode_passages(encoder: Encoder, texts: Sequence[str], is_heading: Sequence[bool]) -> Vectors:
    """One vector a passage, read in its context. Shape: (len(texts), encoder.width)."""
    tokens = [e.ids for e in encoder.tokenizer.encode_batch(list(texts), add_special_tokens=False)]
    return _encode_windows(encoder, pack_windows(tokens, is_heading), len(texts))


def encode_sentences(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """One vector a text, each read alone (prototypes of an element). Shape: (len(texts), encoder.width)."""
    tokens = [e.ids for e in encoder.tokenizer.encode_batch(list(texts), add_special_tokens=False)]
    windows = []
    for index, ids in enumerate(tokens):
        (window,) = pack_windows([ids], [False])
        windows.append(Window(window.ids, ((index, *window.passages[0][1:]),)))
    return _encode_windows(encoder, windows, len(texts))


def _encode_windows(encoder: Encoder, windows: Sequence[Window], count: int) -> Vectors:
    vectors = np.zeros((count, encoder.width), np.float32)
    # Windows of like length share a batch, so that little is spent on padding.
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].ids))
    for start in range(0, len(order), BATCH_WINDOWS):
        batch = [windows[i] for i in order[start : start + BATCH_WINDOWS]]
        length = max(len(w.ids) for w in batch)
        ids = np.full((len(batch), length), PAD, np.int64)
        mask = np.zeros((len(batch), length), np.int64)
        for row, window in enumerate(batch):
            ids[row, : len(window.ids)] = window.ids
            mask[row, : len(window.ids)] = 1
        (states,) = encoder.session.run(None, {"input_ids": ids, "attention_mask": mask})
        for row, window in enumerate(batch):
            for passage, first, last in window.passages:
                if last > first:
                    vectors[passage] = states[row, first:last].mean(axis=0)
    return vectors
