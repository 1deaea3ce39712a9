import subprocess
import sys
import unittest
from pathlib import Path

# What googleapis-common-protos does when it is imported: it claims these names in the default pool.
CLAIM_NAMES = """
from google.protobuf import descriptor_pb2, descriptor_pool
for file, package, message in (
    ("google/rpc/status.proto", "google.rpc", "Status"),
    ("google/rpc/error_details.proto", "google.rpc", "ErrorInfo"),
    ("google/api/http.proto", "google.api", "HttpRule"),
):
    proto = descriptor_pb2.FileDescriptorProto(name=file, package=package)
    proto.message_type.add(name=message)
    descriptor_pool.Default().AddSerializedFile(proto.SerializeToString())
"""
IMPORT_CLIENT = "import fastchat\n"


class GeneratedTests(unittest.TestCase):
    def test_import_beside_googleapis_does_not_clash(self):
        for script in (CLAIM_NAMES + IMPORT_CLIENT, IMPORT_CLIENT + CLAIM_NAMES):
            # A process of its own, because a pool forgets no name.
            ran = subprocess.run(
                [sys.executable, "-c", script],
                env={"PYTHONPATH": str(Path(__file__).parents[1] / "src")},
                capture_output=True,
                text=True,
                timeout=60,
            )
            self.assertEqual(ran.returncode, 0, ran.stderr)


if __name__ == "__main__":
    unittest.main()
