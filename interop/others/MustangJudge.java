import org.mustangproject.validator.ZUGFeRDValidator;

/** What Mustang's validator says of each file. Run with its validator jar. */
public class MustangJudge {
    public static void main(String[] files) throws Exception {
        for (String file : files) {
            System.out.println("### " + file);
            System.out.println(new ZUGFeRDValidator().validate(file));
        }
    }
}
