"""Edits as an owner makes them, and accidents: each can follow on any other.

An edit takes its choices from a `Random`, so that a test that fails can be run again.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.site.bench import HOME, RING, RINGS
from tests.site.building import paint
from tests.site.letters import LETTER, WELCOME
from tests.site.rebuilding import FRESH, Rebuilding

Edit = Callable[[Rebuilding, Random], object]

SHOWN_ELSEWHERE = "creek-ring"
"""The piece that the home page, a list and the letter show: it stays."""

DAYS = ("2026-11-27", "2026-11-28", "2026-12-24", "2027-03-01")
SETTINGS = (
    ("name", ("Juniper Bend Jewelry", "Juniper Bend", "J. B.")),
    ("locale", ("en_US", "en_GB")),
    ("mail", ("hello@juniperbend.example", "hi@juniperbend.example")),
    ("label", ("Gold", "Yellow")),
)


def pages(shop: Rebuilding) -> list[Path]:
    return sorted(shop.content.glob("products/*/index.md"))


def a_page(shop: Rebuilding, random: Random) -> Path:
    return random.choice(pages(shop))


def another(shop: Rebuilding, random: Random) -> Path | None:
    """A piece that may go: none that is shown elsewhere."""
    found = [page for page in pages(shop) if page.parent.name != SHOWN_ELSEWHERE]
    return random.choice(found) if found else None


def put(path: Path, field: str, words: str) -> None:
    """Write a field of one line anew, or for the first time."""
    text = path.read_text(encoding="utf-8")
    line = re.compile(rf"(?m)^( *(?:- )?){field}: .*$")
    if line.search(text):
        text = line.sub(lambda found: f"{found[1]}{field}: {words}", text, count=1)
    else:
        text = text.replace("---\n", f"---\n{field}: {words}\n", 1)
    path.write_text(text, encoding="utf-8")


def add(path: Path, words: str) -> None:
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{words}\n", encoding="utf-8")


def price(shop: Rebuilding, random: Random) -> None:
    put(a_page(shop, random), "price", f"{random.randrange(20, 900)}.00")


def words(shop: Rebuilding, random: Random) -> None:
    said = ("*quite* round", "<b>round</b>", "[round](/rings/)", "round -- or `flat`", "'90s")
    add(a_page(shop, random), f"It is {random.choice(said)}, {random.random()}.")


def title(shop: Rebuilding, random: Random) -> None:
    put(a_page(shop, random), "title", f"Ring {random.randrange(99)}")


def summary(shop: Rebuilding, random: Random) -> None:
    put(a_page(shop, random), "summary", f"A ring of {random.randrange(99)} dents.")


def day_of_a_piece(shop: Rebuilding, random: Random) -> None:
    put(a_page(shop, random), "added", f"2026-0{random.randrange(1, 9)}-1{random.randrange(9)}")


def status(shop: Rebuilding, random: Random) -> None:
    if page := another(shop, random):
        put(page, "status", random.choice(("draft", "published", "retired")))


def related(shop: Rebuilding, random: Random) -> None:
    page = another(shop, random)
    if page and "related:" not in page.read_text(encoding="utf-8"):
        put(page, "related", f"\n  - {SHOWN_ELSEWHERE}")


def piece_more(shop: Rebuilding, random: Random) -> None:
    name = f"rill-{random.randrange(10**6)}"
    shop.bench.piece(RING.replace("Creek ring", name), name)


def piece_less(shop: Rebuilding, random: Random) -> None:
    if page := another(shop, random):
        shutil.rmtree(page.parent)


def other_name(shop: Rebuilding, random: Random) -> None:
    page = another(shop, random)
    if page is None or "sku:" in page.read_text(encoding="utf-8"):
        return
    old, new = page.parent, page.parent.with_name(f"weir-{random.randrange(10**6)}")
    old.rename(new)
    put(new / "index.md", "sku", f"{old.name.upper()}\naliases:\n  - {old.name}")


def collection(shop: Rebuilding, random: Random) -> None:
    shop.bench.write("collections/hats.md", RINGS.replace("Rings", "Hats"))
    put(a_page(shop, random), "collections", random.choice(("hats", "rings")))


def collection_less(shop: Rebuilding, _: Random) -> None:
    for page in pages(shop):
        put(page, "collections", "rings")
    (shop.content / "collections/hats.md").unlink(missing_ok=True)


def words_of_a_collection(shop: Rebuilding, random: Random) -> None:
    path = shop.content / "collections/rings.md"
    put(path, random.choice(("title", "summary")), f"Rings {random.randrange(99)}")
    add(path, f"Round, {random.random()}.")


def picture(shop: Rebuilding, random: Random) -> None:
    path = a_page(shop, random).with_name("1.jpg")
    path.unlink()
    paint(path, random.choice((640, 700)), random.choice((800, 820)))


def words_for_a_picture(shop: Rebuilding, random: Random) -> None:
    page = a_page(shop, random)
    text = page.read_text(encoding="utf-8")
    said = re.sub(r"(?m)^  - A gold ring.*$", f"  - A gold ring {random.random()}", text)
    page.write_text(said, encoding="utf-8")


def template(shop: Rebuilding, random: Random) -> None:
    names = ("components/card.html", "piece.html", "policy.html", "listing.html", "letter.html")
    path = shop.theme / "templates" / random.choice(names)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('class="', f'class="new-{random.randrange(99)} ', 1), "utf-8")


def template_of_mails(shop: Rebuilding, _: Random) -> None:
    path = shop.theme / "mail/letter.html"
    path.write_text(path.read_text("utf-8").replace("</body>", "<p>!</p></body>", 1), "utf-8")


def style(shop: Rebuilding, random: Random) -> None:
    path = shop.theme / "static/css/shop/new.css"
    path.write_text(f".new {{ order: {random.randrange(99)} }}")


def setting(shop: Rebuilding, random: Random) -> None:
    name, choices = random.choice(SETTINGS)
    put(shop.content / "shop.yaml", name, random.choice(choices))


def address_of_the_shop(shop: Rebuilding, random: Random) -> None:
    shop.origin = random.choice(("https://shop.example", "https://elsewhere.example"))


def day(shop: Rebuilding, random: Random) -> None:
    shop.today = random.choice(DAYS)


def sale(shop: Rebuilding, random: Random) -> None:
    shop.left[a_page(shop, random).parent.name.upper()] = random.randrange(3)


def letter(shop: Rebuilding, random: Random) -> None:
    add(shop.content / "letters/2026-05-14-whole.md", f"Garnets, {random.random()}.")


def letter_to_come(shop: Rebuilding, random: Random) -> None:
    day = random.choice(DAYS)
    shop.bench.write(f"letters/{day}-of-{day}.md", LETTER.replace("Two", f"Two of {day}"))


def letter_less(shop: Rebuilding, _: Random) -> None:
    for path in shop.content.glob("letters/*-of-*.md"):
        path.unlink()


def welcome(shop: Rebuilding, random: Random) -> None:
    shop.bench.write("letters/welcome.md", WELCOME.replace("Thank", f"{random.random()}: thank"))


def policy(shop: Rebuilding, random: Random) -> None:
    """A version more of a policy of words, to come or in force already."""
    day = random.choice(DAYS)
    head = "---\ntitle: Care\nsummary: How.\nmaterial: true\n---\n"
    shop.bench.write(f"policies/care/{day}.md", f"{head}Rub it, {random.random()}.\n")
    shop.bench.write("policies/care/2026-11-01.md", f"{head}Rub it.\n")


def journal(shop: Rebuilding, random: Random) -> None:
    head = f"---\ntitle: Sand {random.randrange(99)}\ndate: 2026-10-09\ndescription: Sand.\n"
    shop.bench.write("journal/sand.md", f"{head}pieces:\n  - creek-ring\n---\nSand.\n")


def page_of_words(shop: Rebuilding, random: Random) -> None:
    add(shop.content / "pages/contact.md", f"Write to {random.random()}.")


def home(shop: Rebuilding, random: Random) -> None:
    shop.bench.write("home.md", HOME.replace("slowly", f"slowly, {random.random()}"))


def touch(shop: Rebuilding, random: Random) -> None:
    for page in pages(shop):
        os.utime(page, (random.randrange(10**9),) * 2)


def clock_set_back(shop: Rebuilding, random: Random) -> None:
    page = a_page(shop, random)
    words(shop, random)
    os.utime(page, (1, 1))


def undo_everything(shop: Rebuilding, _: Random) -> None:
    """As by a switch to another branch, and back."""
    shop.go_back()


# --- accidents --------------------------------------------------------------------------------


def damage(path: Path, random: Random) -> None:
    """One byte is another, or the file is cut off, empty or gone."""
    data = bytearray(path.read_bytes())
    how = random.choice(("byte", "byte", "byte", "cut", "gone"))
    if how == "gone":
        path.unlink()
    elif how == "cut" or not data:
        path.write_bytes(data[: len(data) // 2])
    else:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
        path.write_bytes(data)


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def damage_the_site(shop: Rebuilding, random: Random) -> None:
    damage(random.choice(files_in(shop.output)), random)


def damage_a_page(shop: Rebuilding, random: Random) -> None:
    damage(random.choice(sorted(shop.output.rglob("*.html"))), random)


def damage_what_is_kept(shop: Rebuilding, random: Random) -> None:
    kept = [path for name in FRESH for path in files_in(shop.folder / "kept" / name)]
    damage(random.choice(kept), random)


def damage_the_ledger(shop: Rebuilding, random: Random) -> None:
    damage(shop.ledger, random)


def damage_the_release(shop: Rebuilding, random: Random) -> None:
    name = random.choice(("release.json", "moved.json"))
    (shop.folder / "kept" / name).unlink(missing_ok=True)


def stranger(shop: Rebuilding, _: Random) -> None:
    """A file that no build wrote, in a folder that is the site's own."""
    (shop.output / "pieces/other.html").write_text("?")


EDITS: tuple[Edit, ...] = (
    *(price, words, title, summary, day_of_a_piece, status, related, piece_more, piece_less),
    *(other_name, collection, collection_less, words_of_a_collection, picture),
    *(words_for_a_picture, template, template_of_mails, style, setting, address_of_the_shop, day),
    *(sale, letter, letter_to_come, letter_less, welcome, policy, journal, page_of_words, home),
    *(touch, clock_set_back, undo_everything),
)
ACCIDENTS: tuple[Edit, ...] = (
    *(damage_the_site, damage_a_page, damage_what_is_kept, damage_the_ledger),
    *(damage_the_release, stranger),
)
