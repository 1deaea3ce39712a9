// Schemas, shown as trees that open where they are asked to: messages may hold themselves.
import { element, prose } from "./element.js";

let root;

/** Sets the document that references point into. */
export const use = (document) => (root = document);

/** A schema, or anything else of the document, behind its reference; what stands beside the reference is kept. */
export function resolve(node) {
  if (!node?.$ref) return node;
  const target = node.$ref.slice(2).split("/").reduce((at, key) => at[key.replaceAll("~1", "/").replaceAll("~0", "~")], root);
  const { $ref, ...beside } = node;
  return { ...resolve(target), ...beside };
}

/** What a schema asks for, in a few words. */
export function kind(node) {
  const schema = resolve(node);
  if (node.$ref && (schema.properties || schema.oneOf)) return nameOf(node);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return "enum";
  if (schema.anyOf || schema.oneOf) return (schema.anyOf ?? schema.oneOf).map(kind).join(" or ");
  if (schema.type === "array") return `list of ${kind(schema.items)}`;
  if (schema.additionalProperties?.type || schema.additionalProperties?.$ref) return `map of ${kind(schema.additionalProperties)}`;
  if (!schema.type) return "any value";
  const type = [schema.type].flat().join(" or ");
  return schema.format ?? schema.contentEncoding ? `${type} (${schema.format ?? schema.contentEncoding})` : type;
}

/** The members of an object, or what stands for them, as a tree. */
export function tree(node) {
  const schema = resolve(node);
  if (schema.properties) return fields(schema);
  const variants = schema.oneOf ?? schema.anyOf?.filter((variant) => resolve(variant).type !== "null");
  if (variants?.length === 1) return tree(variants[0]);
  if (variants) return element("ul", { class: "schema" }, variants.map((variant) => row(variantName(schema, variant), variant, false)));
  if (schema.type === "array") return tree(schema.items);
  if (typeof schema.additionalProperties === "object") return tree(schema.additionalProperties);
  return undefined;
}

const nameOf = (node) => node.$ref.split("/").at(-1);

function fields(schema) {
  const required = new Set(schema.required);
  return element("ul", { class: "schema" },
    Object.entries(schema.properties).map(([name, property]) => row(name, property, required.has(name))),
    schema.additionalProperties === true && element("li", { class: "quiet more" }, "and members not named here, which are kept"));
}

function variantName(schema, variant) {
  const tag = Object.entries(schema.discriminator?.mapping ?? {}).find(([, target]) => target === variant.$ref)?.[0];
  return tag ? `${schema.discriminator.propertyName}: ${JSON.stringify(tag)}` : kind(variant);
}

function row(name, node, required) {
  const schema = resolve(node);
  const head = [
    element("code", { class: "field" }, name),
    element("span", { class: "kind" }, kind(node)),
    required && element("span", { class: "required" }, "required"),
    schema.deprecated && element("span", { class: "deprecated" }, "deprecated"),
  ];
  const about = element("div", { class: "about" }, prose(schema.description), schema.enum && !schema.description?.includes("- `") && values(schema));
  if (!opens(node)) return element("li", {}, element("div", { class: "line" }, head), about);
  const details = element("details", {}, element("summary", { class: "line" }, head));
  details.addEventListener("toggle", () => details.append(tree(node)), { once: true });
  return element("li", {}, details, about);
}

const values = (schema) => element("p", {}, schema.enum.flatMap((value, i) => [i ? " · " : "", element("code", {}, `${value}`)]));

// Whether there is more to say than the line says.
function opens(node) {
  const schema = resolve(node);
  if (schema.properties) return Object.keys(schema.properties).length > 0;
  const variants = schema.oneOf ?? schema.anyOf?.filter((variant) => resolve(variant).type !== "null");
  if (variants) return variants.some(opens);
  if (schema.type === "array") return opens(schema.items);
  return typeof schema.additionalProperties === "object" && opens(schema.additionalProperties);
}
