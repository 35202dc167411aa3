"""Tryton 8.2 that takes documents by POST, run in an environment of its own: tryton_post_peer.py

Says on its first line where and with which key, serves until its input ends, then says what became of what came in.
"""

import json
import sys
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

from proteus import Model
from tryton_peer import MODULES, create_chart, in_euro, prepared
from trytond.tests.tools import activate_modules
from trytond.wsgi import app


class Quiet(WSGIRequestHandler):
    def log_message(self, *_told: object) -> None:
        pass


def main() -> None:
    activate_modules([*MODULES, "document_incoming_invoice"], in_euro, create_chart)
    prepared()
    application = Model.get("res.user.application")(application="document_incoming", user=1)
    application.save()
    with make_server("127.0.0.1", 0, app, handler_class=Quiet) as server:
        print(json.dumps({"port": server.server_port, "key": application.key}), flush=True)
        Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
        server.serve_forever(0.1)
    for each in Model.get("document.incoming").find([]):
        read = {"name": each.name, "type": each.type, "state": each.state, "result": str(each.result)}
        print(json.dumps(read), flush=True)


if __name__ == "__main__":
    main()
