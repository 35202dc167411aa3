package be.schakel.interop;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;

import com.helger.peppol.smlclient.BDMSLClient;
import com.helger.peppol.smlclient.ManageParticipantIdentifierServiceCaller;
import com.helger.peppol.smlclient.ManageServiceMetadataServiceCaller;
import com.helger.peppol.smp.ESMPTransportProfile;
import com.helger.peppolid.IParticipantIdentifier;
import com.helger.peppolid.factory.PeppolIdentifierFactory;
import com.helger.smpclient.peppol.SMPClientReadOnly;
import com.helger.xsds.peppol.id1.ParticipantIdentifierType;

import network.oxalis.vefa.peppol.common.model.DocumentTypeIdentifier;
import network.oxalis.vefa.peppol.common.model.ParticipantIdentifier;
import network.oxalis.vefa.peppol.common.model.ProcessIdentifier;
import network.oxalis.vefa.peppol.common.model.TransportProfile;
import network.oxalis.vefa.peppol.lookup.LookupClientBuilder;
import network.oxalis.vefa.peppol.lookup.locator.StaticLocator;

/**
 * Looks up at an SMP and talks to an SML as it is told: each line of standard input is who does it, a tab and what it is told,
 * in base64 with units between; each line of standard output is what came of it, in base64, or `ERROR` and why.
 */
public final class Clients
{
  private static final String UNIT = "\u001f";

  private Clients ()
  {}

  public static void main (final String [] aArgs) throws Exception
  {
    final PrintStream aOut = new PrintStream (System.out, true, StandardCharsets.UTF_8);
    System.setOut (System.err); // what libraries print is no answer
    final BufferedReader aIn = new BufferedReader (new InputStreamReader (System.in, StandardCharsets.US_ASCII));
    for (String sLine = aIn.readLine (); sLine != null; sLine = aIn.readLine ())
    {
      final int nTab = sLine.indexOf ('\t');
      final byte [] aTold = Base64.getDecoder ().decode (sLine.substring (nTab + 1));
      try
      {
        final String sSaid = answer (sLine.substring (0, nTab), new String (aTold, StandardCharsets.UTF_8).split (UNIT));
        aOut.println (Base64.getEncoder ().encodeToString (sSaid.getBytes (StandardCharsets.UTF_8)));
      }
      catch (final Exception ex)
      {
        aOut.println ("ERROR " + ex.toString ().replaceAll ("\\s+", " "));
      }
    }
  }

  private static String answer (final String sKind, final String [] aTold) throws Exception
  {
    return switch (sKind)
    {
      case "smp-client" -> smpClient (aTold[0], aTold[1], aTold[2], aTold[3], aTold[4]);
      case "vefa" -> vefa (aTold[0], aTold[1], aTold[2], aTold[3]);
      default -> sml (sKind, aTold);
    };
  }

  private static String smpClient (final String sSmp, final String sWho, final String sWhat, final String sProcess, final String sTrust)
      throws Exception
  {
    final KeyStore aTrust = KeyStore.getInstance ("PKCS12");
    try (InputStream aIn = new FileInputStream (sTrust))
    {
      aTrust.load (aIn, "interop".toCharArray ());
    }
    final var aIds = PeppolIdentifierFactory.INSTANCE;
    final SMPClientReadOnly aClient = new SMPClientReadOnly (URI.create (sSmp)).setTrustStore (aTrust);
    final var aSigned = aClient.getServiceMetadata (aIds.parseParticipantIdentifier (sWho), aIds.parseDocumentTypeIdentifier (sWhat), null);
    final var aFound = SMPClientReadOnly.getEndpoint (aSigned, aIds.parseProcessIdentifier (sProcess),
                                                      ESMPTransportProfile.TRANSPORT_PROFILE_PEPPOL_AS4_V2);
    return described (SMPClientReadOnly.getEndpointAddress (aFound), SMPClientReadOnly.getEndpointCertificate (aFound));
  }

  private static String vefa (final String sSmp, final String sWho, final String sWhat, final String sProcess) throws Exception
  {
    final var aClient = LookupClientBuilder.forMode ("INTEROP").locator (new StaticLocator (sSmp)).build ();
    final var aFound = aClient.getEndpoint (ParticipantIdentifier.parse (sWho), DocumentTypeIdentifier.parse (sWhat),
                                            ProcessIdentifier.parse (sProcess), TransportProfile.PEPPOL_AS4_2_0);
    return described (aFound.getAddress ().toString (), aFound.getCertificate ());
  }

  private static String described (final String sAddress, final X509Certificate aCertificate)
  {
    return String.join (UNIT, sAddress, aCertificate.getSerialNumber ().toString ());
  }

  private static String sml (final String sKind, final String [] aTold) throws Exception
  {
    final String sAddress = aTold[0], sSmp = aTold[1];
    final var aPublishers = new ManageServiceMetadataServiceCaller (new URL (sAddress + "/manageservicemetadata"));
    final var aParticipants = new ManageParticipantIdentifierServiceCaller (new URL (sAddress + "/manageparticipantidentifier"));
    final IParticipantIdentifier aWho = PeppolIdentifierFactory.INSTANCE.parseParticipantIdentifier (aTold[2]);
    switch (sKind)
    {
      case "create_publisher" -> aPublishers.create (sSmp, aTold[4], aTold[3]);
      case "update_publisher" -> aPublishers.update (sSmp, aTold[4], aTold[3]);
      case "delete_publisher" -> aPublishers.delete (sSmp);
      case "create" -> aParticipants.create (sSmp, aWho);
      case "delete" -> aParticipants.delete (sSmp, aWho);
      case "create_list" -> aParticipants.createList (List.of (aWho), sSmp);
      case "delete_list" -> aParticipants.deleteList (List.of (plain (aWho)));
      case "list_page" -> aParticipants.list (aTold[3], sSmp);
      case "prepare_migration" -> aParticipants.prepareToMigrate (aWho, aTold[3], sSmp);
      case "complete_migration" -> aParticipants.migrate (aWho, aTold[3], sSmp);
      case "prepare_change_certificate" ->
        new BDMSLClient (new URL (sAddress + "/bdmslservice")).prepareChangeCertificate (aTold[3], LocalDate.parse (aTold[4]));
      default -> throw new IllegalArgumentException (sKind);
    }
    return "";
  }

  private static ParticipantIdentifierType plain (final IParticipantIdentifier aWho)
  {
    final ParticipantIdentifierType aPlain = new ParticipantIdentifierType ();
    aPlain.setScheme (aWho.getScheme ());
    aPlain.setValue (aWho.getValue ());
    return aPlain;
  }
}
