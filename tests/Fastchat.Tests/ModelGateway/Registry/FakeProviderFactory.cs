using System.Collections.Concurrent;
using Fastchat.Testing;
using Microsoft.Extensions.Hosting;

namespace Fastchat.ModelGateway.Registry;

/// <summary>Makes providers whose model says the name of its address.</summary>
internal sealed class FakeProviderFactory : IModelProviderFactory
{
    public ConcurrentQueue<Live> Made { get; } = new();

    public string Kind => "openai";

    public IModelProvider Create(ProviderEntry entry)
    {
        var made = new Live(entry);
        Made.Enqueue(made);
        return made;
    }

    internal sealed class Live(ProviderEntry entry) : IModelProvider, IHostedService
    {
        private readonly FakeChatModel _model = new FakeChatModel(TimeProvider.System).Say(entry.BaseUrl.Host).Stop();

        public ProviderEntry Entry => entry;

        public string Name => entry.Name;

        public IReadOnlyList<ModelInfo> Models => [];

        public bool IsStarted { get; private set; }

        public bool IsStopped { get; private set; }

        public bool Offers(string model) => entry.Patterns.Contains(model);

        public IChatModel ChatModel(string model) => _model;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            IsStarted = true;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            IsStopped = true;
            return Task.CompletedTask;
        }
    }
}
