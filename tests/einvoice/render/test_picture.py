"""How many pixels a picture unpacks to, as its head says."""

import struct

import pytest

from schakel.einvoice.render.picture import pixels

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 300, 200)
START, COMMENT = b"\xff\xd8", b"\xff\xfe\x00\x04ab"
FRAME = b"\xff\xc2" + struct.pack(">HBHH", 11, 8, 40, 30)
SCAN = b"\xff\xda\x00\x02"


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (PNG, 60_000),
        (START + COMMENT + FRAME, 1200),
        (START + COMMENT + SCAN + FRAME, 0),  # no frame before the scan
        (START + COMMENT, 0),
        (START + COMMENT + FRAME[:6], 0),
        (PNG[:20], 0),
        (b"%PDF-1.7", 0),
        (b"", 0),
    ],
)
def test_B13_pixels_are_counted_by_the_head(data, count):
    assert pixels(data) == count


def test_B13_a_head_of_many_pieces_is_not_gone_through():
    assert pixels(START + COMMENT * 2000 + FRAME) == 0
