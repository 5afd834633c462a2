"""What a page says to who reads it: words, links and forms with what stands in them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form as the page has it: fields with their present values, and the names of its buttons."""

    action: str
    method: str
    id: str
    fields: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Reader(HTMLParser):
    """Collects text, links and forms."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self.title = ""
        self._skip = 0
        self._link: str | None = None
        self._link_words: list[str] = []
        self._area: tuple[Form, str] | None = None
        self._form: Form | None = None
        self._in_title = False
        self.outside: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag in ("script", "style"):
            self._skip += 1
        elif tag == "title":
            self._in_title = True
        elif tag == "a" and "href" in given:
            self._link, self._link_words = given["href"], []
        elif tag == "form":
            self._form = Form(
                given.get("action", ""), given.get("method", "get").lower(), given.get("id", "")
            )
            self.forms.append(self._form)
        elif tag in ("input", "textarea", "select", "button", "option"):
            self._control(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._skip -= 1
        elif tag == "title":
            self._in_title = False
        elif tag == "a" and self._link is not None:
            self.links.append((self._link, " ".join(" ".join(self._link_words).split())))
            self._link = None
        elif tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, text: str) -> None:
        if self._in_title:
            self.title += text
        if self._skip:
            return
        if self._area is not None:
            form, name = self._area
            form.fields[name] += text
        self.words.append(text)
        if self._link is not None:
            self._link_words.append(text)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        if self._form is None:
            self.outside.append((tag, given))
            return
        put_control(self._form, tag, given)
        if tag == "textarea" and given.get("name"):
            self._form.fields[given["name"]] = ""
            self._area = (self._form, given["name"])


def put_control(form: Form, tag: str, given: dict[str, str]) -> None:
    """Adds a control to its form, as it would be sent."""
    name, kind = given.get("name", ""), given.get("type", "text")
    if tag == "button" or kind == "submit":
        form.buttons.append((name, given.get("value", "")))
    elif not name or tag in ("option", "textarea"):
        return
    elif kind == "file":
        form.files.add(name)
    elif kind in ("radio", "checkbox"):
        if "checked" in given:
            form.fields[name] = given.get("value", "on")
        else:
            form.fields.setdefault(name, "")
    else:
        form.fields[name] = given.get("value", "")
