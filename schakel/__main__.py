"""`python -m schakel` is the `schakel` command."""

from schakel.cli import main

main(prog_name="schakel")
