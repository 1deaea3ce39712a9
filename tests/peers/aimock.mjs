// A mock gateway nobody here wrote, for tests that are not written in JavaScript: it prints where it is, and ends with its input.
import { LLMock } from "@copilotkit/aimock";

const aimock = await LLMock.create({ port: 0, auth: { apiKeys: [process.argv[2]] }, chunkSize: 4 });
aimock.onMessage("Say hello", { content: "Hello 😀 from behind the gateway 😀😀." });
aimock.onMessage("Weather", { toolCalls: [{ name: "get_weather", arguments: { city: "Oslo" }, id: "call_1" }, { name: "get_time", arguments: {}, id: "call_2" }] });
aimock.onMessage("Think", { content: "Yes.", reasoning: "Let me see." });
aimock.onMessage("Break off", { content: "These words come, and these do not come any more." }, { truncateAfterChunks: 3, latency: 5 });
aimock.onMessage("Too long", { error: { message: "This model's maximum context length is 8 tokens.", type: "invalid_request_error", code: "context_length_exceeded" }, status: 400 });
aimock.onMessage("Not that", { error: { message: "No.", type: "invalid_request_error", code: "content_policy_violation" }, status: 400 });
aimock.onMessage("Slow down", { error: { message: "Slow down.", type: "rate_limit_error" }, status: 429, retryAfter: 7 });
aimock.onMessage("No money", { error: { message: "Pay first.", type: "insufficient_quota", code: "insufficient_quota" }, status: 429 });
aimock.onRerank(/zebras/, [
  { index: 1, relevance_score: 0.9 },
  { index: 0, relevance_score: 0.2 },
]);
console.log(aimock.url);
process.stdin.resume().once("end", () => process.exit());
