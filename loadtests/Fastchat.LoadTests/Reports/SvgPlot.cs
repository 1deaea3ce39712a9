using System.Globalization;
using System.Net;
using System.Text;

namespace Fastchat.LoadTests.Reports;

/// <summary>Lines in a frame, as SVG that needs nothing else.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Across">What the horizontal axis counts.</param>
/// <param name="Up">What the vertical axis counts.</param>
internal sealed record SvgPlot(string Title, string Across, string Up)
{
    private const int Width = 720;
    private const int Height = 300;
    private const int Left = 70;
    private const int Bottom = 40;
    private const int Top = 30;
    private const int Right = 190;
    private const int Ticks = 5;

    private static readonly string[] Colours = ["#1b6ca8", "#d1495b", "#2e933c", "#8d5a97", "#e09f3e", "#555555"];

    private readonly List<(string Name, IReadOnlyList<(double X, double Y)> Points)> _lines = [];

    /// <summary>Adds a line; one without points is left out.</summary>
    public void Add(string name, IEnumerable<(double X, double Y)> points)
    {
        var all = points.ToList();
        if (all.Count > 0) _lines.Add((name, all));
    }

    /// <summary>Writes it.</summary>
    public string Write()
    {
        if (_lines.Count == 0) return "";
        var (mostX, mostY) = (Math.Max(1e-9, _lines.Max(l => l.Points.Max(p => p.X))), Math.Max(1e-9, _lines.Max(l => l.Points.Max(p => p.Y))));
        var svg = new StringBuilder(Text($"""<svg viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" font-family="sans-serif" font-size="11">"""));
        svg.Append(Text($"""<text x="{Left}" y="16" font-size="13">{WebUtility.HtmlEncode(Title)}</text>"""));
        svg.Append(Text($"""<rect x="{Left}" y="{Top}" width="{Width - Left - Right}" height="{Height - Top - Bottom}" fill="none" stroke="#999"/>"""));
        for (var tick = 0; tick <= Ticks; tick++)
        {
            var (x, y) = (X((double)tick / Ticks), Y((double)tick / Ticks));
            svg.Append(Text($"""<text x="{x:0.#}" y="{Height - Bottom + 14}" text-anchor="middle">{mostX * tick / Ticks:0.##}</text>"""));
            svg.Append(Text($"""<text x="{Left - 6}" y="{y + 4:0.#}" text-anchor="end">{mostY * tick / Ticks:0.##}</text>"""));
            svg.Append(Text($"""<line x1="{Left}" x2="{Width - Right}" y1="{y:0.#}" y2="{y:0.#}" stroke="#eee"/>"""));
        }

        svg.Append(Text($"""<text x="{(Left + Width - Right) / 2}" y="{Height - 8}" text-anchor="middle">{WebUtility.HtmlEncode(Across)}</text>"""));
        svg.Append(Text($"""<text transform="rotate(-90 14 {Height / 2})" x="14" y="{Height / 2}" text-anchor="middle">{WebUtility.HtmlEncode(Up)}</text>"""));
        foreach (var (number, (name, points)) in _lines.Index())
        {
            var colour = Colours[number % Colours.Length];
            var path = string.Join(' ', points.Select(p => Text($"{X(p.X / mostX):0.#},{Y(p.Y / mostY):0.#}")));
            svg.Append(Text($"""<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>"""));
            svg.Append(Text($"""<text x="{Width - Right + 10}" y="{Top + 12 + (number * 16)}" fill="{colour}">{WebUtility.HtmlEncode(name)}</text>"""));
        }

        return svg.Append("</svg>").ToString();
    }

    private static double X(double share) => Left + (share * (Width - Left - Right));

    private static double Y(double share) => Height - Bottom - (share * (Height - Top - Bottom));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
