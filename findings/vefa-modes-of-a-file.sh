#!/usr/bin/env bash
# vefa-peppol 4.4.0 (peppol-security, peppol-mode; below Oxalis), 2026-11. Seen: the modes (networks) to try are listed from the
# configuration that is handed over, such as oxalis.conf, but what is in a mode is read from the class path (reference.conf) only.
# A mode of one's own in oxalis.conf therefore ends the detection of every certificate, also of one that another mode takes, with a
# missing key; the same lines in a reference.conf on the class path work. Wants java 17 and mvn. Ends with 1 when that changes.
set -u
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place" || exit 2
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>network.oxalis.vefa</groupId><artifactId>peppol-security</artifactId><version>4.4.0</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath || exit 2
keytool -genkeypair -alias a -keyalg RSA -keysize 2048 -dname CN=example -keystore k.p12 -storepass changeit -storetype PKCS12 2>/dev/null
mkdir with without
echo 'mode.OWN.security.pki = /pki/local.xml' > with/reference.conf # the recipe of vefa for certificates that sign themselves
cat > Detect.java <<'JAVA'
import com.typesafe.config.*;
import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import network.oxalis.vefa.peppol.security.ModeDetector;

public class Detect {
    public static void main(String[] arguments) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new FileInputStream("k.p12"), "changeit".toCharArray());
        Config file = ConfigFactory.parseString("mode.OWN.security.pki = /pki/local.xml").withFallback(
            ConfigFactory.parseString("mode = { OWN: {} }"));
        try {
            System.out.println(ModeDetector.detect((X509Certificate) store.getCertificate("a"), file, null).getIdentifier());
        } catch (Exception fault) {
            Throwable deepest = fault;
            while (deepest.getCause() != null) {
                deepest = deepest.getCause();
            }
            System.out.println(deepest.getMessage().replaceAll(".*(No configuration setting.*)", "$1"));
        }
    }
}
JAVA
file=$(java -cp "$place/without:$(cat classpath)" Detect.java 2>/dev/null | tail -1)
path=$(java -cp "$place/with:$(cat classpath)" Detect.java 2>/dev/null | tail -1)
echo "in the file: $file"
echo "on the class path too: $path"
[ "$path" = OWN ] && echo "$file" | grep -q "No configuration setting found for key 'security.pki'"
