using GridGov.Encryption;
using GridGov.Host;
using Microsoft.Extensions.Configuration;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Encryption;

/// <summary>A server with its own keys for each test.</summary>
public abstract class EncryptionKeyTest : IAsyncLifetime
{
    private protected const string Phone = "13803710001";

    private protected readonly App app = new();
    private protected readonly StringWriter output = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await output.DisposeAsync();
    }

    private protected Task<int> Keys(string command, params string[] settings) =>
        CommandLine.Run(["keys", command, .. app.Arguments, .. settings], output, output);

    private protected static string NewMaster() => MasterKey.Create().ToText().Trim();

    private protected static MasterKeys Masters(params (string Key, string Value)[] values) =>
        MasterKeys.From(new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))).Build(), "nowhere");

    private protected static async Task<Answer> Filed(TestStreet street, string category = Greenery) =>
        (await (await street.Worker())
            .Post("/v1/tickets", new { category, description = "原话", reporter = new { name = "王芳", phone = Phone } })).ShouldBeCreated();

    /// <summary>Reads encrypted data in every way that the API has.</summary>
    private protected static async Task CanBeRead(TestStreet street, Answer reported, Answer confidential, App? at = null)
    {
        var head = await street.App.CallerFor(street.PersonId("head1"), at);
        ((string)(await head.Post($"/v1/tickets/{reported.Id}/reporters/unmask", new { purpose = "试" }))
            .ShouldBeOk()["items"]![0]!["phone"]!).ShouldBe(Phone);
        (await head.Post("/v1/tickets/search-by-phone", new { phone = Phone, purpose = "试" })).ShouldBeOk()["items"]!.AsArray()
            .Select(each => (string)each!["id"]!).ShouldContain(reported.Id);
        var words = (await head.Post($"/v1/tickets/{confidential.Id}/unmask", new { purpose = "试" })).ShouldBeOk();
        ((string)words["ticket"]!["description"]!).ShouldBe("原话");
        words["events"]!.AsArray().Select(each => (string?)each!["details"]?["text"]).ShouldContain("补充");
    }

    private protected static async Task<(Answer Reported, Answer Confidential)> FileReportedAndConfidential(TestStreet street)
    {
        var (reported, confidential) = (await Filed(street), await Filed(street, "0704"));
        (await (await street.Worker()).Post($"/v1/tickets/{confidential.Id}/comments", new { text = "补充" })).ShouldBeCreated();
        return (reported, confidential);
    }
}
