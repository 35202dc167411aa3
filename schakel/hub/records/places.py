"""Where an installation keeps what must be kept ten years: its database, its store, its key."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages
from django.utils.crypto import salted_hmac

from schakel.hub.records.databases import Database, current_database


@dataclass(frozen=True)
class Place:
    data: Path
    documents: Path
    database: Database
    secret_key: str

    @classmethod
    def current(cls) -> "Place":
        documents = Path(storages["documents"].location).resolve()  # type: ignore[attr-defined]  # it is a directory
        return cls(Path(settings.DATA), documents, current_database(), settings.SECRET_KEY)

    def fingerprint(self) -> str:
        """Whether it is the same key, without telling it."""
        return salted_hmac("schakel.records", "fingerprint", secret=self.secret_key, algorithm="sha256").hexdigest()
