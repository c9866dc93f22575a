"""The list of licences is that of the lock, and holds none that would bind ours."""

import re

from deploy import licences

BINDING = re.compile(r"\b(A?GPL|GNU (Affero )?General Public|SSPL|Commons Clause)", re.IGNORECASE)


def test_the_page_is_up_to_date() -> None:
    assert licences.PAGE.read_text() == licences.page()


def test_every_locked_package_is_in_it_and_says_its_licence() -> None:
    found = list(licences.parts())
    locked = [line for line in licences.LOCK.read_text().splitlines() if "==" in line and not line.startswith(" ")]

    assert len(found) == len(locked)
    assert [one.name for one in found if one.licence == "not stated"] == []


def test_no_licence_binds_ours() -> None:
    assert [one for one in licences.parts() if BINDING.search(one.licence)] == []


def test_what_is_kept_here_has_its_licence_beside_it() -> None:
    for where, _ in licences.KEPT_HERE.values():
        assert list((licences.ROOT / where.split(",")[0]).glob("LICENSE.*"))
