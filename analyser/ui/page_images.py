"""Page images with the evidence highlighted."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2
from PIL import Image, ImageDraw

from analyser.domain.geometry import Box

SCALE = 1.5  # pixels a point: readable on screen, light to send
_FILL = (255, 213, 79, 90)
_EDGE = (160, 98, 0, 255)


def highlighted_page(pdf: bytes, page: int, boxes: Sequence[Box]) -> Image.Image:
    """The page (from 1) as an image, with ``boxes`` (points from the top-left corner) highlighted."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[page - 1].render(scale=SCALE).to_pil().convert("RGBA")
    finally:
        document.close()
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    for box in boxes:
        corners = [v * SCALE for v in (box.x0 - 1, box.top - 1, box.x1 + 1, box.bottom + 1)]
        draw.rectangle(corners, fill=_FILL, outline=_EDGE)
    return Image.alpha_composite(image, layer).convert("RGB")
