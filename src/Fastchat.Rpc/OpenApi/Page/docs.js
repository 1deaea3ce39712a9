// The page: all operations by tag on the left, one of them in the middle, a place to try it on the right.
import { element, inline, prose } from "./element.js";
import { kind, resolve, tree, use } from "./schema.js";
import { signIn, takeReturn } from "./signin.js";
import { tryOut } from "./try.js";

const at = (id) => document.getElementById(id);
const returned = takeReturn();
const api = await (await fetch("openapi.json")).json();
use(api);

const operations = Object.entries(api.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([verb, operation]) => ({ path, verb, ...operation, security: operation.security ?? api.security ?? [] })));

const badge = (verb) => element("span", { class: `verb ${verb}` }, verb === "delete" ? "DEL" : verb.toUpperCase());

function showHeader() {
  document.title = api.info.title;
  at("title").textContent = api.info.title;
  at("version").textContent = api.info.version;
  const schemes = Object.entries(api.components.securitySchemes ?? {});
  at("access").hidden = schemes.length === 0;
  at("scheme").append(...schemes.map(([name, { type, name: header }]) => element("option", { value: name }, type === "http" ? "Authorization: Bearer" : header)));

  // For this tab alone, and gone with it.
  at("key").value = sessionStorage.getItem("key") ?? "";
  at("key").addEventListener("input", () => sessionStorage.setItem("key", at("key").value));
  if (api["x-sign-in"]) showSignIn(api["x-sign-in"]);
  at("access").addEventListener("submit", (event) => event.preventDefault());
}

// The token takes the key's place, and is kept as the key is.
function showSignIn(configUrl) {
  const { place, forget } = signIn(configUrl, returned, (token) => {
    at("scheme").value = Object.entries(api.components.securitySchemes).find(([, { type }]) => type === "http")[0];
    at("key").value = token;
    sessionStorage.setItem("key", token);
  });
  at("key").addEventListener("input", forget);
  at("signin").replaceWith(place);
}

/** The header that shows the key in the chosen way. */
function keyHeader() {
  const scheme = api.components.securitySchemes?.[at("scheme").value];
  if (!scheme) return undefined;
  return scheme.type === "http" ? { name: "Authorization", prefix: "Bearer ", key: at("key").value } : { name: scheme.name, prefix: "", key: at("key").value };
}

// Long paths break behind their slashes rather than inside a word.
const broken = (path) => path.split(/(?<=\/)/).flatMap((part) => [part, element("wbr")]);

function showOperations() {
  at("operations").append(...api.tags.map((tag) => element("section", {},
    element("h2", { title: tag.description }, tag.name.replace(/Service$/, "").replace(/([a-z])([A-Z])/g, "$1 $2")),
    operations.filter(({ tags }) => tags.includes(tag.name)).map((operation) =>
      element("a", { href: `#${operation.operationId}`, class: operation.deprecated ? "deprecated" : undefined, title: operation.summary },
        badge(operation.verb), element("span", { class: "path" }, broken(operation.path)), element("span", { class: "summary" }, operation.summary))))));
}

function search() {
  const words = at("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of at("operations").children) {
    let any = false;
    for (const link of section.querySelectorAll("a")) {
      const text = `${section.firstChild.textContent} ${link.textContent} ${link.hash}`.toLowerCase();
      link.hidden = !words.every((word) => text.includes(word));
      any ||= !link.hidden;
    }
    section.hidden = !any;
  }
  at("nothing").hidden = [...at("operations").children].some((section) => !section.hidden);
}

function parameters(operation) {
  const list = operation.parameters ?? [];
  if (list.length === 0) return undefined;
  return element("section", {}, element("h3", {}, "Parameters"), element("ul", { class: "schema" }, list.map((parameter) =>
    element("li", {},
      element("div", { class: "line" },
        element("code", { class: "field" }, parameter.name),
        element("span", { class: "kind" }, `${kind(parameter.schema)}, in the ${parameter.in}`),
        parameter.required && element("span", { class: "required" }, "required")),
      element("div", { class: "about" }, prose(parameter.description))))));
}

const content = (media) => Object.entries(media).map(([type, { schema }]) => element("div", {},
  element("div", { class: "media" }, element("code", {}, type), element("span", { class: "kind" }, kind(schema))), tree(schema)));

function body(operation) {
  if (!operation.requestBody) return undefined;
  return element("section", {}, element("h3", {}, "Body"), content(operation.requestBody.content));
}

function responses(operation) {
  return element("section", {}, element("h3", {}, "Replies"), Object.entries(operation.responses).map(([status, response]) => {
    const { description, content: media } = resolve(response);
    return element("details", { class: "reply", open: status === "200" },
      element("summary", {}, element("span", { class: `status s${status[0]}` }, status === "default" ? "else" : status), element("span", {}, description.split("\n")[0].replaceAll("`", ""))),
      prose(description.split("\n").slice(1).join("\n")), media && content(media));
  }));
}

function overview() {
  return element("article", {}, element("h2", {}, api.info.title), prose(api.info.description),
    Object.values(api.components.securitySchemes ?? {}).map(({ type, name, description }) =>
      element("p", {}, element("code", {}, type === "http" ? "Authorization: Bearer …" : `${name}: …`), " ", inline(description ?? ""))),
    element("p", { class: "quiet" }, `${operations.length} operations. Choose one, or press / to search.`));
}

// The summary is the first sentence of the description and stands above it already.
const more = ({ summary, description = "" }) => (description.startsWith(`${summary}.`) ? description.slice(summary.length + 1).trim() : description);

function show() {
  const operation = operations.find(({ operationId }) => `#${operationId}` === location.hash);
  for (const link of at("operations").querySelectorAll("a")) {
    if (operation && link.hash === location.hash) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  at("operations").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  document.title = operation ? `${operation.summary} – ${api.info.title}` : api.info.title;
  if (!operation) return at("main").replaceChildren(overview());
  at("main").replaceChildren(
    element("article", {},
      element("h2", {}, operation.summary),
      element("p", { class: "address" }, badge(operation.verb), element("code", {}, operation.path),
        operation.security.length === 0 && element("span", { class: "tag" }, "no key needed"),
        operation.deprecated && element("span", { class: "deprecated" }, "deprecated")),
      prose(more(operation)), parameters(operation), body(operation), responses(operation)),
    tryOut(operation, keyHeader));
  at("main").scrollTo(0, 0);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  at("search").focus();
});

showHeader();
showOperations();
at("search").addEventListener("input", search);
addEventListener("hashchange", show);
show();
