import java.io.File;
import java.math.BigDecimal;
import java.text.SimpleDateFormat;
import java.util.Date;
import org.mustangproject.BankDetails;
import org.mustangproject.CII.CIIToUBL;
import org.mustangproject.Invoice;
import org.mustangproject.Item;
import org.mustangproject.Product;
import org.mustangproject.TradeParty;
import org.mustangproject.ZUGFeRD.Profiles;
import org.mustangproject.ZUGFeRD.ZUGFeRD2PullProvider;
import org.mustangproject.ZUGFeRD.ZUGFeRDExporterFromA3;

/** Makes what Mustang writes of one invoice: CII, a hybrid of a given PDF/A-3, UBL of that CII. Run with its library jar. */
public class Mustang {
    public static void main(String[] files) throws Exception {
        Date day = new SimpleDateFormat("yyyy-MM-dd").parse("2026-11-20");
        TradeParty seller = new TradeParty("Lieferant GmbH", "Weg 1", "10115", "Berlin", "DE").addVATID("DE123456788")
            .addBankDetails(new BankDetails("DE02120300000000202051", "BYLADEM1001"));
        TradeParty buyer = new TradeParty("Kunde AG", "Weg 2", "10115", "Berlin", "DE");
        Invoice invoice = new Invoice().setNumber("RE-7").setIssueDate(day).setDueDate(day).setDeliveryDate(day)
            .setSender(seller).setRecipient(buyer).setReferenceNumber("B-7")
            .addItem(new Item(new Product("Flour", "T55", "C62", new BigDecimal("19")), new BigDecimal("10.00"), new BigDecimal("10")));
        ZUGFeRD2PullProvider provider = new ZUGFeRD2PullProvider();
        provider.setProfile(Profiles.getByName("EN16931"));
        provider.generateXML(invoice);
        java.nio.file.Files.write(new File(files[1]).toPath(), provider.getXML());
        try (ZUGFeRDExporterFromA3 exporter = new ZUGFeRDExporterFromA3()) {
            exporter.load(files[0]);
            exporter.setProfile(Profiles.getByName("EN16931")).setTransaction(invoice);
            exporter.export(files[2]);
        }
        new CIIToUBL().convert(new File(files[1]), new File(files[3]));
    }
}
