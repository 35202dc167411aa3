from datetime import datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from schakel.hub.web.forms import Renderer
from schakel.hub.web.paging import Page


def shown(template: str, **context: object) -> str:
    with translation.override("en"):
        return Template(template).render(Context(context))


class InvitationMail(forms.Form):
    email = forms.EmailField(label="E-mail address", help_text="Of the client")
    note = forms.CharField(required=False)
    agreed = forms.BooleanField(label="I agree")
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, initial="a")


def test_a_state_is_a_word_with_a_shape():
    html = shown('{% badge "accepted" "accepted" %}')
    assert "Accepted</span>" in html
    assert "<svg" in html


def test_a_badge_begins_with_a_capital_and_stays_escaped_once():
    assert "Échu</span>" in shown('{% badge "expired" word %}', word="échu")
    assert "A &amp; b</span>" in shown('{% badge "expired" word %}', word="a & b")
    assert "A &amp; b</span>" in shown(
        '{% blocktranslate asvar known %}a &amp; b{% endblocktranslate %}{% badge "expired" known %}'
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nl", "3 november 2020 3 november 2020, 14:05"),
        ("fr", "le 3 novembre 2020 3 novembre 2020, 14:05"),
        ("en", "3 November 2020 3 November 2020, 14:05"),
        ("de", "3. November 2020 3. November 2020, 14:05"),
    ],
)
def test_a_day_is_written_as_the_reader_writes_it_and_stays_on_one_line(language, told):
    at = datetime(2020, 11, 3, 14, 5, tzinfo=timezone.get_current_timezone())
    with translation.override(language):
        html = Template("{{ at|on }} {{ at|moment }}").render(Context({"at": at}))
    assert html.replace("\xa0", " ") == told
    assert html.split(",")[0].count(" ") == 1


def test_a_word_in_a_state_is_escaped():
    assert "<b>" not in shown('{% badge "accepted" word %}', word="<b>")


def test_label_stands_above_the_field_and_hint_under_the_label():
    html = shown("{{ form }}", form=InvitationMail(renderer=Renderer()))
    assert html.index("E-mail address</label>") < html.index("Of the client") < html.index('name="email"')
    assert 'aria-describedby="id_email_helptext"' in html


def test_the_summary_leads_to_the_field_and_the_field_says_it_too():
    html = shown("{{ form }}", form=InvitationMail({"kind": "a"}, renderer=Renderer()))
    assert '<a href="#id_email">E-mail address – This field is required.</a>' in html
    assert html.count("This field is required.") == 4  # the summary and the field, of two fields
    assert 'aria-invalid="true"' in html


def test_without_an_error_there_is_no_summary():
    assert 'role="alert"' not in shown("{{ form }}", form=InvitationMail(renderer=Renderer()))


def test_the_pager_keeps_the_rest_of_the_query():
    request = RequestFactory().get("/?state=invited&after=x")
    html = shown('{% include "web/pager.html" %}', page=Page([], "next"), request=request)
    assert "?state=invited&amp;after=next" in html
    assert 'href="?state=invited"' in html


def test_an_empty_page_says_what_to_do_next():
    html = shown('{% include "web/empty.html" with title="Nothing yet" url="/add" action="Add" %}')
    assert '<a class="button primary" href="/add">Add</a>' in html


def test_B12_a_figure_that_no_trade_needs_may_take_several_lines():
    assert shown("{{ amount|money|breakable }}", amount=Decimal("999999999.99")) == "€999,999,999.99"
    assert shown("{{ amount|money|breakable }}", amount=Decimal("9" * 27)).startswith('<span class="long">€999,999')
    assert shown("{{ text|breakable }}", text="<b>" * 20).count("&lt;b&gt;") == 20
