"""*Today* by e-mail, each Monday morning, to those of an office who asked for it; nothing waits: no mail."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from schakel.hub.connections.models.office import is_office_member
from schakel.hub.due import work_each
from schakel.hub.overview.models import TodayChoice
from schakel.hub.overview.office import Line, has_own, lines_of
from schakel.hub.web import mail
from schakel.hub.web.mail_failures import mail_failure

HOUR = time(7)  # of Monday, where the installation is
MOST_TRIES = 5  # then next week again


def send_weekly() -> int:
    """The worker's step."""
    return work_each(TodayChoice.claim(), send_one)


def send_one(choice: TodayChoice) -> None:
    """Who no longer works in an office gets none, and is not asked again."""
    user = choice.user
    if not choice.weekly_mail or not user.is_active or not is_office_member(user):
        choice.settle()
        return
    lines = lines_of(user, only_mine=choice.only_mine and has_own(user))
    if lines and not send_mail(choice, lines):
        return
    choice.postpone(next_monday())


def send_mail(choice: TodayChoice, lines: list[Line]) -> bool:
    """False when it did not leave: then again today; after a refusal for good, or many tries, next week."""
    user = choice.user
    with override(user.language):
        said = [(line.sentence, line.company, line.companies, line.days) for line in lines]
    context = {"lines": said, "link": settings.URL + reverse("overview:today")}
    key = f"today-{choice.pk}-{timezone.localdate().isoformat()}"
    try:
        mail.send("overview/mail/weekly", to=user.email, language=user.language, context=context, key=key)
    except Exception as error:
        failure = mail_failure(error, choice, most=MOST_TRIES)
        if failure.is_final:
            choice.attempts = 0
            choice.postpone(next_monday())
        else:
            choice.retry(failure.text, most=MOST_TRIES)
        return False
    return True


def next_monday() -> datetime:
    today = timezone.localdate()
    return timezone.make_aware(datetime.combine(today + timedelta(days=7 - today.weekday()), HOUR))
