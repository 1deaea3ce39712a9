// A value that a schema takes: what is required, or the plain members where nothing is.
import { resolve } from "./schema.js";

/** A sample of a schema. */
export function sample(node, depth = 0) {
  const schema = resolve(node);
  if ("const" in schema) return schema.const;
  if (schema.enum) return schema.enum.find((value) => value === "user") ?? schema.enum[0];
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants) return sample(variants[0], depth);
  switch ([schema.type].flat()[0]) {
    case "string":
      return text(schema);
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 0, number(schema));
    case "boolean":
      return false;
    case "array":
      return depth > 5 ? [] : [sample(schema.items, depth + 1)];
    case "object":
      return depth > 5 ? {} : object(schema, depth);
    default:
      return null;
  }
}

function object(schema, depth) {
  const properties = Object.entries(schema.properties ?? {}).filter(([, property]) => !resolve(property).deprecated);
  const required = new Set(schema.required);
  const wanted = ([name, property]) => required.has(name) || isChoice(property) || (required.size === 0 && isPlain(property));
  const chosen = depth === 0 && required.size > 0 ? properties.filter(([name]) => required.has(name)) : properties.filter(wanted);
  return Object.fromEntries((chosen.length > 0 ? chosen : properties).map(([name, property]) => [name, sample(property, depth + 1)]));
}

// "Required" cannot be said of a choice among kinds, but a message without its content is none.
const isChoice = (property) => !property.$ref && resolve(property).anyOf !== undefined;

// What is required of some kinds alone is not for the plain one.
function isPlain(property) {
  const schema = resolve(property);
  if (/Required of /.test(property.description ?? schema.description ?? "")) return false;
  return schema.enum !== undefined || ["string", "boolean", "integer", "number"].includes([schema.type].flat()[0]);
}

// Comments put the words that a text may be, or an example, in quotes.
function text(schema) {
  if (schema.format === "date-time") return new Date(0).toISOString();
  if (schema.pattern) return "1s";
  return /"([^"…]+)"/.exec(schema.description ?? "")?.[1] ?? "text";
}

// "1 to 50" says that 1 will do.
const number = (schema) => Number(/\b(\d+) to \d+/.exec(schema.description ?? "")?.[1] ?? 0);
