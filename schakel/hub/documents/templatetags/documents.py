"""How documents are written in lists: strangers' text made visible and cut, short days, and each in a row that falls alone."""

from datetime import date

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.loader import render_to_string

from schakel.einvoice.visible import cut, visible
from schakel.hub.documents.bills.contest_deadline import contest_by
from schakel.hub.documents.undrawn import drawn, sentence
from schakel.hub.web.templatetags.formatting import formats, unbroken

register = template.Library()


@register.filter
def shown(text: str, longest: int = 60) -> str:
    """For a list: `{{ document.party|shown }}`, `{{ document.number|shown:30 }}`."""
    return visible(cut(text, longest))


@register.filter
def short_day(value: date | None) -> str:
    """`20 nov 2026`."""
    return unbroken(formats().day(value, shape="medium"))


register.filter("contest_by", contest_by)


@register.tag
def drawing(parser: Parser, token: Token) -> "Drawing":
    """`{% drawing document "row" 6 %}…{% enddrawing %}`: one document of a list. When what is inside cannot be drawn, a
    row (of so many columns), an item of a list or a line of a mail says so in its place; the others stay.
    """
    _name, document, shape, *columns = token.split_contents()
    inside = parser.parse(("enddrawing",))
    parser.delete_first_token()
    return Drawing(parser.compile_filter(document), TEMPLATES[shape.strip('"')], "".join(columns), inside)


TEMPLATES = {"row": "undrawn/row.html", "item": "undrawn/item.html", "line": "undrawn/line.txt"}


class Drawing(template.Node):
    def __init__(self, document: FilterExpression, instead: str, columns: str, nodelist: NodeList) -> None:
        self.document, self.instead, self.columns, self.nodelist = document, instead, columns, nodelist

    def render(self, context: template.Context) -> str:
        document = self.document.resolve(context)

        def inside() -> str:
            with context.push():
                return str(self.nodelist.render(context))

        def instead() -> str:
            told = {"document": document, "sentence": sentence(), "columns": self.columns, "url": settings.URL}
            return render_to_string(f"documents/{self.instead}", told)

        return drawn(document, inside, otherwise=instead)
