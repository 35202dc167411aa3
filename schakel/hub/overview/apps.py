from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OverviewConfig(AppConfig):
    name = "schakel.hub.overview"
    label = "overview"

    def ready(self) -> None:
        from schakel.hub.overview import kinds
        from schakel.hub.web import navigation

        kinds.register()
        navigation.register("overview:today", icon="todo", word=_("Today"), order=5)
