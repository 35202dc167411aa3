#!/usr/bin/env bash
# Mustang 2.25.0 (Maven Central), 2026-11. Seen: of the two "shaded" jars that are published, that of `library` writes CII, but its
# class CIIToUBL ends with a JAXBException: no implementation of JAXB is inside. The same program runs with the shaded jar of
# `validator`. Wants java 17 and mvn. Ends with 1 when that changes.
set -u
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place" || exit 2
for name in library validator; do
  mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact=org.mustangproject:$name:2.25.0:jar:shaded -DoutputDirectory="$place" || exit 2
done
cat > Ubl.java <<'JAVA'
import java.io.File;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.Date;
import org.mustangproject.*;
import org.mustangproject.CII.CIIToUBL;
import org.mustangproject.ZUGFeRD.*;

public class Ubl {
    public static void main(String[] files) throws Exception {
        TradeParty seller = new TradeParty("Seller", "Street 1", "1000", "Brussels", "BE").addVATID("BE0407214017");
        TradeParty buyer = new TradeParty("Buyer", "Street 2", "1000", "Brussels", "BE");
        Item item = new Item(new Product("Flour", "", "C62", new BigDecimal("21")), BigDecimal.TEN, BigDecimal.ONE);
        Invoice invoice = new Invoice().setNumber("1").setIssueDate(new Date()).setDueDate(new Date()).setDeliveryDate(new Date())
            .setSender(seller).setRecipient(buyer).addItem(item);
        ZUGFeRD2PullProvider provider = new ZUGFeRD2PullProvider();
        provider.setProfile(Profiles.getByName("EN16931"));
        provider.generateXML(invoice);
        Files.write(new File("cii.xml").toPath(), provider.getXML());
        new CIIToUBL().convert(new File("cii.xml"), new File("ubl.xml"));
        System.out.println("UBL written");
    }
}
JAVA
library=$(java -cp library-2.25.0-shaded.jar Ubl.java 2>&1)
validator=$(java -cp validator-2.25.0-shaded.jar Ubl.java 2>&1)
echo "library: $(echo "$library" | grep -m1 -o 'JAXBException\|UBL written')"
echo "validator: $(echo "$validator" | grep -m1 -o 'JAXBException\|UBL written')"
echo "$library" | grep -q JAXBException && echo "$validator" | grep -q 'UBL written'
