import base64

import pytest

from schakel.einvoice.attachment import Attachment, UnreadableAttachment


def pdf(encoded: str) -> Attachment:
    return Attachment.read(encoded, filename="a.pdf", media_type="application/pdf")


def test_lines_and_spaces_between_the_characters_are_allowed():
    assert pdf(" aGVs\r\n\tbG8= ").content() == b"hello"


@pytest.mark.parametrize("encoded", ["aGVsbG8", "aGVs*bG8=", "aGVsbG8=aGVs", "=", "aGV=sbG8=", "aGVsbG8==", "é", ""])
def test_B08_damaged_base64_is_told_and_nothing_is_decoded(encoded):
    assert not pdf(encoded).is_readable
    with pytest.raises(UnreadableAttachment):
        pdf(encoded).content()


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4, 100])
def test_the_size_is_known_without_decoding(length):
    assert Attachment.of(b"x" * length, filename="a", media_type="text/csv").size == length


def test_a_file_of_several_pieces_comes_back_whole():
    content = bytes(range(256)) * 10_000
    attachment = Attachment.of(content, filename="a.pdf", media_type="application/pdf")
    assert attachment.is_readable
    assert len(list(attachment.chunks())) == 4
    assert attachment.content() == content


def test_B08_padding_between_two_pieces_is_refused():
    piece = base64.b64encode(b"x" * (3 * 2**18 - 1)).decode()
    assert not pdf(piece + "aGVs").is_readable


def test_the_name_is_shown_and_the_content_is_not():
    assert repr(pdf("aGVsbG8=")) == "Attachment('a.pdf', 'application/pdf', 5 bytes)"


@pytest.mark.parametrize(("encoded", "start"), [("JVBERi0x", b"%PDF-1"), ("JVBERi0", b""), ("", b"")])
def test_its_start_says_what_it_is_unless_that_is_damaged(encoded, start):
    assert pdf(encoded).start() == start


def test_the_start_of_a_long_one_is_a_kilobyte():
    long = Attachment.of(bytes(range(256)) * 100, filename="a.bin", media_type="application/pdf")
    assert long.content().startswith(long.start())
    assert 1000 < len(long.start()) < 1100
