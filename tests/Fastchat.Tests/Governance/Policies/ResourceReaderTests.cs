using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Retrieval.V1;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Governance.Policies;

public sealed class ResourceReaderTests
{
    [Fact]
    public void Read_Completion_NamesModelToolsAndStores()
    {
        var request = new CreateChatCompletionRequest
        {
            Params = new ChatCompletionParams
            {
                Model = "gpt-4o",
                Tools =
                {
                    new ChatTool { FileSearch = new FileSearchTool { VectorStoreIds = { "vs_1", "vs_2" } } },
                    new ChatTool { Function = new FunctionTool { Function = Struct.Parser.ParseJson("""{"name": "weather"}""") } },
                },
            },
        };

        var found = ResourceReader.Read(request);

        Assert.Equal(["gpt-4o"], found.Models);
        Assert.Equal(["file_search", "weather"], found.Tools);
        Assert.Equal(["vs_1", "vs_2"], found.Collections);
    }

    [Fact]
    public void Read_ServersToolsAndFunctions_AreCalledByTheirOwnNames()
    {
        var chat = new ChatRequest { Tools = { new Tool { ServerTool = new ServerTool { Name = "clock" } }, new Tool { Function = new Function { Name = "mine" } } } };
        var completion = new CreateChatCompletionRequest { Params = new ChatCompletionParams { Tools = { new ChatTool { ServerTool = new ChatServerTool { Name = "clock" } } } } };
        var response = new CreateResponseRequest { Params = new ResponseParams { Tools = { new ResponseTool { Function = new ResponseFunctionTool { Name = "mine" } } } } };
        response.Params.Tools.Add(new ResponseTool { Mcp = new McpTool { AllowedTools = new McpAllowedTools { Names = new StringList { Values = { "clock", "other" } } } } });
        response.Params.Tools.Add(new ResponseTool { Mcp = new McpTool { AllowedTools = new McpAllowedTools { Filter = new McpToolFilter { ToolNames = { "third" } } } } });
        response.Params.Tools.Add(new ResponseTool { Mcp = new McpTool() });

        Assert.Equal(["clock", "mine"], ResourceReader.Read(chat).Tools);
        Assert.Equal(["clock"], ResourceReader.Read(completion).Tools);
        Assert.Equal(["mine", "clock", "other", "third"], ResourceReader.Read(response).Tools);
    }

    [Fact]
    public void Read_NativeCalls_NameTheSameThings()
    {
        Assert.Equal(["file_search"], ResourceReader.Read(new ChatRequest { Tools = { new Tool { FileSearch = new FileSearch { VectorStoreIds = { "vs_1" } } } } }).Tools);
        Assert.Equal(["vs_1"], ResourceReader.Read(new SearchRequest { CollectionIds = { "vs_1" } }).Collections);
        Assert.Equal(["run_1"], ResourceReader.Read(new GetRunRequest { RunId = "run_1" }).Others);
    }

    [Fact]
    public void Read_RequestThatNamesNothing_FindsNothing()
    {
        var found = ResourceReader.Read(new Contracts.Chat.V1.ListModelsRequest());

        Assert.Empty(found.Models.Concat(found.Tools).Concat(found.Collections).Concat(found.Others));
    }
}
