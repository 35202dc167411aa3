"""A name in a redirect is compared as a name: however it is written, and never another one."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from schakel.peppol.distinguished_names import is_name_of
from tests.peppol.fakes import NOW

ORGANIZATION = NameOID.ORGANIZATION_NAME
SUBJECT = [
    (NameOID.COUNTRY_NAME, "BE"),
    (ORGANIZATION, "Mills, Sons & Co"),
    (NameOID.ORGANIZATIONAL_UNIT_NAME, "PEPPOL TEST SMP"),
    (NameOID.COMMON_NAME, "POP000004"),
]


@pytest.fixture(scope="session")
def smp(alice) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(kind, value) for kind, value in SUBJECT])
    builder = x509.CertificateBuilder(name, name, alice.certificate.public_key(), 1, NOW, NOW + timedelta(days=1))
    return builder.sign(alice.private, hashes.SHA256())


@pytest.mark.parametrize(
    "text",
    [
        r"CN=POP000004,OU=PEPPOL TEST SMP,O=Mills\, Sons & Co,C=BE",
        r'CN=POP000004, OU=PEPPOL TEST SMP, O="Mills, Sons & Co", C=BE',
        r"C = BE, O = Mills\2C Sons & Co, OU = PEPPOL TEST SMP, CN = POP000004",
        r'cn=pop000004;ou=Peppol  Test SMP;o="mills, sons & co";c=be',
        r"OID.2.5.4.3=POP000004,2.5.4.11=PEPPOL TEST SMP,O=Mills\, Sons & Co,C=BE",
        r"CN=#0c09504f50303030303034,OU=PEPPOL TEST SMP,O=Mills\, Sons & Co,C=BE",
        "CN=POP000004+OU=PEPPOL TEST SMP,\n  O=Mills\\, Sons & Co,\n  C=BE",
    ],
)
def test_ways_to_write_one_name(smp, text):
    assert is_name_of(text, smp)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "POP000004",
        "CN=POP000004",
        r"CN=POP000005,OU=PEPPOL TEST SMP,O=Mills\, Sons & Co,C=BE",
        r"CN=POP000004,OU=PEPPOL TEST SMP,O=Mills\, Sons & Co,C=BE:4d6b",
        r"CN=POP000004,CN=POP000004,OU=PEPPOL TEST SMP,O=Mills\, Sons & Co,C=BE",
        r"CN=POP000004,OU=PEPPOL TEST SMP,O=Mills, Sons & Co,C=BE",
        r"CN=POP000004,OU=PEPPOL TEST SMP,O=Mills\, Sons & Co,C=BE,",
        r"CN=POP000004,OU=PEPPOL TEST SMP,X=Mills\, Sons & Co,C=BE",
        r"CN=#0c,OU=PEPPOL TEST SMP,O=Mills\, Sons & Co,C=BE",
        r"CN=\ff,OU=PEPPOL TEST SMP,O=Mills\, Sons & Co,C=BE",
        "CN=" + "x" * 3000,
    ],
)
def test_F06_other_names(smp, text):
    assert not is_name_of(text, smp)


@given(st.text(max_size=60))
def test_no_text_is_too_odd_to_be_compared(smp, text):
    assert not is_name_of(text, smp)


VALUE = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=20)


@given(VALUE)
def test_what_a_library_writes_is_read_again(value):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "POP000004"), x509.NameAttribute(ORGANIZATION, value)])
    assert is_name_of(name.rfc4514_string(), SimpleNamespace(subject=name))
