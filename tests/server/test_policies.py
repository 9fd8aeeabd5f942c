"""The policy table."""

from __future__ import annotations

import pytest
from offthread import POLICIES, OffthreadError, UnknownPolicyError, isolation_headers


def test_coop_coep_isolates_in_every_browser() -> None:
    assert dict(isolation_headers()) == {
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-resource-policy": "same-origin",
    }


def test_credentialless_differs_only_in_the_embedder_policy() -> None:
    default, other = dict(isolation_headers()), dict(isolation_headers("credentialless"))
    assert other.pop("cross-origin-embedder-policy") == "credentialless"
    assert other.items() < default.items()


def test_dip_stands_alone() -> None:
    assert dict(isolation_headers("dip")) == {
        "document-isolation-policy": "isolate-and-credentialless",
        "cross-origin-resource-policy": "same-origin",
    }


def test_none_adds_nothing() -> None:
    assert isolation_headers("none") == ()


@pytest.mark.parametrize("policy", sorted(POLICIES.keys() - {"none"}))
def test_the_resource_policy_is_an_option(policy: str) -> None:
    opened = dict(isolation_headers(policy, resource_policy="cross-origin"))  # type: ignore[arg-type]
    assert opened["cross-origin-resource-policy"] == "cross-origin"
    assert "cross-origin-resource-policy" not in dict(isolation_headers(policy, resource_policy=None))  # type: ignore[arg-type]


def test_an_unknown_policy_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="coop-coep, credentialless, dip, none") as caught:
        isolation_headers("strict")  # type: ignore[arg-type]
    assert isinstance(caught.value, UnknownPolicyError)
    assert isinstance(caught.value, OffthreadError)


def test_an_unknown_resource_policy_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="same-origin, same-site, cross-origin"):
        isolation_headers(resource_policy="open")  # type: ignore[arg-type]


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        POLICIES["none"] = POLICIES["dip"]  # type: ignore[index]
