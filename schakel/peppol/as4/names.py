"""The namespaces, algorithms and fixed values of Peppol AS4, in one place to compare with the profile.

An algorithm that is not here is not accepted. Source: Peppol AS4 profile 2.0.3, WS-Security 1.1.1, SwA profile 1.1.
"""

SOAP = "http://www.w3.org/2003/05/soap-envelope"
EB = "http://docs.oasis-open.org/ebxml-msg/ebms/v3.0/ns/core/200704/"
EBBP = "http://docs.oasis-open.org/ebxml-bp/ebbp-signals-2.0"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSSE11 = "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
DS = "http://www.w3.org/2000/09/xmldsig#"
XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"

EXCLUSIVE_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"  # also the namespace of its InclusiveNamespaces
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_OAEP = "http://www.w3.org/2009/xmlenc11#rsa-oaep"
MGF1_SHA256 = "http://www.w3.org/2009/xmlenc11#mgf1sha256"
AES128_GCM = "http://www.w3.org/2009/xmlenc11#aes128-gcm"

SWA = "http://docs.oasis-open.org/wss/oasis-wss-SwAProfile-1.1"
CONTENT_SIGNATURE_TRANSFORM = f"{SWA}#Attachment-Content-Signature-Transform"
CIPHERTEXT_TRANSFORM = f"{SWA}#Attachment-Ciphertext-Transform"
CONTENT_ONLY = f"{SWA}#Attachment-Content-Only"

X509_V3 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3"
BASE64_BINARY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"
ENCRYPTED_KEY_TOKEN = "http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#EncryptedKey"  # noqa: S105 - a URI

INITIATOR = f"{EB}initiator"
RESPONDER = f"{EB}responder"
TEST_SERVICE = f"{EB}service"
TEST_ACTION = f"{EB}test"
PARTY_TYPE = "urn:fdc:peppol.eu:2017:identifiers:ap"
AGREEMENT = "urn:fdc:peppol.eu:2017:agreements:tia:ap_provider"
XML = "application/xml"
GZIP = "application/gzip"
SOAP_XML = "application/soap+xml"
