"""The libraries below Oxalis (vefa-peppol): how they are given a network of their own, which trusts a throw-away PKI.

They see modes in the configuration of Oxalis, but read what is in one from the class path only: there these files go.
"""

import base64
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.keys import RsaKey
from schakel.peppol.pki import Role

MODE = """
mode.INTEROP {
  security { pki = /interop-pki.xml, truststore { ap = "trust.p12", password = interop } }
  lookup.locator.hostname = interop.invalid
}
"""
# Whom to trust, in the form of their own recipes, but for the question whether a certificate was revoked.
RECIPE = """<ValidatorRecipe xmlns="http://oxalis.network/xsd/certvalidator/1.0" name="interop" version="1">
  <Validator>
    <Expiration/>
    <Signing type="PUBLIC_SIGNED"/>
    <Chain>
      <RootBucketReference>root</RootBucketReference>
      <IntermediateBucketReference>intermediate</IntermediateBucketReference>
    </Chain>
  </Validator>
  <Validator name="AP">{AP}<ValidatorReference>default</ValidatorReference></Validator>
  <Validator name="SMP">{SMP}<ValidatorReference>default</ValidatorReference></Validator>
  <CertificateBucket name="root"><Certificate>{root}</Certificate></CertificateBucket>
  <CertificateBucket name="intermediate"><Certificate>{ap}</Certificate><Certificate>{smp}</Certificate></CertificateBucket>
</ValidatorRecipe>
"""
ISSUER = '<PrincipleName field="CN" principal="ISSUER"><Value>{}</Value></PrincipleName>'


def write_mode(pki: DemoPki, directory: Path) -> None:
    """The mode INTEROP, in a folder for the class path."""
    ap, smp = pki.issuers[Role.ACCESS_POINT], pki.issuers[Role.SMP]
    recipe = RECIPE.format(AP=issuer(ap), SMP=issuer(smp), root=text(pki.root), ap=text(ap), smp=text(smp))
    (directory / "reference.conf").write_text(MODE)
    (directory / "interop-pki.xml").write_text(recipe)


def issuer(authority: RsaKey) -> str:
    (name,) = authority.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return ISSUER.format(name.value)


def text(authority: RsaKey) -> str:
    return base64.b64encode(authority.certificate.public_bytes(Encoding.DER)).decode()
