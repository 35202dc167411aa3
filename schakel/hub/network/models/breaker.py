"""Breaker: an access point that does not answer is left alone for a while. Its destination is the seat id."""

from schakel.hub import breaker


class Breaker(breaker.Breaker):
    pass
