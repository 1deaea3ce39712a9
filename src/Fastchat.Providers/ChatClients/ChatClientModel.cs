using System.Runtime.CompilerServices;
using Fastchat.ModelGateway;
using Microsoft.Extensions.AI;

namespace Fastchat.Providers.ChatClients;

/// <summary>
/// A plugged-in <see cref="IChatClient"/> as a model. It knows no number of answers: several are asked for one after another.
/// An answer whose client does not say why it ended has ended as it should.
/// </summary>
internal sealed class ChatClientModel(IChatClient client, TimeProvider clock) : IChatModel
{
    private readonly ChatClientFaults _faults = new(clock);

    public async IAsyncEnumerable<ModelDelta> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var asked = ChatClientRequest.Of(request.Parameters);
        var usage = new ChatClientUsage();
        var begun = false;
        for (var choice = 0; choice < asked.Answers; choice++)
        {
            var answer = new ChatClientAnswer(choice, usage);
            await using var updates = Open(asked, cancellationToken);
            while (await NextAsync(updates, begun, cancellationToken))
            {
                foreach (var delta in answer.Read(updates.Current))
                {
                    begun = true;
                    yield return delta;
                }

                if (answer.Error is { } error) throw _faults.InStream(error);
            }

            // Some clients take a cancellation for an end.
            cancellationToken.ThrowIfCancellationRequested();
            yield return answer.End();
        }

        if (usage.Total is { } total) yield return new ModelDelta { Usage = total };
    }

    private IAsyncEnumerator<ChatResponseUpdate> Open(ChatClientRequest asked, CancellationToken cancellationToken)
    {
        try
        {
            return client.GetStreamingResponseAsync(asked.Messages, asked.Options.Clone(), cancellationToken).GetAsyncEnumerator(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw _faults.Of(e, begun: false);
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, bool begun, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw _faults.Of(e, begun);
        }
    }
}
