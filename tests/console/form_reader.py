"""What a browser would send for a form of a page: every field as it stands, ticked boxes, chosen options."""

from __future__ import annotations

from html.parser import HTMLParser

Fields = dict[str, object]
_NOT_SENT = ("submit", "button", "file")


class _Reader(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self._wanted, self._inside = form_id, False
        self._select: str | None = None
        self._first: str | None = None
        self._chosen: str | None = None
        self._area: str | None = None
        self._text = ""
        self.pairs: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("id") == self._wanted
        if not self._inside:
            return
        name = given.get("name", "")
        if tag == "input" and name and given.get("type", "text") not in _NOT_SENT:
            ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if ticked:
                self.pairs.append((name, given.get("value", "")))
        elif tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._select, self._first, self._chosen = name, None, None
        elif tag == "option" and self._select:
            self._first = given.get("value", "") if self._first is None else self._first
            if "selected" in given:
                self._chosen = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._area is not None:
            self.pairs.append((self._area, self._text.removeprefix("\n")))
            self._area = None
        elif tag == "select" and self._select:
            self.pairs.append((self._select, self._chosen if self._chosen is not None else self._first or ""))
            self._select = None


def fields(page: str, form_id: str = "naskah") -> Fields:
    """The fields of the form with this id; a name that comes more than once holds a list."""
    reader = _Reader(form_id)
    reader.feed(page)
    found: Fields = {}
    for name, value in reader.pairs:
        if name == "csrf":
            continue
        if name in ("sumber", "terkait", "fakta"):
            kept = found.setdefault(name, [])
            assert isinstance(kept, list)
            kept.append(value)
        else:
            found[name] = value
    return found
