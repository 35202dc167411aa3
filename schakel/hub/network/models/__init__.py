"""Registration, Transmission, Attempt, Breaker: where a company can be reached, an envelope on its way, and each try."""

from schakel.hub.network.models.breaker import Breaker
from schakel.hub.network.models.registration import Registration
from schakel.hub.network.models.transmission import Attempt, Transmission

__all__ = ["Attempt", "Breaker", "Registration", "Transmission"]
