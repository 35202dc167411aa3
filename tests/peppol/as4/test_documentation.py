"""The examples of docs/api/as4.md run, and every code we send is explained there."""

import re
from pathlib import Path

from schakel.peppol.as4 import Code

PAGE = (Path(__file__).parents[3] / "docs" / "api" / "as4.md").read_text("utf-8")


def test_the_examples_run_one_after_the_other():
    examples = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(examples) == 6
    exec(compile("\n".join(examples), "docs/api/as4.md", "exec"), {})


def test_every_code_is_explained():
    explained = set(re.findall(r"`((?:EBMS|PEPPOL):\w+)`", PAGE))
    assert {code.code for code in Code} == explained
