"""The payment page read back, as a browser without scripts would submit it."""

from html.parser import HTMLParser


def form_values(html: str) -> dict[str, str]:
    reader = _FormReader()
    reader.feed(html)
    reader.close()
    return reader.values


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.buttons: list[str] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "button":
            self.buttons.append(given["value"])
        elif tag == "select":
            self._select = name
        elif tag == "option":
            if "selected" in given or self._select not in self.values:
                self.values[self._select] = given["value"]
        elif tag == "input" and (given.get("type") != "radio" or "checked" in given):
            self.values[name] = given.get("value", "")


def buttons(html: str) -> list[str]:
    reader = _FormReader()
    reader.feed(html)
    reader.close()
    return reader.buttons
