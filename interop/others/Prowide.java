import com.prowidesoftware.swift.model.mx.AbstractMX;
import com.prowidesoftware.swift.model.mx.MxCamt05300108;
import com.prowidesoftware.swift.model.mx.MxPain00100109;
import com.prowidesoftware.swift.model.mx.dic.*;
import java.math.BigDecimal;
import java.nio.file.*;
import java.time.*;

/** Reads our pain.001 (first file) and says what it found; writes a camt.053 of its own (second file). */
public class Prowide {
    public static void main(String[] files) throws Exception {
        String pain = Files.readString(Path.of(files[0]));
        MxPain00100109 read = (MxPain00100109) AbstractMX.parse(pain);
        PaymentInstruction30 batch = read.getCstmrCdtTrfInitn().getPmtInf().get(0);
        CreditTransferTransaction34 paid = batch.getCdtTrfTxInf().get(0);
        System.out.println(read.getMxId().id() + " " + paid.getAmt().getInstdAmt().getValue() + " "
            + paid.getAmt().getInstdAmt().getCcy() + " " + paid.getCdtrAcct().getId().getIBAN() + " "
            + paid.getRmtInf().getStrd().get(0).getCdtrRefInf().getRef());
        AccountStatement9 statement = new AccountStatement9().setId("S1").setElctrncSeqNb(BigDecimal.valueOf(7))
            .setCreDtTm(OffsetDateTime.parse("2026-11-28T10:00:00+01:00"))
            .setAcct(new CashAccount39().setId(new AccountIdentification4Choice().setIBAN("BE71096123456769")).setCcy("EUR"))
            .addBal(balance("OPBD", "100.00", 27)).addBal(balance("CLBD", "150.00", 28)).addNtry(entry());
        MxCamt05300108 written = new MxCamt05300108();
        written.setBkToCstmrStmt(new BankToCustomerStatementV08()
            .setGrpHdr(new GroupHeader81().setMsgId("M").setCreDtTm(OffsetDateTime.parse("2026-11-28T10:00:00+01:00")))
            .addStmt(statement));
        Files.writeString(Path.of(files[1]), written.message());
    }

    static CashBalance8 balance(String kind, String amount, int day) {
        return new CashBalance8().setTp(new BalanceType13().setCdOrPrtry(new BalanceType10Choice().setCd(kind)))
            .setAmt(amount(amount)).setCdtDbtInd(CreditDebitCode.CRDT)
            .setDt(new DateAndDateTime2Choice().setDt(LocalDate.of(2026, 11, day)));
    }

    static ReportEntry10 entry() {
        RemittanceInformation16 said = new RemittanceInformation16().addUstrd("factuur F-2026-0012");
        EntryTransaction10 detail = new EntryTransaction10().setRmtInf(said);
        return new ReportEntry10().setAmt(amount("50.00")).setCdtDbtInd(CreditDebitCode.CRDT)
            .setSts(new EntryStatus1Choice().setCd("BOOK"))
            .setBookgDt(new DateAndDateTime2Choice().setDt(LocalDate.of(2026, 11, 28)))
            .addNtryDtls(new EntryDetails9().addTxDtls(detail));
    }

    static ActiveOrHistoricCurrencyAndAmount amount(String value) {
        return new ActiveOrHistoricCurrencyAndAmount().setCcy("EUR").setValue(new BigDecimal(value));
    }
}
