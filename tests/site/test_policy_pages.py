"""The pages of policies: each version for ever, what changed, and how anybody can check it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import markdown
import pytest

from domain.policies import in_force
from plugins.addresses import Addresses, check_addresses
from plugins.catalogue import Catalogue
from plugins.makers.policies import PolicyPages
from plugins.page import File, Page
from plugins.plain_markdown import is_plain
from plugins.policy_diff import Differences
from plugins.prose import Prose
from tests.site.bench import Bench
from tests.site.building import ORIGIN, TODAY, Site, build_site, run_pelican
from tests.site.searching import Searched
from tests.site.small_policies import policy
from tests.site.test_pages import WITHDRAW, read, sent, sheets

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

WINTER, SUMMER, SPRING = "2026-01-01", "2026-06-01", "2027-03-01"
"""Versions of the privacy policy of which one is past, one is in force, and one is announced."""

OLD = """\
We keep your order.

## What you can ask

[We answer within {{ terms.respond_within_days }} days.]{#respond-within}

| What | How long |
| --- | --- |
| Orders | {{ terms.order_retention_years }} years |

## Children & others

[No card number reaches us.]{#no-card-number} *Write* [to us](/contact/).
"""
KEEPER = """promises:
  respond-within:
    kept_by: the owner
    how: She reads every email herself.
"""


def privacy(days: int, summary: str, text: str = OLD) -> str:
    written = policy("Privacy", text.strip(), respond_within_days=days, order_retention_years=4)
    stated = written.replace("The first version.", summary)
    return stated.replace("---\nWe", f"{KEEPER}---\nWe")


VERSIONS = {
    WINTER: privacy(45, "What we know of you."),
    SUMMER: privacy(30, "You have an answer within 30 days instead of 45."),
    SPRING: privacy(20, "And now within 20 days.", OLD.replace("*Write*", "Please *write*")),
}


def write_shop(bench: Bench) -> None:
    bench.write("pages/contact.md", "---\ntitle: Us\ndescription: Words.\n---\nHello.\n")
    for day, text in VERSIONS.items():
        bench.write(f"policies/privacy/{day}.md", text)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, picture_cache: Path) -> Bench:
    bench = Bench(tmp_path_factory.mktemp("versions"), picture_cache)
    write_shop(bench)
    return bench


@pytest.fixture(scope="module")
def built(shop: Bench, tmp_path_factory: pytest.TempPathFactory) -> Site:
    return build_site(shop.content, tmp_path_factory.mktemp("policies"))


@pytest.fixture(scope="module")
def built_in_spring(shop: Bench, tmp_path_factory: pytest.TempPathFactory) -> Site:
    return build_site(shop.content, tmp_path_factory.mktemp("spring"), VITRINE_TODAY=SPRING)


def policy_pages(site: Site) -> dict[str, str]:
    return {path: text for path, text in site.pages.items() if path.startswith("/policies/")}


def words(text: str) -> str:
    """What a reader sees of the page's main part."""
    main = read(text)[0].find(".//main")
    assert main is not None
    return " ".join("".join(main.itertext()).split())


def relations(text: str, tag: str) -> dict[str, str]:
    """Where links with a relation of RFC 5829 lead to."""
    found = {str(each.get("rel")): str(each.get("href")) for each in read(text)[0].iter(tag)}
    return {rel: to for rel, to in found.items() if rel.endswith(("-version", "-history"))}


def test_every_version_has_its_address_and_every_policy_its_own(built: Site) -> None:
    dated = {f"/policies/privacy/{day}/{end}" for day in VERSIONS for end in ("", "changes/")}

    assert dated | {"/policies/", "/policies/privacy/", "/policies/privacy/changes/"} <= set(
        built.pages
    )
    for name in ("cookies", "returns", "terms"):
        assert built.file(f"/policies/{name}/").is_file()
        assert built.file(f"/policies/{name}/2026-01-01/").is_file()


def test_a_policy_says_since_when_it_is_in_force_and_what_is_new(built: Site) -> None:
    said = words(built.pages["/policies/privacy/"])
    version = next(each for each in built.promises.policies if each.key == f"privacy/{SUMMER}")

    assert "Last updated June 1, 2026" in said
    assert "Effective since June 1, 2026 until February 28, 2027" in said
    assert f"Version {version.sha256[:12]}" in said
    assert "You have an answer within 30 days instead of 45." in said
    assert "We answer within 30 days." in said
    assert version.sha256 in said


def test_what_is_announced_is_said_on_the_page_in_force(built: Site) -> None:
    page = built.pages["/policies/privacy/"]

    assert "This policy changes on March 1, 2027: see what changes. And now" in words(page)
    assert f'<a href="/policies/privacy/{SPRING}/changes/">see what changes</a>' in page
    assert "changes on March 1, 2027" in words(built.pages["/policies/"])


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (WINTER, "This version is not in force any more. Read the one that is"),
        (SUMMER, "This is the version in force, at the address that it keeps."),
        (SPRING, "This version is announced. It takes effect on March 1, 2027. Until then the one"),
    ],
)
def test_a_dated_page_says_where_its_version_stands(built: Site, day: str, said: str) -> None:
    assert said in words(built.pages[f"/policies/privacy/{day}/"])


def test_a_version_that_is_announced_takes_over_on_its_day(
    built: Site, built_in_spring: Site
) -> None:
    before, after = built.pages, built_in_spring.pages

    assert "We answer within 30 days." in words(before["/policies/privacy/"])
    assert "We answer within 20 days." in words(after["/policies/privacy/"])
    assert "not in force any more" in words(after[f"/policies/privacy/{SUMMER}/"])
    assert before["/policies/returns/2026-01-01/"] == after[
        "/policies/returns/2026-01-01/"
    ].replace("March 1, 2027", "June 1, 2026")


def test_the_release_has_what_is_in_force_and_what_is_announced(
    built: Site, built_in_spring: Site
) -> None:
    keys = [each.key for each in built.promises.policies]

    assert f"privacy/{SUMMER}" in keys
    assert keys[-1] == f"privacy/{SPRING}"
    assert f"privacy/{WINTER}" not in keys
    assert len(keys) == 5
    assert f"privacy/{SUMMER}" not in [each.key for each in built_in_spring.promises.policies]
    assert f'value="{built.in_force.agreement}" required' in built.pages["/cart/"]


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [(WINTER, None, SUMMER), (SUMMER, WINTER, SPRING), (SPRING, SUMMER, None)],
)
def test_versions_are_related_to_each_other_for_programs_and_for_readers(
    built: Site, day: str, before: str | None, after: str | None
) -> None:
    neighbors = {
        f"{rel}-version": f"/policies/privacy/{at}/"
        for rel, at in (("predecessor", before), ("successor", after))
        if at
    }
    wanted = neighbors | {"version-history": "/policies/privacy/changes/"}
    latest = {"latest-version": "/policies/privacy/"}
    text = built.pages[f"/policies/privacy/{day}/"]

    assert relations(text, "link") == wanted | latest
    assert relations(text, "a") == wanted | latest
    if day == SUMMER:
        assert relations(built.pages["/policies/privacy/"], "link") == wanted | latest
        assert relations(built.pages["/policies/privacy/"], "a") == wanted


def texts(page: Element, tag: str) -> list[str]:
    return ["".join(each.itertext()).strip() for each in page.iter(tag)]


@pytest.mark.promise("privacy/changes-shown")
def test_the_history_tells_each_change_word_by_word_the_newest_first(built: Site) -> None:
    page, _ = read(built.pages["/policies/privacy/changes/"])
    sections = page.findall(".//section")
    spring, summer, winter = ("".join(each.itertext()) for each in sections)
    titles = [each.find("h2") for each in sections]

    assert [title.get("id") for title in titles if title is not None] == [SPRING, SUMMER, WINTER]
    assert texts(sections[0], "ins") == ["20", "Please write"]
    assert texts(sections[1], "del") == ["45"]
    assert texts(sections[1], "ins") == ["30"]
    assert "A change that matters" in summer
    assert "In numbers: days until you have an answer, 45 → 30" in summer
    assert "1 passage changed" in summer
    assert "unchanged" in summer
    assert "Changed" in texts(sections[1], "b")
    assert "This is the first version." in winter
    assert not list(sections[2].iter("ins"))
    assert "Announced, in force from March 1, 2027" in " ".join(spring.split())


def test_a_change_can_be_read_as_plain_text(built: Site) -> None:
    said = built.file(f"/policies/privacy/{SUMMER}/changes.txt").read_text(encoding="utf-8")

    assert said.startswith("Privacy: from the version of 2026-01-01 to that of 2026-06-01\n")
    assert "We answer within [-45-] {+30+} days." in said
    assert "You have an answer within 30 days instead of 45." in said
    assert not built.file(f"/policies/privacy/{WINTER}/changes.txt").exists()
    compared = built.file(f"/policies/privacy/{WINTER}/compared.txt").read_text(encoding="utf-8")
    assert "We keep your order." in compared


@pytest.mark.parametrize(
    ("day", "said", "gone", "new"),
    [
        (WINTER, "Privacy: what is different now", ["45"], ["30"]),
        (SUMMER, "Privacy: what is new", ["45"], ["30"]),
        (SPRING, "Privacy: what is new", ["30", "Write"], ["20", "Please write"]),
    ],
)
def test_a_version_is_shown_whole_against_the_one_in_force(
    built: Site, day: str, said: str, gone: list[str], new: list[str]
) -> None:
    text = built.pages[f"/policies/privacy/{day}/changes/"]
    page, _ = read(text)

    assert words(text).startswith(said)
    assert (texts(page, "del"), texts(page, "ins")) == (gone, new)
    assert "We keep your order." in words(text)
    assert "unchanged" not in words(text)


def test_a_first_version_in_force_has_nothing_to_compare_with(built: Site) -> None:
    said = words(built.pages["/policies/returns/2026-01-01/changes/"])

    assert "This is the first version: there is nothing before it. Send it back." in said


def test_only_what_is_in_force_is_for_search_engines_and_for_the_search(built: Site) -> None:
    sitemap = ET.fromstring(built.file("/sitemap.xml").read_bytes())  # noqa: S314  our own
    listed = {
        str(url.findtext(f"{SITEMAP}loc")).removeprefix(ORIGIN): url.findtext(f"{SITEMAP}lastmod")
        for url in sitemap
    }

    found = Searched(built.output).paths
    for path, text in policy_pages(built).items():
        whole = re.fullmatch(r"/policies/([a-z]+/)?", path)
        assert ('content="noindex"' in text) == (whole is None), path
        assert (path in listed) == (whole is not None), path
        assert f'<link rel="canonical" href="{ORIGIN}{path}">' in text
        assert (path in found) == (whole is not None and path != "/policies/"), path
    assert listed["/policies/privacy/"] == SUMMER


def test_the_pages_are_valid_light_and_called_by_names_of_their_own(built: Site) -> None:
    pages = policy_pages(built)

    titles = [read(text)[0].findtext("head/title") for text in pages.values()]

    assert len(titles) == len(set(titles))
    for path, text in pages.items():
        page, errors = read(text)
        ids = [each.attrib["id"] for each in page.iter() if "id" in each.attrib]
        assert errors == [], path
        assert len(ids) == len(set(ids)), path
        for link in page.iter("a"):
            to = str(link.get("href"))
            if to.startswith("/") and to != WITHDRAW:
                assert built.file(to.partition("#")[0]).is_file(), f"{path} leads to {to}"
            if to.startswith("#"):
                assert to[1:] in ids, f"{path} leads to {to}"
        assert sum(map(sent, (text.encode(), *sheets(built, page)))) < 8 * 1024, path


def test_a_promise_leads_to_how_it_is_kept(built: Site) -> None:
    text = built.pages["/policies/privacy/"]

    assert (
        '<span class="promise" id="respond-within">We answer within 30 days.</span><sup>'
        '<a href="#kept_respond-within" aria-label="How we keep this: 1">1</a></sup>' in text
    )
    assert '<li id="kept_respond-within">She reads every email herself.</li>' in text
    assert "The rest is kept by the owner:" in words(text)
    assert 'reaches us.</span><sup><a href="#kept_proven" aria-label="How we keep this: ✓">' in text


@pytest.mark.parametrize("path", ["", f"{SUMMER}/", f"{WINTER}/changes/", f"{SPRING}/changes/"])
def test_a_table_has_a_frame_to_scroll_in(built: Site, path: str) -> None:
    page, _ = read(built.pages[f"/policies/privacy/{path}"])

    (frame,) = [each for each in page.iter("div") if each.get("class") == "wide"]

    assert [each.tag for each in frame] == ["table"]
    assert frame.get("tabindex") == "0"
    assert "4 years" in "".join(frame.itertext())


def test_the_contents_lead_to_each_heading(built: Site) -> None:
    text = built.pages["/policies/privacy/"]

    assert '<h2 id="what-you-can-ask">What you can ask</h2>' in text
    assert '<h2 id="children-others">Children &amp; others</h2>' in text


@pytest.mark.promise("privacy/versions-stay")
def test_anybody_can_check_what_was_published_with_sha256sum_alone(
    built: Site, built_in_spring: Site, tmp_path: Path
) -> None:
    """Into an empty folder goes what the site serves, under the names that it has there."""
    names = [f"privacy/{day}.md" for day in VERSIONS]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(built.file(f"/policies/{name}"), tmp_path / name)
    shutil.copy(built_in_spring.file("/policies/SHA256SUMS"), tmp_path)

    honest = checked(tmp_path)
    (tmp_path / names[0]).write_bytes((tmp_path / names[0]).read_bytes() + b" ")
    forged = checked(tmp_path)

    assert (honest.returncode, honest.stdout.splitlines()) == (0, [f"{each}: OK" for each in names])
    assert forged.returncode == 1
    assert f"{names[0]}: FAILED" in forged.stdout


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """As the site tells its visitors to check."""
    return subprocess.run(
        ["sha256sum", "--check", "--ignore-missing", "SHA256SUMS"],  # noqa: S607  from the path
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_whole_list_verifies_where_it_lies(built: Site) -> None:
    run = checked(built.output / "policies")

    assert run.returncode == 0, run.stderr
    assert len(run.stdout.splitlines()) == len(list(built.output.glob("policies/*/*.md"))) == 6


def test_the_way_to_check_is_told_as_it_works(built: Site) -> None:
    told = words(built.pages["/policies/"])

    assert "sha256sum --check --ignore-missing SHA256SUMS" in told
    for path in re.findall(rf"{ORIGIN}(/policies/\S+\.md)", told):
        assert built.file(path).is_file()


def test_programs_find_every_version_in_the_index(built: Site) -> None:
    told = json.loads(built.file("/policies/index.json").read_bytes())["versions"]
    versions = {each["id"]: each for each in told}

    assert list(versions) == sorted(versions)
    assert [versions[f"privacy/{day}"]["status"] for day in VERSIONS] == [
        "past",
        "current",
        "announced",
    ]
    for each in told:
        source = built.file(each["source"]).read_bytes()
        assert hashlib.sha256(source).hexdigest() == each["sha256"]
        assert built.file(each["url"]).is_file()
    assert versions[f"privacy/{SUMMER}"] == {
        "id": f"privacy/{SUMMER}",
        "policy": "privacy",
        "effective": SUMMER,
        "status": "current",
        "title": "Privacy",
        "summary": "You have an answer within 30 days instead of 45.",
        "material": True,
        "terms": {"respond_within_days": 30, "order_retention_years": 4},
        "sha256": hashlib.sha256(VERSIONS[SUMMER].encode()).hexdigest(),
        "url": f"{ORIGIN}/policies/privacy/{SUMMER}/",
        "source": f"{ORIGIN}/policies/privacy/{SUMMER}.md",
    }


def test_the_feed_tells_of_new_versions_and_their_ids_stay(
    built: Site, built_in_spring: Site
) -> None:
    path = "/policies/changes.atom"
    feed = ET.fromstring(built.file(path).read_bytes())  # noqa: S314  our own
    entries = feed.findall(f"{ATOM}entry")

    assert feed.findtext(f"{ATOM}id") == f"{ORIGIN}{path}"
    assert [each.findtext(f"{ATOM}id") for each in entries][:2] == [
        f"{ORIGIN}/policies/privacy/{day}/" for day in (SPRING, SUMMER)
    ]
    assert entries[1].findtext(f"{ATOM}title") == "Privacy, from June 1, 2026"
    assert "30 days instead of 45" in str(entries[1].findtext(f"{ATOM}content"))
    assert f"/policies/privacy/changes/#{SUMMER}" in str(entries[1].findtext(f"{ATOM}content"))
    assert built.file(path).read_bytes() == built_in_spring.file(path).read_bytes()


def test_the_old_address_of_the_terms_leads_on(built: Site) -> None:
    page = built.pages["/terms/"]

    assert 'http-equiv="refresh" content="0; url=/policies/terms/"' in page
    assert f'<link rel="canonical" href="{ORIGIN}/policies/terms/">' in page


def test_language_models_are_told_of_every_policy_in_force(built: Site) -> None:
    told = built.file("/llms.txt").read_text(encoding="utf-8")

    assert (
        f"- [Privacy]({ORIGIN}/policies/privacy/): in force since {SUMMER}, "
        f"in Markdown at {ORIGIN}/policies/privacy/{SUMMER}.md\n" in told
    )
    assert f"{ORIGIN}/policies/index.json" in told


SITE_TERMS: dict[str, tuple[int, str, str]] = {
    "compare_at_most": (6, "/compare/", 'data-most="6"'),
    "hold_minutes": (45, "/pieces/creek-ring/", "Held for you for 45 minutes while you pay."),
    "return_window_days": (60, "/pieces/creek-ring/", "Send it back within 60 days"),
}
"""What of a page says a term: its new value, the page, and the words there."""


def in_force_on(site: Site, day: str) -> dict[str, int]:
    return in_force(site.promises.policies, date.fromisoformat(day)).terms


@pytest.mark.promise("cookies/compare-at-most")
def test_pages_obey_a_new_version_from_its_day_on_without_a_change_of_code(
    bench: Bench, tmp_path: Path
) -> None:
    write_shop(bench)
    bench.write("policies/cookies/2026-11-22.md", policy("Cookies", "None.", compare_at_most=6))
    bench.write(
        "policies/terms/2026-11-22.md",
        policy("Terms of sale", "Held longer.", hold_minutes=45, order_link_days=90),
    )
    bench.write("policies/returns/2026-11-22.md", policy("Returns", "Long.", return_window_days=60))

    eve = build_site(bench.content, tmp_path / "eve", VITRINE_TODAY="2026-11-21")
    day = build_site(bench.content, tmp_path / "day", VITRINE_TODAY="2026-11-22")

    for value, path, said in SITE_TERMS.values():
        assert said not in eve.pages[path]
        assert said in day.pages[path], value
    assert '"merchantReturnDays":60' in day.pages["/pieces/creek-ring/"]
    assert in_force_on(day, "2026-11-22") == in_force_on(eve, "2026-11-21") | {
        name: probe[0] for name, probe in SITE_TERMS.items()
    }


def test_a_build_of_a_day_that_never_was_says_so(bench: Bench, tmp_path: Path) -> None:
    run = run_pelican(bench.content, tmp_path, VITRINE_TODAY="2026-02-30")

    assert run.returncode == 1
    assert run.stderr == (
        "VITRINE_TODAY: “2026-02-30” is no date. Write year, month and day as 2026-05-14.\n"
    )
    assert not (tmp_path / "output").exists()


def test_a_shop_without_its_policies_is_not_built(bench: Bench, tmp_path: Path) -> None:
    shutil.rmtree(bench.content / "policies/returns")

    run = run_pelican(bench.content, tmp_path)

    assert run.returncode == 1
    assert run.stderr.startswith(
        f"content/policies/returns:1: file: No version is in force on {TODAY}. "
    )
    assert not (tmp_path / "output").exists()


def test_a_policy_that_is_only_announced_says_from_when(bench: Bench, tmp_path: Path) -> None:
    write_shop(bench)
    bench.write(
        "policies/repairs/2027-01-15.md", policy("Repairs", "We mend.").replace("terms:\n", "")
    )

    site = build_site(bench.content, tmp_path)

    page = site.pages["/policies/repairs/"]
    assert "This policy is announced. It takes effect on January 15, 2027." in words(page)
    assert 'content="noindex"' in page
    assert "repairs" not in site.file("/llms.txt").read_text(encoding="utf-8")


def test_the_owners_links_in_a_policy_are_checked_until_it_is_past(bench: Bench) -> None:
    write_shop(bench)
    broken = OLD.replace("/contact/", "/contcat/")
    bench.write(f"policies/privacy/{WINTER}.md", privacy(45, "Long ago.", broken))
    bench.write(f"policies/privacy/{SPRING}.md", privacy(20, "To come.", broken))

    prose = Prose(bench.cache.with_name("prose"))
    found = check_addresses(
        bench.catalogue(), bench.content, Addresses(["/contact/"], list), prose.html
    )

    assert [str(each) for each in found] == [
        f"content/policies/privacy/{SPRING}.md:25: text: The shop has no /contcat/. Write /contact/."
    ]


def made(catalogue: Catalogue, folder: Path) -> list[Page | File]:
    prose, differences = Prose(folder / "prose"), Differences(folder / "differences")
    return list(PolicyPages(catalogue, prose, differences).make())


def written(folder: Path) -> Iterator[tuple[str, int]]:
    for path in sorted(folder.rglob("*")):
        yield path.as_posix(), path.stat().st_mtime_ns


def test_what_was_rendered_and_compared_once_is_not_again(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_shop(bench)
    for number in range(60):
        day = date(2020, 1, 1) + timedelta(days=30 * number)
        text = policy("Rules", f"Rule <b>{number}</b> of many.").replace("terms:\n", "")
        bench.write(f"policies/rules/{day}.md", text)
    catalogue = bench.catalogue()
    converted: list[str] = []
    convert = markdown.Markdown.convert

    def counted(self: markdown.Markdown, source: str) -> str:
        converted.append(source)
        return convert(self, source)

    monkeypatch.setattr(markdown.Markdown, "convert", counted)

    cold = made(catalogue, tmp_path)
    kept = dict(written(tmp_path))
    converted.clear()
    warm = made(catalogue, tmp_path)

    assert len(list((tmp_path / "prose").iterdir())) == len(
        {each.text for each in catalogue.policies.texts if not is_plain(each.text)}
    )
    assert len(list((tmp_path / "differences").iterdir())) > 2 * 60 - 5
    assert converted == []
    assert dict(written(tmp_path)) == kept
    assert told(warm) == told(cold)


def told(made: list[Page | File]) -> list[Any]:
    """What of pages and files two builds can be compared by."""
    return [
        each.data if isinstance(each, File) else (each.path, each.values.get("difference"))
        for each in made
    ]
