from django.urls import path

from schakel.hub.network.as4_door import as4_door
from schakel.hub.network.smp_door import smp_door

app_name = "network"
urlpatterns = [
    path("as4", as4_door, name="as4"),
    path("smp/<path:asked>", smp_door, name="smp"),
]
