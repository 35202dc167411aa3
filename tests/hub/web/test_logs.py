import logging

from schakel.hub.web.logs import LONGEST, OneLine


def line(message: str, *words: object) -> str:
    record = logging.LogRecord("x", logging.INFO, "", 0, message, words, None)
    OneLine().filter(record)
    return record.getMessage()


def test_L10_a_line_break_is_shown_and_not_obeyed():
    assert line("name %s", "Ann\r\n2026-01-01 INFO forged") == "name Ann\\r\\n2026-01-01 INFO forged"
    assert line("\x1b[31mred\x00") == "\\x1b[31mred\\x00"


def test_L10_a_long_message_is_cut():
    assert len(line("x" * 10**6)) <= LONGEST


def test_a_percent_sign_in_what_was_said_is_no_placeholder():
    assert line("%s", "100 %s sure") == "100 %s sure"
