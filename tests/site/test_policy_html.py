"""A policy's text in its page: ids that nobody else has, and signs where promises end."""

from __future__ import annotations

from plugins.policy_html import fitting, sheet
from plugins.policy_text import Promise

PROVEN = Promise("privacy/answers", "We answer.", 1)
KEPT = Promise("privacy/reads", "She reads.", 2, "the owner", "Each morning.")


def test_headings_get_ids_of_their_words_and_never_one_that_is_taken() -> None:
    html = "<h2>Answers</h2>\n<h2>Answers</h2>\n<h2>Main</h2>\n<h2>Q&amp;A <em>now</em></h2>\n<h2>¿</h2>"

    found = sheet(html, [PROVEN])

    assert [each.id for each in found.headings] == [
        *("answers-2", "answers-3", "main-2", "q-a-now", "part"),
    ]
    assert found.headings[3].words == "Q&amp;A now"
    assert '<h2 id="q-a-now">Q&amp;A <em>now</em></h2>' in found.html


def test_a_sign_stands_behind_the_whole_passage_whatever_is_in_it() -> None:
    html = (
        '<p><span class="promise" id="answers">We <span lang="es">sí</span> '
        '<a href="/contact/">answer</a>.</span> And '
        '<span class="promise" id="reads">she reads.</span></p>'
    )

    found = sheet(html, [PROVEN, KEPT])

    assert 'answer</a>.</span><sup><a href="#kept_proven"' in found.html
    assert 'she reads.</span><sup><a href="#kept_reads" aria-label="How we keep this: 1">1<' in (
        found.html
    )
    assert (found.proven, found.kept) == ((PROVEN,), (KEPT,))


def test_each_table_scrolls_in_its_own_frame() -> None:
    table = "<table><tr><td>1</td></tr></table>"

    framed = fitting(f"{table}<p>x</p>{table}")

    assert (
        framed.count('<div class="wide" role="group" aria-label="Table" tabindex="0"><table>') == 2
    )
    assert framed.count("</table></div>") == 2
