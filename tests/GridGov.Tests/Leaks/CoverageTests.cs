using System.Text.RegularExpressions;
using GridGov.Api;
using GridGov.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Leaks;

/// <summary>The leak tests call every mapped route, and fail for a route that they cannot call.</summary>
public sealed partial class CoverageTests(LeakServer server) : IClassFixture<LeakServer>
{
    [Fact]
    public async Task The_leak_tests_can_call_every_mapped_route()
    {
        var victim = await VictimStreet.New(server.App);
        var mapped = server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        server.Operations.Count.ShouldBeGreaterThanOrEqualTo(mapped.Count);
        foreach (var operation in server.Operations)
        {
            (await victim.Ask(operation)).OwnText.ShouldStartWith($"{operation.Method} /");
            (operation.Anonymous ^ operation.Needs is not null).ShouldBeTrue(operation.ToString());
        }
        // The names are unique.
        server.Operations.Select(operation => operation.Name).ShouldBeUnique();
    }

    /// <summary>An unknown property or parameter is refused and never ignored.</summary>
    [Fact]
    public async Task Every_route_refuses_unknown_properties_and_parameters()
    {
        var victim = await VictimStreet.New(server.App);
        List<Member> members = [await StreetMembers.Root(victim.Street), .. await StreetMembers.All(victim.Street)];
        var (bodies, queries) = (0, 0);
        foreach (var operation in server.Operations.Where(operation => !operation.Anonymous))
        {
            var caller = await members.First(member => member.ExpectedRefusal(operation) is null).For(operation);
            var request = await victim.Ask(operation);
            var response = await (request with { Query = "whose=mine" }).SendAs(caller);
            (response.Code is "unknown-parameter").ShouldBeTrue($"{request}: {response}");
            queries++;
            if (operation.Example() is null)
                continue;
            response = await (request with { Extra = "grantedBy" }).SendAs(caller);
            (response.Code is "invalid-input" && response.Text.Contains("unknown_property", StringComparison.Ordinal))
                .ShouldBeTrue($"{request}: {response}");
            bodies++;
        }
        bodies.ShouldBeGreaterThan(30);
        queries.ShouldBeGreaterThan(90);
    }

    [Fact]
    public async Task Every_query_parameter_that_is_an_id_names_a_thing_of_the_victim()
    {
        var contract = (await server.App.Nobody().Get("/openapi/v1.json")).ShouldBeOk().Json;
        var described = contract["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(pair => pair.Value!)
            .ToDictionary(operation => (string)operation["operationId"]!, StringComparer.Ordinal);
        var ids = (from operation in server.Operations.Where(operation => described.ContainsKey(operation.Name))
                   from parameter in described[operation.Name]["parameters"]?.AsArray() ?? []
                   where (string?)parameter!["in"] == "query"
                   where Id().IsMatch((string?)parameter["description"] ?? "")
                   select (Operation: operation, Parameter: (string)parameter["name"]!)).ToList();
        ids.Count.ShouldBeGreaterThan(60);
        ids.Where(each => RequestTables.InQuery(each.Operation, each.Parameter) is null)
            .Select(each => $"{each.Operation.Name} {each.Parameter}").ShouldBeEmpty("say in RequestTables.InQueries what it names");
    }

    [GeneratedRegex("^(The ids? |Ids? |An id |A person's id)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    sealed record Note(string? TicketCode, string? Text);

    [Fact]
    public void What_is_short_is_replaced_alone_and_not_inside_codes()
    {
        var things = new NamedThings(
            new Dictionary<ThingKind, string> { [ThingKind.TileZoom] = "14", [ThingKind.Grid] = "991458001001001" },
            new Dictionary<string, string>(StringComparer.Ordinal) { ["parent"] = "991458001001" })
        { Word = "zq4", Number = "20261118-0014" };
        things.Anonymised("grid 991458001001002 at 14/13364, 991458001001001")
            .ShouldBe("grid ‹parent›002 at ‹TileZoom›/13364, ‹Grid›");
        things.Anonymised("991457001001001 and zq4").ShouldBe("991457001001001 and ‹word›");
    }

    [Fact]
    public async Task A_route_with_an_unknown_parameter_fails_the_tests()
    {
        await using var app = WebApplication.CreateBuilder().Build();
        app.MapGet("/v1/dossiers/{dossierId}", () => "").WithOperation("getDossier", "x")
            .WithMetadata(new AccessMetadata(Capability.TicketRead));
        app.MapPost("/v1/notes", (Note note) => note).WithOperation("addNote", "x").WithMetadata(new AccessMetadata(Capability.TicketRead))
            .WithMetadata(new RequestExample("""{ "ticketCode": "01K4V6J0Q8Z3R", "text": "x" }"""));
        app.MapPost("/v1/remarks", (Note note) => note).WithOperation("addRemark", "x")
            .WithMetadata(new AccessMetadata(Capability.TicketRead)).WithMetadata(new RequestExample("""{ "text": "x" }"""));
        var operations = Operation.Of(((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints))
            .ToDictionary(operation => operation.Name);
        var victim = await VictimStreet.New(server.App);
        (await Should.ThrowAsync<UnknownParameterException>(() => victim.Ask(operations["getDossier"])))
            .Message.ShouldContain("/v1/dossiers/{dossierId}");
        (await Should.ThrowAsync<UnknownParameterException>(() => victim.Ask(operations["addNote"]))).Message.ShouldContain("'ticketCode'");
        (await victim.Ask(operations["addRemark"])).OwnText.ShouldBe("""POST /v1/remarks {"text":"x"}""");
    }
}
