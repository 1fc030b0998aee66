"""A process of its own that paints one page: the file comes in by standard input, a PNG leaves by standard output.

The library that reads pages is not safe among threads, and pages are the work of strangers: whatever happens to this
process happens to no other. It is started by its path, so that it need not load the program.
"""

from __future__ import annotations

import resource
import sys
from io import BytesIO
from typing import Final

MOST_MEMORY_BYTES: Final = 2 * 1024**3
MOST_SECONDS: Final = 20
WIDTH: Final = 1240
"""Pixels: A4 at 150 dots an inch."""
MOST_PIXELS: Final = 5_000_000


def _paint_pdf(content: bytes, number: int) -> bytes:
    import pypdfium2

    page = pypdfium2.PdfDocument(content)[number - 1]
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1.0), (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    return _as_png(page.render(scale=scale).to_pil())


def _paint_picture(content: bytes) -> bytes:
    from PIL import Image

    with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as picture:
        picture.draft("RGB", (WIDTH, WIDTH))
        picture.thumbnail((WIDTH, WIDTH * 2))
        return _as_png(picture.convert("RGB"))


def _as_png(image: object) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", optimize=False)  # type: ignore[attr-defined]  # Pillow's, imported late
    return out.getvalue()


def main() -> None:
    """`page_painter.py pdf|picture NUMBER`; ends with 1 where nothing could be painted."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    form, number = sys.argv[1], int(sys.argv[2])
    content = sys.stdin.buffer.read()
    try:
        painted = _paint_pdf(content, number) if form == "pdf" else _paint_picture(content)
    except Exception:  # noqa: BLE001 - whatever is wrong with the page, there is no picture of it
        sys.exit(1)
    sys.stdout.buffer.write(painted)


if __name__ == "__main__":
    main()
