package be.schakel.interop;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;

import com.helger.peppol.businesscard.generic.PDBusinessCard;
import com.helger.peppol.businesscard.generic.PDBusinessEntity;
import com.helger.peppol.businesscard.helper.PDBusinessCardHelper;
import com.helger.peppol.sbdh.PeppolSBDHData;
import com.helger.peppol.sbdh.PeppolSBDHDataReader;
import com.helger.peppol.sbdh.PeppolSBDHDataWriter;
import com.helger.peppolid.factory.PeppolIdentifierFactory;
import com.helger.sbdh.SBDMarshaller;

/**
 * Reads what it is handed with peppol-commons: each line of standard input is a kind, a tab and a document in base64; each
 * line of standard output is what was read, in base64, or `ERROR` and why.
 */
public final class Commons
{
  private static final char UNIT = '\u001f';

  private Commons ()
  {}

  public static void main (final String [] aArgs) throws Exception
  {
    final PrintStream aOut = new PrintStream (System.out, true, StandardCharsets.UTF_8);
    System.setOut (System.err); // what libraries print is no answer
    final BufferedReader aIn = new BufferedReader (new InputStreamReader (System.in, StandardCharsets.US_ASCII));
    for (String sLine = aIn.readLine (); sLine != null; sLine = aIn.readLine ())
    {
      final int nTab = sLine.indexOf ('\t');
      final byte [] aDocument = Base64.getDecoder ().decode (sLine.substring (nTab + 1));
      try
      {
        aOut.println (Base64.getEncoder ().encodeToString (answer (sLine.substring (0, nTab), aDocument)));
      }
      catch (final Exception ex)
      {
        aOut.println ("ERROR " + ex.toString ().replace ('\n', ' '));
      }
    }
  }

  private static byte [] answer (final String sKind, final byte [] aDocument) throws Exception
  {
    return switch (sKind)
    {
      case "envelope" -> text (envelope (aDocument));
      case "envelope_again" -> new SBDMarshaller ().getAsBytes (
          new PeppolSBDHDataWriter ().createStandardBusinessDocument (read (aDocument)));
      case "card" -> text (card (aDocument));
      default -> throw new IllegalArgumentException (sKind);
    };
  }

  private static PeppolSBDHData read (final byte [] aDocument) throws Exception
  {
    return new PeppolSBDHDataReader (PeppolIdentifierFactory.INSTANCE).extractData (new ByteArrayInputStream (aDocument));
  }

  private static String [] envelope (final byte [] aDocument) throws Exception
  {
    final PeppolSBDHData aData = read (aDocument);
    return new String [] { aData.getSenderValue (), aData.getReceiverValue (), aData.getDocumentTypeValue (),
                           aData.getProcessValue (), aData.getCountryC1 (), aData.getInstanceIdentifier (),
                           aData.hasMLSToValue () ? aData.getMLSToValue () : "",
                           aData.hasMLSType () ? aData.getMLSType ().getID () : "" };
  }

  private static String [] card (final byte [] aDocument)
  {
    final PDBusinessCard aCard = PDBusinessCardHelper.parseBusinessCard (aDocument, StandardCharsets.UTF_8);
    if (aCard == null)
      throw new IllegalStateException ("no business card");
    final PDBusinessEntity aEntity = aCard.businessEntities ().getFirstOrNull ();
    return new String [] { aCard.getParticipantIdentifier ().getScheme (), aCard.getParticipantIdentifier ().getValue (),
                           aEntity.names ().getFirstOrNull ().getName (), aEntity.getCountryCode (),
                           aEntity.identifiers ().stream ().map (x -> x.getScheme () + "=" + x.getValue ()).collect (
                               Collectors.joining (",")),
                           String.valueOf (aEntity.getRegistrationDate ()) };
  }

  private static byte [] text (final String [] aParts)
  {
    return String.join (String.valueOf (UNIT), aParts).getBytes (StandardCharsets.UTF_8);
  }
}
