"""Every label of the readable page in four languages. A table of data."""

from schakel.einvoice.language import Words

LABELS: dict[str, Words] = {
    # roles
    "seller": Words("Verkoper", "Vendeur", "Seller", "Verkäufer"),
    "buyer": Words("Koper", "Acheteur", "Buyer", "Käufer"),
    "payee": Words("Begunstigde", "Bénéficiaire", "Payee", "Zahlungsempfänger"),
    "tax_representative": Words(
        "Fiscaal vertegenwoordiger", "Représentant fiscal", "Tax representative", "Steuervertreter"
    ),
    # facts of a party
    "vat_number": Words("Btw-nummer", "Numéro de TVA", "VAT number", "MwSt-Nummer"),
    "tax_number": Words("Fiscaal nummer", "Numéro fiscal", "Tax number", "Steuernummer"),
    "enterprise_number": Words(
        "Ondernemingsnummer", "Numéro d'entreprise", "Enterprise number", "Unternehmensnummer"
    ),
    "legal_id": Words("Registratienummer", "Numéro d'immatriculation", "Registration number", "Registernummer"),
    "identifier": Words("Nummer", "Numéro", "Number", "Nummer"),
    "creditor_id": Words(
        "Schuldeiseridentificatie", "Identifiant du créancier", "Creditor identifier", "Gläubiger-ID"
    ),
    "endpoint": Words("Elektronisch adres", "Adresse électronique", "Electronic address", "Elektronische Adresse"),
    "legal_form": Words(
        "Rechtsvorm en andere gegevens", "Forme juridique et autres mentions", "Legal form and other details",
        "Rechtsform und weitere Angaben",
    ),
    "trading_name": Words("Handelsnaam", "Nom commercial", "Trading name", "Handelsname"),
    "contact": Words("Contact", "Contact", "Contact", "Kontakt"),
    "telephone": Words("Telefoon", "Téléphone", "Telephone", "Telefon"),
    "email": Words("E-mail", "E-mail", "E-mail", "E-Mail"),
    # facts of the document
    "issue_date": Words("Factuurdatum", "Date de facture", "Invoice date", "Rechnungsdatum"),
    "credit_issue_date": Words("Datum creditnota", "Date de la note de crédit", "Credit note date", "Gutschriftsdatum"),
    "due_date": Words("Vervaldatum", "Date d'échéance", "Due date", "Fälligkeitsdatum"),
    "vat_point_date": Words("Datum btw-feit", "Date du fait générateur TVA", "VAT point date", "Datum der Steuerschuld"),
    "vat_point_code": Words(
        "Btw verschuldigd op", "TVA exigible à", "VAT due at", "MwSt fällig bei",
    ),
    "period": Words("Periode", "Période", "Period", "Zeitraum"),
    "currency": Words("Munt", "Devise", "Currency", "Währung"),
    "vat_currency": Words("Munt van de btw", "Devise de la TVA", "VAT currency", "Währung der MwSt"),
    "type": Words("Soort", "Type", "Type", "Art"),
    "process": Words("Proces", "Processus", "Process", "Prozess"),
    "specification": Words("Specificatie", "Spécification", "Specification", "Spezifikation"),
    # references
    "buyer_reference": Words("Referentie van de koper", "Référence de l'acheteur", "Buyer reference", "Referenz des Käufers"),
    "order_reference": Words("Bestelling", "Commande", "Purchase order", "Bestellung"),
    "sales_order_reference": Words("Verkooporder", "Ordre de vente", "Sales order", "Auftrag"),
    "contract_reference": Words("Contract", "Contrat", "Contract", "Vertrag"),
    "project_reference": Words("Project", "Projet", "Project", "Projekt"),
    "despatch_reference": Words("Verzendbericht", "Avis d'expédition", "Despatch advice", "Lieferschein"),
    "receipt_reference": Words("Ontvangstbericht", "Avis de réception", "Receiving advice", "Wareneingangsmeldung"),
    "tender_reference": Words("Aanbesteding of lot", "Appel d'offres ou lot", "Tender or lot", "Ausschreibung oder Los"),
    "invoiced_object": Words("Gefactureerd object", "Objet facturé", "Invoiced object", "Abgerechnetes Objekt"),
    "accounting_reference": Words(
        "Boekhoudkundige referentie", "Référence comptable", "Accounting reference", "Buchungsreferenz"
    ),
    "preceding_invoice": Words("Eerdere factuur", "Facture antérieure", "Preceding invoice", "Vorherige Rechnung"),
    # delivery
    "delivery_date": Words("Leverdatum", "Date de livraison", "Delivery date", "Lieferdatum"),
    "delivery_party": Words("Geleverd aan", "Livré à", "Delivered to", "Geliefert an"),
    "delivery_location": Words("Leveringsplaats", "Lieu de livraison", "Delivery location", "Lieferort"),
    "delivery_address": Words("Leveringsadres", "Adresse de livraison", "Delivery address", "Lieferadresse"),
    # lines
    "object": Words("Object", "Objet", "Object", "Objekt"),
    "order_line": Words("Bestellijn", "Ligne de commande", "Order line", "Bestellposition"),
    "seller_id": Words("Artikelnummer verkoper", "Référence vendeur", "Seller's item number", "Artikelnr. Verkäufer"),
    "buyer_id": Words("Artikelnummer koper", "Référence acheteur", "Buyer's item number", "Artikelnr. Käufer"),
    "standard_id": Words("Standaardnummer", "Numéro standard", "Standard item number", "Standardnummer"),
    "classification": Words("Classificatie", "Classification", "Classification", "Klassifizierung"),
    "origin_country": Words("Land van oorsprong", "Pays d'origine", "Country of origin", "Ursprungsland"),
    "gross_price": Words("Brutoprijs", "Prix brut", "Gross price", "Bruttopreis"),
    "price_discount": Words("Korting op de prijs", "Remise sur le prix", "Price discount", "Preisnachlass"),
    "per": Words("per", "par", "per", "je"),
    "of": Words("van", "de", "of", "von"),
    "allowance": Words("Korting", "Remise", "Allowance", "Nachlass"),
    "charge": Words("Toeslag", "Supplément", "Charge", "Zuschlag"),
    # totals
    "total_lines": Words("Totaal van de lijnen", "Total des lignes", "Total of the lines", "Summe der Positionen"),
    "total_allowances": Words("Kortingen", "Remises", "Allowances", "Nachlässe"),
    "total_charges": Words("Toeslagen", "Suppléments", "Charges", "Zuschläge"),
    "total_without_vat": Words("Totaal zonder btw", "Total hors TVA", "Total without VAT", "Gesamt ohne MwSt"),
    "total_vat": Words("Btw", "TVA", "VAT", "MwSt"),
    "total_vat_in": Words("Btw in", "TVA en", "VAT in", "MwSt in"),
    "total_with_vat": Words("Totaal met btw", "Total TVA comprise", "Total with VAT", "Gesamt mit MwSt"),
    "total_paid": Words("Al betaald", "Déjà payé", "Already paid", "Bereits bezahlt"),
    "total_paid_it_says": Words(
        "Al betaald, volgens de factuur",
        "Déjà payé, selon la facture",
        "Already paid, says the invoice",
        "Bereits bezahlt, laut Rechnung",
    ),
    "total_rounding": Words("Afronding", "Arrondi", "Rounding", "Rundung"),
    "to_pay_unless_paid": Words(
        "Te betalen, tenzij al betaald",
        "À payer, sauf si déjà payé",
        "To pay, unless it is paid already",
        "Zu zahlen, falls noch nicht bezahlt",
    ),
    "unclear_credit": Words(
        "Te betalen of terug te krijgen? Vraag het de leverancier",
        "À payer ou à recevoir ? Demandez au fournisseur",
        "To pay or to get back? Ask the supplier",
        "Zu zahlen oder zurückzubekommen? Fragen Sie den Lieferanten",
    ),
    "to_pay": Words("Te betalen", "À payer", "To pay", "Zu zahlen"),
    "to_receive": Words("Ten gunste van de koper", "En faveur de l'acheteur", "In favour of the buyer", "Zugunsten des Käufers"),
    # payment
    "remittance": Words("Mededeling", "Communication", "Payment reference", "Verwendungszweck"),
    "structured_communication": Words(
        "Gestructureerde mededeling", "Communication structurée", "Structured communication", "Strukturierte Mitteilung"
    ),
    "iban": Words("IBAN", "IBAN", "IBAN", "IBAN"),
    "account": Words("Rekening", "Compte", "Account", "Konto"),
    "account_name": Words("Op naam van", "Au nom de", "Account holder", "Kontoinhaber"),
    "bank": Words("BIC", "BIC", "BIC", "BIC"),
    "card_number": Words("Kaart", "Carte", "Card", "Karte"),
    "card_network": Words("Kaartnetwerk", "Réseau de la carte", "Card network", "Kartennetz"),
    "card_holder": Words("Kaarthouder", "Titulaire de la carte", "Card holder", "Karteninhaber"),
    "mandate": Words("Mandaat", "Mandat", "Mandate", "Mandat"),
    "debited_account": Words(
        "Rekening waarvan wordt afgehaald", "Compte débité", "Debited account", "Belastetes Konto"
    ),
    "payment_text": Words("Omschrijving", "Description", "Description", "Beschreibung"),
}  # fmt: skip

HEADINGS: dict[str, Words] = {
    "lines": Words("Lijnen", "Lignes", "Lines", "Positionen"),
    "line": Words("Nr.", "N°", "No.", "Nr."),
    "description": Words("Omschrijving", "Description", "Description", "Beschreibung"),
    "quantity": Words("Aantal", "Quantité", "Quantity", "Menge"),
    "price": Words("Prijs", "Prix", "Price", "Preis"),
    "vat": Words("Btw", "TVA", "VAT", "MwSt"),
    "amount": Words("Bedrag", "Montant", "Amount", "Betrag"),
    "adjustments": Words(
        "Kortingen en toeslagen", "Remises et suppléments", "Allowances and charges", "Nachlässe und Zuschläge"
    ),
    "vat_breakdown": Words("Btw per tarief", "TVA par taux", "VAT by rate", "MwSt je Satz"),
    "category": Words("Categorie", "Catégorie", "Category", "Kategorie"),
    "rate": Words("Tarief", "Taux", "Rate", "Satz"),
    "taxable": Words("Maatstaf van heffing", "Base imposable", "Taxable amount", "Bemessungsgrundlage"),
    "tax": Words("Btw-bedrag", "Montant de TVA", "VAT amount", "MwSt-Betrag"),
    "totals": Words("Totalen", "Totaux", "Totals", "Summen"),
    "payment": Words("Betaling", "Paiement", "Payment", "Zahlung"),
    "payment_terms": Words(
        "Betalingsvoorwaarden", "Conditions de paiement", "Payment terms", "Zahlungsbedingungen"
    ),
    "delivery": Words("Levering", "Livraison", "Delivery", "Lieferung"),
    "references": Words("Referenties", "Références", "References", "Referenzen"),
    "notes": Words("Opmerkingen", "Remarques", "Notes", "Bemerkungen"),
    "documents": Words("Bijlagen en documenten", "Annexes et documents", "Attachments and documents", "Anlagen"),
    "attachment": Words("Bijlage", "Annexe", "Attachment", "Anhang"),
    "elsewhere": Words("Staat elders", "Disponible ailleurs", "Stored elsewhere", "Anderswo abgelegt"),
    "damaged": Words(
        "De bijlage is beschadigd en kan niet geopend worden.",
        "L'annexe est endommagée et ne peut pas être ouverte.",
        "The attachment is damaged and cannot be opened.",
        "Der Anhang ist beschädigt und kann nicht geöffnet werden.",
    ),
    "unread": Words(
        "Ook in het bestand, maar niet in een vaste rubriek te plaatsen",
        "Figure aussi dans le fichier, sans rubrique correspondante",
        "Also in the file, but without a place of its own here",
        "Ebenfalls in der Datei, hier aber ohne eigenes Feld",
    ),
    "scan_to_pay": Words(
        "Scan om te betalen met uw bankapp",
        "Scannez pour payer avec votre application bancaire",
        "Scan to pay with your banking app",
        "Zum Bezahlen mit der Banking-App scannen",
    ),
    "page": Words("Bladzijde", "Page", "Page", "Seite"),
}  # fmt: skip

MONEY_BACK = Words(
    "Dit bedrag komt de koper toe: er is niets te betalen.",
    "Ce montant revient à l'acheteur : il n'y a rien à payer.",
    "This amount is due to the buyer: there is nothing to pay.",
    "Dieser Betrag steht dem Käufer zu: Es ist nichts zu zahlen.",
)

UNREAD_REASONS: dict[str, Words] = {
    "not_a_number": Words("is geen getal", "n'est pas un nombre", "is not a number", "ist keine Zahl"),
    "not_a_date": Words("is geen datum", "n'est pas une date", "is not a date", "ist kein Datum"),
    "not_a_boolean": Words("is geen ja of nee", "n'est ni oui ni non", "is not yes or no", "ist weder ja noch nein"),
    "other_currency": Words(
        "staat in een andere munt", "est dans une autre devise", "is in another currency", "ist in einer anderen Währung"
    ),
    "not_in_model": Words("", "", "", ""),
}  # fmt: skip
