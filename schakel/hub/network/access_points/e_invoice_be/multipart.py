"""A form with one file in it. Source: RFC 7578."""

import secrets


def file_form(field: str, name: str, content: bytes) -> tuple[bytes, str]:
    """The body, and its content type."""
    edge = secrets.token_hex(16)
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        "Content-Type: application/xml\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
