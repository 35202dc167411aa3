"""The API of this room: forwarders and the addresses of companies there; and fetching, for packages that do that."""

from ninja import Router

from schakel.hub.forwarding.api import fetch, forwarders

router = Router()
router.add_router("", forwarders.router)
router.add_router("", fetch.router)
