"""CODA files to test with, written field by field from annex I of the standard; every name and account is invented."""

ACCOUNT = "BE71096123456769"
EMPTY = ""


def record(kind, **fields):
    """A line of 128 characters: `_63="text"` puts a text at position 63."""
    line = kind.ljust(128)
    for place, text in fields.items():
        start = int(place[1:]) - 1
        line = line[:start] + str(text) + line[start + len(str(text)) :]
    assert len(line) == 128
    return line


def cents(amount):
    return f"{round(abs(amount) * 1000):015d}"


def sign(amount):
    return "1" if amount < 0 else "0"


def header(**fields):
    return record(
        "0", **{"_2": "0000", "_6": "241126", "_12": "096", "_15": "05", "_84": "00000", "_128": "2"} | fields
    )


def old(amount=1000, **fields):
    zone = {"_2": "2", "_6": ACCOUNT, "_40": "EUR", "_43": sign(amount), "_44": cents(amount), "_59": "231126"}
    return record("1", **zone | {"_126": "228"} | fields)


def new(amount, **fields):
    zone = {"_2": "228", "_5": ACCOUNT, "_39": "EUR", "_42": sign(amount), "_43": cents(amount), "_58": "241126"}
    return record("8", **zone | {"_128": "0"} | fields)


def movement(amount, *, sequence=1, detail=0, type_="0", communication="", structured=False, **rest):
    """Records 2.1 to 2.3; `rest` may hold name, account, our_id, bank_id and the fields of the first record."""
    number = f"{sequence:04d}{detail:04d}"
    name, account, our_id = rest.pop("name", ""), rest.pop("account", ""), rest.pop("our_id", "")
    text = communication.ljust(149)
    first = {
        "_11": rest.pop("bank_id", "REF123"),
        "_32": sign(amount),
        "_33": cents(amount),
        "_48": "241126",
        "_54": type_ + "0150000",
        "_62": int(structured),
        "_63": text[:53],
        "_116": "241126",
        "_122": "228",
        "_125": "0",
        "_126": "1",
        "_128": "0",
    }
    return [
        record("21" + number, **first | rest),
        record("22" + number, _11=text[53:106], _64=our_id, _126="1", _128="0"),
        record("23" + number, _11=account, _48=name, _83=text[106:149], _126="0", _128="0"),
    ]


def trailer(lines, *, debit=0, credit=0, more=False, **fields):
    counted = sum(line[0] in "1238" for line in lines)
    zone = {"_17": f"{counted:06d}", "_23": cents(debit), "_38": cents(credit), "_128": "1" if more else "2"}
    return record("9", **zone | fields)


def file(*movements, opening=1000, moved=0, debit=0, credit=0, more=False):
    """A whole statement; `moved` is what the movements bring to the balance."""
    body = [old(opening), *(line for lines in movements for line in lines), new(opening + moved)]
    return [header(), *body, trailer(body, debit=debit, credit=credit, more=more)]


def data(lines, *, newline="\r\n", encoding="utf-8"):
    return (newline.join(lines) + newline).encode(encoding)
