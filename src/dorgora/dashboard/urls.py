"""The addresses of the dashboard: the page of a service, and the files behind each number."""

from django.urls import path

from dorgora.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.home, name="home"),
    path("files", views.files, name="files"),
]
