// Elements are made one by one and texts are set as texts: nothing that the document says is ever taken for HTML.

/** An element with attributes (functions are listeners) and children. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return made;
}

/** The little of CommonMark that comments use: paragraphs, lists, code. */
export function prose(text = "") {
  return text.split(/\n{2,}/).filter(Boolean).map((paragraph) => {
    const lines = paragraph.split("\n");
    if (lines.every((line) => line.startsWith("- "))) return element("ul", {}, lines.map((line) => element("li", {}, inline(line.slice(2)))));
    return element("p", {}, inline(paragraph));
  });
}

/** JSON, indented and coloured. */
export function json(value) {
  const text = JSON.stringify(value, null, 2);
  const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(token)) {
    const [all, string, colon, word] = match;
    parts.push(text.slice(at, match.index));
    parts.push(element("span", { class: colon ? "name" : string ? "string" : word ? "word" : "number" }, string ?? all), colon ?? "");
    at = match.index + all.length;
  }
  parts.push(text.slice(at));
  return parts;
}

/** One paragraph of it. */
export const inline = (text) => text.split(/(`[^`]+`)/).map((part) => (part[0] === "`" && part.length > 2 ? element("code", {}, part.slice(1, -1)) : part));
