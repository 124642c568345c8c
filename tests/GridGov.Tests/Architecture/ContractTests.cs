using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using GridGov.Api;
using GridGov.Api.OpenApi;
using GridGov.Host.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Architecture;

/// <summary>The OpenAPI document is complete, and the committed one is current.</summary>
public class ContractTests
{
    static async Task<byte[]> Generated() => await App.Shared.Services.GetRequiredService<ContractDocument>().Json();

    static async Task<JsonNode> Document() => JsonNode.Parse(await Generated())!;

    [Fact]
    public async Task The_committed_contract_is_the_generated_one()
    {
        var file = Path.Combine(Repository.Root, "openapi", "gridgov.v1.json");
        var committed = File.Exists(file) ? await File.ReadAllBytesAsync(file) : [];
        var generated = await Generated();
        committed.SequenceEqual(generated).ShouldBeTrue(
            "The API has changed. Refresh its contract, and look at the difference:\n"
            + "  dotnet run --project src/GridGov -- openapi openapi/gridgov.v1.json");
    }

    [Fact]
    public async Task The_command_writes_the_same_contract_without_a_server()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("gridgov-contract-").FullName, "v1.json");
        (await OpenApiCommand.Run(new() { File = file })).ShouldBe(0);
        (await File.ReadAllBytesAsync(file)).ShouldBe(await Generated());
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public async Task Every_schema_property_is_described()
    {
        var missing = new List<string>();
        foreach (var (name, schema) in (await Document())["components"]!["schemas"]!.AsObject())
        {
            if (schema!["description"] is null)
                missing.Add(name);
            foreach (var (property, value) in schema["properties"]?.AsObject() ?? [])
            {
                if (value!["description"] is null)
                    missing.Add($"{name}.{property}");
            }
        }
        missing.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_parameter_is_described()
    {
        var missing = new List<string>();
        foreach (var (id, operation) in await Operations())
        {
            missing.AddRange((operation["parameters"]?.AsArray() ?? [])
                .Where(parameter => string.IsNullOrWhiteSpace((string?)parameter!["description"]))
                .Select(parameter => $"{id}: {parameter!["name"]}"));
        }
        missing.ShouldBeEmpty();
    }

    [Fact]
    public async Task Operations_that_need_a_sign_in_declare_it()
    {
        foreach (var (id, operation) in await Operations())
        {
            if (operation["security"]!.AsArray().Count > 0)
                ((string?)operation["responses"]!["401"]?["description"]).ShouldNotBeNull(id).ShouldContain("`sign-in-required`");
        }
        (await Operations())["signIn"]["security"]!.AsArray().ShouldBeEmpty();
        (await Operations())["listTickets"]["security"]!.AsArray().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_limits_and_codes_of_validators_are_in_the_contract()
    {
        var document = await Document();
        var file = document["components"]!["schemas"]!["FileTicketRequest"]!;
        ((int)file["properties"]!["description"]!["maxLength"]!).ShouldBe(4000);
        ((int)file["properties"]!["description"]!["minLength"]!).ShouldBe(1);
        ((string?)file["properties"]!["category"]!["pattern"]).ShouldBe("^[0-9]{2,4}$");
        ((bool)file["additionalProperties"]!).ShouldBeFalse();
        var location = document["components"]!["schemas"]!["FileTicketLocation"]!["properties"]!["lng"]!;
        ((double)location["maximum"]!).ShouldBe(180);
        var parameters = document["paths"]!["/v1/tickets"]!["get"]!["parameters"]!.AsArray();
        var status = parameters.Single(parameter => (string)parameter!["name"]! == "status")!;
        ((string?)status["schema"]!["items"]!["$ref"]).ShouldBe("#/components/schemas/TicketStatus");
        ((int)parameters.Single(parameter => (string)parameter!["name"]! == "limit")!["schema"]!["maximum"]!).ShouldBe(200);
    }

    [Fact]
    public async Task A_verb_takes_the_version_and_may_take_a_key()
    {
        var accept = (await Operations())["acceptTicket"];
        Header("If-Match").ShouldBe(true);
        Header("Idempotency-Key").ShouldBe(false);
        accept["responses"]!["200"]!["headers"]!["ETag"].ShouldNotBeNull();
        ((string)accept["responses"]!["409"]!["description"]!).ShouldContain("`action-not-allowed-in-status`");
        ((string)accept["description"]!).ShouldContain("`ticket_accept`");

        bool? Header(string name) =>
            accept["parameters"]!.AsArray().SingleOrDefault(parameter => (string)parameter!["name"]! == name) is { } found
            ? (bool?)found["required"] ?? false
            : null;
    }

    [Fact]
    public async Task Anybody_may_read_the_contract_and_its_pages()
    {
        var nobody = App.Shared.Nobody();
        var served = (await nobody.Get("/openapi/v1.json")).ShouldBeOk();
        Encoding.UTF8.GetBytes(served.Text).ShouldBe(await Generated());
        (await nobody.Get("/docs/index.html")).ShouldBeOk().Text.ShouldContain("swagger-ui");
        (await nobody.Get("/docs/swagger-ui-bundle.js")).ShouldBeOk();
    }

    [Fact]
    public async Task Required_parameters_and_the_refusal_of_unknown_ones_are_in_the_contract()
    {
        var operations = await Operations();
        Required("findDuplicates", "category").ShouldBeTrue();
        Required("findDuplicates", "grid").ShouldBeFalse();
        Required("getMeasures", "measure").ShouldBeTrue();
        foreach (var id in new[] { "getMe", "fileTicket", "listTickets" })
            ((string)operations[id]["responses"]!["400"]!["description"]!).ShouldContain("`unknown-parameter`", customMessage: id);
        operations["getLiveness"]["responses"]!["400"].ShouldBeNull();

        bool Required(string id, string name) =>
            (bool?)operations[id]["parameters"]!.AsArray().Single(parameter => (string)parameter!["name"]! == name)!["required"] ?? false;
    }

    [Fact]
    public async Task Every_problem_has_a_page_in_both_languages()
    {
        var nobody = App.Shared.Nobody();
        var list = (await nobody.Get("/problems")).ShouldBeOk().Text;
        foreach (var kind in ProblemCatalogue.All.Values)
        {
            list.ShouldContain($"\"/problems/{kind.Code}\"");
            var page = (await nobody.Get("/problems/" + kind.Code)).ShouldBeOk();
            page.Response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
            foreach (var text in new[] { kind.Title.En, kind.Title.Zh, kind.DetailOfAny(chinese: true) })
                page.Text.ShouldContain(HtmlEncoder.Create(UnicodeRanges.All).Encode(text));
        }
        (await nobody.Get("/problems/none-such")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    static async Task<Dictionary<string, JsonNode>> Operations() => (await Document())["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject())
        .ToDictionary(operation => (string)operation.Value!["operationId"]!, operation => operation.Value!, StringComparer.Ordinal);
}
