import pytest

from schakel.sepa.credit_transfer import NotAPaymentFile, read, write
from schakel.sepa.reference import FreeText, NotAStructuredCommunication
from schakel.sepa.xml import UnsafeXml
from tests.sepa.credit_transfer.files import FILE, one

GOOD = write(FILE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"xsd:pain.001.001.09", b"xsd:pain.008.001.02"),
        (b"<NbOfTxs>1<", b"<NbOfTxs>2<"),
        (b"<CtrlSum>121.00<", b"<CtrlSum>121.01<"),
        (b"<CtrlSum>121.00<", b"<CtrlSum>NaN<"),
        (b"2026-11-26", b"soon"),
        (b"2026-11-24T09:30:01+00:00", b"now"),
        (b'Ccy="EUR">121.00', b'Ccy="EUR">1e9'),
        (b"InstdAmt", b"EqvtAmt"),
        (b"PmtInf>", b"PmtInfo>"),
    ],
)
def test_a_file_that_does_not_hold_together_is_refused(old, new):
    assert old in GOOD
    with pytest.raises(NotAPaymentFile):
        read(GOOD.replace(old, new))


def test_wrong_check_digits_and_a_doctype_are_refused():
    with pytest.raises(NotAStructuredCommunication):
        read(GOOD.replace(b"090933755493", b"123456789012"))
    with pytest.raises(UnsafeXml):
        read(GOOD.replace(b"<Document", b"<!DOCTYPE Document><Document", 1))


def test_a_creditor_reference_of_another_kind_is_read_as_text():
    assert read(GOOD.replace(b"090933755493", b"210000000003139")).payments[0].remittance == FreeText("210000000003139")
    assert read(write(one(remittance=""))).payments[0].remittance == FreeText()
