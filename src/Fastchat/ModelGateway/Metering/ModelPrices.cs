using System.Collections.Frozen;
using System.Globalization;

namespace Fastchat.ModelGateway.Metering;

/// <summary>What models cost. One that is not named costs what <c>*</c> says, or nothing.</summary>
public sealed class ModelPrices
{
    private const string Every = "*";
    private const decimal Highest = 1_000_000;

    private readonly FrozenDictionary<string, ModelPrice> _prices;
    private readonly ModelPrice _other;

    private ModelPrices(IReadOnlyDictionary<string, ModelPrice> prices)
    {
        _prices = prices.ToFrozenDictionary(StringComparer.Ordinal);
        _other = prices.GetValueOrDefault(Every);
    }

    /// <summary>Everything for nothing.</summary>
    public static ModelPrices Free { get; } = new(new Dictionary<string, ModelPrice>());

    /// <summary>A model's price.</summary>
    public ModelPrice Of(string model) => _prices.TryGetValue(model, out var price) ? price : _other;

    /// <summary>Reads prices such as <c>gpt-4o=2.5/10, *=1/3</c>: per million tokens read and written.</summary>
    /// <exception cref="FormatException">Says which entry is wrong, and what would be right.</exception>
    public static ModelPrices Parse(string text)
    {
        var prices = new Dictionary<string, ModelPrice>(StringComparer.Ordinal);
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // Names of models may hold '=' and '/'; prices hold neither but the one between them.
            var equals = entry.LastIndexOf('=');
            var slash = entry.LastIndexOf('/');
            if (equals <= 0 || slash < equals || !TryRead(entry[(equals + 1)..slash], out var prompt) || !TryRead(entry[(slash + 1)..], out var completion))
                throw new FormatException($"'{entry}' must be a model's name and the prices of a million tokens read and written, such as gpt-4o=2.5/10.");
            if (!prices.TryAdd(entry[..equals].Trim(), new ModelPrice(prompt, completion))) throw new FormatException($"'{entry[..equals].Trim()}' has two prices.");
        }

        return new ModelPrices(prices);
    }

    private static bool TryRead(string text, out decimal price) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out price) && price <= Highest;
}
