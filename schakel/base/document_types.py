"""The whole of UNCL 1001, by which a response names the kind of document it answers; invoices may have only a few of them.

Source: UN/CEFACT code list 1001, as the rule sets T111 and T71 of the Peppol release of May 2026 have it.
"""

_RANGES = (
    "1-470 481-491 493-499 520-539 550-554 575-589 610 621-659 700-751 760-761 763-766 770 775 780-799 810-812 "
    "820-825 830 833 840-841 850-853 855-856 860-865 870 890 895-896 901 910-911 913-917 925-927 929-938 940-941 "
    "950-955 960-966 970-972 974-979 990-991 995-996 998 1999 "
)


def _codes() -> frozenset[str]:
    ends = ([*map(int, part.split("-"))] for part in _RANGES.strip(" ").split(" "))  # texts: our own list above
    return frozenset(str(code) for start, *end in ends for code in range(start, (end or [start])[0] + 1))


DOCUMENT_TYPES = _codes()
