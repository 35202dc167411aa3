"""What other programs of the field make of our files, and we of theirs: `python -m interop.others.run`."""
