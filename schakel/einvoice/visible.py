"""Text of a stranger, so that the reader sees what stands there."""

import unicodedata

# Characters that change the direction of what follows, or hide.
_HIDDEN = (
    *range(0x202A, 0x202F),  # embeddings and overrides of direction
    *range(0x2066, 0x206A),  # isolates
    *(0x200E, 0x200F, 0x061C),  # marks of direction
    *(0x200B, 0x2060, 0xFEFF, 0x00AD),  # zero width
    *(code for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc" and code not in (9, 10)),
    *range(0xE0000, 0xE0080),  # tags
)
_SHOWN = {code: f"[U+{code:04X}]" for code in _HIDDEN}


def visible(text: str) -> str:
    """The same text, with characters that hide or turn the direction named, as in `[U+202E]`."""
    return text if text.isascii() and text.isprintable() else text.translate(_SHOWN)


def cut(text: str, length: int) -> str:
    """For lists: at most `length` characters, the last of them `…` when something was cut."""
    return text if len(text) <= length else text[: length - 1] + "…"
