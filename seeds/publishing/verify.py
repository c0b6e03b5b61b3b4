"""Verifies stored releases: each is as it was published, or what is wrong with it is told."""

from seeds.publishing.repository import ReleaseRepository, Verdict


def verify_releases(repository: ReleaseRepository) -> dict[str, Verdict]:
    """The verdict on every stored release, by id.

    Nobody publishes meanwhile, so that no release is looked at while it is replaced.
    """
    with repository.lock():
        return {id_: repository.verify(id_) for id_ in repository.release_ids()}


def as_words(verdict: Verdict) -> str:
    """A verdict in words."""
    if verdict.fault is not None:
        return f"damaged: {verdict.fault}"
    if verdict.has_checksum:
        return "as published"
    return "can be read; it has no checksum, as none has before 3.0.0 of the software"
