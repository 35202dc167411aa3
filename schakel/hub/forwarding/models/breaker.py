"""Breaker: a server that does not answer is left alone for a while. Its destination is as the kind names it."""

from schakel.hub import breaker


class Breaker(breaker.Breaker):
    pass
