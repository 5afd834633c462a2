"""The addresses of the portal: where a file is, whether a paper is genuine, what a service costs and needs."""

from django.urls import path

from dorgora.portal.views import home, service, track, verify

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("track", track.track, name="track"),
    path("file/<str:token>", track.file, name="file"),
    path("verify", verify.verify, name="verify"),
    path("keys.json", verify.keys, name="keys"),
    path("services/<slug:key>", service.service, name="service"),
]
