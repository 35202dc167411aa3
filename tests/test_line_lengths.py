"""Templates and style sheets hold an element or a rule a line."""

from scripts.line_lengths import LIMIT, main, too_long


def test_no_line_of_ours_is_too_long(capsys):
    assert main() == 0, capsys.readouterr().out


def test_a_sentence_does_not_count_and_all_else_does():
    sentence = '{% translate "' + "word " * 100 + '" %}'
    several = "{% blocktranslate with a=b %}" + "word " * 100 + "{% plural %}words{% endblocktranslate %}"
    assert list(too_long(f"<p>{sentence}</p>\n<li>{several}</li>\n")) == []
    assert list(too_long("\n" + "<li></li>" * 20)) == [(2, 180)]
    assert list(too_long("x" * LIMIT)) == []
