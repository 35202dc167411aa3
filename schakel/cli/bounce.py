"""bounce: a mail that came back, given by the mail server."""

import sys

import click

from schakel.cli.load import load
from schakel.cli.options import in_json, json_option, language_option
from schakel.einvoice.language import Words

LARGEST = 50 * 1024 * 1024  # bytes; the rest of a mail is not read
NOT_DELIVERED = Words("cli.bounce", "not_delivered")
LEFT_ALONE = Words("cli.bounce", "left_alone")


@click.command()
@click.argument("recipient", required=False, default="")
@json_option
@language_option
def bounce(recipient: str, *, as_json: bool, lang: str) -> None:
    """Read one bounced mail from standard input and mark the document or invitation that it is about as not delivered.

    For the mail server, which calls it for every mail to SCHAKEL_MAIL_BOUNCES; RECIPIENT is the address the mail came to.
    What is no bounce is left alone. The exit code is 0 unless the database is away, so that the server tries again.
    """
    load()
    from schakel.hub.connections import invitation_mails as invitations
    from schakel.hub.forwarding import bounces as forwarding
    from schakel.hub.network.protests import send as protests
    from schakel.hub.sales.mailing import bounces as sales
    from schakel.hub.web.bounces import bounce as read

    found = read(sys.stdin.buffer.read(LARGEST), recipient=recipient)
    rooms = (forwarding, sales, protests, invitations)
    came_back = found is not None and any(room.record_bounce(found) for room in rooms)
    if as_json:
        click.echo(in_json({"not_delivered": came_back}))
    else:
        click.echo((NOT_DELIVERED if came_back else LEFT_ALONE).said_in(lang), err=True)
