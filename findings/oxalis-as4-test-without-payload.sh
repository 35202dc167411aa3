#!/usr/bin/env bash
# Oxalis-AS4 7.0.0 (Maven Central), 2026-11. Seen: a connection test (the test service of ebMS 3.0) whose user message has no
# PayloadInfo, which the schema of ebMS leaves out where there is no payload (minOccurs 0), ends in a NullPointerException in the
# check of its payloads, before it is seen that it is a test; over the wire the sender gets a fault instead of a receipt. With a
# PayloadInfo the same check passes. Wants java 17 and mvn. Ends with 1 when that changes.
set -u
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place" || exit 2
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>network.oxalis</groupId><artifactId>oxalis-as4</artifactId><version>7.0.0</version>
      <exclusions>
        <exclusion><groupId>org.opensaml</groupId><artifactId>*</artifactId></exclusion>
        <exclusion><groupId>net.shibboleth.utilities</groupId><artifactId>*</artifactId></exclusion>
      </exclusions>
    </dependency>
    <dependency><groupId>network.oxalis</groupId><artifactId>oxalis-server</artifactId><version>7.0.0</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath || exit 2
cat > Test.java <<'JAVA'
import jakarta.xml.bind.JAXBContext;
import java.io.StringReader;
import javax.xml.transform.stream.StreamSource;
import network.oxalis.as4.inbound.As4InboundHandler;
import org.oasis_open.docs.ebxml_msg.ebms.v3_0.ns.core._200704.UserMessage;

public class Test {
    static final String EB = "http://docs.oasis-open.org/ebxml-msg/ebms/v3.0/ns/core/200704/";
    static final String PARTY = "<PartyId type='urn:fdc:peppol.eu:2017:identifiers:ap'>%s</PartyId><Role>" + EB + "%s</Role>";
    static final String PAYLOAD = "<PayloadInfo><PartInfo href='cid:a@b'><PartProperties><Property name='MimeType'>"
        + "application/xml</Property></PartProperties></PartInfo></PayloadInfo>";

    public static void main(String[] arguments) throws Exception {
        for (String payload : new String[] {PAYLOAD, ""}) {
            String text = "<UserMessage xmlns='" + EB + "'><MessageInfo><Timestamp>2026-11-30T12:00:00Z</Timestamp>"
                + "<MessageId>1@example.org</MessageId></MessageInfo><PartyInfo><From>" + PARTY.formatted("POP000001", "initiator")
                + "</From><To>" + PARTY.formatted("POP000002", "responder") + "</To></PartyInfo><CollaborationInfo>"
                + "<Service>" + EB + "service</Service><Action>" + EB + "test</Action><ConversationId>1</ConversationId>"
                + "</CollaborationInfo><MessageProperties><Property name='originalSender'>0208:0407214017</Property>"
                + "</MessageProperties>" + payload + "</UserMessage>";
            UserMessage read = JAXBContext.newInstance(UserMessage.class).createUnmarshaller()
                .unmarshal(new StreamSource(new StringReader(text)), UserMessage.class).getValue();
            String said = "passes";
            try {
                As4InboundHandler.validatePayloads(read.getPayloadInfo());
            } catch (Exception fault) {
                said = fault.getClass().getSimpleName();
            }
            System.out.println((payload.isEmpty() ? "without" : "with") + " PayloadInfo: " + said);
        }
    }
}
JAVA
said=$(java -cp "$(cat classpath)" Test.java 2>/dev/null | grep " PayloadInfo: ")
echo "$said"
[ "$said" = "with PayloadInfo: passes
without PayloadInfo: NullPointerException" ]
