"""The shipped sentence encoder, run by OpenVINO: no torch on the running path."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import openvino
from openvino import properties
from tokenizers import Tokenizer

from analyser.judging.windows import Window, batch_inputs, pack_windows

Vectors = npt.NDArray[np.float32]
FILES = ("encoder.xml", "encoder.bin", "tokenizer.json")
# Smaller batches and finer lengths spare padding, and gain nothing: the runtime prepares each shape anew.
BATCH_WINDOWS = 8


@dataclass(frozen=True)
class Encoder:
    """``width`` is the length of a passage's vector, ``streams`` the number of batches that run at once."""

    model: openvino.CompiledModel
    tokenizer: Tokenizer
    width: int
    streams: int


def load_encoder(folder: Path, threads: int = 2) -> Encoder:
    """Load the encoder of a model's folder. Raises FileNotFoundError when a file is absent."""
    for name in FILES:
        if not (folder / name).is_file():
            raise FileNotFoundError(folder / name)
    model = openvino.Core().compile_model(
        folder / "encoder.xml",
        "CPU",
        {
            properties.inference_num_threads: threads,
            # One batch a core rather than two cores on a batch: a fifth faster on windows this short.
            properties.num_streams: threads,
            # What is not int8 stays in full precision, so that a processor with bfloat16 gives what another gives.
            properties.hint.inference_precision: openvino.Type.f32,
        },
    )
    width = model.output(0).partial_shape[-1].get_length()
    return Encoder(model, Tokenizer.from_file(str(folder / "tokenizer.json")), width, threads)


def encode_passages(encoder: Encoder, texts: Sequence[str], is_heading: Sequence[bool]) -> Vectors:
    """One vector a passage, read in its context. Shape: (len(texts), encoder.width)."""
    tokens = [e.ids for e in encoder.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]
    return _encode_windows(encoder, pack_windows(tokens, is_heading), len(texts))


def encode_sentences(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """One vector a text, each read alone (prototypes of an element). Shape: (len(texts), encoder.width)."""
    tokens = [e.ids for e in encoder.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]
    windows = []
    for index, ids in enumerate(tokens):
        (window,) = pack_windows([ids], [False])
        windows.append(Window(window.ids, ((index, *window.passages[0][1:]),)))
    return _encode_windows(encoder, windows, len(texts))


def _encode_windows(encoder: Encoder, windows: Sequence[Window], count: int) -> Vectors:
    vectors = np.zeros((count, encoder.width), np.float32)
    # Windows of like length share a batch, so that little is spent on padding; the longest go first, so that the
    # streams end together.
    order = sorted(windows, key=lambda window: -len(window.ids))
    # Requests are not safe to share between threads; the compiled model is. No callback: it would hold the interpreter
    # from a thread that may outlive it. More requests than streams: none waits while a result is pooled.
    idle = [encoder.model.create_infer_request() for _ in range(2 * encoder.streams)]
    running: deque[tuple[openvino.InferRequest, list[Window]]] = deque()
    for start in range(0, len(order), BATCH_WINDOWS):
        if not idle:
            idle.append(_finish(*running.popleft(), vectors))
        batch = order[start : start + BATCH_WINDOWS]
        request = idle.pop()
        request.start_async(batch_inputs(batch))
        running.append((request, batch))
    while running:
        _finish(*running.popleft(), vectors)
    return vectors


def _finish(request: openvino.InferRequest, batch: Sequence[Window], vectors: Vectors) -> openvino.InferRequest:
    """Wait for a batch and write the mean state of each of its passages into its row of ``vectors``."""
    request.wait()
    states = request.get_output_tensor(0).data
    for row, window in enumerate(batch):
        for passage, first, last in window.passages:
            if last > first:
                vectors[passage] = states[row, first:last].mean(axis=0)
    return request
