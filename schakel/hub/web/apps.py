from django.apps import AppConfig
from django.urls import register_converter


class WebConfig(AppConfig):
    name = "schakel.hub.web"
    label = "web"

    def ready(self) -> None:
        from schakel.hub.web import badges
        from schakel.hub.web.logs import mask_keys
        from schakel.hub.web.secret_links import NAME, SecretConverter

        register_converter(SecretConverter, NAME)
        mask_keys()
        badges.register(
            on=("good", "ok"),
            off=("", "ring"),
            new=("wait", "ring"),
            faulty=("bad", "warn"),
            read=("", "ok"),
            later=("", "clock"),
            waiting=("wait", "clock"),
            queued=("wait", "clock"),
            sent=("good", "send"),
            failed=("bad", "warn"),
            refused=("bad", "no"),
        )
