import tempfile
import threading
import unittest
from pathlib import Path

import grpc

from fastchat import FastchatError, NotFoundError
from fastchat._gen.fastchat.files.v1 import file_service_pb2, file_service_pb2_grpc
from fastchat._gen.fastchat.files.v1.file_pb2 import File
from tests.in_process_server import ServerTestCase, fail

MEBIBYTE = 1024 * 1024
CONTENT = bytes(at % 251 for at in range(2 * MEBIBYTE + 5))


class Storing(file_service_pb2_grpc.FileServiceServicer):
    """Keeps what is uploaded and gives it back."""

    def __init__(self):
        self.frames = []
        self.tokens = []

    def UploadFile(self, request_iterator, context):
        self.frames = list(request_iterator)
        return file_service_pb2.UploadFileResponse(file=File(file_id="file-1"))

    def ListFiles(self, request, context):
        self.tokens.append((request.page_token, request.page_size, request.purpose))
        if request.page_token:
            return file_service_pb2.ListFilesResponse(files=[File(file_id="file-3")])
        files = [File(file_id="file-1"), File(file_id="file-2")]
        return file_service_pb2.ListFilesResponse(files=files, next_page_token="p2")

    def DownloadFile(self, request, context):
        yield file_service_pb2.DownloadFileResponse(file=File(file_id=request.file_id, filename="a.bin"))
        for at in range(0, len(CONTENT), MEBIBYTE):
            yield file_service_pb2.DownloadFileResponse(data=CONTENT[at : at + MEBIBYTE])

    def sent(self):
        return b"".join(frame.data for frame in self.frames)


class Refusing(file_service_pb2_grpc.FileServiceServicer):
    """Refuses every call."""

    def UploadFile(self, request_iterator, context):
        fail(context, grpc.StatusCode.OUT_OF_RANGE, "At most 1 MiB.", "FILE_TOO_LARGE")

    def DownloadFile(self, request, context):
        fail(context, grpc.StatusCode.NOT_FOUND, "There is no file 'x'.", "FILE_NOT_FOUND")


class Hanging(file_service_pb2_grpc.FileServiceServicer):
    """Sends a first piece, and then nothing until the call is gone."""

    def __init__(self):
        self.cancelled = threading.Event()

    def DownloadFile(self, request, context):
        context.add_callback(self.cancelled.set)
        yield file_service_pb2.DownloadFileResponse(file=File(file_id=request.file_id))
        yield file_service_pb2.DownloadFileResponse(data=b"piece")
        self.cancelled.wait(10)


class FileTests(ServerTestCase):
    def start(self, servicer):
        return self.start_server(file_service_pb2_grpc.add_FileServiceServicer_to_server, servicer)

    def folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return Path(folder.name)

    def test_upload_path_sends_header_then_frames_of_one_mebibyte(self):
        servicer = Storing()
        path = self.folder() / "report.pdf"
        path.write_bytes(CONTENT)

        file = self.start(servicer).files.upload(path, purpose="assistants")

        self.assertEqual(file.file_id, "file-1")
        header, *data = servicer.frames
        self.assertEqual(header.header, file_service_pb2.FileHeader(filename="report.pdf", purpose="assistants"))
        self.assertEqual([len(frame.data) for frame in data], [MEBIBYTE, MEBIBYTE, 5])
        self.assertEqual(servicer.sent(), CONTENT)

    def test_upload_bytes_are_cut_into_frames(self):
        servicer = Storing()

        self.start(servicer).files.upload(filename="a.bin", data=CONTENT)

        self.assertEqual(len(servicer.frames), 4)
        self.assertEqual(servicer.sent(), CONTENT)

    def test_upload_pieces_as_they_come_arrive_in_order(self):
        servicer = Storing()

        self.start(servicer).files.upload(filename="a.bin", data=iter([CONTENT[:10], CONTENT[10:]]))

        self.assertEqual(servicer.sent(), CONTENT)

    def test_upload_missing_file_is_the_file_systems_error(self):
        servicer = Storing()

        with self.assertRaises(FileNotFoundError):
            self.start(servicer).files.upload("/no/such/file")

        self.assertEqual(servicer.frames, [])

    def test_upload_neither_path_nor_data_says_what_to_give(self):
        with self.assertRaisesRegex(ValueError, "filename and data"):
            self.start(Storing()).files.upload(filename="a.bin")

    def test_upload_refused_early_raises_the_reason(self):
        path = self.folder() / "report.pdf"
        path.write_bytes(CONTENT)

        with self.assertRaises(FastchatError) as raised:
            self.start(Refusing()).files.upload(path)

        self.assertEqual((raised.exception.code, raised.exception.reason), ("OUT_OF_RANGE", "FILE_TOO_LARGE"))

    def test_list_many_pages_iterates_over_all_items_lazily(self):
        servicer = Storing()
        listing = self.start(servicer).files.list(page_size=2, purpose="assistants")

        self.assertEqual(next(iter(listing)).file_id, "file-1")
        self.assertEqual(servicer.tokens, [("", 2, "assistants")])

        servicer.tokens.clear()
        self.assertEqual([file.file_id for file in listing], ["file-1", "file-2", "file-3"])
        self.assertEqual(servicer.tokens, [("", 2, "assistants"), ("p2", 2, "assistants")])

    def test_list_pages_from_token_begins_there(self):
        pages = list(self.start(Storing()).files.list(page_token="p2").pages())

        self.assertEqual([[file.file_id for file in page.items] for page in pages], [["file-3"]])

    def test_download_frames_give_description_and_bytes(self):
        client = self.start(Storing())

        download = client.files.download("file-1")
        self.assertEqual(download.file.filename, "a.bin")
        self.assertEqual(download.read(), CONTENT)

        path = self.folder() / "copy"
        client.files.download("file-1").save(path)
        self.assertEqual(path.read_bytes(), CONTENT)

    def test_download_missing_file_raises_before_any_byte(self):
        with self.assertRaises(NotFoundError) as raised:
            self.start(Refusing()).files.download("x")

        self.assertEqual(raised.exception.reason, "FILE_NOT_FOUND")

    def test_download_left_early_cancels_the_call_at_the_server(self):
        servicer = Hanging()
        download = self.start(servicer).files.download("file-1")

        for piece in download:
            self.assertEqual(piece, b"piece")
            break

        self.assertTrue(servicer.cancelled.wait(10))


if __name__ == "__main__":
    unittest.main()
