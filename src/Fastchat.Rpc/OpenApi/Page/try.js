// A place to try an operation: a form, the request, and the reply as it comes.
import { element, json } from "./element.js";
import { sample } from "./sample.js";
import { resolve } from "./schema.js";

/** The panel of an operation. `keyHeader` says how the key is shown. */
export function tryOut(operation, keyHeader) {
  const form = new Form(operation);
  const reply = element("div", { class: "answer" });
  const curl = element("code", {});
  const send = element("button", { type: "submit", class: "send" }, "Send");
  const stop = element("button", { type: "button", disabled: true, click: () => abort?.abort() }, "Stop");
  const copy = element("button", { type: "button", class: "copy", click: () => copyText(curl.textContent, copy) }, "Copy");
  let abort;

  const showCurl = () => (curl.textContent = curlOf(operation, form, keyHeader()));
  const run = async (event) => {
    event.preventDefault();
    if (abort) return;
    abort = new AbortController();
    [send.disabled, stop.disabled] = [true, false];
    try {
      await exchange(form.request(operation.security.length > 0 ? keyHeader() : undefined), abort.signal, reply);
    } catch (error) {
      reply.append(element("p", { class: "failure" }, error.name === "AbortError" ? "Stopped." : `${error.message}`));
    }
    [send.disabled, stop.disabled] = [false, true];
    abort = undefined;
  };

  const panel = element("form", { class: "try", submit: run, input: showCurl, change: showCurl },
    element("h3", {}, "Try it"), form.fields,
    element("div", { class: "buttons" }, send, stop, element("span", { class: "quiet" }, "Ctrl + Enter sends")),
    element("div", { class: "curl" }, element("pre", {}, curl), copy), reply);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) panel.requestSubmit();
  });

  // The way the key is shown is chosen outside of this form.
  document.getElementById("scheme").onchange = showCurl;
  showCurl();
  return panel;
}

/** The inputs of an operation, and the request they make. */
class Form {
  #operation;
  #inputs = new Map();
  #body;
  #multipart;

  constructor(operation) {
    this.#operation = operation;
    const media = operation.requestBody?.content ?? {};
    const parameters = (operation.parameters ?? []).map((parameter) => this.#input(parameter));
    if (media["application/json"]) this.fields = [...parameters, ...this.#json(media["application/json"].schema)];
    else if (media["multipart/form-data"]) this.fields = [...parameters, ...this.#parts(media["multipart/form-data"].schema)];
    else this.fields = parameters;
  }

  /** Where the request goes. */
  get url() {
    let path = this.#operation.path;
    const query = new URLSearchParams();
    for (const { parameter, input } of this.#inputs.values()) {
      const escaped = parameter["x-takes-slashes"] ? encodeURI(input.value) : encodeURIComponent(input.value);
      if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, escaped || `{${parameter.name}}`);
      else if (input.value !== "") for (const value of parameter.schema.type === "array" ? input.value.split(",") : [input.value]) query.append(parameter.name, value.trim());
    }
    return new URL(`.${path}${query.size > 0 ? `?${query}` : ""}`, document.baseURI).href;
  }

  /** The JSON as it stands; undefined when there is none. */
  get json() {
    return this.#body?.value;
  }

  /** The parts of a form that are filled in: name, and text or file. */
  get parts() {
    return this.#multipart && [...this.#multipart].map(([name, input]) => [name, input.type === "file" ? input.files[0] : input.value]).filter(([, value]) => value);
  }

  request(key) {
    const headers = key?.key ? { [key.name]: key.prefix + key.key } : {};
    let body = this.json;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (this.parts) {
      body = new FormData();
      for (const [name, value] of this.parts) body.set(name, value);
    }
    return { url: this.url, method: this.#operation.verb.toUpperCase(), headers, body };
  }

  #input(parameter) {
    const schema = resolve(parameter.schema);
    const choices = schema.enum ?? (schema.type === "boolean" ? ["true", "false"] : undefined);
    const input = choices
      ? element("select", {}, element("option", { value: "" }, ""), choices.map((choice) => element("option", {}, choice)))
      : element("input", { type: "text", inputmode: schema.type === "integer" ? "numeric" : undefined, required: parameter.required, spellcheck: "false", placeholder: schema.type === "array" ? "a, b" : undefined });
    this.#inputs.set(parameter.name, { parameter, input });
    return labelled(parameter.name, parameter.required, input);
  }

  #json(schema) {
    const text = JSON.stringify(sample(schema), null, 2);
    this.#body = element("textarea", { rows: Math.min(18, text.split("\n").length + 1), spellcheck: "false", "aria-label": "Body" });
    this.#body.value = text;
    const stream = Object.values(this.#operation.responses).flatMap((reply) => Object.values(reply.content ?? {})).find((media) => media["x-server-sent-events"]?.when);
    return [labelled("Body", this.#operation.requestBody.required, this.#body), stream && this.#streams(stream["x-server-sent-events"].when)];
  }

  // The member that chooses between a whole answer and a stream.
  #streams(member) {
    const box = element("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      try {
        const { [member]: _, ...rest } = JSON.parse(this.#body.value);
        this.#body.value = JSON.stringify(box.checked ? { ...rest, [member]: true } : rest, null, 2);
      } catch {
        // Half-written JSON is its writer's to finish.
        box.checked = !box.checked;
      }
    });
    this.#body.addEventListener("input", () => {
      try {
        box.checked = JSON.parse(this.#body.value)[member] === true;
      } catch {
        // As above.
      }
    });
    return element("label", { class: "check" }, box, "Stream the answer");
  }

  #parts(schema) {
    this.#multipart = new Map();
    const { properties, required = [] } = resolve(schema);
    return Object.entries(properties).map(([name, property]) => {
      const must = required.includes(name);
      const input = property.format === "binary" ? element("input", { type: "file", required: must }) : element("input", { type: "text", required: must, spellcheck: "false" });
      if (must && input.type === "text") input.value = sample(property);
      this.#multipart.set(name, input);
      return labelled(name, must, input);
    });
  }
}

const labelled = (name, required, input) => element("label", {}, element("span", {}, name, required && element("span", { class: "required" }, "required")), input);

async function exchange({ url, method, headers, body }, signal, into) {
  const begun = performance.now();
  into.replaceChildren(element("p", { class: "quiet" }, "…"));
  let response;
  try {
    response = await fetch(url, { method, headers, body, signal });
  } catch (error) {
    into.replaceChildren();
    throw error;
  }

  const time = element("span", { class: "quiet" });
  const took = () => (time.textContent = `${Math.round(performance.now() - begun)} ms`);
  took();
  into.replaceChildren(
    element("p", { class: "outcome", role: "status" }, element("span", { class: `status s${`${response.status}`[0]}` }, `${response.status}`), response.statusText, time),
    element("details", { class: "headers" }, element("summary", {}, "Headers"), element("pre", {}, [...response.headers].map(([name, value]) => `${name}: ${value}\n`))));
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/event-stream")) await showEvents(response, into);
  else await showBody(response, type, into);
  took();
}

async function showBody(response, type, into) {
  if (/json/.test(type)) {
    const text = await response.text();
    into.append(element("pre", { class: "json" }, parsed(text) ?? text));
  } else if (type.startsWith("text/")) {
    into.append(element("pre", {}, await response.text()));
  } else {
    const blob = await response.blob();
    if (blob.size === 0) return;
    into.append(element("p", {}, element("a", { href: URL.createObjectURL(blob), download: "reply" }, `Save ${blob.size} bytes`), ` of ${type || "unknown type"}`));
  }
}

// Events are shown as they come. Source of the form: HTML Living Standard, "Server-sent events".
async function showEvents(response, into) {
  const list = element("ol", { class: "events", tabindex: "0", "aria-label": "Events" });
  into.append(list);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let before = "";
  const show = (text) => {
    const data = dataOf(text);
    const row = eventRow(text, alike(before, data));
    before = data;
    return row;
  };
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    const atEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 8;
    list.append(...events.filter((text) => /^data:/m.test(text)).map(show));
    if (atEnd) list.scrollTop = list.scrollHeight;
  }
}

const dataOf = (text) => /^data: ?(.*)$/m.exec(text)?.[1] ?? "";

// How much of an event is as in the one before: what is new is to be seen without opening it. Cut where a member begins.
function alike(before, data) {
  let length = 0;
  while (length < data.length && before[length] === data[length]) length++;
  return length < 40 || length === data.length ? 0 : Math.max(0, data.lastIndexOf(',"', length) + 1);
}

function eventRow(text, hidden) {
  const name = /^event: ?(.*)$/m.exec(text)?.[1];
  const data = dataOf(text);
  const whole = parsed(data);
  const line = [name && element("span", { class: "event" }, name), element("code", {}, element("bdi", { dir: "ltr" }, hidden > 0 ? `… ${data.slice(hidden)}` : data))];
  return whole ? element("li", {}, element("details", {}, element("summary", {}, line), element("pre", { class: "json" }, whole))) : element("li", { class: "plain" }, line);
}

function parsed(text) {
  try {
    return json(JSON.parse(text));
  } catch {
    return undefined;
  }
}

// The key itself is never part of the line: lines are pasted into messages and tickets.
function curlOf(operation, form, key) {
  const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
  const lines = [`curl ${operation.verb === "get" ? "" : `-X ${operation.verb.toUpperCase()} `}${hasStream(operation) ? "-N " : ""}${quoted(form.url)}`];
  if (key && operation.security.length > 0) lines.push(`-H "${key.name}: ${key.prefix}$API_KEY"`);
  if (form.json !== undefined) lines.push(`-H 'Content-Type: application/json'`, `-d ${quoted(form.json)}`);
  for (const [name, value] of form.parts ?? []) lines.push(`-F ${quoted(value instanceof File ? `${name}=@${value.name}` : `${name}=${value}`)}`);
  return lines.join(" \\\n  ");
}

const hasStream = (operation) => Object.values(operation.responses).some((reply) => reply.content?.["text/event-stream"]);

async function copyText(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without TLS there is no clipboard but by this old way.
    const area = element("textarea", { class: "offscreen" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 1200);
}
