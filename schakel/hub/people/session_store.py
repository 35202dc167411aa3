"""Django's sessions in the database, found by a hash of their key: who has a copy of the database is signed in nowhere (L06).

The key itself is only in the person's cookie. It has 165 random bits, so one round is enough.
"""

import hashlib
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

HASH_LENGTH = 40  # hexadecimal digits, as many as Django's column holds: 160 bits


def hashed(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:HASH_LENGTH]


class SessionStore(DatabaseStore):  # of the same name as Django's: what is kept is signed with it
    def _get_session_from_db(self) -> Session | None:
        """As in Django, a key that opens nothing is forgotten, so that nobody can choose one."""
        alive = Session.objects.filter(expire_date__gt=timezone.now())
        found = alive.filter(session_key=hashed(self.session_key or "")).first()
        if found is None:
            self._session_key = None
        return found

    async def _aget_session_from_db(self) -> Session | None:
        return await sync_to_async(self._get_session_from_db)()

    def exists(self, session_key: str) -> bool:
        return super().exists(hashed(session_key))

    async def aexists(self, session_key: str) -> bool:
        return await super().aexists(hashed(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = hashed(row.session_key)
        return row

    async def acreate_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = await super().acreate_model_instance(data)
        row.session_key = hashed(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(hashed(key))

    async def adelete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            await super().adelete(hashed(key))
