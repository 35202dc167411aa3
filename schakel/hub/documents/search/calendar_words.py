"""How people write days, months, quarters and years, in the four languages at once. All folded (`base.folding`)."""

from typing import Final

MONTHS: Final = {  # full names, of which one alone means the last one that has begun
    word: number
    for number, words in enumerate(
        [
            "januari janvier january januar janner",
            "februari fevrier february februar",
            "maart mars march marz maerz",
            "april avril",
            "mei mai may",
            "juni juin june",
            "juli juillet july",
            "augustus aout august",
            "september septembre",
            "oktober octobre october",
            "november novembre",
            "december decembre dezember",
        ],
        1,
    )
    for word in words.split()
}
SHORT_MONTHS: Final = {  # only beside a day or a year: Jan is a name as well
    word: number
    for number, words in enumerate(
        [
            "jan janv", "feb fev fevr", "mrt mar mrz", "apr avr", "", "jun", "jul juil", "aug aou", "sep sept", "okt oct",
            "nov", "dec dez",
        ],
        1,
    )
    for word in words.split()
}  # fmt: skip
ORDINALS: Final = {
    word: number
    for number, words in enumerate(
        [
            "1 1e 1ste 1er 1re 1st eerste premier first erstes erste",
            "2 2e 2de 2nd tweede deuxieme second zweites zweite",
            "3 3e 3de 3rd derde troisieme third drittes dritte",
            "4 4e 4de 4th vierde quatrieme fourth viertes vierte",
        ],
        1,
    )
    for word in words.split()
}
QUARTER: Final = "kwartaal|trimestre|quarter|quartal"
YEAR: Final = "jaar|annee|year|jahr"
OF: Final = "in|van|uit|from|of|en|de|du|im|vom|aus|am|op|on|le|pour|voor|for|fur"  # before a day, a month or a year
THIS: Final = "deze|dit|ce|cet|cette|this|diesen|dieses|diese|dieser"
LAST: Final = "vorige|vorig|afgelopen|last|previous|letzten|letztes|letzte|letzter|vorigen"
LAST_BEHIND: Final = "dernier|derniere|passe|passee"  # `le mois dernier`
MONTH: Final = "maand|mois|month|monat|monats"
WEEK: Final = "week|semaine|woche"
TODAY: Final = frozenset({"vandaag", "aujourd'hui", "aujourd’hui", "today", "heute"})
YESTERDAY: Final = frozenset({"gisteren", "hier", "yesterday", "gestern"})
