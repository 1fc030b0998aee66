"""Photos come out upright, without the place where they were taken, and as pages that fit on A4."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from mobility.storage.inspection import Kind, as_image, as_pdf_page
from mobility.storage.inspection.kinds import HEIC, JPEG, PNG
from mobility.storage.inspection.photos import LONGEST_EDGE
from tests.factories.files import GPS_IFD, photo

RED, WHITE = (255, 0, 0), (255, 255, 255)


def _seen(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def _near(seen: tuple[int, ...], expected: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 24 for one, other in zip(seen, expected, strict=True))


@pytest.mark.parametrize(
    ("form", "kind", "kept"), [("JPEG", JPEG, JPEG), ("PNG", PNG, PNG), ("HEIF", HEIC, JPEG), ("MPO", JPEG, JPEG)]
)
def test_a_picture_loses_all_but_its_pixels(form: str, kind: Kind, kept: Kind) -> None:
    content = photo(form)
    assert Image.open(BytesIO(content)).getexif().get_ifd(GPS_IFD)
    file, found = as_image(BytesIO(content), kind)
    painted = Image.open(file)
    assert found == kept
    assert dict(painted.getexif()) == {}
    assert not {"exif", "xmp", "comment", "XML:com.adobe.xmp"} & set(painted.info)


def test_what_was_hidden_beside_the_pixels_is_gone() -> None:
    file, _kind = as_image(BytesIO(photo(comment=b"a secret remark") + b"a film of the moment before"), JPEG)
    content = file.read()
    assert b"secret" not in content
    assert b"film" not in content


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [(1, (320, 200), (20, 20)), (3, (320, 200), (300, 180)), (6, (200, 320), (180, 20)), (8, (200, 320), (20, 300))],
)
def test_a_photo_is_turned_upright(orientation: int, size: tuple[int, int], red_at: tuple[int, int]) -> None:
    file, _kind = as_image(BytesIO(photo(orientation=orientation)), JPEG)
    upright = _seen(file.read())
    assert upright.size == size
    red = upright.getpixel(red_at)
    white = upright.getpixel((size[0] - red_at[0], red_at[1]))
    assert isinstance(red, tuple)
    assert isinstance(white, tuple)
    assert (_near(red, RED), _near(white, WHITE)) == (True, True)


def test_a_large_photo_is_made_small_enough() -> None:
    file, _kind = as_image(BytesIO(photo(size=(8000, 6000))), JPEG)
    assert max(Image.open(file).size) <= LONGEST_EDGE


def test_what_is_see_through_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    file, _kind = as_image(out, PNG)
    assert _seen(file.read()).getpixel((4, 4)) == WHITE


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_photo_becomes_a_page_of_paper(orientation: int) -> None:
    with pikepdf.open(as_pdf_page(BytesIO(photo(size=(1600, 1200), orientation=orientation)), JPEG)) as opened:
        [page] = opened.pages
        _left, _bottom, width, height = map(float, page.mediabox)
    assert (width > height) == (orientation == 1)
    assert max(width, height) <= 842
    assert min(width, height) <= 596
