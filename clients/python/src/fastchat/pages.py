"""Listings that come in pages."""

from __future__ import annotations

from typing import Callable, Generic, Iterator, NamedTuple, Sequence, TypeVar

T = TypeVar("T")


class Page(NamedTuple):
    """One page of a listing."""

    items: Sequence
    """What is on the page."""
    next_page_token: str
    """The token of the next page; empty at the end."""


class Pages(Generic[T]):
    """A listing: iterates over the items of all pages, fetching each page when it is reached."""

    def __init__(self, fetch: Callable[[str], Page], first: str = "") -> None:
        self._fetch = fetch
        self._first = first

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page]:
        """Iterates over the pages."""
        token = self._first
        while True:
            page = self._fetch(token)
            yield page
            token = page.next_page_token
            if not token:
                return
