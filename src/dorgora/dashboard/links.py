"""The way from a number to its files."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from dorgora.shell import formats


def files_url(service: str, metric: str, area: str, month: str = "", *, name: str = "dashboard:files") -> str:
    """The files a number is made of; month: only those lodged in it. name: of the page that shows them."""
    asked = {"service": service, "metric": metric} | ({"area": area} if area else {})
    asked |= {"month": month} if month else {}
    return reverse(name) + "?" + urlencode(asked)


def files_link(words: str, url: str, of: str, is_alone: bool = False) -> SafeString:
    """A number that opens to its files. of: what it counts, for who hears the link alone; is_alone: in its cell."""
    link = '<a class="pick" href="{}">{}{}</a>' if is_alone else '<a href="{}">{}{}</a>'
    return format_html(link, url, words, format_html('<span class="vh">: {}</span>', of))


def n_files(n: int) -> str:
    """So many files."""
    return ngettext("%(n)s file", "%(n)s files", n) % {"n": formats.number(n)}
