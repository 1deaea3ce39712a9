import re
import unittest
from pathlib import Path

from fastchat import FastchatClient

CLIENT = Path(__file__).parents[1]


class ReadmeTests(unittest.TestCase):
    def test_readme_code_blocks_are_the_samples(self):
        blocks = re.findall(r"```python\n(.*?)```", (CLIENT / "README.md").read_text(encoding="utf-8"), re.DOTALL)

        samples = [CLIENT / "samples" / name for name in ("hello_stream.py", "rag_with_citations.py")]
        self.assertEqual(blocks, [sample.read_text(encoding="utf-8") for sample in samples])

    def test_clients_readme_table_names_methods_that_exist(self):
        table = (CLIENT.parent / "README.md").read_text(encoding="utf-8")
        # The third column, for example: client.files.upload(path)
        calls = re.findall(r"^\| [^|]+ \| [^|]+ \| `client\.([\w.]+)\(", table, re.MULTILINE)

        self.assertGreater(len(calls), 10)
        with FastchatClient() as client:
            for path in calls:
                found = client
                for name in path.split("."):
                    found = getattr(found, name)
                self.assertTrue(callable(found), path)


if __name__ == "__main__":
    unittest.main()
