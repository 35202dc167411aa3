"""One build that answers pages for bench_pages: a line of JSON says who asks for what, a line tells what it cost.

Run by the Python of any build (PYTHONPATH names its root). CPU is that of this process and, with PostgreSQL, of the server's
process that works for it, in ticks of ten milliseconds.
"""

import gc
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from schakel.hub.people.models import User

TICK = os.sysconf("SC_CLK_TCK")
PEOPLE = {"owner": "owner@office.example", "holder": "holder@client.example", "client": "client@client.example"}


def main() -> None:
    keys = json.loads(sys.argv[1])
    clients = {name: person(email) for name, email in PEOPLE.items()}
    clients |= {
        name: Client(headers={"host": settings.HOST, "authorization": f"Bearer {key}"}) for name, key in keys.items()
    }
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()  # as the server does with what it has loaded
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(answer(clients[asked["who"]], asked["path"])), flush=True)


def person(email: str) -> Client:
    client = Client(headers={"host": settings.HOST})
    client.force_login(User.objects.get(email=email))
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "email": email}]
    session.save()
    return client


def answer(client: Client, path: str) -> dict[str, Any]:
    """Of an export only the first piece is asked for."""
    queries = [0]

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        queries[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        beside, wall, cpu = of_database(), time.perf_counter(), time.process_time()
        response: Any = client.get(path, follow=True)
        size = len(next(iter(response.streaming_content))) if response.streaming else len(response.content)
        spent, took = time.process_time() - cpu, time.perf_counter() - wall
        beside = of_database() - beside
    response.close()
    return {"status": response.status_code, "cpu": spent * 1000, "wall": took * 1000, "database": beside * 1000,
            "queries": queries[0], "bytes": size}  # fmt: skip


def of_database() -> float:
    """Seconds of CPU of the process that PostgreSQL keeps for this connection, when it runs on this machine."""
    if connection.vendor != "postgresql" or connection.connection is None:
        return 0.0
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    fields = stat.read_text().rpartition(")")[2].split() if stat.exists() else ["0"] * 20
    return (int(fields[11]) + int(fields[12])) / TICK


if __name__ == "__main__":
    main()
