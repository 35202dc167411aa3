from schakel.base.words import section
from schakel.peppol.as4.errors import As4Error, Code
from schakel.peppol.errors import InvalidEnvelope, NotRegistered, PeppolError, Unreachable
from schakel.peppol.sentences import SECTION, said


def test_the_language_of_the_reader():
    error = NotRegistered("0208:0407214017")
    assert error.said_in("nl-BE") == section(SECTION, "nl")["NOT_REGISTERED"]
    assert error.said_in("DE") == section(SECTION, "de")["NOT_REGISTERED"]
    assert error.said_in("es") == section(SECTION, "en")["NOT_REGISTERED"]


def test_a_code_without_words_is_said_with_those_of_its_kind():
    assert InvalidEnvelope("x", code="MISSING_SBDH").said_in("fr") == section(SECTION, "fr")["INVALID_SBD_XML"]
    assert As4Error(Code.FAILED_DECRYPTION, "x").said_in("en") == section(SECTION, "en")["EBMS"]
    assert As4Error(Code.NOT_SERVICED, "x").said_in("en") == section(SECTION, "en")["PEPPOL:NOT_SERVICED"]
    assert said("SOMETHING", "en", kind="ELSE") == section(SECTION, "en")["PEPPOL"]


def test_the_detail_never_reaches_the_reader():
    for error in (Unreachable("10.0.0.1 refused"), PeppolError("secret")):
        assert error.detail not in "".join(error.said_in(language) for language in ("nl", "fr", "en", "de"))
