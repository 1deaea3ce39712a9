import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from fastchat import FastchatClient, NotFoundError

CLIENT = Path(__file__).parents[1]


@unittest.skipUnless(os.environ.get("FASTCHAT_URL"), "FASTCHAT_URL is not set: the samples run only against a live server")
class LiveTests(unittest.TestCase):
    def run_sample(self, name, *arguments):
        ran = subprocess.run(
            [sys.executable, CLIENT / "samples" / name, *arguments],
            env={**os.environ, "PYTHONPATH": str(CLIENT / "src")},
            capture_output=True,
            text=True,
            timeout=120,
        )
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stdout

    def test_hello_stream_prints_an_answer(self):
        self.assertNotEqual(self.run_sample("hello_stream.py", "Say hello.").strip(), "")

    def test_rag_with_citations_cites_the_document(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "lighthouse.txt"
            path.write_text(
                "The lighthouse of Varberg was built in 1881. Its lamp is lit with rapeseed oil every evening.\n",
                encoding="utf-8",
            )

            printed = self.run_sample("rag_with_citations.py", path, "When was the lighthouse of Varberg built?")

        self.assertRegex(printed, re.compile(r'^\[1\] lighthouse\.txt(, page \d+)?: ".*1881.*"$', re.MULTILINE))

    def test_errors_live_server_are_typed(self):
        with FastchatClient() as client, self.assertRaises(NotFoundError) as raised:
            client.files.get("file-that-is-not-there")

        self.assertEqual(raised.exception.reason, "FILE_NOT_FOUND")


if __name__ == "__main__":
    unittest.main()
