"""What a phone reads from a picture of a QR code: PNG of black and white, or of colours, as our drawers make them."""

import struct
import zlib

import pytest

WHITE = 128


def scanned(picture: bytes) -> str:
    """The text of the one code in it, whose error level is M."""
    zxingcpp = pytest.importorskip("zxingcpp", reason="the reader of QR codes is not installed: make .venv/dev")
    width, height, grey = pixels(picture)
    image = memoryview(grey).cast("B", (height, width))
    (code,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    assert code.ec_level == "M"
    return code.text


def pixels(picture: bytes) -> tuple[int, int, bytes]:
    """Width, height, and a grey value for each pixel."""
    width, height, depth, colour = struct.unpack(">IIBB", picture[16:26])
    assert (depth, colour) in ((1, 0), (8, 6))
    size = 1 if colour == 0 else 4  # bytes of a pixel, of which the first tells enough
    rows = _rows(_data(picture), (width * depth * size + 7) // 8, size)
    if colour == 0:
        return width, height, bytes(255 * (row[x // 8] >> (7 - x % 8) & 1) for row in rows for x in range(width))
    return width, height, bytes(row[4 * x] if row[4 * x + 3] > WHITE else 255 for row in rows for x in range(width))


def _data(picture: bytes) -> bytes:
    found, at = b"", 8
    while at < len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        found += picture[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    return zlib.decompress(found)


def _rows(data: bytes, length: int, size: int) -> list[bytearray]:
    rows, before = [], bytearray(length)
    for at in range(0, len(data), length + 1):
        row = bytearray(data[at + 1 : at + 1 + length])
        for x in range(length):
            left = row[x - size] if x >= size else 0
            corner = before[x - size] if x >= size else 0
            row[x] = (row[x] + _guess(data[at], left, before[x], corner)) % 256
        rows.append(row)
        before = row
    return rows


def _guess(filtered: int, left: int, above: int, corner: int) -> int:
    """From which the PNG tells the difference."""
    if filtered == 4:
        near = left + above - corner
        return min((left, above, corner), key=lambda each: abs(near - each))
    return (0, left, above, (left + above) // 2)[filtered]
