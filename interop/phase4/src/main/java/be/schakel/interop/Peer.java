package be.schakel.interop;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import com.helger.base.io.iface.IHasInputStream;
import com.helger.collection.commons.CommonsArrayList;
import com.helger.collection.commons.ICommonsList;
import com.helger.http.header.HttpHeaderMap;
import com.helger.mime.IMimeType;
import com.helger.peppol.sbdh.PeppolSBDHDataReader;
import com.helger.peppolid.factory.PeppolIdentifierFactory;
import com.helger.phase4.attachment.IAS4IncomingAttachmentFactory;
import com.helger.phase4.attachment.WSS4JAttachment;
import com.helger.phase4.crypto.AS4CryptoFactoryInMemoryKeyStore;
import com.helger.phase4.ebms3header.Ebms3SignalMessage;
import com.helger.phase4.ebms3header.Ebms3UserMessage;
import com.helger.phase4.error.AS4ErrorList;
import com.helger.phase4.incoming.AS4IncomingMessageMetadata;
import com.helger.phase4.incoming.AS4IncomingProfileSelectorConstant;
import com.helger.phase4.incoming.AS4IncomingReceiverConfiguration;
import com.helger.phase4.incoming.AS4RequestHandler;
import com.helger.phase4.incoming.AS4ServerInitializer;
import com.helger.phase4.incoming.IAS4IncomingMessageMetadata;
import com.helger.phase4.incoming.IAS4IncomingMessageState;
import com.helger.phase4.incoming.IAS4ResponseAbstraction;
import com.helger.phase4.incoming.crypto.AS4IncomingSecurityConfiguration;
import com.helger.phase4.incoming.spi.AS4MessageProcessorResult;
import com.helger.phase4.incoming.spi.AS4SignalMessageProcessorResult;
import com.helger.phase4.incoming.spi.IAS4IncomingMessageProcessorSPI;
import com.helger.phase4.model.pmode.IPMode;
import com.helger.phase4.model.pmode.resolve.AS4DefaultPModeResolver;
import com.helger.phase4.peppol.Phase4PeppolSender;
import com.helger.phase4.profile.peppol.Phase4PeppolHttpClientSettings;
import com.helger.phase4.sender.IAS4SignalMessageValidationResultHandler;
import com.helger.servlet.mock.MockServletContext;
import com.helger.web.scope.mgr.WebScopeManager;
import com.helger.web.scope.mgr.WebScoped;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.w3c.dom.Node;

/**
 * A phase4 access point on loopback, driven over HTTP by interop/run.py.
 *
 * <p>Arguments: key store, trust store (both PKCS12, password "interop"), certificate of the other access point (PEM), and
 * a folder in which each payload is stored before its receipt, or "-". Prints its port. POST /as4 takes a message; POST
 * /send?URL sends the envelope in the body to URL and says how that went; GET /last gives the SHA-256 of the last payload
 * taken; POST /tls?VERSION opens a second door under the key store in the body, which speaks that version only, and gives
 * its port. Over https it sends to servers under authorities of the trust store.
 */
public final class Peer {
  private static final String PROFILE = "peppol";
  private static final char[] PASSWORD = "interop".toCharArray();

  private final AS4CryptoFactoryInMemoryKeyStore crypto;
  private final String seatId;
  private final X509Certificate other;
  private final Phase4PeppolHttpClientSettings web = new Phase4PeppolHttpClientSettings();
  private final Path stored; // null: nowhere
  private volatile String last = "";

  private Peer(final String keys, final String trust, final String otherFile, final String folder) throws Exception {
    final KeyStore keyStore = load(keys);
    crypto = new AS4CryptoFactoryInMemoryKeyStore(keyStore, "ap", PASSWORD, load(trust));
    stored = "-".equals(folder) ? null : Path.of(folder);
    web.setSSLContext(context(null, load(trust)));
    seatId = commonName((X509Certificate) keyStore.getCertificate("ap"));
    try (InputStream in = new FileInputStream(otherFile)) {
      other = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  public static void main(final String[] args) throws Exception {
    WebScopeManager.onGlobalBegin(MockServletContext.create());
    AS4ServerInitializer.initAS4Server();
    final Peer peer = new Peer(args[0], args[1], args[2], args[3]);
    final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/as4", peer::take);
    server.createContext("/send", peer::send);
    server.createContext("/tls", peer::open);
    server.createContext("/last", exchange -> answer(exchange, 200, "text/plain", peer.last.getBytes()));
    server.start();
    System.out.println("PORT " + server.getAddress().getPort());
  }

  private void take(final HttpExchange exchange) throws IOException {
    final HttpHeaderMap headers = new HttpHeaderMap();
    exchange.getRequestHeaders().forEach((name, values) -> values.forEach(value -> headers.addHeader(name, value)));
    final Response response = new Response();
    try (WebScoped scope = new WebScoped();
        AS4RequestHandler handler = new AS4RequestHandler(AS4IncomingMessageMetadata.createForRequest())) {
      handler.setCryptoFactory(crypto);
      handler.setPModeResolver(new AS4DefaultPModeResolver(PROFILE));
      handler.setIncomingAttachmentFactory(IAS4IncomingAttachmentFactory.DEFAULT_INSTANCE);
      handler.setIncomingSecurityConfiguration(AS4IncomingSecurityConfiguration.createDefaultInstance());
      handler.setIncomingReceiverConfiguration(new AS4IncomingReceiverConfiguration());
      handler.setIncomingProfileSelector(new AS4IncomingProfileSelectorConstant(PROFILE));
      handler.setProcessorSupplier(() -> new CommonsArrayList<>(new Keeper()));
      handler.handleRequest(exchange.getRequestBody(), headers, response);
    } catch (final Exception ex) {
      ex.printStackTrace();
      response.status = 500;
    }
    answer(exchange, response.status, response.type, response.content);
  }

  private void send(final HttpExchange exchange) throws IOException {
    String said;
    try (WebScoped scope = new WebScoped()) {
      final byte[] envelope = exchange.getRequestBody().readAllBytes();
      final var data = new PeppolSBDHDataReader(PeppolIdentifierFactory.INSTANCE)
          .extractData(new ByteArrayInputStream(envelope));
      final var failure = new StringBuilder();
      final var verdict = new ReceiptVerdict();
      final var result = Phase4PeppolSender.sbdhBuilder()
          .payloadAndMetadata(data)
          .senderPartyID(seatId)
          .cryptoFactory(crypto)
          .httpClientFactory(web)
          .receiverEndpointDetails(other, exchange.getRequestURI().getQuery())
          .checkReceiverAPCertificate(false)
          .signalMsgValidationResultHdl(verdict)
          .sendMessageAndCheckForReceipt(ex -> failure.append(' ').append(ex));
      said = result.name() + verdict.text + failure;
    } catch (final Exception ex) {
      ex.printStackTrace();
      said = ex.toString();
    }
    answer(exchange, 200, "text/plain", said.getBytes(StandardCharsets.UTF_8));
  }

  private void open(final HttpExchange exchange) throws IOException {
    final String version = exchange.getRequestURI().getQuery();
    try {
      final KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(exchange.getRequestBody(), PASSWORD);
      final HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context(keys, null)) {
        @Override
        public void configure(final HttpsParameters parameters) {
          final var only = getSSLContext().getDefaultSSLParameters();
          only.setProtocols(new String[] {version});
          parameters.setSSLParameters(only);
        }
      });
      server.createContext("/as4", this::take);
      server.start();
      answer(exchange, 200, "text/plain", String.valueOf(server.getAddress().getPort()).getBytes());
    } catch (final Exception ex) {
      throw new IOException(ex);
    }
  }

  private static SSLContext context(final KeyStore keys, final KeyStore trust) throws Exception {
    final SSLContext made = SSLContext.getInstance("TLS");
    made.init(keys == null ? null : managers(keys), trust == null ? null : trusters(trust), null);
    return made;
  }

  private static KeyManager[] managers(final KeyStore keys) throws Exception {
    final KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    return factory.getKeyManagers();
  }

  private static TrustManager[] trusters(final KeyStore trust) throws Exception {
    final TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trust);
    return factory.getTrustManagers();
  }

  private static void answer(final HttpExchange exchange, final int status, final String type, final byte[] content)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
    exchange.getResponseBody().write(content);
    exchange.close();
  }

  private static KeyStore load(final String file) throws Exception {
    final KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private static String commonName(final X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName().replaceAll("^(?:.*,)?CN=([^,]+).*$", "$1");
  }

  /** On the disk before the receipt is given, as ours is: a receipt promises it. */
  private void store(final byte[] envelope) throws IOException {
    try (FileChannel file = FileChannel.open(stored.resolve(UUID.randomUUID() + ".xml"), CREATE_NEW, WRITE)) {
      file.write(ByteBuffer.wrap(envelope));
      file.force(true);
    }
  }

  /** What phase4 thinks of the receipt: its signature, and the digests in it against those it sent. */
  private static final class ReceiptVerdict implements IAS4SignalMessageValidationResultHandler {
    private String text = "";

    @Override
    public void onSuccess() {
      text = ", receipt verified";
    }

    @Override
    public void onError(final String message) {
      text = ", receipt refused: " + message;
    }

    @Override
    public void onNotApplicable() {
      text = ", no receipt";
    }
  }

  /** Notes what arrived. */
  private final class Keeper implements IAS4IncomingMessageProcessorSPI {
    @Override
    public AS4MessageProcessorResult processAS4UserMessage(
        final IAS4IncomingMessageMetadata metadata, final HttpHeaderMap headers, final Ebms3UserMessage message,
        final IPMode pmode, final Node payload, final ICommonsList<WSS4JAttachment> attachments,
        final IAS4IncomingMessageState state, final AS4ErrorList errors) {
      if (!state.isSoapSignatureChecked()) {
        return AS4MessageProcessorResult.createFailure();
      }
      if (attachments.isEmpty()) {
        last = "connection test";
        return AS4MessageProcessorResult.createSuccess();
      }
      if (!state.isSoapDecrypted()) {
        return AS4MessageProcessorResult.createFailure();
      }
      try (InputStream in = attachments.getFirstOrNull().getInputStreamProvider().getInputStream()) {
        final byte[] envelope = in.readAllBytes();
        last = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(envelope));
        if (stored != null) {
          store(envelope);
        }
        return AS4MessageProcessorResult.createSuccess();
      } catch (final Exception ex) {
        ex.printStackTrace();
        return AS4MessageProcessorResult.createFailure();
      }
    }

    @Override
    public AS4SignalMessageProcessorResult processAS4SignalMessage(
        final IAS4IncomingMessageMetadata metadata, final HttpHeaderMap headers, final Ebms3SignalMessage message,
        final IPMode pmode, final IAS4IncomingMessageState state, final AS4ErrorList errors) {
      return AS4SignalMessageProcessorResult.createSuccess();
    }

    @Override
    public void processAS4ResponseMessage(
        final IAS4IncomingMessageMetadata metadata, final IAS4IncomingMessageState state, final String messageId,
        final byte[] content, final boolean available, final AS4ErrorList errors) {}
  }

  /** What phase4 wants to answer. */
  private static final class Response implements IAS4ResponseAbstraction {
    private int status = 200;
    private String type = "application/soap+xml";
    private byte[] content = {};

    @Override
    public void setContent(final byte[] bytes, final Charset charset) {
      content = bytes;
    }

    @Override
    public void setContent(final HttpHeaderMap headers, final IHasInputStream source) {
      try (InputStream in = source.getInputStream()) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        in.transferTo(out);
        content = out.toByteArray();
      } catch (final IOException ex) {
        throw new IllegalStateException(ex);
      }
    }

    @Override
    public void setMimeType(final IMimeType mimeType) {
      type = mimeType.getAsString();
    }

    @Override
    public void setStatus(final int code) {
      status = code;
    }
  }
}
