"""A logo and a colour on paper. Rows C01, C02 and C06 of the threats."""

import io
import struct

import pypdf
import pytest

from schakel.einvoice.model import Invoice, Party
from schakel.einvoice.render.letterhead import COLOUR, Letterhead, is_readable
from schakel.einvoice.render.pdf import pdf
from schakel.einvoice.render.picture import LARGEST, NotAPicture, PictureTooLarge, picture
from tests.einvoice.render.pictures import JPEG, chunk, png


def test_a_picture_is_kept_as_it_is():
    assert picture(png()).data == png()
    assert (picture(png()).width, picture(png()).height, picture(png()).type) == (60, 20, "image/png")
    assert picture(JPEG).data == JPEG
    assert (picture(JPEG).width, picture(JPEG).height, picture(JPEG).type) == (1, 1, "image/jpeg")


def test_C06_what_a_picture_carries_besides_is_left_out():
    assert picture(png(more=chunk(b"tEXt", b"place\0home") + chunk(b"iCCP", b"x"))).data == png()
    assert picture(png() + b"<script>").data == png()
    comment = b"\xff\xfe\x00\x06more" + b"\xff\xe1\x00\x06Exif"
    assert picture(JPEG[:2] + comment + JPEG[2:] + b"PK\x03\x04").data == JPEG


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<svg/>", b"GIF89a", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", png()[:40], png()[:-6], JPEG[:30], JPEG[:-2],
        b"\xff\xd8\xff\xd9", b"\xff\xd8\xff\xe0\x00\x04ab", b"\xff\xd8\xff\xe0\x00\x04ab\x00" + JPEG,
        b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"12345678") + chunk(b"IEND", b""), png(0, 5),
    ],
    ids=range(14),
)  # fmt: skip
def test_C02_what_is_no_picture_is_refused(data):
    with pytest.raises(NotAPicture):
        picture(data)


def test_C06_a_picture_of_many_pixels_or_bytes_is_refused():
    wide = chunk(b"IHDR", struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)) + chunk(b"IEND", b"")
    for data in (b"\x89PNG\r\n\x1a\n" + wide, png() + bytes(LARGEST)):
        with pytest.raises(PictureTooLarge):
            picture(data)


@pytest.mark.parametrize("data", [png(), JPEG])
def test_a_logo_stands_on_paper_for_those_who_cannot_see_it_too(data):
    head = Letterhead("#8a1538", picture(data), '#panic("Bakery")')
    made = pdf(Invoice(number="1", seller=Party(name="Bakery")), "nl", ubl=b"", letterhead=head)
    (page,) = pypdf.PdfReader(io.BytesIO(made)).pages
    assert len(page.images) == 1
    assert b"0.541" in page.get_contents().get_data()
    plain = pdf(Invoice(number="1", seller=Party(name="Bakery")), "nl", ubl=b"")
    assert not pypdf.PdfReader(io.BytesIO(plain)).pages[0].images


@pytest.mark.parametrize("colour", ["red", "#fff", "#ABCDEF", '#00000"', ""])
def test_a_colour_is_one_of_sixteen_million(colour):
    with pytest.raises(ValueError, match="no colour"):
        Letterhead(colour)


def test_light_colours_cannot_be_read_on_white():
    assert [is_readable(each) for each in (COLOUR, "#000000", "#ffd400", "#ffffff")] == [True, True, False, False]


def test_C06_a_chunk_that_says_it_is_longer_than_the_file_is_refused():
    with pytest.raises(NotAPicture):
        picture(png()[:33] + struct.pack(">I4s", 2**31, b"IDAT") + b"x")
