"""What a bookkeeper reads when something on the network went wrong, by code, in four languages.

A code that is not here is said with the words of its kind (`PeppolError.default_code`): which rule of an envelope was
broken is for the log, that the message could not be read is for the reader.
"""

from schakel.base.languages import Words


def said(code: str, language: str, *, kind: str = "PEPPOL") -> str:
    """The sentence for a code, else for its kind; `language` such as `nl` or `nl-BE`, English for any other."""
    words = SENTENCES.get(code) or SENTENCES.get(kind) or SENTENCES["PEPPOL"]
    return words.said_in(language)


SENTENCES: dict[str, Words] = {
    "PEPPOL": Words(
        nl="Er ging iets mis op het Peppol-netwerk.",
        fr="Un problème est survenu sur le réseau Peppol.",
        en="Something went wrong on the Peppol network.",
        de="Im Peppol-Netzwerk ist etwas schiefgegangen.",
    ),
    "INVALID_IDENTIFIER": Words(
        nl="Dit is geen geldig Peppol-adres.",
        fr="Ce n'est pas une adresse Peppol valable.",
        en="This is not a valid Peppol address.",
        de="Dies ist keine gültige Peppol-Adresse.",
    ),
    "INVALID_XML": Words(
        nl="Het bestand is geen leesbare XML.",
        fr="Le fichier n'est pas un XML lisible.",
        en="The file is not readable XML.",
        de="Die Datei ist kein lesbares XML.",
    ),
    "DOCTYPE_REFUSED": Words(
        nl="Het bestand bevat een DOCTYPE; dat is om veiligheidsredenen niet toegestaan.",
        fr="Le fichier contient un DOCTYPE, ce qui est interdit pour des raisons de sécurité.",
        en="The file holds a DOCTYPE, which is not allowed for safety.",
        de="Die Datei enthält einen DOCTYPE; das ist aus Sicherheitsgründen nicht erlaubt.",
    ),
    "XML_TOO_LARGE": Words(
        nl="Het bestand is groter of dieper dan wij lezen.",
        fr="Le fichier est plus grand ou plus profond que ce que nous lisons.",
        en="The file is larger or deeper than we read.",
        de="Die Datei ist größer oder tiefer, als wir lesen.",
    ),
    "INVALID_SBD_XML": Words(
        nl="De envelop rond het document volgt de regels van het netwerk niet.",
        fr="L'enveloppe autour du document ne suit pas les règles du réseau.",
        en="The envelope around the document does not follow the rules of the network.",
        de="Der Umschlag um das Dokument folgt nicht den Regeln des Netzwerks.",
    ),
    "INVALID_MESSAGE": Words(
        nl="Het bericht van het andere toegangspunt kan niet gelezen worden.",
        fr="Le message de l'autre point d'accès ne peut pas être lu.",
        en="The message of the other access point cannot be read.",
        de="Die Nachricht des anderen Zugangspunkts kann nicht gelesen werden.",
    ),
    "NOT_REGISTERED": Words(
        nl="De ontvanger is niet op Peppol geregistreerd. U kunt het document per e-mail sturen.",
        fr="Le destinataire n'est pas inscrit sur Peppol. Vous pouvez envoyer le document par e-mail.",
        en="The receiver is not registered on Peppol. You can send the document by e-mail.",
        de="Der Empfänger ist nicht bei Peppol registriert. Sie können das Dokument per E-Mail senden.",
    ),
    "REGISTRATION_BROKEN": Words(
        nl="De registratie van de ontvanger op Peppol is onvolledig. Zijn dienstverlener moet dat herstellen.",
        fr="L'inscription du destinataire sur Peppol est incomplète. Son prestataire doit la corriger.",
        en="The receiver's registration on Peppol is incomplete. Their provider has to repair it.",
        de="Die Peppol-Registrierung des Empfängers ist unvollständig. Sein Dienstleister muss das beheben.",
    ),
    "NOT_SUPPORTED": Words(
        nl="De ontvanger is op Peppol, maar aanvaardt dit soort document niet.",
        fr="Le destinataire est sur Peppol, mais n'accepte pas ce type de document.",
        en="The receiver is on Peppol, but does not accept this kind of document.",
        de="Der Empfänger ist bei Peppol, nimmt diese Art von Dokument aber nicht an.",
    ),
    "ENDPOINT_NOT_ACTIVE": Words(
        nl="De ontvanger is op Peppol, maar zijn aansluiting is nu niet actief.",
        fr="Le destinataire est sur Peppol, mais sa connexion n'est pas active en ce moment.",
        en="The receiver is on Peppol, but the connection is not active at the moment.",
        de="Der Empfänger ist bei Peppol, sein Anschluss ist zurzeit aber nicht aktiv.",
    ),
    "LOOKUP_UNAVAILABLE": Words(
        nl="De ontvanger kon niet opgezocht worden. Wij proberen het opnieuw.",
        fr="Le destinataire n'a pas pu être recherché. Nous réessayons.",
        en="The receiver could not be looked up. We will try again.",
        de="Der Empfänger konnte nicht nachgeschlagen werden. Wir versuchen es erneut.",
    ),
    "UNTRUSTED": Words(
        nl="Een handtekening of certificaat op de weg naar de ontvanger klopt niet. Wij versturen niets.",
        fr="Une signature ou un certificat sur la route vers le destinataire n'est pas valable. Nous n'envoyons rien.",
        en="A signature or certificate on the way to the receiver does not hold. We send nothing.",
        de="Eine Signatur oder ein Zertifikat auf dem Weg zum Empfänger ist nicht gültig. Wir senden nichts.",
    ),
    "CERTIFICATE_EXPIRED": Words(
        nl="Het certificaat van het andere toegangspunt is vervallen.",
        fr="Le certificat de l'autre point d'accès a expiré.",
        en="The certificate of the other access point has expired.",
        de="Das Zertifikat des anderen Zugangspunkts ist abgelaufen.",
    ),
    "CERTIFICATE_REVOKED": Words(
        nl="Het certificaat van het andere toegangspunt is ingetrokken.",
        fr="Le certificat de l'autre point d'accès a été révoqué.",
        en="The certificate of the other access point has been revoked.",
        de="Das Zertifikat des anderen Zugangspunkts wurde widerrufen.",
    ),
    "REVOCATION_UNKNOWN": Words(
        nl="Wij konden niet nagaan of het certificaat van het andere toegangspunt nog geldt. Wij proberen het opnieuw.",
        fr="Nous n'avons pas pu vérifier si le certificat de l'autre point d'accès est encore valable. Nous réessayons.",
        en="We could not find out whether the certificate of the other access point still counts. We will try again.",
        de="Wir konnten nicht prüfen, ob das Zertifikat des anderen Zugangspunkts noch gilt. Wir versuchen es erneut.",
    ),
    "REGISTRATION_REFUSED": Words(
        nl="Het netwerk weigerde de registratie. Mogelijk is het bedrijf al bij een andere dienstverlener geregistreerd.",
        fr="Le réseau a refusé l'inscription. L'entreprise est peut-être déjà inscrite chez un autre prestataire.",
        en="The network refused the registration. The company may already be registered with another provider.",
        de="Das Netzwerk hat die Registrierung abgelehnt. Vielleicht ist das Unternehmen schon anderswo registriert.",
    ),
    "REGISTRATION_UNAVAILABLE": Words(
        nl="Het register van het netwerk antwoordde niet. Wij proberen het opnieuw.",
        fr="Le registre du réseau n'a pas répondu. Nous réessayons.",
        en="The register of the network did not answer. We will try again.",
        de="Das Register des Netzwerks hat nicht geantwortet. Wir versuchen es erneut.",
    ),
    "UNREACHABLE": Words(
        nl="De andere kant antwoordde niet op tijd. Wij proberen het opnieuw.",
        fr="L'autre côté n'a pas répondu à temps. Nous réessayons.",
        en="The other side did not answer in time. We will try again.",
        de="Die Gegenseite hat nicht rechtzeitig geantwortet. Wir versuchen es erneut.",
    ),
    "PEPPOL:NOT_SERVICED": Words(
        nl="Het toegangspunt van de ontvanger zegt dat het hem niet of niet meer bedient.",
        fr="Le point d'accès du destinataire dit qu'il ne le dessert pas ou plus.",
        en="The receiver's access point says that it does not serve them, or no longer.",
        de="Der Zugangspunkt des Empfängers sagt, dass er ihn nicht oder nicht mehr bedient.",
    ),
    "EBMS": Words(
        nl="Het toegangspunt van de ontvanger weigerde het bericht.",
        fr="Le point d'accès du destinataire a refusé le message.",
        en="The receiver's access point refused the message.",
        de="Der Zugangspunkt des Empfängers hat die Nachricht abgelehnt.",
    ),
    "EBMS:0301": Words(
        nl="Er kwam geen ontvangstbewijs. Wij proberen het opnieuw.",
        fr="Aucun accusé de réception n'est arrivé. Nous réessayons.",
        en="No receipt came back. We will try again.",
        de="Es kam keine Empfangsbestätigung. Wir versuchen es erneut.",
    ),
    "EBMS:0302": Words(
        nl="Het ontvangstbewijs klopt niet. Wij proberen het opnieuw.",
        fr="L'accusé de réception n'est pas valable. Nous réessayons.",
        en="The receipt does not hold. We will try again.",
        de="Die Empfangsbestätigung ist nicht gültig. Wir versuchen es erneut.",
    ),
    "WRONG_SCHEME": Words(
        nl="Dit identificatieschema is op het netwerk niet toegestaan.",
        fr="Ce schéma d'identification n'est pas autorisé sur le réseau.",
        en="This identifier scheme is not allowed on the network.",
        de="Dieses Kennungsschema ist im Netzwerk nicht erlaubt.",
    ),
    "UNKNOWN_NUMBERING": Words(
        nl="De eerste vier cijfers zijn geen nummering die Peppol kent. Belgische bedrijven: 0208.",
        fr="Les quatre premiers chiffres ne sont pas une numérotation connue de Peppol. Entreprises belges : 0208.",
        en="The first four digits are no numbering Peppol knows. Belgian companies: 0208.",
        de="Die ersten vier Ziffern sind keine Nummerierung, die Peppol kennt. Belgische Unternehmen: 0208.",
    ),
    "WRONG_FORM": Words(
        nl="Dit nummer heeft niet de vorm die bij dit schema hoort.",
        fr="Ce numéro n'a pas la forme prévue par ce schéma.",
        en="This number does not have the form of its scheme.",
        de="Diese Nummer hat nicht die Form ihres Schemas.",
    ),
    "WRONG_CHECK_DIGITS": Words(
        nl="De controlecijfers van dit nummer kloppen niet.",
        fr="Les chiffres de contrôle de ce numéro ne sont pas corrects.",
        en="The check digits of this number are wrong.",
        de="Die Prüfziffern dieser Nummer sind falsch.",
    ),
    "DEPRECATED": Words(
        nl="Dit verdwijnt van het netwerk; gebruik het niet meer voor nieuwe registraties.",
        fr="Ceci va disparaître du réseau ; ne l'utilisez plus pour de nouvelles inscriptions.",
        en="This is leaving the network; do not use it for new registrations.",
        de="Dies verschwindet aus dem Netzwerk; verwenden Sie es nicht mehr für neue Registrierungen.",
    ),
    "REMOVED": Words(
        nl="Dit bestaat niet meer op het netwerk.",
        fr="Ceci n'existe plus sur le réseau.",
        en="This no longer exists on the network.",
        de="Dies gibt es im Netzwerk nicht mehr.",
    ),
    "UNKNOWN_DOCUMENT_TYPE": Words(
        nl="Dit soort document staat niet op de lijst van het netwerk.",
        fr="Ce type de document ne figure pas sur la liste du réseau.",
        en="This kind of document is not on the list of the network.",
        de="Diese Art von Dokument steht nicht auf der Liste des Netzwerks.",
    ),
    "WRONG_WILDCARD": Words(
        nl="Een sterretje mag enkel aan het einde van een PINT-type staan.",
        fr="Un astérisque ne peut figurer qu'à la fin d'un type PINT.",
        en="A star may only stand at the end of a PINT type.",
        de="Ein Stern darf nur am Ende eines PINT-Typs stehen.",
    ),
    "UNKNOWN_PROCESS": Words(
        nl="Dit proces staat niet op de lijst van het netwerk.",
        fr="Ce processus ne figure pas sur la liste du réseau.",
        en="This process is not on the list of the network.",
        de="Dieser Prozess steht nicht auf der Liste des Netzwerks.",
    ),
    "WRONG_PROCESS": Words(
        nl="Dit soort document past niet in dit proces.",
        fr="Ce type de document n'a pas sa place dans ce processus.",
        en="This kind of document does not belong in this process.",
        de="Diese Art von Dokument gehört nicht in diesen Prozess.",
    ),
}
