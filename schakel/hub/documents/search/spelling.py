"""A word in which one letter is wrong, missing, too much or in the wrong place: names that people may have meant."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from schakel.base.folding import folded, is_one_letter_away
from schakel.hub.documents.search import index
from schakel.hub.documents.search.find import Reach
from schakel.hub.documents.search.index import TRIGRAM, all_trigrams, in_text

SHORTEST = 5  # characters of a word that may be meant otherwise
MOST_ROWS = 300  # documents and companies whose names are compared
MOST_COMPANIES = 3000


def meant(word: str, reach: Reach) -> str | None:
    """Of the names of parties and companies within reach, the word that is most often one letter away. Two queries."""
    if len(word) < SHORTEST or not word.isalpha():
        return None
    parties = (
        reach.documents.filter(resembles(word, is_small=reach.is_small))
        .order_by()
        .values_list("party", flat=True)[:MOST_ROWS]
    )
    companies = reach.connections.order_by().values_list("company__name", flat=True).distinct()[:MOST_COMPANIES]
    near = Counter(each for each in words_of([*parties, *companies]) if is_one_letter_away(word, each))
    return near.most_common(1)[0][0] if near else None


def words_of(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from folded(name).split()


def resembles(word: str, *, is_small: bool) -> Q:
    """All but two neighbouring letters of it stand in the text: what is one letter away is among those."""
    around = [(word[:at], word[at + 2 :]) for at in range(len(word) - 1)]
    kept = [tuple(piece for piece in pieces if len(piece) >= TRIGRAM) for pieces in around]
    if not is_small and index.is_asked():
        terms = (" AND ".join(map(all_trigrams, pieces)) for pieces in kept if pieces)
        return Q(search_text__trigrams__match=" OR ".join(f"({term})" for term in terms))
    return reduce(or_, (reduce(and_, (in_text([(piece,)]) for piece in pieces)) for pieces in kept if pieces))
