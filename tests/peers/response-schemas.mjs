// What a response and its events must hold, written down from OpenAI's published description (version 2.3.0) and the Open Responses
// specification of 2026-04-24, and not from our own contracts: the two are held against each other.
import Ajv from "ajv";

const text = { type: "string" };
const whole = { type: "integer" };
const nullable = (schema) => ({ anyOf: [schema, { type: "null" }] });
const object = (properties, more = {}) => ({ type: "object", properties, required: Object.keys(properties), ...more });
const list = (items) => ({ type: "array", items });

const annotation = object({ type: { const: "file_citation" }, file_id: text, index: whole, filename: text });
const outputText = object({ type: { const: "output_text" }, text, annotations: list(annotation), logprobs: { type: "array" } });
const refusal = object({ type: { const: "refusal" }, refusal: text });
const part = { anyOf: [outputText, refusal] };
const itemStatus = { enum: ["in_progress", "completed", "incomplete", "searching", "failed"] };
const item = {
  anyOf: [
    object({ type: { const: "message" }, id: text, status: itemStatus, role: { const: "assistant" }, content: list(part) }),
    object({ type: { const: "function_call" }, id: text, call_id: text, name: text, arguments: text, status: itemStatus }),
    object({ type: { const: "custom_tool_call" }, id: text, call_id: text, name: text, input: text }),
    object({ type: { const: "compaction" }, id: text, encrypted_content: text }),
    object({ type: { const: "mcp_call" }, id: text, server_label: text, name: text, arguments: text, status: { enum: ["in_progress", "completed", "incomplete", "calling", "failed"] }, output: nullable(text), error: nullable(text) }),
    object({ type: { const: "file_search_call" }, id: text, status: itemStatus, queries: list(text), results: nullable(list(object({ file_id: text, filename: text, score: { type: "number" }, text }))) }),
  ],
};
const usage = object({
  input_tokens: whole,
  input_tokens_details: object({ cached_tokens: whole, cache_write_tokens: whole }),
  output_tokens: whole,
  output_tokens_details: object({ reasoning_tokens: whole }),
  total_tokens: whole,
});
const functionTool = object({ type: { const: "function" }, name: text, description: nullable(text), parameters: nullable({ type: "object" }), strict: nullable({ type: "boolean" }) });

// All 31 members that the specification requires; what may be null is there all the same.
const response = object({
  id: { type: "string", pattern: "^resp_" },
  object: { const: "response" },
  created_at: whole,
  completed_at: nullable(whole),
  status: { enum: ["completed", "failed", "in_progress", "cancelled", "queued", "incomplete"] },
  incomplete_details: nullable(object({ reason: { enum: ["max_output_tokens", "content_filter"] } })),
  model: text,
  previous_response_id: nullable(text),
  instructions: nullable(text),
  output: list(item),
  error: nullable(object({ code: text, message: text })),
  tools: list({ anyOf: [functionTool, { type: "object", properties: { type: { enum: ["file_search", "custom", "mcp"] } }, required: ["type"] }] }),
  tool_choice: { type: ["string", "object"] },
  truncation: { enum: ["auto", "disabled"] },
  parallel_tool_calls: { type: "boolean" },
  text: object({ format: object({ type: { enum: ["text", "json_object", "json_schema"] } }) }),
  top_p: { type: "number" },
  presence_penalty: { type: "number" },
  frequency_penalty: { type: "number" },
  top_logprobs: whole,
  temperature: { type: "number" },
  reasoning: nullable({ type: "object" }),
  usage: nullable(usage),
  max_output_tokens: nullable(whole),
  max_tool_calls: nullable(whole),
  store: { type: "boolean" },
  background: { type: "boolean" },
  service_tier: text,
  metadata: { type: "object", additionalProperties: text },
  safety_identifier: nullable(text),
  prompt_cache_key: nullable(text),
});
response.not = { required: ["output_text"] }; // made by libraries, never sent

const state = { response };
const place = { item_id: text, output_index: whole };
const partPlace = { ...place, content_index: whole };
const events = {
  "response.created": state,
  "response.queued": state,
  "response.in_progress": state,
  "response.completed": state,
  "response.failed": state,
  "response.incomplete": state,
  error: { code: nullable(text), message: text, param: nullable(text), error: object({ type: text, code: nullable(text), message: text, param: nullable(text) }) },
  "response.output_item.added": { output_index: whole, item },
  "response.output_item.done": { output_index: whole, item },
  "response.content_part.added": { ...partPlace, part },
  "response.content_part.done": { ...partPlace, part },
  "response.output_text.delta": { ...partPlace, delta: text, logprobs: { type: "array" } },
  "response.output_text.done": { ...partPlace, text, logprobs: { type: "array" } },
  "response.output_text.annotation.added": { ...partPlace, annotation_index: whole, annotation },
  "response.refusal.delta": { ...partPlace, delta: text },
  "response.refusal.done": { ...partPlace, refusal: text },
  "response.function_call_arguments.delta": { ...place, delta: text },
  "response.function_call_arguments.done": { ...place, name: text, arguments: text },
  "response.custom_tool_call_input.delta": { ...place, delta: text },
  "response.custom_tool_call_input.done": { ...place, input: text },
  "response.mcp_call.in_progress": place,
  "response.mcp_call.completed": place,
  "response.mcp_call.failed": place,
  "response.mcp_call_arguments.delta": { ...place, delta: text },
  "response.mcp_call_arguments.done": { ...place, arguments: text },
  "response.file_search_call.in_progress": place,
  "response.file_search_call.searching": place,
  "response.file_search_call.completed": place,
};

const userMessage = object({ type: { const: "message" }, id: text, status: itemStatus, role: { const: "user" }, content: list({ type: "object", required: ["type"] }) });
const compaction = object({
  id: text,
  object: { const: "response.compaction" },
  created_at: whole,
  output: list({ anyOf: [userMessage, object({ type: { const: "compaction" }, id: text, encrypted_content: text })] }),
  usage,
});

const ajv = new Ajv({ allErrors: true, strict: false });
const checkResponse = ajv.compile(response);
const checkEvents = Object.fromEntries(
  Object.entries(events).map(([type, members]) => [type, ajv.compile(object({ type: { const: type }, sequence_number: whole, ...members }))]),
);

function hold(check, value, what) {
  if (!check(value)) throw new Error(`${what}: ${ajv.errorsText(check.errors)} in ${JSON.stringify(value).slice(0, 2000)}`);
  return value;
}

const checkCompaction = ajv.compile(compaction);

/** A conversation made short that holds what it must. */
export const checkedCompaction = (value) => hold(checkCompaction, value, "compaction");

/** A response that holds what it must. */
export const checkedResponse = (value) => hold(checkResponse, value, "response");

/** An event that holds what it must, of a type that there is. */
export const checkedEvent = (value) => hold(checkEvents[value.type] ?? (() => false), value, `event ${value.type}`);
