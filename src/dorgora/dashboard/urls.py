"""The addresses of the dashboard: a service, what is asked for and not offered, and what is behind each number."""

from django.urls import path

from dorgora.dashboard import views, wish_views

app_name = "dashboard"
urlpatterns = [
    path("", views.home, name="home"),
    path("files", views.files, name="files"),
    path("files.csv", views.files_csv, name="files_csv"),
    path("wishes", wish_views.wishes, name="wishes"),
    path("wishes/behind", wish_views.behind, name="wishes_behind"),
]
