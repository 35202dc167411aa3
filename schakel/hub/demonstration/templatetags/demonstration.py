"""Who can be signed in as by one click."""

from django import template
from django.db.models import QuerySet

from schakel.hub.demonstration import story
from schakel.hub.people.models import User

register = template.Library()


@register.simple_tag
def demonstration_people() -> QuerySet[User]:
    return User.objects.filter(email__in=story.addresses()).order_by("pk")
