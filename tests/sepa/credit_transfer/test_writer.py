from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from schakel.sepa.credit_transfer import FileRefused, Version, cleaned, read, refusals, write
from schakel.sepa.reference import CreditorReference, FreeText
from tests.sepa.credit_transfer.files import BBA, FILE, PAYMENT, one

ACCOUNTS = [
    *3 * ["BE68539007547034", "NL91ABNA0417164300", "FR1420041010050500013M02606"],  # most should be payable
    *["", "BE00", "TR330006100519786457841326"],
]
REFERENCES = [
    BBA,
    CreditorReference("RF18539007547034"),
    FreeText(),
    str(BBA),
    "+++123/4567/89012+++",
    "RF17539007547034",
]


def _values(data, path):
    return [
        found.text for found in etree.fromstring(data).findall("/".join(f"{{*}}{step}" for step in path.split("/")))
    ]


@pytest.mark.parametrize("version", Version)
@pytest.mark.parametrize("enterprise", ["", "0407214017"])
def test_the_file_is_valid_and_reads_back_the_same(version, enterprise, schemas):
    two = replace(PAYMENT, id="F2", remittance="vrij & <tekst>", amount=Decimal("0.01"))
    file = replace(FILE, payments=(PAYMENT, two), batch=True, enterprise=enterprise)
    data = write(file, version=version)
    schemas[version].assertValid(etree.fromstring(data))
    assert read(data) == cleaned(file)


@settings(max_examples=120, deadline=None)
@given(
    amount=st.decimals(min_value="-1", max_value="1E12", places=3)
    | st.integers(1, 10**11).map(lambda c: Decimal(c) / 100),
    name=st.text(max_size=90),
    iban=st.sampled_from(ACCOUNTS),
    remittance=st.sampled_from(REFERENCES) | st.text(max_size=170),
    id_=st.just("F-1") | st.text("abcXYZ019/-?:().,'+ é", max_size=40),
    currency=st.sampled_from(["EUR"] * 9 + ["USD"]),
    version=st.sampled_from(Version),
)
def test_K02_anything_gives_a_valid_file_that_reads_back_equal_or_a_reason(
    schemas, amount, name, iban, remittance, id_, currency, version
):
    file = one(amount=amount, name=name, iban=iban, remittance=remittance, id=id_, currency=currency)
    if refusals(file):
        with pytest.raises(FileRefused):
            write(file, version=version)
        return
    data = write(file, version=version)
    schemas[version].assertValid(etree.fromstring(data))
    assert read(data) == cleaned(file)
    assert read(data).payments[0].amount == amount


def test_a_structured_communication_is_a_creditor_reference_with_issuer_bba():
    path = "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/RmtInf/Strd/CdtrRefInf"
    data = write(FILE)
    assert _values(data, f"{path}/Tp/CdOrPrtry/Cd") == ["SCOR"]
    assert _values(data, f"{path}/Tp/Issr") == ["BBA"]
    assert _values(data, f"{path}/Ref") == ["090933755493"]
    assert _values(write(one(remittance="RF18539007547034")), f"{path}/Tp/Issr") == ["ISO"]


def test_no_text_is_no_element_and_free_text_is_unstructured():
    assert b"RmtInf" not in write(one(remittance=""))
    free = write(one(remittance="F 12"))
    assert _values(free, "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/RmtInf/Ustrd") == ["F 12"]
    assert b"<Strd" not in free


def test_the_sums_are_exact():
    many = tuple(replace(PAYMENT, id=f"F{n}", amount=Decimal("999999999.99")) for n in range(30))
    data = write(replace(FILE, payments=many))
    for place in ("CstmrCdtTrfInitn/GrpHdr", "CstmrCdtTrfInitn/PmtInf"):
        assert _values(data, f"{place}/NbOfTxs") == ["30"]
        assert _values(data, f"{place}/CtrlSum") == ["29999999999.70"]


@pytest.mark.parametrize(("version", "path"), [(Version.V03, "ReqdExctnDt"), (Version.V09, "ReqdExctnDt/Dt")])
def test_the_day_of_execution_stands_where_the_version_wants_it(version, path):
    assert _values(write(FILE, version=version), f"CstmrCdtTrfInitn/PmtInf/{path}") == ["2026-11-26"]


def test_K02_markup_in_a_name_stays_text():
    data = write(one(name="<x>&amp;]]></Nm><Nm>evil"))
    assert len(_values(data, "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/Cdtr/Nm")) == 1
