"""The page about this package: its examples run, its error codes are all there and none is invented."""

import re
from pathlib import Path

from cryptography.hazmat.primitives import hashes

from schakel import peppol
from schakel.base.words import Words, section
from schakel.peppol import codelists, errors, sentences
from schakel.peppol.errors import PeppolError
from schakel.peppol.pki import published_sets

PAGE = (Path(__file__).parents[2] / "docs" / "api" / "peppol.md").read_text("utf-8")
SOURCE = "".join(path.read_text("utf-8") for path in Path(peppol.__file__).parent.glob("*.py"))
TABLES = "\n".join(line for line in PAGE.splitlines() if line.startswith("| `"))
DOCUMENTED = set(re.findall(r"`([A-Z][A-Z_0-9]+)`", "\n".join(line.split("|")[1] for line in TABLES.splitlines())))


def test_the_examples_run():
    program = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
    exec(compile(program, "docs/api/peppol.md", "exec"), {})


def raised() -> set[str]:
    """Every code the source names in one piece."""
    named = re.findall(
        r'(?:code=|default_code: ClassVar\[str\] = |default_code = |object_to\(|Problem\()"([A-Z_0-9]+)"', SOURCE
    )
    certificates = re.findall(r'_untrusted\(certificate, "([A-Z_]+)"', SOURCE)
    return {*named, *(f"CERTIFICATE_{reason}" for reason in certificates)} - {"PEPPOL"}


def test_every_error_code_is_documented():
    assert raised() - DOCUMENTED == set()


def test_no_error_code_is_invented():
    put_together = {
        f"INVALID_{role}_{what}" for role in ("SENDER", "RECEIVER") for what in ("COUNT", "AUTHORITY", "VALUE")
    }
    states = {state.name for state in codelists.CodeState}
    named = {code for code in DOCUMENTED if f'"{code}"' in SOURCE}
    assert DOCUMENTED - raised() - named - put_together - states == set()


def test_every_error_is_drawn_in_the_tree():
    kinds = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, PeppolError)]
    for kind in kinds:
        assert re.search(rf"\b{kind.__name__}\b", errors.__doc__)
        if kind is not PeppolError:
            (word,) = re.findall(rf"\b{kind.__name__} +(permanent|temporary)", errors.__doc__)
            assert (word == "permanent") is kind.permanent


def test_fingerprints_on_the_page_are_those_of_the_certificates():
    for one in published_sets():
        for certificate in (one.root, one.access_point, one.smp):
            assert certificate.fingerprint(hashes.SHA256()).hex() in PAGE


def test_every_kind_of_error_has_a_sentence_in_four_languages():
    kinds = {
        one.default_code for one in vars(errors).values() if isinstance(one, type) and issubclass(one, PeppolError)
    }
    problems = set(re.findall(r'Problem\("([A-Z_]+)"', SOURCE)) | {"REMOVED", "DEPRECATED"}
    assert kinds | problems <= section(sentences.SECTION, "en").keys()
    for code in section(sentences.SECTION, "en"):
        words = [*Words(sentences.SECTION, code)]
        assert len(set(words)) == len(words)
        assert all(text.endswith(".") for text in words)
