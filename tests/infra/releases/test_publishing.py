"""A release is published whole: what is uploaded, what visitors and functions see, what is kept."""

from __future__ import annotations

import msgspec
import pytest

from domain.policies import PolicyWithdrawnError
from domain.releases import KEPT, UnknownReleaseError
from domain.stock import Stock, StockMismatchError
from infra.releases.built import Built
from infra.releases.edge_store import InTheWayError
from infra.releases.publisher import GoneBackError, UnsealedPolicyError
from infra.releases.turn import FREE, NotYourTurnError
from tests.fixtures.published import Edition, Stage, faults


def test_visitors_see_what_was_published(stage: Stage) -> None:
    before = stage.get("/")

    outcome = stage.publish(Edition(0))

    assert before == "None"
    assert faults(stage, Edition(0)) == []
    assert (outcome.before, outcome.files, outcome.uploaded) == (None, 9, 9)
    assert outcome.changed == ("RING",)
    assert stage.stored("release") == f"{outcome.release}@shop.example"


def test_functions_know_prices_and_policies_before_visitors_see_them(stage: Stage) -> None:
    """Otherwise a page would name a piece or a version that no function knows yet."""
    stage.publish(Edition(0))
    known: list[tuple[int, bool]] = []

    def look(when: str, call: str) -> None:
        if (when, call) == ("before", "UpdateKeys"):
            (item,) = stage.shelf.all_items()
            policies = {each.effective for each in stage.shelf.policies()}
            known.append((item.price, Edition(1).policies[-1].effective in policies))

    stage.session.hook = look
    stage.publish(Edition(1))

    # The first write leads from old addresses, and the second one is the switch.
    assert known[:2] == [(10_000, False), (10_001, True)]


def test_files_are_served_as_what_they_are_and_kept_for_as_long_as_they_are_true(
    stage: Stage,
) -> None:
    release = stage.publish(Edition(0)).release

    served = {}
    for key in stage.keys_under():
        head = stage.s3.head_object(Bucket=stage.places.bucket, Key=key)
        served[key.replace(release, "ID")] = (head["ContentType"], head["CacheControl"])
    page = ("text/html; charset=utf-8", "public, max-age=0, s-maxage=86400, must-revalidate")
    for_ever = "public, max-age=31536000, immutable"
    assert served == {
        "assets/pictures/ring.aa.jpg": ("image/jpeg", for_ever),
        "assets/search/words/0.json": ("application/json", for_ever),
        "assets/static/style.0.css": ("text/css; charset=utf-8", for_ever),
        "errors/404.html": (page[0], "public, max-age=0, must-revalidate"),
        "manifests/ID.json": ("application/json", "no-store"),
        "releases/ID/404.html": page,
        "releases/ID/index.html": page,
        "releases/ID/policies/index.html": page,
        "releases/ID/policies/terms/2026-01-01/index.html": page,
        "releases/ID/ring/index.html": page,
        "releases/ID/search/index.json": ("application/json", page[1]),
    }


def test_the_same_again_uploads_nothing_and_stays_the_same_release(stage: Stage) -> None:
    first = stage.publish(Edition(0))

    again = stage.publish(Edition(0))

    assert (again.release, again.before, again.uploaded) == (first.release, first.release, 0)
    assert len(stage.keys_under("manifests/")) == 1


def test_what_is_shared_is_uploaded_once(stage: Stage) -> None:
    stage.publish(Edition(0))

    second = stage.publish(Edition(1))

    # All but the picture, which both have.
    assert (second.files, second.uploaded) == (10, 9)


def test_what_was_sold_is_told_to_the_build(stage: Stage) -> None:
    stage.publish(Edition(0))
    built = Edition(1).build(stage.folder / "told")
    told: dict[str, int] = {}

    def build(left: dict[str, int]) -> Built:
        told.update(left)
        return built

    sell(stage, 2)
    stage.publisher().publish(build)

    assert told == {"RING": 1}


def test_a_rehearsal_writes_nothing(stage: Stage) -> None:
    stage.publish(Edition(0))
    built = Edition(1).build(stage.folder / "rehearsed")
    written: list[str] = []
    stage.session.hook = lambda when, call: written.append(call) if when == "before" else None

    outcome = stage.publisher().rehearse(lambda _: built)

    assert outcome.uploaded == 9
    assert set(written) == {
        *("DescribeKeyValueStore", "GetKey", "ListObjectsV2", "GetObject", "Scan", "GetItem"),
    }


# --- what is refused ------------------------------------------------------------------------------


def test_a_number_that_denies_a_sale_is_refused_before_anything_is_uploaded(stage: Stage) -> None:
    stage.publish(Edition(0))
    item = stage.shelf.items(["RING"])["RING"]
    stage.shelf.put_item(
        msgspec.structs.replace(item, stock=Stock(made=5, available=5)), item.stock
    )
    sell(stage, 2)
    before = stage.keys_under()

    with pytest.raises(StockMismatchError, match="1 made, but 2 are sold"):
        stage.publish(Edition(1, made=1))

    assert stage.keys_under() == before
    assert faults(stage, Edition(0)) == []


def sell(stage: Stage, count: int) -> None:
    stage.publisher().turn._client.update_item(
        TableName=stage.places.shelf_table,
        Key={"sku": {"S": "RING"}},
        UpdateExpression="SET #sold = #sold + :count, #available = #available - :count",
        ExpressionAttributeNames={"#sold": "sold", "#available": "available"},
        ExpressionAttributeValues={":count": {"N": str(count)}},
    )


def test_a_policy_that_people_were_told_of_keeps_its_page(stage: Stage) -> None:
    """Also one that is so old that the shelf doesn't tell of it any more."""
    for number in range(6):
        stage.publish(Edition(number))
    built = Edition(6).build(stage.folder / "torn")
    torn = msgspec.structs.replace(
        built, paths=tuple(path for path in built.paths if "2026-01-01" not in path)
    )

    with pytest.raises(PolicyWithdrawnError, match="terms/2026-01-01"):
        stage.publisher().publish(lambda _: torn)

    assert faults(stage, Edition(5)) == []


def test_the_live_shop_takes_no_policy_that_could_still_change(stage: Stage) -> None:
    built = Edition(0).build(stage.folder / "open")
    release = msgspec.structs.replace(
        built.release,
        policies=tuple(msgspec.structs.replace(each, sealed=False) for each in Edition(0).policies),
    )
    unsealed = msgspec.structs.replace(built, release=release)
    stage.places = msgspec.structs.replace(stage.places, is_live=True)

    with pytest.raises(UnsealedPolicyError, match=r"terms/2026-01-01 .*shop policies seal"):
        stage.publisher().publish(lambda _: unsealed)

    assert stage.keys_under() == []


# --- two at once ----------------------------------------------------------------------------------


def test_whoever_comes_second_is_told_who_publishes(stage: Stage) -> None:
    with (
        stage.publisher("bench").turn.taken(),
        pytest.raises(NotYourTurnError) as refusal,
        stage.publisher("kitchen").turn.taken(),
    ):
        pass

    assert str(refusal.value) == (
        "Ada on bench is publishing. Wait until that is done, or run this again in 15 minutes if "
        "it was cut off."
    )


def test_a_turn_that_was_cut_off_ends_by_itself(stage: Stage) -> None:
    stage.publisher("bench").turn._take(FREE)
    stage.clock.forward(minutes=16)

    with stage.publisher("kitchen").turn.taken():
        taken = True

    assert taken


def test_the_same_machine_goes_on_at_once(stage: Stage) -> None:
    stage.publisher("bench").turn._take(FREE)

    with stage.publisher("bench").turn.taken():
        taken = True

    assert taken


def test_whoever_lost_the_turn_shows_nothing(stage: Stage) -> None:
    stage.publish(Edition(0))
    built = Edition(1).build(stage.folder / "late")

    def build(_: dict[str, int]) -> Built:
        stage.clock.forward(hours=1)
        stage.publisher("kitchen").turn._take(FREE)
        return built

    with pytest.raises(NotYourTurnError):
        stage.publisher("bench").publish(build)

    assert faults(stage, Edition(0)) == []


def test_what_somebody_else_switched_meanwhile_is_not_overwritten(stage: Stage) -> None:
    """Two whose turns overlap, because a clock is wrong, meet at the store."""
    stage.publish(Edition(0))
    late = Edition(1).build(stage.folder / "late")

    def build(_: dict[str, int]) -> Built:
        stage.store.put_key(
            KvsARN=stage.places.edge_store,
            Key="release",
            Value="theirs@shop.example",
            IfMatch=stage.store.describe_key_value_store(KvsARN=stage.places.edge_store)["ETag"],
        )
        return late

    with pytest.raises(InTheWayError):
        stage.publisher().publish(build)

    assert stage.stored("release") == "theirs@shop.example"


def test_a_switch_whose_answer_was_lost_counts(stage: Stage) -> None:
    stage.publish(Edition(0))
    edge = stage.publisher().edge
    showing = edge.read()
    assert showing
    wanted = msgspec.structs.replace(showing, pages="next", policies="next")
    stage.publisher().edge.read()
    other = stage.publisher().edge
    other.read()
    other.show(wanted)

    edge.show(wanted)

    assert stage.stored("release") == "next@shop.example"


# --- going back -----------------------------------------------------------------------------------


def test_going_back_takes_pages_and_prices_back_and_no_policy(stage: Stage) -> None:
    old = stage.publish(Edition(0, made=3)).release
    new = stage.publish(Edition(1, made=5)).release
    policies = stage.shelf.policies()

    stage.publisher().go_back(old)

    item = stage.shelf.items(["RING"])["RING"]
    assert (stage.get("/") or "").startswith("edition 0,")
    assert (stage.get("/policies/") or "").startswith("edition 1,")
    assert (stage.get("/policies/terms/2026-01-02/") or "").startswith("edition 1,")
    assert stage.get("/older/") == "/ring/?from=0"
    assert (item.price, item.stock) == (10_000, Stock(made=5, available=5))
    assert stage.shelf.policies() == policies
    assert stage.stored("release") == f"{old}+{new}@shop.example"


def test_publishing_goes_on_from_there(stage: Stage) -> None:
    old = stage.publish(Edition(0)).release
    stage.publish(Edition(1))
    stage.publisher().go_back(old[:5])

    stage.publish(Edition(2))

    assert faults(stage, Edition(2)) == []


def test_a_schedule_leaves_a_shop_that_was_taken_back(stage: Stage) -> None:
    old = stage.publish(Edition(0)).release
    stage.publish(Edition(1))
    stage.publisher().go_back(old)

    with pytest.raises(GoneBackError, match="Publish by hand"):
        stage.publish(Edition(2), scheduled=True)

    assert (stage.get("/") or "").startswith("edition 0,")


def test_the_newest_can_be_gone_back_to_whole(stage: Stage) -> None:
    old = stage.publish(Edition(0)).release
    new = stage.publish(Edition(1)).release
    stage.publisher().go_back(old)

    stage.publisher().go_back(new)

    assert faults(stage, Edition(1)) == []
    assert stage.stored("release") == f"{new}@shop.example"


def test_an_unknown_release_is_answered_with_those_there_are(stage: Stage) -> None:
    only = stage.publish(Edition(0)).release

    with pytest.raises(UnknownReleaseError, match=f"Name one of {only}"):
        stage.publisher().go_back("nothing")


def test_ten_releases_are_kept_with_all_they_need(stage: Stage) -> None:
    ids = [stage.publish(Edition(number)).release for number in range(KEPT + 2)]
    manifests, showing = stage.publisher().releases()

    stage.publisher().go_back(manifests[-1].id)

    assert len(manifests) == 10
    assert [each.id for each in manifests] == ids[: -KEPT - 1 : -1]
    assert showing
    assert showing.pages == ids[-1]
    assert {key.split("/")[1] for key in stage.keys_under("releases/")} == set(ids[-KEPT:])
    assert stage.get("/static/style.0.css") == "css 0"
    assert stage.stored(f"moved:{ids[0]}:/older/") is None
    assert (stage.get("/") or "").startswith("edition 2,")


def test_what_visitors_see_is_kept_however_old_it_is(stage: Stage) -> None:
    old = stage.publish(Edition(0)).release
    stage.publish(Edition(1))
    stage.publisher().go_back(old)
    forgetful = stage.publisher()
    for manifest in range(KEPT + 1):
        forgetful.bucket.put_manifest(
            msgspec.structs.replace(
                forgetful.bucket.manifests()[0], id=f"later{manifest}", published_at=stage.clock.at
            )
        )

    with forgetful.turn.taken():
        forgetful._forget()

    assert (stage.get("/") or "").startswith("edition 0,")
    assert (stage.get("/policies/") or "").startswith("edition 1,")


def test_what_a_cut_off_upload_left_is_cleared_by_the_next_release(stage: Stage) -> None:
    stage.publish(Edition(0))
    stage.s3.put_object(Bucket=stage.places.bucket, Key="releases/torn/index.html", Body=b"half")

    stage.publish(Edition(1))

    assert stage.keys_under("releases/torn/") == []
