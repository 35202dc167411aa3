"""What the changes put in: codes, numbers and texts that are right, nearly right, or only look so."""

COUNTRIES = ("BE", "DK", "NO", "IT", "SE", "GR", "EL", "NL", "DE", "IS", "FR", "SK")
SCHEMES = (
    *("0007", "0088", "0096", "0106", "0130", "0151", "0184", "0190", "0192", "0196", "0198", "0201", "0208"),
    *("0210", "0211", "0217", "9907", "9933", "9944", "SEPA", "sepa", "0225", "0245", "9925", "9999", "9958"),
)
IDENTIFIERS = (
    *("000123", "000123-ABC", "000123-abc.XYZ", "123", "0407214017", "0407214018", "NL123456789B01"),
    *("NL123456789B1", "EL094259216", "EL094259217", "DK12345674", "12345674", "SE556677889901", "5566778899"),
    *("NO987654325MVA", "NO987654326MVA", "987654325", "IT00743110157", "DE123456788", "GR094259216"),
    *("BE0407214017", "51824753556", "5790000435944", "00743110157", "094259216", "12345678"),
    *("01234567890123456789", "Foretaksregisteret", "Godkänd för F-skatt", "RSSMRA85T10A562S"),
    *("ABC123", "123456789012"),
)
PROCESSES = (
    *("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", "urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0"),
    *("urn:peppol:bis:billing_with_response", "urn:peppol:france:billing:regulated"),
    *("urn:peppol:france:billing:non-regulated", "urn:fdc:peppol.eu:2017:poacc:billing:02:1.0"),
)
SPECIFICATIONS = (
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0#conformant#urn:x",
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1",
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0",
    "urn:cen.eu:en16931:2017",
)
TYPES = (
    *("380", "381", "389", "261", "384", "326", "386", "393", "751", "130", "527", "396", "83", "532", "71"),
    *("875", "325"),
)
CODES = (
    *("AP", "AB", "RE", "UQ", "CA", "PD", "BV", "BW", "FD", "SV", "NON", "PPD", "NOA", "OTH", "OPStatusReason"),
    *("OPStatusAction", "0242", "NA", "S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B", "VAT", "vat", "GST"),
    *("TAX", "EUR", "USD", "DKK", "XXX", "130", "50", "VATEX-EU-AE", "vatex-eu-ic", "VATEX-EU-O", "VATEX-EU-D"),
    *("ZZZ", "95", "41", "C62", "HUR", "3", "35", "432", "TST", "2.1", "1", "9", "10", "20", "30", "31", "42"),
    *("48", "49", "50", "54", "56", "57", "58", "59", "93", "97", "#AAA#text", "#QQQ#x"),
    *("#SKONTO#TAGE=7#PROZENT=2.00#\n", "#SKONTO#TAGE=7", "##M.AR.K##", "##INVOICE|URL##", "EINDAGI", "01#"),
    *("04#123456789012345", "71#123456789012345", "SE:PLUSGIRO", "SE:BANKGIRO", "0123", "https://a.be/x"),
    *("a@b.be", "094259216|24/02/2024|1|1.1|A|1", "094259216|24/02/2024|0|9.9||", "true"),
    *("false", "GODKÄND FÖR F-SKATT"),
)
NUMBERS = (
    *("0", "0.00", "-0", "-0.00", "-1", "1", "100", "0.005", "12.345", "99999999.99", "+5", ".5", "5.", "0.4"),
    *("25", "6"),
)
DATES = (
    *("2024-02-29", "2020-01-01", "2030-12-31", "2024-01-01Z", "2024-01-01+14:00", "2024-02-30", "24-01-01"),
    "0000-01-01",
)
TIMES = ("10:00:00", "24:00:00", "10:00:00Z", "10:00:00.123+02:00", "25:00:00", "10:00")
MEANS = (
    *("1", "9", "10", "20", "30", " 30", "31", "42", "48", "49", "50", "54", "56", "57", "58", "59", "93"),
    *("97", "1 10"),
)
PAYMENT_IDS = ("01#", "04#123456789012345", "71#123456789012345", "15#1", "75#1", "73#", "+++090/9337/55493+++", "x")
ACCOUNTS = (
    *("BE71 0961 2345 6769", "BE71096123456769", "BE71096123456760", "DE89370400440532013000", "12345678"),
    *("1234567", "123456789012", " 12345678", "BE71\u00a0096123456769", "DE02aaaa", ""),
)
TERMS = (
    *("#SKONTO#TAGE=7#PROZENT=2.00#\n", "#SKONTO#TAGE=7#PROZENT=2.00#"),
    *("x\n#SKONTO#TAGE=14#PROZENT=1.00#BASISBETRAG=100.00#\n ", "#x#SKONTO#TAGE=7#PROZENT=2.00#\n"),
    *("# x", "30 dagen"),
)
BINARIES = (
    *("aGVsbG8=", "aGVs bG8=", "aGVsbG8", "aGVs*bG8=", "aGVsbG8=.", "a GVsbG8=", "aGVsbG8==", "aGVsbG9="),
    *("aGV=", "", "="),
)
BLANKS = (" ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u2028", "\u200b", "\ufeff", "\u0085")
TWISTED = ("\u0660\u0661", "\uff11", "\u00b2", "1_0", "1e2", "INF", "NaN", "1,5", "0x1", "--1")
ATTRIBUTES = (
    *("currencyID", "unitCode", "schemeID", "listID", "mimeCode", "filename", "name", "languageID"),
    *("schemeName", "listVersionID"),
)
