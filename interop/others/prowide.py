"""pw-iso20022: Prowide's model of ISO 20022 messages, in Java."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from interop.others.environments import last_line, require_java
from interop.others.handed import OURS, THEIRS, Handed, Missing, Row
from schakel.sepa import statements

VERSION = "SRU2025-10.3.5"
NAME = f"pw-iso20022 {VERSION} (Maven Central)"
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>be.schakel</groupId><artifactId>interop-prowide</artifactId><version>1</version><dependencies><dependency>
<groupId>com.prowidesoftware</groupId><artifactId>pw-iso20022</artifactId><version>{VERSION}</version>
</dependency></dependencies></project>"""


def run(handed: Handed, folder: Path) -> Iterator[Row]:
    require_java()
    (folder / "pom.xml").write_text(POM)
    where = folder / "classpath"
    fetch = ["mvn", "-B", "-q", "dependency:build-classpath", f"-Dmdep.outputFile={where}"]
    if subprocess.run(fetch, cwd=folder, check=False, capture_output=True).returncode:
        raise Missing(f"pw-iso20022 {VERSION} is not to be had")
    ours, theirs = folder / "pain.xml", folder / "camt.xml"
    ours.write_bytes(handed.payments)
    program = Path(__file__).with_name("Prowide.java")
    command = ["java", "-cp", where.read_text(), program, ours, theirs]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = (done.stdout.strip().splitlines() or [last_line(done)])[0]
    whole = said == "pain.001.001.09 299.00 EUR BE71096123456769 202600118414"
    yield Row(OURS, "payment file (pain.001.001.09)", f"reads {said}", whole)
    if not theirs.exists():
        yield Row(THEIRS, "its statement (camt.053.001.08)", "none was written", passed=False)
        return
    (statement,) = statements.read(theirs.read_bytes())
    (entry,) = statement.entries
    told = f"{entry.amount} {statement.currency}, {entry.remittance}, balances hold"
    yield Row(
        THEIRS, "its statement (camt.053.001.08, elements with a prefix)", f"read: {told}", f"{entry.amount}" == "50.00"
    )
