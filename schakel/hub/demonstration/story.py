"""The demonstration's story: an office, its people, its client companies and their documents."""


def tell_once() -> None:
    """Loads the story into an empty database; does nothing where an office already stands."""


def welcome() -> str:
    return ""
