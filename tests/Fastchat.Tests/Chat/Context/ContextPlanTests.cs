using Fastchat.Contracts.OpenAI.V1;
using Fastchat.ModelGateway.Tokens;
using FsCheck;
using FsCheck.Fluent;

namespace Fastchat.Chat.Context;

public sealed class ContextPlanTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(300);
    private static readonly TokenCounter Counter = TokenCounter.For("gpt-4o");

    [Fact]
    public void Kept_AnyConversation_IsNeverOverTheBudgetBeyondWhatMustStay() => FsCheck.Check.One(Runs, Prop.ForAll(GeneratedConversations.Any, Budgets, (messages, budget) =>
    {
        var plan = Make(messages, budget);

        Assert.Equal(plan.Kept().Sum(Count), plan.Tokens);
        Assert.True(plan.Tokens <= Math.Max(budget, ContextPlan.Least(messages, Count)), $"{plan.Tokens} of {budget}");
    }));

    [Fact]
    public void Kept_AnyConversation_KeepsTheOrderTheSystemAndTheLastQuestion() => FsCheck.Check.One(Runs, Prop.ForAll(GeneratedConversations.Any, Budgets, (messages, budget) =>
    {
        var kept = Make(messages, budget).Kept().ToList();

        var places = kept.ConvertAll(k => Array.FindIndex(messages, m => ReferenceEquals(m, k)));
        Assert.Equal(places.Order(), places);
        Assert.All(messages.Where(MessageUnit.IsSystem), m => Assert.Contains(kept, k => ReferenceEquals(k, m)));
        if (messages.LastOrDefault(m => m.Role == ChatRole.User) is { } question) Assert.Contains(kept, k => ReferenceEquals(k, question));
        if (messages.Length > 0) Assert.Contains(kept, k => ReferenceEquals(k, messages[^1]));
    }));

    [Fact]
    public void Kept_AnyConversation_HasCallsAndTheirAnswersTogether() => FsCheck.Check.One(Runs, Prop.ForAll(GeneratedConversations.Any, Budgets, (messages, budget) =>
    {
        var kept = Make(messages, budget).Kept().ToHashSet(ReferenceEqualityComparer.Instance);

        var calls = new Dictionary<string, ChatMessage>();
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.Tool && calls.TryGetValue(message.ToolCallId, out var call)) Assert.Equal(kept.Contains(call), kept.Contains(message));
            foreach (var made in message.ToolCalls) calls[made.Id] = message;
        }
    }));

    [Fact]
    public void Kept_AnyConversation_BeginsWithAQuestionOrWhatMustStay() => FsCheck.Check.One(Runs, Prop.ForAll(GeneratedConversations.Any, Budgets, (messages, budget) =>
    {
        var plan = Make(messages, budget);
        if (plan.Dropped.Count == 0 || !messages.Any(m => m.Role == ChatRole.User)) return;

        // The user may have spoken between a call and its answer.
        var first = plan.Kept().First(m => !MessageUnit.IsSystem(m));
        Assert.True(first.Role == ChatRole.User || ContextPlan.MustStay(messages).Contains(first, ReferenceEqualityComparer.Instance), first.ToString());
    }));

    [Fact]
    public void Dropped_AllFits_IsNothing()
    {
        var messages = Turns(10);

        Assert.Empty(ContextPlan.Of(messages, messages.Sum(Count), 10, 10, 100, Count).Dropped);
    }

    [Fact]
    public void Dropped_NotAllFits_LeavesAboutTheTarget()
    {
        var messages = Turns(200);
        var (above, target) = (2000L, 1200L);

        var plan = ContextPlan.Of(messages, above, target, 0, (above - target) * 4, Count);

        Assert.InRange(plan.Tokens, target * 3 / 4, above);
    }

    [Fact]
    public void Dropped_ConversationGrows_StaysTheSameForManyTurns()
    {
        var all = Turns(400);
        var cuts = new List<int>();

        for (var length = 101; length < all.Length; length += 2) cuts.Add(ContextPlan.Of(all[..length], 2000, 1000, 0, 3000, Count).Dropped.Count);

        // Two messages more each time; each cut serves for many turns, and the next lies behind it.
        Assert.Equal(cuts.Order(), cuts);
        Assert.InRange(cuts.Distinct().Count(), 2, cuts.Count / 5);
    }

    [Fact]
    public void Earlier_ConversationGrows_NamesTheCutsOfBefore()
    {
        var all = Turns(400);
        var cuts = new List<int>();
        for (var length = 101; length < all.Length; length += 2) cuts.Add(ContextPlan.Of(all[..length], 2000, 1000, 0, 3000, Count).Dropped.Count);

        var last = ContextPlan.Of(all[..^1], 2000, 1000, 0, 3000, Count);

        Assert.Subset(last.Earlier.Append(last.Dropped.Count).ToHashSet(), cuts.Where(c => c > 0).ToHashSet());
    }

    [Fact]
    public void Counting_LongConversation_GoesNoFurtherThanThereIsRoom()
    {
        var counted = 0;

        ContextPlan.Of(Turns(2000), 1000, 600, 0, 1600, m =>
        {
            counted++;
            return Count(m);
        });

        Assert.InRange(counted, 1, 150);
    }

    [Fact]
    public void MustStay_NothingElseFits_IsTheSystemTheQuestionAndWhatFollowsTheLastCall()
    {
        ChatMessage[] messages =
        [
            Said(ChatRole.System, "s"), Said(ChatRole.User, "old"), Said(ChatRole.Assistant, "older"), Said(ChatRole.User, "question"),
            new() { Role = ChatRole.Assistant, ToolCalls = { new ToolCall { Id = "1" } } }, new() { Role = ChatRole.Tool, ToolCallId = "1", Text = "answer" },
        ];

        var plan = ContextPlan.Of(messages, 1, 1, 0, 1, Count);

        Assert.Equal([0, 3, 4, 5], plan.Kept().Select(k => Array.IndexOf(messages, k)));
        Assert.Equal(plan.Kept(), ContextPlan.MustStay(messages));
    }

    private static Arbitrary<long> Budgets { get; } = Gen.Choose(0, 1500).Select(b => (long)b).ToArbitrary();

    private static ContextPlan Make(ChatMessage[] messages, long budget) => ContextPlan.Of(messages, budget, budget * 2 / 3, budget / 10, Math.Max(1, budget), Count);

    private static long Count(ChatMessage message) => Counter.Count(message);

    // Each of about twenty tokens; the last is a question.
    private static ChatMessage[] Turns(int count) =>
        [.. Enumerable.Range(0, count + 1).Select(i => Said(i % 2 == 0 ? ChatRole.User : ChatRole.Assistant, $"Message {i} says some words of no importance at all to anybody here."))];

    private static ChatMessage Said(ChatRole role, string text) => new() { Role = role, Text = text };
}
