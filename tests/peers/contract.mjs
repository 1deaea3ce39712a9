// Holds REST exchanges against the server's own OpenAPI document: status, media type, body, and each event of a stream.
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const rpcPath = /^\/[\w.]+\.\w+\/\w+$/;
const ownFiles = /^\/(openapi\.json|docs(\/.*)?)$/;

// Kestrel answers these before any of our code runs, without a body.
const beforeUs = [400, 408, 413, 414, 431, 505];

/** The OpenAPI document as a judge of replies. */
export class Contract {
  #document;
  #ajv;
  #routes;
  #validators = new Map();

  constructor(document) {
    this.#document = closed(structuredClone(document));
    this.#ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true, validateSchema: false });
    addFormats(this.#ajv);
    for (const format of ["uint32", "uint64"]) this.#ajv.addFormat(format, { type: "number", validate: (n) => Number.isInteger(n) && n >= 0 });
    this.#ajv.addVocabulary(["discriminator", ...Object.keys(this.#document)]);
    this.#ajv.addSchema(this.#document, "openapi");
    this.#routes = Object.entries(this.#document.paths).map(([template, item]) => ({ template, item, pattern: patternOf(template, item) }));
  }

  /** All schemas compile; the names of those that are there. */
  compile() {
    return Object.keys(this.#document.components.schemas).filter((name) => this.#validator(`#/components/schemas/${name}`));
  }

  /** The operation that answers a request, with the place of it in the document; undefined when none does. */
  operation(method, path) {
    // A literal segment goes before a parameter, one that ends in a verb (":rotate") before one that takes all, and a parameter before one that takes slashes.
    const rank = ({ template, pattern }) => [...template.matchAll(/\{/g)].length - (/\}:\w+$/.test(template) ? 0.5 : 0) + (pattern.source.includes(".+") ? 100 : 0);
    const matches = this.#routes.filter(({ pattern }) => pattern.test(path)).sort((a, b) => rank(a) - rank(b));
    const route = matches[0];
    const verb = method.toLowerCase();
    return route?.item[verb] && { ...route.item[verb], at: `#/paths/${pointer(route.template)}/${verb}` };
  }

  /**
   * What is wrong with an exchange; empty when it keeps to the document, undefined when it is none of REST's.
   * Without `whole` the body may end anywhere: its caller left.
   */
  check({ method, path, status, contentType, requestId, body, whole = true }) {
    const bare = path.split("?")[0];
    if (rpcPath.test(bare) || ownFiles.test(bare) || method === "OPTIONS") return undefined;
    if (!requestId) return beforeUs.includes(status) && body.length === 0 ? undefined : [`${status} without x-request-id`];
    const found = this.operation(method, bare);
    const [name, response, at] = this.#response(found, status);
    if (!response) return [`status ${status} is not in the document`];
    if (method === "HEAD") return [];
    const type = contentType?.split(";")[0].trim() ?? "";
    const media = response.content?.[type] ? type : response.content?.["*/*"] ? "*/*" : undefined;
    if (!media) return [`media type '${type}' of ${name} is not in the document`];
    if (media === "*/*") return [];
    const schema = `${at}/content/${pointer(media)}/schema`;
    if (media === "text/event-stream") return this.#events(schema, response.content[media]["x-server-sent-events"], body, whole);
    return whole ? this.#json(schema, body) : [];
  }

  #response(operation, status) {
    // What no operation answers (an unknown path, a verb that is not offered) has the form of every error.
    if (!operation) return status >= 400 ? ["Refused", this.#document.components.responses.Refused, "#/components/responses/Refused"] : [];
    const name = [`${status}`, `${`${status}`[0]}XX`, "default"].find((key) => operation.responses[key]);
    // "default" is for what failed; a success it does not speak of is a success the document does not know.
    if (!name || (name === "default" && status < 500)) return [];
    const response = operation.responses[name];
    return response.$ref ? [name, this.#document.components.responses[response.$ref.split("/").at(-1)], response.$ref] : [name, response, `${operation.at}/responses/${name}`];
  }

  #json(schema, text) {
    let value;
    try {
      value = JSON.parse(text);
    } catch {
      return [`no JSON: ${text.slice(0, 200)}`];
    }
    const validate = this.#validator(schema);
    return validate(value) ? [] : validate.errors.map(({ instancePath, message, params }) => `${instancePath || "/"} ${message} ${JSON.stringify(params)}`);
  }

  #events(schema, stream, text, whole) {
    const events = text.split("\n\n");
    const rest = events.pop();
    const problems = whole && rest.replace(/^(:.*\n)*/, "") !== "" ? [`the stream ends inside an event: ${rest.slice(0, 200)}`] : [];
    const data = [];
    let broken = false;
    for (const event of events) {
      // Comments keep silent streams alive; they may stand alone or in front of an event.
      const said = event.split("\n").filter((line) => line[0] !== ":");
      if (said.length === 0) continue;
      const lines = said.map((line) => /^(event|id|data): (.*)$/s.exec(line));
      if (lines.some((line) => !line)) problems.push(`no server-sent event: ${event.slice(0, 200)}`);
      const fields = Object.fromEntries(lines.filter(Boolean).map(([, field, value]) => [field, value]));
      data.push(fields.data);
      if (fields.data === stream.end) continue;
      problems.push(...this.#json(schema, fields.data ?? "").map((problem) => `event ${data.length}: ${problem}`));
      broken = /^\{"error":\{"message"/.test(fields.data);
      if (broken) continue;
      if (stream.named?.includes(fields.event)) continue;
      if (("event" in fields) !== ("event" in stream)) problems.push(`event ${data.length}: the document says ${stream.event ? "" : "not "}that events have names`);
      if (("id" in fields) !== ("id" in stream)) problems.push(`event ${data.length}: the document says ${stream.id ? "" : "not "}that events have ids`);
    }
    if (whole && !broken && stream.end && data.at(-1) !== stream.end) problems.push(`the stream does not end with ${stream.end}`);
    return problems;
  }

  #validator(at) {
    if (!this.#validators.has(at)) this.#validators.set(at, this.#ajv.compile({ $ref: `openapi${at}` }));
    return this.#validators.get(at);
  }
}

// Readers should let new members pass; here one that the document does not know of is what is looked for.
function closed(node) {
  if (node === null || typeof node !== "object") return node;
  for (const child of Object.values(node)) closed(child);
  if (node.type === "object" && node.properties && !("additionalProperties" in node)) node.additionalProperties = false;
  return node;
}

const pointer = (segment) => encodeURIComponent(segment.replaceAll("~", "~0").replaceAll("/", "~1"));

function patternOf(template, item) {
  const parameters = Object.values(item).flatMap((operation) => operation.parameters ?? []);
  const slashes = (name) => parameters.some((p) => p.in === "path" && p.name === name && p["x-takes-slashes"]);
  const parts = template.split(/(\{[^}]*\})/).map((part) => {
    if (part[0] !== "{") return part.replace(/[.*+?^$|()[\]\\]/g, "\\$&");
    return slashes(part.slice(1, -1)) ? ".+" : "[^/]+";
  });
  return new RegExp(`^${parts.join("")}$`);
}
