package be.schakel.interop;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.helger.diagnostics.error.IError;
import com.helger.diver.api.coord.DVRCoordinate;
import com.helger.io.resource.inmemory.ReadableResourceByteArray;
import com.helger.phive.api.execute.ValidationExecutionManager;
import com.helger.phive.api.executorset.ValidationExecutorSetRegistry;
import com.helger.phive.api.result.ValidationResult;
import com.helger.phive.api.result.ValidationResultList;
import com.helger.phive.api.validity.IValidityDeterminator;
import com.helger.phive.peppol.PeppolValidation2026_05;
import com.helger.phive.peppol.PeppolValidationMLS;
import com.helger.phive.peppol.PeppolValidationReporting;
import com.helger.phive.xml.source.IValidationSourceXML;
import com.helger.phive.xml.source.ValidationSourceXML;

/**
 * Judges documents by the official Peppol files, as many as it is handed: each line of standard input is a kind, a tab and
 * the document in base64; each line of standard output says in JSON what phive found.
 */
public final class Judge
{
  private static final Map<String, DVRCoordinate> KINDS = Map.of (
      "invoice", PeppolValidation2026_05.VID_OPENPEPPOL_INVOICE_UBL_V3,
      "credit_note", PeppolValidation2026_05.VID_OPENPEPPOL_CREDIT_NOTE_UBL_V3,
      "self_billed_invoice", PeppolValidation2026_05.VID_OPENPEPPOL_INVOICE_SELF_BILLING_UBL_V3,
      "self_billed_credit_note", PeppolValidation2026_05.VID_OPENPEPPOL_CREDIT_NOTE_SELF_BILLING_UBL_V3,
      "invoice_response", PeppolValidation2026_05.VID_OPENPEPPOL_INVOICE_MESSAGE_RESPONSE_V3,
      "mlr", PeppolValidation2026_05.VID_OPENPEPPOL_MLR_V3,
      "mls", PeppolValidationMLS.VID_OPENPEPPOL_MLS_V100,
      "tsr", PeppolValidationReporting.VID_OPENPEPPOL_TSR_V105,
      "eusr", PeppolValidationReporting.VID_OPENPEPPOL_EUSR_V115);

  private final ValidationExecutorSetRegistry <IValidationSourceXML> m_aRegistry = new ValidationExecutorSetRegistry <> ();

  private Judge ()
  {
    PeppolValidation2026_05.init (m_aRegistry);
    PeppolValidationMLS.init (m_aRegistry);
    PeppolValidationReporting.init (m_aRegistry);
  }

  public static void main (final String [] aArgs) throws Exception
  {
    final PrintStream aOut = new PrintStream (System.out, true, StandardCharsets.UTF_8);
    System.setOut (System.err); // what libraries print is no answer
    final Judge aJudge = new Judge ();
    final BufferedReader aIn = new BufferedReader (new InputStreamReader (System.in, StandardCharsets.US_ASCII));
    for (String sLine = aIn.readLine (); sLine != null; sLine = aIn.readLine ())
    {
      final int nTab = sLine.indexOf ('\t');
      aOut.println (aJudge.answer (sLine.substring (0, nTab), Base64.getDecoder ().decode (sLine.substring (nTab + 1))));
    }
  }

  private String answer (final String sKind, final byte [] aDocument)
  {
    final List <String> aSchema = new ArrayList <> ();
    final List <String> aFatal = new ArrayList <> ();
    final List <String> aWarning = new ArrayList <> ();
    final List <String> aStop = new ArrayList <> ();
    try
    {
      final ValidationResultList aResults = ValidationExecutionManager.executeValidation (
          IValidityDeterminator.createDefault (),
          m_aRegistry.getOfID (KINDS.get (sKind)),
          ValidationSourceXML.create (new ReadableResourceByteArray (aDocument)),
          Locale.ENGLISH);
      for (final ValidationResult aResult : aResults)
        for (final IError aError : aResult.getErrorList ())
        {
          final boolean bSchema = aResult.getValidationArtefact ().getValidationType ().getBaseType ().isXML () || aResult.getValidationArtefact ().getValidationType ().getBaseType ().isXSD ();
          final String sID = aError.getErrorID ();
          if (bSchema)
          {
            if (aError.getErrorLevel ().isError ())
              aSchema.add (aError.getErrorText (Locale.ENGLISH));
          }
          else
            if (sID == null)
            {
              if (aError.getErrorLevel ().isError ())
                aStop.add (aError.getErrorText (Locale.ENGLISH));
            }
            else
              (aError.getErrorLevel ().isError () ? aFatal : aWarning).add (sID);
        }
    }
    catch (final RuntimeException ex)
    {
      aStop.add (ex.toString ());
    }
    return "{\"schema\":" + list (aSchema) + ",\"fatal\":" + list (aFatal) + ",\"warning\":" + list (aWarning) +
        ",\"stop\":" + list (aStop) + "}";
  }

  private static String list (final List <String> aTexts)
  {
    final StringBuilder aJson = new StringBuilder ("[");
    for (final String sText : aTexts)
    {
      aJson.append (aJson.length () > 1 ? ",\"" : "\"");
      for (final char c : (sText == null ? "" : sText).toCharArray ())
        if (c == '"' || c == '\\' || c < ' ' || c > '~')
          aJson.append (String.format ("\\u%04x", (int) c));
        else
          aJson.append (c);
      aJson.append ('"');
    }
    return aJson.append (']').toString ();
  }
}
