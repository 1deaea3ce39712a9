"""Files: client.files."""

from __future__ import annotations

from os import PathLike, path
from typing import Iterable, Iterator, Optional, Union

from fastchat._gen.fastchat.files.v1 import file_service_pb2, file_service_pb2_grpc
from fastchat._gen.fastchat.files.v1.file_pb2 import File
from fastchat.channel import TypedChannel
from fastchat.downloads import Download
from fastchat.pages import Page, Pages

_FRAME_BYTES = 1024 * 1024


class FilesClient:
    """Files."""

    def __init__(self, channel: TypedChannel) -> None:
        self.raw = file_service_pb2_grpc.FileServiceStub(channel)
        """The generated client."""

    def upload(
        self,
        source: Optional[Union[str, PathLike]] = None,
        *,
        filename: Optional[str] = None,
        data: Optional[Union[bytes, Iterable[bytes]]] = None,
        content_type: Optional[str] = None,
        purpose: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> File:
        """Uploads a file in frames of 1 MiB.

        source: the file's path; or give filename and data instead.
        filename: the file's name; by default that of the path.
        data: its bytes, at once or as they come.
        content_type: the media type you believe it to be; the content decides.
        purpose: what the file is for; by default "user_data".
        timeout: how long the call may take, in seconds; by default as long as it needs.
        """
        if (source is None) == (data is None):
            raise ValueError("Give either the path of a file, or filename and data.")
        header = file_service_pb2.FileHeader(
            filename=filename or (path.basename(source) if source is not None else None),
            content_type=content_type,
            purpose=purpose,
        )
        if source is None:
            return self.raw.UploadFile(_frames(header, data), timeout=timeout).file
        with open(source, "rb") as file:
            pieces = iter(lambda: file.read(_FRAME_BYTES), b"")
            return self.raw.UploadFile(_frames(header, pieces), timeout=timeout).file

    def get(self, file_id: str, *, timeout: Optional[float] = None) -> File:
        """Reads one file's description."""
        return self.raw.GetFile(file_service_pb2.GetFileRequest(file_id=file_id), timeout=timeout).file

    def list(
        self,
        *,
        purpose: Optional[str] = None,
        page_size: Optional[int] = None,
        page_token: str = "",
        timeout: Optional[float] = None,
    ) -> Pages[File]:
        """Lists files, newest first.

        purpose: only files of this purpose.
        page_size: files per page; default 100, at most 1000.
        page_token: where to begin: next_page_token of an earlier page.
        timeout: how long each page may take, in seconds.
        """

        def fetch(token: str) -> Page:
            request = file_service_pb2.ListFilesRequest(page_size=page_size, page_token=token, purpose=purpose)
            response = self.raw.ListFiles(request, timeout=timeout)
            return Page(response.files, response.next_page_token)

        return Pages(fetch, page_token)

    def download(self, file_id: str, *, timeout: Optional[float] = None) -> Download:
        """Reads a file's bytes as they come."""
        request = file_service_pb2.DownloadFileRequest(file_id=file_id)
        return Download(self.raw.DownloadFile(request, timeout=timeout))

    def delete(self, file_id: str, *, timeout: Optional[float] = None) -> None:
        """Deletes a file, its bytes and its passages in every collection."""
        self.raw.DeleteFile(file_service_pb2.DeleteFileRequest(file_id=file_id), timeout=timeout)


def _frames(
    header: file_service_pb2.FileHeader, data: Union[bytes, Iterable[bytes]]
) -> Iterator[file_service_pb2.UploadFileRequest]:
    yield file_service_pb2.UploadFileRequest(header=header)
    for piece in [data] if isinstance(data, bytes) else data:
        for at in range(0, len(piece), _FRAME_BYTES):
            yield file_service_pb2.UploadFileRequest(data=piece[at : at + _FRAME_BYTES])
