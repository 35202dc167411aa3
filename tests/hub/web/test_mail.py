from django.core import mail as post

from schakel.hub.web import mail

WORDS = {"subject": "Hello", "text": "A <b>text</b>", "button": "Go", "link": "http://localhost/x"}


def sent(**words: str) -> post.EmailMultiAlternatives:
    mail.send("people/mail/letter", to="ann@x.test", language="nl", context={**WORDS, **words})
    return post.outbox[-1]


def test_text_and_page_go_together_in_the_language_of_the_reader():
    letter = sent()
    assert "A <b>text</b>" in letter.body
    assert letter.alternatives[0][1] == "text/html"
    assert '<html lang="nl">' in letter.alternatives[0][0]


def test_what_a_stranger_wrote_is_text_in_the_page():
    assert "A &lt;b&gt;text&lt;/b&gt;" in sent().alternatives[0][0]


def test_J01_a_line_break_in_the_subject_adds_no_header():
    letter = sent(subject="Hello\r\nBcc: all@x.test")
    assert letter.subject == "Hello Bcc: all@x.test"
    assert letter.message()["Bcc"] is None


def test_nothing_in_a_mail_is_fetched_from_elsewhere():
    page = sent().alternatives[0][0]
    assert "<img" not in page
    assert "url(" not in page
    assert "<script" not in page
