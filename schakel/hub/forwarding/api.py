"""The API of this room: forwarders and the addresses of companies there; and fetching, for packages that do that."""

from ninja import Router

from schakel.hub.forwarding import fetch_api, forwarder_api

router = Router()
router.add_router("", forwarder_api.router)
router.add_router("", fetch_api.router)
