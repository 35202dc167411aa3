"""Forwarding: every document of a connection flows on to the bookkeeping package, as structured data.

A Forwarder is a configured destination of an office; a Route says which connections go there, and to which address of
theirs. The worker dispatches: every new document becomes one Forward for each forwarder that wants it; a Forward is due
until it is sent. What a package fetches itself by the API waits instead, and the API calls

    fetch_queue.waiting(connections, after=0)   the Forwards that wait to be fetched, the oldest first
    fetch_queue.files_of(forward)               the files to hand out, named as the forwarder wants them
    fetch_queue.acknowledge(forward)            the package has it; said again it changes nothing
"""
