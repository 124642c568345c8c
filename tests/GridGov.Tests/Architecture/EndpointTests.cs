using System.Net;
using System.Text.Json;
using FluentValidation;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Data;
using GridGov.Domain.Tickets;
using GridGov.Host;
using GridGov.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using BaseEndpoint = FastEndpoints.BaseEndpoint;
using EndpointDefinition = FastEndpoints.EndpointDefinition;

namespace GridGov.Tests.Architecture;

/// <summary>Every mapped operation declares its metadata.</summary>
public class EndpointTests
{
    static readonly IReadOnlyList<RouteEndpoint> All =
        [.. App.Shared.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    static readonly IReadOnlyList<RouteEndpoint> V1 =
        [.. All.Where(endpoint => Route(endpoint).StartsWith("/v1", StringComparison.Ordinal))];

    static string Route(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    static string Name(RouteEndpoint endpoint) =>
        $"{string.Join(',', endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])} {Route(endpoint)}";

    static void None(IEnumerable<RouteEndpoint> faulty, string what) => faulty.Select(Name).ShouldBeEmpty(what);

    [Fact]
    public void Every_operation_has_a_unique_name()
    {
        V1.ShouldNotBeEmpty();
        None(V1.Where(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is null), "without an operation id");
        V1.GroupBy(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName)
            .Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty();
    }

    [Fact]
    public void Every_operation_has_a_summary_and_a_tag()
    {
        None(V1.Where(endpoint => string.IsNullOrWhiteSpace(endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary)),
            "without a summary");
        None(V1.Where(endpoint => endpoint.Metadata.GetMetadata<ITagsMetadata>() is not { Tags.Count: > 0 }), "without a tag");
    }

    [Fact]
    public void Every_endpoint_declares_its_access() => None(Undeclared(All), "with neither Needs nor Anonymously, or with both");

    static IEnumerable<RouteEndpoint> Undeclared(IEnumerable<RouteEndpoint> endpoints) =>
        endpoints.Where(endpoint =>
            endpoint.Metadata.GetMetadata<AccessMetadata>() is null == endpoint.Metadata.GetMetadata<AnonymousMetadata>() is null);

    [Fact]
    public async Task An_endpoint_without_declared_access_is_found_and_refuses_everybody()
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-tests-");
        try
        {
            var builder = Server.CreateBuilder([.. new TestStore(folder.FullName).Arguments, "--GridGov:BackgroundWorkers=false"]);
            builder.WebHost.UseTestServer();
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            await using var server = Server.Build(builder);
            server.MapGet("/v1/forgotten", () => "secret");
            server.MapGet("/v1/torn", () => "secret").RequiresSignIn().AllowsAnonymous();
            server.MapGet("/v1/open", () => "welcome").AllowsAnonymous();
            await server.StartAsync();
            Undeclared(server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()).Select(Route)
                .ShouldBe(["/v1/forgotten", "/v1/torn"], ignoreOrder: true);

            var session = await new Db(server.Services.GetRequiredService<Engine>()).Write(async tx =>
            {
                var (person, id) = (await TestStreet.AddPerson(tx, "somebody", "*"), tx.NewId());
                await TestStreet.Appoint(tx, person, GridGov.Security.PostKind.Administrator, "*");
                await tx.Execute("INSERT INTO sessions (id, person_id, device, created_at) VALUES (@Id, @Person, 'test', @Now)",
                    new { Id = id, Person = person, tx.Now });
                return id;
            });
            var token = server.Services.GetRequiredService<AccessTokens>().Issue(session);
            var caller = new Caller(server.GetTestClient(), GridGov.Data.Id.None, token);
            (await caller.Get("/v1/me")).ShouldBeOk();
            (await caller.Get("/v1/open")).ShouldBeOk().Text.ShouldBe("welcome");
            (await caller.Get("/v1/forgotten")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required")
                .Text.ShouldNotContain("secret");
            await server.StopAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Declared_refusals_are_in_the_catalogue_with_that_status() =>
        All.SelectMany(endpoint => endpoint.Metadata.GetOrderedMetadata<ProducesProblemMetadata>()
                .SelectMany(refusal => refusal.Codes.Select(code => (endpoint, refusal.Status, code))))
            .Where(one => ProblemCatalogue.All.GetValueOrDefault(one.code)?.Status != one.Status)
            .Select(one => $"{Name(one.endpoint)}: {one.Status} {one.code}")
            .ShouldBeEmpty();

    [Fact]
    public void Every_body_has_an_example() =>
        None(V1.Where(endpoint => Body(endpoint) is { } body && body.GetProperties().Length > 0
            && endpoint.Metadata.GetMetadata<RequestExample>() is null), "without an example");

    [Fact]
    public void Every_example_is_a_valid_request()
    {
        var options = App.Shared.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var faults = new List<string>();
        foreach (var endpoint in V1)
        {
            if (endpoint.Metadata.GetMetadata<RequestExample>() is not { } example)
                continue;
            if (Body(endpoint) is not { } body)
            {
                faults.Add($"{Name(endpoint)}: an example, but no JSON body");
                continue;
            }
            try
            {
                var request = JsonSerializer.Deserialize(example.Json, body, options)!;
                var result = Validation.For(body)?.Validate(new ValidationContext<object>(request));
                faults.AddRange((result?.Errors ?? []).Select(error => $"{Name(endpoint)}: {error}"));
            }
            catch (JsonException e)
            {
                faults.Add($"{Name(endpoint)}: {e.Message}");
            }
        }
        faults.ShouldBeEmpty();
    }

    [Fact]
    public void Every_operation_is_an_endpoint_class_named_as_its_operation_id()
    {
        var operations = V1.Where(endpoint => endpoint.Metadata.GetMetadata<RequestDescription>() is not null).ToList();
        None(V1.Except(operations), "not a FastEndpoints class");
        var mapped = operations.Select(endpoint => endpoint.Metadata.GetRequiredMetadata<EndpointDefinition>().EndpointType).ToList();
        typeof(Server).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(BaseEndpoint))).Except(mapped)
            .ShouldBeEmpty();
        operations
            .Where(endpoint => !endpoint.Metadata.GetRequiredMetadata<EndpointDefinition>().EndpointType.Name
                .Equals(endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName, StringComparison.OrdinalIgnoreCase))
            .Select(Name).ShouldBeEmpty();
    }

    [Fact]
    public void Every_action_of_the_lifecycle_is_one_operation() =>
        V1.Select(endpoint => endpoint.Metadata.GetMetadata<TicketVerbMetadata>()?.Action).OfType<TicketAction>()
            .ShouldBe(Enum.GetValues<TicketAction>(), ignoreOrder: true);

    [Fact]
    public void Nothing_of_the_framework_is_mapped_beside_the_operations() =>
        All.Select(Route).Where(route => route.Contains("_test_url_cache_", StringComparison.Ordinal)).ShouldBeEmpty();

    /// <summary>The type of the JSON body.</summary>
    static Type? Body(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { RequestType: { } type } accepts
        && accepts.ContentTypes.Contains("application/json") ? type : null;
}
