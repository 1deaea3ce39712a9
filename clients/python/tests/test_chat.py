import threading
import unittest
from datetime import datetime, timezone

import grpc

from fastchat import FastchatError, NotFoundError, RateLimitError, UnavailableError
from fastchat._gen.fastchat.chat.v1 import chat_service_pb2, chat_service_pb2_grpc, event_pb2, message_pb2
from fastchat._gen.fastchat.type.v1.citation_pb2 import Citation
from fastchat._gen.fastchat.type.v1.usage_pb2 import TokenUsage
from tests.in_process_server import ServerTestCase, fail

CITATION = Citation(marker=1, file_id="file-1", filename="moon.pdf", page=3, quote="It is far.", score=0.9)
USAGE = TokenUsage(prompt_tokens=3, completion_tokens=2, total_tokens=5)
STARTED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
COMPLETION = event_pb2.Completion(
    text="Far [1]", citations=[CITATION], usage=USAGE, finish_reason="stop", model="m"
)
PAYLOADS = [
    {"status": event_pb2.StatusUpdate(kind=event_pb2.STATUS_KIND_SEARCHING, message="looking")},
    {"token": event_pb2.TokenDelta(text="Far ")},
    {"token": event_pb2.TokenDelta(text="[1]")},
    {"citation": event_pb2.CitationEvent(citation=CITATION)},
    # A kind of event that this client does not know yet.
    {},
    {"usage": event_pb2.UsageReport(usage=USAGE, is_final=True)},
    {"complete": COMPLETION},
]
QUESTION = [{"role": "user", "text": "How far is the moon?"}]


def response(sequence, payload):
    event = event_pb2.ChatEvent(event_id=f"e{sequence}", sequence=sequence, run_id="run_1", **payload)
    event.timestamp.FromDatetime(STARTED.replace(tzinfo=None))
    return chat_service_pb2.ChatResponse(event=event)


EVENTS = [response(at + 1, payload) for at, payload in enumerate(PAYLOADS)]


class Answering(chat_service_pb2_grpc.ChatServiceServicer):
    """Answers every call with the same events."""

    def __init__(self, events=EVENTS):
        self.events = events
        self.requests = []
        self.metadata = {}

    def Chat(self, request, context):
        self.requests.append(request)
        self.metadata = dict(context.invocation_metadata())
        yield from self.events


class Hanging(chat_service_pb2_grpc.ChatServiceServicer):
    """Sends one token, and then nothing until the call is gone."""

    def __init__(self):
        self.cancelled = threading.Event()

    def Chat(self, request, context):
        context.add_callback(self.cancelled.set)
        yield EVENTS[1]
        self.cancelled.wait(10)


class Refusing(chat_service_pb2_grpc.ChatServiceServicer):
    """Refuses every call."""

    def Chat(self, request, context):
        fail(context, grpc.StatusCode.NOT_FOUND, "There is no model 'x'.", "MODEL_NOT_FOUND", "model")


class ChatTests(ServerTestCase):
    def start(self, servicer):
        return self.start_server(chat_service_pb2_grpc.add_ChatServiceServicer_to_server, servicer)

    def test_stream_all_kinds_of_events_are_typed_and_in_order(self):
        seen = list(self.start(Answering()).chat.stream(QUESTION))

        self.assertEqual(
            [(event.type, event.sequence) for event in seen],
            [("status", 1), ("token", 2), ("token", 3), ("citation", 4), ("usage", 6), ("complete", 7)],
        )
        status, token, _, cited, cost, _ = seen
        self.assertEqual((status.kind, status.message, status.timestamp), ("searching", "looking", STARTED))
        self.assertEqual((token.text, token.run_id), ("Far ", "run_1"))
        self.assertEqual(cited.citation, CITATION)
        self.assertEqual((cost.is_final, cost.usage.total_tokens), (True, 5))

    def test_stream_request_carries_messages_model_tools_and_key(self):
        servicer = Answering()

        self.start(servicer).chat.ask(
            [{"role": "system", "text": "Be brief."}, *QUESTION],
            model="m",
            vector_store_ids=["vs_1"],
            max_num_results=7,
            temperature=0,
        )

        self.assertEqual(servicer.metadata["authorization"], "Bearer fc_test")
        search = chat_service_pb2.FileSearch(vector_store_ids=["vs_1"], max_num_results=7)
        expected = chat_service_pb2.ChatRequest(
            messages=[
                message_pb2.Message(role=message_pb2.ROLE_SYSTEM, text="Be brief."),
                message_pb2.Message(role=message_pb2.ROLE_USER, text="How far is the moon?"),
            ],
            model="m",
            tools=[chat_service_pb2.Tool(file_search=search)],
            temperature=0,
        )
        self.assertEqual(servicer.requests, [expected])

    def test_stream_unknown_role_names_the_roles(self):
        with self.assertRaisesRegex(ValueError, '"assistant"'):
            self.start(Answering()).chat.stream([{"role": "robot", "text": "?"}])

    def test_ask_whole_stream_is_the_completion(self):
        answer = self.start(Answering()).chat.ask(QUESTION)

        self.assertEqual((answer.text, answer.citations, answer.usage), ("Far [1]", [CITATION], USAGE))
        self.assertEqual((answer.finish_reason, answer.model, answer.run_id), ("stop", "m", "run_1"))

    def test_answer_after_the_loop_needs_no_second_call(self):
        servicer = Answering()
        stream = self.start(servicer).chat.stream(QUESTION)

        for _ in stream:
            pass

        self.assertEqual(stream.answer().text, "Far [1]")
        self.assertEqual(len(servicer.requests), 1)

    def test_stream_cancelled_cancels_the_call_at_the_server(self):
        servicer = Hanging()
        stream = self.start(servicer).chat.stream(QUESTION)

        with self.assertRaises(FastchatError) as raised:
            for event in stream:
                self.assertEqual(event.type, "token")
                stream.cancel()

        self.assertEqual(raised.exception.code, "CANCELLED")
        self.assertTrue(servicer.cancelled.wait(10))

    def test_stream_loop_left_cancels_the_call_at_the_server(self):
        servicer = Hanging()
        stream = self.start(servicer).chat.stream(QUESTION)

        for _ in stream:
            break

        # The stream itself is still held: it is leaving the loop that cancels.
        self.assertTrue(servicer.cancelled.wait(10))
        del stream

    def test_stream_with_block_left_cancels_the_call_at_the_server(self):
        servicer = Hanging()

        with self.start(servicer).chat.stream(QUESTION) as stream:
            events = iter(stream)
            next(events)

        self.assertTrue(servicer.cancelled.wait(10))

    def test_stream_error_event_is_raised_after_the_events_before_it(self):
        failed = event_pb2.ErrorEvent(code="upstream_rate_limited", message="Too many.", retryable=True)
        client = self.start(Answering([EVENTS[1], response(3, {"error": failed})]))

        seen = []
        with self.assertRaises(RateLimitError) as raised:
            for event in client.chat.stream(QUESTION):
                seen.append(event.type)

        self.assertEqual(seen, ["token"])
        error = raised.exception
        self.assertEqual((error.code, error.reason, error.retryable), ("RESOURCE_EXHAUSTED", "UPSTREAM_RATE_LIMITED", True))

    def test_stream_ends_without_terminal_event_raises(self):
        with self.assertRaises(UnavailableError) as raised:
            self.start(Answering(EVENTS[:2])).chat.ask(QUESTION)

        self.assertTrue(raised.exception.retryable)

    def test_stream_server_refuses_raises_the_reason(self):
        with self.assertRaises(NotFoundError) as raised:
            self.start(Refusing()).chat.ask(QUESTION)

        error = raised.exception
        self.assertEqual((error.reason, error.param), ("MODEL_NOT_FOUND", "model"))
        self.assertEqual(str(error), "There is no model 'x'. client.models.list() names the models on offer.")

    def test_stream_past_timeout_names_the_option(self):
        with self.assertRaisesRegex(FastchatError, "timeout") as raised:
            self.start(Hanging()).chat.ask(QUESTION, timeout=0.05)

        self.assertEqual(raised.exception.code, "DEADLINE_EXCEEDED")


if __name__ == "__main__":
    unittest.main()
