"""Codes of the standard in words, in four languages. A table of data, and how to look in it."""

# ruff: noqa: E501 -- one code a line, however long its names

from decimal import Decimal

from schakel.base.digits import is_digits
from schakel.einvoice.codelists import names
from schakel.einvoice.language import Words
from schakel.einvoice.visible import visible

_Plural = tuple[Words, Words]  # one, several


def type_name(code: str, *, is_credit_note: bool, language: str) -> str:
    """Of BT-3; invoice or credit note for a code without a name here."""
    plain = _TYPES["381" if is_credit_note else "380"]
    return _TYPES.get(code, plain).said_in(language)


def vat_name(code: str, language: str) -> str:
    return _said(_VAT, code, language, "UNCL5305-vat-category")


def means_name(code: str, language: str) -> str:
    return _said(_MEANS, code, language, "UNCL4461-payment-means")


def vat_point_name(code: str, language: str) -> str:
    return _said(_VAT_POINT, code, language, "UNCL2005-vat-point")


def exemption_name(code: str, language: str) -> str:
    """Of a VATEX code: in words for the general ones, by its article for the others."""
    upper = code.upper()
    if upper in _EXEMPTIONS:
        return _EXEMPTIONS[upper].said_in(language)
    article = upper.removeprefix("VATEX-EU-")
    if article != upper and is_digits(article[:1]):
        return f"{_ARTICLE.said_in(language)} {visible(article)}, 2006/112/EC"
    return visible(code)


def reason_name(code: str, *, is_charge: bool, language: str) -> str:
    if is_charge:
        return _said(_CHARGES, code, language, "UNCL7161-charge-reason")
    return _said(_ALLOWANCES, code, language, "UNCL5189-allowance-reason")


def scheme_name(scheme: str, language: str) -> str:
    """Of an identifier (ICD, EAS); the code itself for a scheme that a Belgian reader hardly meets."""
    return _SCHEMES[scheme].said_in(language) if scheme in _SCHEMES else visible(scheme)


def unit_name(code: str, quantity: Decimal, language: str) -> str:
    """`uur`, `stuks`; the English name for a unit that is rare, the code itself for one that is unknown."""
    words = _UNITS.get(code)
    if words is None:
        return names("UNECE-Rec20-Rec21-units").get(code) or visible(code)
    one, several = words
    is_one = abs(quantity) < 2 if language == "fr" else abs(quantity) == 1
    return (one if is_one else several).said_in(language)


def _said(table: dict[str, Words], code: str, language: str, code_list: str) -> str:
    """In the reader's language; else the English name of the list; else the code."""
    if code in table:
        return table[code].said_in(language)
    return names(code_list).get(code) or visible(code)


def _same(nl: str, fr: str, en: str, de: str) -> _Plural:
    return Words(nl, fr, en, de), Words(nl, fr, en, de)


_TYPES = {
    "380": Words("Factuur", "Facture", "Invoice", "Rechnung"),
    "381": Words("Creditnota", "Note de crédit", "Credit note", "Gutschrift"),
    "71": Words("Betalingsverzoek", "Demande de paiement", "Request for payment", "Zahlungsaufforderung"),
    "80": Words("Debetnota (goederen of diensten)", "Note de débit (biens ou services)", "Debit note (goods or services)", "Lastschriftanzeige (Waren oder Dienstleistungen)"),
    "81": Words("Creditnota (goederen of diensten)", "Note de crédit (biens ou services)", "Credit note (goods or services)", "Gutschrift (Waren oder Dienstleistungen)"),
    "82": Words("Factuur volgens meter", "Facture de consommation", "Metered services invoice", "Rechnung über gemessene Leistungen"),
    "83": Words("Creditnota (financiële correctie)", "Note de crédit (ajustement financier)", "Credit note (financial adjustment)", "Gutschrift (finanzielle Anpassung)"),
    "84": Words("Debetnota (financiële correctie)", "Note de débit (ajustement financier)", "Debit note (financial adjustment)", "Lastschriftanzeige (finanzielle Anpassung)"),
    "102": Words("Belastingbericht", "Avis d'imposition", "Tax notification", "Steuermitteilung"),
    "218": Words("Laatste betalingsverzoek na voltooiing", "Demande de paiement finale", "Final payment request", "Schlusszahlungsaufforderung"),
    "219": Words("Betalingsverzoek voor voltooide eenheden", "Demande de paiement d'unités achevées", "Payment request for completed units", "Zahlungsaufforderung für fertige Einheiten"),
    "261": Words("Creditnota uitgereikt door afnemer", "Note de crédit en autofacturation", "Self-billed credit note", "Gutschrift des Käufers (Storno)"),
    "326": Words("Deelfactuur", "Facture partielle", "Partial invoice", "Teilrechnung"),
    "331": Words("Factuur met paklijst", "Facture avec liste de colisage", "Invoice with packing list", "Rechnung mit Packliste"),
    "382": Words("Commissienota", "Note de commission", "Commission note", "Provisionsmitteilung"),
    "383": Words("Debetnota", "Note de débit", "Debit note", "Lastschriftanzeige"),
    "384": Words("Verbeterde factuur", "Facture rectificative", "Corrected invoice", "Rechnungskorrektur"),
    "386": Words("Voorschotfactuur", "Facture d'acompte", "Prepayment invoice", "Vorauszahlungsrechnung"),
    "388": Words("Btw-factuur", "Facture TVA", "Tax invoice", "Steuerrechnung"),
    "389": Words("Factuur uitgereikt door afnemer", "Facture en autofacturation", "Self-billed invoice", "Gutschrift im Abrechnungsverfahren"),
    "393": Words("Factuur aan factormaatschappij", "Facture affacturée", "Factored invoice", "Factoring-Rechnung"),
    "395": Words("Consignatiefactuur", "Facture en consignation", "Consignment invoice", "Konsignationsrechnung"),
    "396": Words("Creditnota aan factormaatschappij", "Note de crédit affacturée", "Factored credit note", "Factoring-Gutschrift"),
    "527": Words("Debetnota uitgereikt door afnemer", "Note de débit en autofacturation", "Self-billed debit note", "Lastschriftanzeige des Käufers"),
    "532": Words("Creditnota van expediteur", "Note de crédit du transitaire", "Forwarder's credit note", "Gutschrift des Spediteurs"),
    "553": Words("Verschilverslag van expediteur", "Rapport d'écart du transitaire", "Forwarder's discrepancy report", "Abweichungsbericht des Spediteurs"),
    "575": Words("Factuur van verzekeraar", "Facture d'assureur", "Insurer's invoice", "Rechnung des Versicherers"),
    "623": Words("Factuur van expediteur", "Facture de transitaire", "Forwarder's invoice", "Rechnung des Spediteurs"),
    "780": Words("Vrachtfactuur", "Facture de fret", "Freight invoice", "Frachtrechnung"),
    "817": Words("Schadebericht", "Avis de réclamation", "Claim notification", "Schadensmeldung"),
    "870": Words("Consulaire factuur", "Facture consulaire", "Consular invoice", "Konsulatsrechnung"),
    "875": Words("Vorderingsstaat bouw", "Facture partielle de travaux", "Partial construction invoice", "Abschlagsrechnung Bau"),
    "876": Words("Gedeeltelijke eindafrekening bouw", "Facture finale partielle de travaux", "Partial final construction invoice", "Teilschlussrechnung Bau"),
    "877": Words("Eindafrekening bouw", "Facture finale de travaux", "Final construction invoice", "Schlussrechnung Bau"),
}  # fmt: skip

_VAT = {
    "S": Words("btw", "TVA", "VAT", "MwSt"),
    "Z": Words("nultarief", "taux zéro", "zero rate", "Nullsatz"),
    "E": Words("vrijgesteld van btw", "exonéré de TVA", "exempt from VAT", "steuerbefreit"),
    "AE": Words("btw verlegd", "autoliquidation", "reverse charge", "Umkehrung der Steuerschuldnerschaft"),
    "K": Words("intracommunautaire levering", "livraison intracommunautaire", "intra-Community supply", "innergemeinschaftliche Lieferung"),
    "G": Words("uitvoer buiten de EU", "exportation hors UE", "export outside the EU", "Ausfuhr außerhalb der EU"),
    "O": Words("niet onderworpen aan btw", "hors champ de la TVA", "outside the scope of VAT", "nicht steuerbar"),
    "L": Words("IGIC (Canarische Eilanden)", "IGIC (îles Canaries)", "IGIC (Canary Islands)", "IGIC (Kanarische Inseln)"),
    "M": Words("IPSI (Ceuta en Melilla)", "IPSI (Ceuta et Melilla)", "IPSI (Ceuta and Melilla)", "IPSI (Ceuta und Melilla)"),
    "B": Words("gesplitste betaling (Italië)", "paiement scindé (Italie)", "split payment (Italy)", "geteilte Zahlung (Italien)"),
}  # fmt: skip

_MEANS = {
    "1": Words("Betaalwijze niet bepaald", "Mode de paiement non défini", "Means of payment not defined", "Zahlungsart nicht festgelegt"),
    "10": Words("Contant", "En espèces", "In cash", "Bar"),
    "20": Words("Cheque", "Chèque", "Cheque", "Scheck"),
    "21": Words("Bankcheque", "Chèque de banque", "Banker's draft", "Bankscheck"),
    "23": Words("Bankcheque", "Chèque bancaire", "Bank cheque", "Bankscheck"),
    "24": Words("Wisselbrief ter acceptatie", "Lettre de change à accepter", "Bill of exchange awaiting acceptance", "Wechsel zur Annahme"),
    "25": Words("Gecertificeerde cheque", "Chèque certifié", "Certified cheque", "Bestätigter Scheck"),
    "30": Words("Overschrijving", "Virement", "Credit transfer", "Überweisung"),
    "31": Words("Debetoverschrijving", "Virement débiteur", "Debit transfer", "Lastschriftüberweisung"),
    "42": Words("Betaling op rekening", "Paiement sur compte bancaire", "Payment to bank account", "Zahlung auf Bankkonto"),
    "44": Words("Geaccepteerde wisselbrief", "Lettre de change acceptée", "Accepted bill of exchange", "Akzeptierter Wechsel"),
    "48": Words("Bankkaart", "Carte bancaire", "Bank card", "Bankkarte"),
    "49": Words("Domiciliëring", "Domiciliation", "Direct debit", "Lastschrift"),
    "50": Words("Postgiro", "Virement postal", "Payment by postgiro", "Postgiro"),
    "54": Words("Kredietkaart", "Carte de crédit", "Credit card", "Kreditkarte"),
    "55": Words("Debetkaart", "Carte de débit", "Debit card", "Debitkarte"),
    "57": Words("Doorlopende afspraak", "Accord permanent", "Standing agreement", "Dauervereinbarung"),
    "58": Words("SEPA-overschrijving", "Virement SEPA", "SEPA credit transfer", "SEPA-Überweisung"),
    "59": Words("SEPA-domiciliëring", "Domiciliation SEPA", "SEPA direct debit", "SEPA-Lastschrift"),
    "60": Words("Orderbriefje", "Billet à ordre", "Promissory note", "Solawechsel"),
    "68": Words("Onlinebetaaldienst", "Service de paiement en ligne", "Online payment service", "Online-Zahlungsdienst"),
    "97": Words("Verrekening tussen partners", "Compensation entre partenaires", "Clearing between partners", "Verrechnung zwischen Partnern"),
    "ZZZ": Words("Onderling afgesproken", "Convenu mutuellement", "Mutually agreed", "Gegenseitig vereinbart"),
}  # fmt: skip

_VAT_POINT = {
    "3": Words("factuurdatum", "date de la facture", "invoice date", "Rechnungsdatum"),
    "35": Words("leverdatum", "date de livraison", "delivery date", "Lieferdatum"),
    "432": Words("betaaldatum", "date de paiement", "payment date", "Zahlungsdatum"),
}  # fmt: skip

_ARTICLE = Words("Vrijgesteld, artikel", "Exonéré, article", "Exempt, article", "Befreit, Artikel")
_EXEMPTIONS = {
    "VATEX-EU-AE": Words("Btw verlegd", "Autoliquidation", "Reverse charge", "Steuerschuldnerschaft des Leistungsempfängers"),
    "VATEX-EU-IC": Words("Intracommunautaire levering", "Livraison intracommunautaire", "Intra-Community supply", "Innergemeinschaftliche Lieferung"),
    "VATEX-EU-G": Words("Uitvoer buiten de EU", "Exportation hors UE", "Export outside the EU", "Ausfuhr außerhalb der EU"),
    "VATEX-EU-O": Words("Niet onderworpen aan btw", "Non soumis à la TVA", "Not subject to VAT", "Nicht steuerbar"),
    "VATEX-EU-D": Words("Margeregeling, tweedehandse vervoermiddelen", "Régime de la marge, moyens de transport d'occasion", "Margin scheme, second-hand means of transport", "Differenzbesteuerung, gebrauchte Fahrzeuge"),
    "VATEX-EU-F": Words("Margeregeling, tweedehandse goederen", "Régime de la marge, biens d'occasion", "Margin scheme, second-hand goods", "Differenzbesteuerung, Gebrauchtgegenstände"),
    "VATEX-EU-I": Words("Margeregeling, kunstvoorwerpen", "Régime de la marge, objets d'art", "Margin scheme, works of art", "Differenzbesteuerung, Kunstgegenstände"),
    "VATEX-EU-J": Words("Margeregeling, verzamelobjecten en antiek", "Régime de la marge, objets de collection et antiquités", "Margin scheme, collectors' items and antiques", "Differenzbesteuerung, Sammlungsstücke und Antiquitäten"),
}  # fmt: skip

_ALLOWANCES = {
    "41": Words("Bonus, werk voor op schema", "Bonus, travaux en avance", "Bonus for works ahead of schedule", "Bonus für vorzeitige Fertigstellung"),
    "42": Words("Andere bonus", "Autre bonus", "Other bonus", "Sonstiger Bonus"),
    "60": Words("Fabriekskorting", "Remise du fabricant", "Manufacturer's discount", "Herstellerrabatt"),
    "62": Words("Militair statuut", "Statut militaire", "Military status", "Militärstatus"),
    "63": Words("Arbeidsongeval", "Accident de travail", "Work accident", "Arbeitsunfall"),
    "64": Words("Bijzondere afspraak", "Accord particulier", "Special agreement", "Sondervereinbarung"),
    "65": Words("Productiefout", "Défaut de production", "Production error", "Produktionsfehler"),
    "66": Words("Nieuw verkooppunt", "Nouveau point de vente", "New outlet", "Neue Verkaufsstelle"),
    "67": Words("Staal", "Échantillon", "Sample", "Muster"),
    "68": Words("Einde reeks", "Fin de série", "End of range", "Auslaufmodell"),
    "70": Words("Incoterm", "Incoterm", "Incoterm", "Incoterm"),
    "71": Words("Drempel verkooppunt", "Seuil du point de vente", "Point of sales threshold", "Schwelle der Verkaufsstelle"),
    "88": Words("Materiaaltoeslag of -korting", "Supplément ou remise matière", "Material surcharge or deduction", "Materialzuschlag oder -abzug"),
    "95": Words("Korting", "Remise", "Discount", "Rabatt"),
    "100": Words("Bijzondere korting", "Rabais spécial", "Special rebate", "Sonderrabatt"),
    "102": Words("Vaste langetermijnkorting", "Remise fixe à long terme", "Fixed long term", "Langfristig fest"),
    "103": Words("Tijdelijk", "Temporaire", "Temporary", "Vorübergehend"),
    "104": Words("Standaard", "Standard", "Standard", "Standard"),
    "105": Words("Jaaromzet", "Chiffre d'affaires annuel", "Yearly turnover", "Jahresumsatz"),
}  # fmt: skip

_CHARGES = {
    "AAA": Words("Telecommunicatie", "Télécommunication", "Telecommunication", "Telekommunikation"),
    "ABK": Words("Diverse", "Divers", "Miscellaneous", "Verschiedenes"),
    "ABL": Words("Verpakking", "Emballage", "Additional packaging", "Zusätzliche Verpackung"),
    "ADR": Words("Andere diensten", "Autres services", "Other services", "Andere Dienste"),
    "ADT": Words("Afhaling", "Enlèvement", "Pick-up", "Abholung"),
    "AEO": Words("Inzameling en recyclage", "Collecte et recyclage", "Collection and recycling", "Sammlung und Verwertung"),
    "FC": Words("Vracht", "Fret", "Freight service", "Fracht"),
    "FI": Words("Financiering", "Financement", "Financing", "Finanzierung"),
    "LA": Words("Etikettering", "Étiquetage", "Labelling", "Etikettierung"),
    "PC": Words("Verpakking", "Emballage", "Packing", "Verpackung"),
    "SH": Words("Speciale behandeling", "Manutention spéciale", "Special handling", "Sonderbehandlung"),
    "ZZZ": Words("Onderling afgesproken", "Convenu mutuellement", "Mutually defined", "Gegenseitig vereinbart"),
}  # fmt: skip

_SCHEMES = {
    "0208": Words("Ondernemingsnummer", "Numéro d'entreprise", "Enterprise number", "Unternehmensnummer"),
    "9925": Words("Belgisch btw-nummer", "Numéro de TVA belge", "Belgian VAT number", "Belgische MwSt-Nummer"),
    "0088": Words("GLN", "GLN", "GLN", "GLN"),
    "0160": Words("GTIN", "GTIN", "GTIN", "GTIN"),
    "0060": Words("DUNS", "DUNS", "DUNS", "DUNS"),
    "0002": Words("SIRENE", "SIRENE", "SIRENE", "SIRENE"),
    "0009": Words("SIRET", "SIRET", "SIRET", "SIRET"),
    "0106": Words("KVK-nummer", "Numéro KVK", "KVK number", "KVK-Nummer"),
    "0190": Words("OIN", "OIN", "OIN", "OIN"),
    "0199": Words("LEI", "LEI", "LEI", "LEI"),
    "0204": Words("Leitweg-ID", "Leitweg-ID", "Leitweg-ID", "Leitweg-ID"),
    "9930": Words("Duits btw-nummer", "Numéro de TVA allemand", "German VAT number", "Deutsche USt-IdNr."),
    "9938": Words("Luxemburgs btw-nummer", "Numéro de TVA luxembourgeois", "Luxembourg VAT number", "Luxemburgische MwSt-Nummer"),
    "9944": Words("Nederlands btw-nummer", "Numéro de TVA néerlandais", "Dutch VAT number", "Niederländische USt-IdNr."),
    "9957": Words("Frans btw-nummer", "Numéro de TVA français", "French VAT number", "Französische USt-IdNr."),
    "EM": Words("E-mail", "E-mail", "E-mail", "E-Mail"),
    "SEPA": Words("SEPA", "SEPA", "SEPA", "SEPA"),
}  # fmt: skip

_PIECE = (Words("stuk", "pièce", "piece", "Stück"), Words("stuks", "pièces", "pieces", "Stück"))
_UNIT = (Words("eenheid", "unité", "unit", "Einheit"), Words("eenheden", "unités", "units", "Einheiten"))
_PACKAGE = (Words("pak", "paquet", "package", "Packung"), Words("pakken", "paquets", "packages", "Packungen"))
_BOX = (Words("doos", "boîte", "box", "Karton"), Words("dozen", "boîtes", "boxes", "Kartons"))
_BAG = (Words("zak", "sac", "bag", "Beutel"), Words("zakken", "sacs", "bags", "Beutel"))
_ROLL = (Words("rol", "rouleau", "roll", "Rolle"), Words("rollen", "rouleaux", "rolls", "Rollen"))
_PALLET = (Words("pallet", "palette", "pallet", "Palette"), Words("pallets", "palettes", "pallets", "Paletten"))
_SET = (Words("set", "jeu", "set", "Satz"), Words("sets", "jeux", "sets", "Sätze"))
_KILOWATT = _same("kW", "kW", "kW", "kW")
_UNITS: dict[str, _Plural] = {
    "C62": _UNIT,
    "XUN": _UNIT,
    "EA": _PIECE,
    "H87": _PIECE,
    "XPP": _PIECE,
    "NAR": _PIECE,
    "PCE": _PIECE,
    "ZZ": _same("volgens afspraak", "selon accord", "as agreed", "nach Absprache"),
    "LS": _same("forfait", "forfait", "lump sum", "pauschal"),
    "E48": (Words("prestatie", "prestation", "service unit", "Leistung"), Words("prestaties", "prestations", "service units", "Leistungen")),
    "IE": (Words("persoon", "personne", "person", "Person"), Words("personen", "personnes", "persons", "Personen")),
    "SEC": (Words("seconde", "seconde", "second", "Sekunde"), Words("seconden", "secondes", "seconds", "Sekunden")),
    "MIN": (Words("minuut", "minute", "minute", "Minute"), Words("minuten", "minutes", "minutes", "Minuten")),
    "HUR": (Words("uur", "heure", "hour", "Stunde"), Words("uur", "heures", "hours", "Stunden")),
    "LH": (Words("arbeidsuur", "heure de travail", "labour hour", "Arbeitsstunde"), Words("arbeidsuren", "heures de travail", "labour hours", "Arbeitsstunden")),
    "DAY": (Words("dag", "jour", "day", "Tag"), Words("dagen", "jours", "days", "Tage")),
    "WEE": (Words("week", "semaine", "week", "Woche"), Words("weken", "semaines", "weeks", "Wochen")),
    "MON": (Words("maand", "mois", "month", "Monat"), Words("maanden", "mois", "months", "Monate")),
    "QAN": (Words("kwartaal", "trimestre", "quarter", "Quartal"), Words("kwartalen", "trimestres", "quarters", "Quartale")),
    "ANN": (Words("jaar", "an", "year", "Jahr"), Words("jaar", "ans", "years", "Jahre")),
    "MGM": _same("mg", "mg", "mg", "mg"),
    "GRM": _same("g", "g", "g", "g"),
    "KGM": _same("kg", "kg", "kg", "kg"),
    "TNE": _same("ton", "t", "t", "t"),
    "LBR": _same("lb", "lb", "lb", "lb"),
    "MMT": _same("mm", "mm", "mm", "mm"),
    "CMT": _same("cm", "cm", "cm", "cm"),
    "DMT": _same("dm", "dm", "dm", "dm"),
    "MTR": _same("m", "m", "m", "m"),
    "LM": _same("strekkende meter", "mètre linéaire", "linear metre", "Laufmeter"),
    "KMT": _same("km", "km", "km", "km"),
    "CMK": _same("cm²", "cm²", "cm²", "cm²"),
    "MTK": _same("m²", "m²", "m²", "m²"),
    "HAR": _same("ha", "ha", "ha", "ha"),
    "CMQ": _same("cm³", "cm³", "cm³", "cm³"),
    "DMQ": _same("dm³", "dm³", "dm³", "dm³"),
    "MTQ": _same("m³", "m³", "m³", "m³"),
    "MLT": _same("ml", "ml", "ml", "ml"),
    "CLT": _same("cl", "cl", "cl", "cl"),
    "DLT": _same("dl", "dl", "dl", "dl"),
    "LTR": _same("liter", "litre", "litre", "Liter"),
    "HLT": _same("hl", "hl", "hl", "hl"),
    "WTT": _same("W", "W", "W", "W"),
    "KWT": _KILOWATT,
    "KWH": _same("kWh", "kWh", "kWh", "kWh"),
    "MWH": _same("MWh", "MWh", "MWh", "MWh"),
    "MAW": _same("MW", "MW", "MW", "MW"),
    "WHR": _same("Wh", "Wh", "Wh", "Wh"),
    "AMP": _same("A", "A", "A", "A"),
    "VLT": _same("V", "V", "V", "V"),
    "4L": _same("MB", "Mo", "MB", "MB"),
    "E34": _same("GB", "Go", "GB", "GB"),
    "P1": _same("%", "%", "%", "%"),
    "PR": (Words("paar", "paire", "pair", "Paar"), Words("paar", "paires", "pairs", "Paar")),
    "DZN": (Words("dozijn", "douzaine", "dozen", "Dutzend"), Words("dozijn", "douzaines", "dozen", "Dutzend")),
    "CEN": _same("× 100", "× 100", "× 100", "× 100"),
    "MIL": _same("× 1.000", "× 1 000", "× 1,000", "× 1.000"),
    "SET": _SET,
    "PK": _PACKAGE,
    "XPK": _PACKAGE,
    "XPA": _PACKAGE,
    "XBX": _BOX,
    "XCT": _BOX,
    "XCS": (Words("kist", "caisse", "case", "Kiste"), Words("kisten", "caisses", "cases", "Kisten")),
    "XCR": (Words("krat", "casier", "crate", "Kasten"), Words("kratten", "casiers", "crates", "Kästen")),
    "XBG": _BAG,
    "XSA": _BAG,
    "XBO": (Words("fles", "bouteille", "bottle", "Flasche"), Words("flessen", "bouteilles", "bottles", "Flaschen")),
    "XCA": (Words("blik", "canette", "can", "Dose"), Words("blikken", "canettes", "cans", "Dosen")),
    "XDR": (Words("vat", "fût", "drum", "Fass"), Words("vaten", "fûts", "drums", "Fässer")),
    "XRO": _ROLL,
    "RO": _ROLL,
    "XPX": _PALLET,
    "PF": _PALLET,
    "XTU": (Words("tube", "tube", "tube", "Tube"), Words("tubes", "tubes", "tubes", "Tuben")),
    "XST": (Words("blad", "feuille", "sheet", "Blatt"), Words("bladen", "feuilles", "sheets", "Blätter")),
}  # fmt: skip
