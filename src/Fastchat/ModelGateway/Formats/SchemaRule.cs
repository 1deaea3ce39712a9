using System.Text.Json.Nodes;

namespace Fastchat.ModelGateway.Formats;

/// <summary>What one keyword of a schema demands of a value; null when the value meets it.</summary>
internal delegate SchemaFault? SchemaRule(SchemaRun run, SchemaPlace place, JsonNode? value);
