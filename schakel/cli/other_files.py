"""Files that are none of the documents that can be judged: what they are, in the reader's words."""

import re

from lxml import etree

from schakel.einvoice.language import Words

NO_DOCUMENT = Words(
    nl="Dit is {}, geen XML en geen pdf met een factuur erin; het is niet gecontroleerd.",
    fr="C'est {}, et non un XML ni un PDF contenant une facture ; il n'a pas été contrôlé.",
    en="This is {}, not XML and not a PDF with an invoice inside; it was not checked.",
    de="Das ist {}, kein XML und kein PDF mit einer Rechnung darin; es wurde nicht geprüft.",
)
OTHER_KIND = Words(
    nl="Dit is een ander soort document ({}). Gecontroleerd worden facturen, creditnota's, antwoorden op facturen (Invoice "
    "Response) en statusberichten (MLS, MLR), ook in een envelop of een pdf.",
    fr="C'est un autre type de document ({}). Sont contrôlés les factures, notes de crédit, réponses à une facture (Invoice "
    "Response) et messages d'état (MLS, MLR), aussi dans une enveloppe ou un PDF.",
    en="This is another kind of document ({}). Checked are invoices, credit notes, responses to invoices (Invoice Response) "
    "and status messages (MLS, MLR), also in an envelope or a PDF.",
    de="Das ist ein anderes Dokument ({}). Geprüft werden Rechnungen, Gutschriften, Antworten auf Rechnungen (Invoice "
    "Response) und Statusmeldungen (MLS, MLR), auch in einem Umschlag oder einer PDF-Datei.",
)
REFERENCE_ONLY = Words(
    nl="Dit is een CII-factuur. Die controleert alleen de referentiecontrole: geef --engine reference.",
    fr="C'est une facture CII. Seul le contrôle de référence peut la contrôler : indiquez --engine reference.",
    en="This is a CII invoice. Only the reference engine checks those: give --engine reference.",
    de="Das ist eine CII-Rechnung. Nur die Referenzprüfung kann sie prüfen: Geben Sie --engine reference an.",
)
NATIVE_ONLY = Words(
    nl="Voor dit soort bericht heeft de referentiecontrole geen regels: laat --engine weg.",
    fr="Le contrôle de référence n'a pas de règles pour ce type de message : omettez --engine.",
    en="The reference engine has no rules for this kind of message: leave out --engine.",
    de="Für diese Art Nachricht hat die Referenzprüfung keine Regeln: Lassen Sie --engine weg.",
)
ENVELOPE = Words(
    nl="De envelop rond het document volgt de regels van het netwerk niet ({}).",
    fr="L'enveloppe autour du document ne suit pas les règles du réseau ({}).",
    en="The envelope around the document does not follow the rules of the network ({}).",
    de="Der Umschlag um das Dokument folgt nicht den Regeln des Netzwerks ({}).",
)
STATUS = Words(
    nl="Het statusbericht volgt een regel van het netwerk niet, bij {}.",
    fr="Le message d'état ne suit pas une règle du réseau, à {}.",
    en="The status message does not follow a rule of the network, at {}.",
    de="Die Statusmeldung folgt einer Regel des Netzwerks nicht, bei {}.",
)
TOO_LARGE = Words(
    nl="Het bericht is groter of dieper dan hier gelezen wordt; het is niet gecontroleerd.",
    fr="Le message est plus grand ou plus imbriqué que ce qui est lu ici ; il n'a pas été contrôlé.",
    en="The message is larger or deeper than is read here; it was not checked.",
    de="Die Nachricht ist größer oder tiefer, als hier gelesen wird; sie wurde nicht geprüft.",
)
WHOLE = Words(nl="het geheel", fr="l'ensemble", en="the whole", de="dem Ganzen")

_EMPTY = Words(nl="een leeg bestand", fr="un fichier vide", en="an empty file", de="eine leere Datei")
_TEXT = Words(nl="een tekstbestand", fr="un fichier texte", en="a text file", de="eine Textdatei")
_BINARY = Words(
    nl="een bestand van een andere soort",
    fr="un fichier d'un autre type",
    en="a file of another kind",
    de="eine andere Datei",
)
_PAGE = Words(nl="een webpagina", fr="une page web", en="a web page", de="eine Webseite")
_IMAGE = Words(nl="een afbeelding", fr="une image", en="a picture", de="ein Bild")
_STATEMENT = Words(nl="een rekeninguittreksel", fr="un extrait de compte", en="a bank statement", de="ein Kontoauszug")
_PAYMENTS = Words(nl="een betaalbestand", fr="un fichier de paiement", en="a payment file", de="eine Zahlungsdatei")
_JSON = Words(nl="een JSON-bestand", fr="un fichier JSON", en="a JSON file", de="eine JSON-Datei")
_ZIP = Words(
    nl="een zipbestand of Office-bestand",
    fr="un fichier zip ou Office",
    en="a zip or Office file",
    de="eine ZIP- oder Office-Datei",
)
_PRESSED = Words(
    nl="een gecomprimeerd bestand", fr="un fichier compressé", en="a compressed file", de="eine komprimierte Datei"
)
_OFFICE = Words(nl="een Office-bestand", fr="un fichier Office", en="an Office file", de="eine Office-Datei")
_STARTS = (  # what the bytes begin with
    (b"PK\x03\x04", _ZIP),
    (b"\x1f\x8b", _PRESSED),
    (b"\xd0\xcf\x11\xe0", _OFFICE),
    (b"\x89PNG", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
    (b"II*\0", _IMAGE),
    (b"MM\0*", _IMAGE),
    (b"{", _JSON),
    (b"[", _JSON),
)
_BLANKS = b" \t\r\n"
_MARKUP = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0<")
_CODA = re.compile(rb"0{5}[0-9]{6}")
_MAIL = re.compile(rb"(?i)(received|from|return-path|mime-version|delivered-to): ")
_WEB = re.compile(rb"(?i)<(!doctype\s+html|html)\b")
_NAMESPACES = (  # of the root, what it begins with
    ("urn:iso:std:iso:20022:tech:xsd:camt.", _STATEMENT),
    ("urn:iso:std:iso:20022:tech:xsd:pain.", _PAYMENTS),
    ("http://www.w3.org/1999/xhtml", _PAGE),
)


def named(text: str) -> Words:
    """A name that is the same in every language."""
    return Words(text, text, text, text)


def not_xml(data: bytes) -> Words | None:
    """What bytes are that do not begin as XML does; None for those that do."""
    start = data[:1024].lstrip(_BLANKS)
    if not start:
        return _EMPTY
    if start.startswith(_MARKUP):
        return None
    for mark, kind in _STARTS:
        if start.startswith(mark):
            return kind
    if _CODA.match(start):
        return _STATEMENT
    if _MAIL.match(start):
        return Words(nl="een e-mail", fr="un e-mail", en="an e-mail", de="eine E-Mail")
    return _BINARY if b"\0" in start else _TEXT


def like_xml(data: bytes) -> Words | None:
    """What begins as XML does and is something else; None for what is meant as XML."""
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip(_BLANKS)
    if _WEB.match(start):
        return _PAGE
    return None if b"<" in start.replace(b"\0", b"")[:4] else _BINARY


def kind_of(root: etree._Element) -> Words:
    """What an XML document of another kind is: in words where many know it, else by the name of its root."""
    name = etree.QName(root)
    known = next((kind for start, kind in _NAMESPACES if (name.namespace or "").startswith(start)), None)
    return known or named(name.localname[:80])
