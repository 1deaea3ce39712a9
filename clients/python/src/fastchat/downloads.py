"""Files on their way down."""

from __future__ import annotations

from os import PathLike
from typing import Any, Iterator, Union

from fastchat._gen.fastchat.files.v1.file_pb2 import File
from fastchat.channel import TypedCall
from fastchat.errors import FastchatError


class Download:
    """A file on its way: its description, and its bytes as they come.

    Leaving the loop early, cancel(), or the end of a `with` block cancels the download.
    """

    def __init__(self, call: TypedCall) -> None:
        # Read at once, so that a missing file is known before the first byte is asked for.
        first = next(call, None)
        if first is None or not first.HasField("file"):
            call.cancel()
            raise FastchatError("The download did not begin with the file's description.", code="INTERNAL")
        self.file: File = first.file
        """The file's description."""
        self._call = call

    def __iter__(self) -> Iterator[bytes]:
        try:
            for frame in self._call:
                yield frame.data
        finally:
            self.cancel()

    def __enter__(self) -> Download:
        return self

    def __exit__(self, *_: Any) -> None:
        self.cancel()

    def read(self) -> bytes:
        """Reads all bytes."""
        return b"".join(self)

    def save(self, path: Union[str, PathLike]) -> None:
        """Writes the bytes to a file."""
        with open(path, "wb") as target:
            for piece in self:
                target.write(piece)

    def cancel(self) -> None:
        """Cancels the download."""
        self._call.cancel()
