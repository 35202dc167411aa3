"""Registration, Transmission, Attempt, Breaker, Answer: where a company can be reached, what is on its way, each try."""

from schakel.hub.network.models.answer import Answer
from schakel.hub.network.models.breaker import Breaker
from schakel.hub.network.models.registration import Registration
from schakel.hub.network.models.transmission import Attempt, Transmission

__all__ = ["Answer", "Attempt", "Breaker", "Registration", "Transmission"]
