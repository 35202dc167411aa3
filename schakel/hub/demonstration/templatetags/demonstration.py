"""Who can be signed in as by one click, and what they type where that is asked."""

from django import template
from django.db.models import QuerySet

from schakel.hub.demonstration import story
from schakel.hub.people.models import User

register = template.Library()


@register.simple_tag
def demonstration_people() -> QuerySet[User]:
    return User.objects.filter(email__in=story.addresses()).order_by("pk")


@register.simple_tag
def demonstration_password(user: User) -> str:
    """Of the people of the story; empty for who joined while the demonstration ran."""
    return story.PASSWORD if user.email in story.addresses() else ""
