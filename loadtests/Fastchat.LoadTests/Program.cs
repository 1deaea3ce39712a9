using System.Globalization;
using Fastchat.LoadTests;
using Fastchat.LoadTests.Lab;
using Fastchat.LoadTests.Mock;
using Fastchat.LoadTests.Reports;
using Fastchat.LoadTests.Scenarios;

if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("The load tests need Linux: they read what processes use from /proc and wait for sockets with epoll.");
    return 2;
}

if (args is ["mock"]) return await MockUpstream.RunAsync(Console.In, Console.Out);

LoadOptions options;
try
{
    options = LoadOptions.Parse(args, [.. LoadScenario.All.Select(s => s.Name)]);
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}{Environment.NewLine}{LoadOptions.Usage}");
    return 2;
}

Progress.IsOn = true;
var begun = TimeProvider.System.GetLocalNow();
var folder = options.Output ?? Path.Combine("artifacts", "load", begun.ToString("yyyy-MM-dd-HHmmss", CultureInfo.InvariantCulture));
var reports = new List<ScenarioReport>();
await using (var lab = await LoadLab.StartAsync(options))
{
    if (!lab.HasNginx) Console.Error.WriteLine("nginx is not installed (eng/setup does): there is nothing to compare with.");
    foreach (var scenario in LoadScenario.All.Where(s => options.Scenarios.Count == 0 || options.Scenarios.Contains(s.Name)))
    {
        Console.Error.WriteLine($"{scenario.Name}: {scenario.Promise}");
        reports.Add(await scenario.RunAsync(lab, options));
        Console.Out.WriteLine(MarkdownReport.Of(reports[^1]));
    }
}

await ReportFiles.WriteAsync(folder, begun, args, reports);
Console.Error.WriteLine($"Reports: {folder}");
return reports.SelectMany(r => r.Promises).All(p => p.Held) ? 0 : 1;
