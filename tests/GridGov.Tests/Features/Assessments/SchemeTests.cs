using System.Net;
using System.Text.Json.Nodes;
using GridGov.Features.Assessments.Schemes;

namespace GridGov.Tests.Features.Assessments;

public class SchemeTests
{
    [Fact]
    public void The_schemes_that_come_with_the_program_are_valid_and_every_term_is_known()
    {
        var seeds = SchemeSeeds.Read().ToList();
        seeds.Select(seed => seed.Code).ShouldContain(SchemeRow.Default);
        foreach (var (code, content) in seeds)
        {
            new SchemeContent.Validator().Validate(content).Errors.ShouldBeEmpty(code);
            content.Terms.Sum(term => term.Points).ShouldBe(100);
        }
    }

    [Fact]
    public async Task Everybody_with_a_post_reads_the_schemes()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var scheme = (await worker.Get("/v1/assessments/schemes/default")).ShouldBeOk();
        scheme["terms"]!.AsArray().Sum(term => (decimal)term!["points"]!).ShouldBe(100);
        ((string)scheme["terms"]![0]!["bands"]![0]!["bound"]!.ToJsonString()).ShouldBe("0.98");
        (await worker.Get("/v1/assessments/schemes/default", ("If-None-Match", scheme.Header("ETag")!)))
            .ShouldBe(HttpStatusCode.NotModified);
        (await worker.Get("/v1/assessments/schemes")).ShouldBeOk()["items"]!.AsArray().Select(item => (string)item!["code"]!)
            .ShouldContain("default");
        (await worker.Get("/v1/assessments/schemes/none_such")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    static JsonNode Content(Action<JsonNode>? change = null)
    {
        var content = JsonNode.Parse(PutScheme.Example)!;
        change?.Invoke(content);
        return content;
    }

    [Fact]
    public async Task An_administrator_of_the_whole_deployment_creates_and_changes_schemes_and_is_audited()
    {
        var street = await TestStreet.New();
        var admin = await street.RootAdmin();
        var code = $"streets_{street.Street}";
        var made = (await admin.Post("/v1/assessments/schemes", new { code, content = Content() })).ShouldBeCreated();
        made.Header("Location").ShouldBe($"/v1/assessments/schemes/{code}");
        made.Version.ShouldBe(1);
        (await admin.Post("/v1/assessments/schemes", new { code, content = Content() }))
            .ShouldRefuse(HttpStatusCode.Conflict, "scheme-exists");

        (await admin.Put($"/v1/assessments/schemes/{code}", Content())).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await admin.Put($"/v1/assessments/schemes/{code}", Content(), version: 7))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await admin.Put($"/v1/assessments/schemes/{code}", Content(), version: 1)).ShouldBeOk().Version.ShouldBe(1, "no change");
        var changed = (await admin.Put($"/v1/assessments/schemes/{code}", Content(content => content["nameZh"] = "街道考评"), version: 1))
            .ShouldBeOk();
        changed.Version.ShouldBe(2);
        ((string)changed["nameZh"]!).ShouldBe("街道考评");
        (await admin.Put("/v1/assessments/schemes/none_such", Content(), version: 1)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");

        var audit = (await admin.Get($"/v1/audit?subject={code}")).ShouldBeOk()["items"]!.AsArray();
        audit.Select(entry => (string)entry!["code"]!).ShouldBe(["edit", "create"]);
        ((string)audit[0]!["details"]!["to"]!["nameZh"]!).ShouldBe("街道考评");
        ((string)audit[0]!["details"]!["to"]!["terms"]![0]!["better"]!).ShouldBe("higher");

        (await (await street.Admin()).Put($"/v1/assessments/schemes/{code}", Content(), version: 2))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Admin()).Post("/v1/assessments/schemes", new { code = code + "x", content = Content() }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Supervisor()).Put($"/v1/assessments/schemes/{code}", Content(), version: 2))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await admin.Get($"/v1/assessments/schemes/{code}")).ShouldBeOk().Version.ShouldBe(2, "nothing was written on refusal");
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        { "terms.0.points", "41", "sum_not_100" },
        { "terms.0.term", "\"happiness\"", "unknown_code" },
        { "terms.1.term", "\"resolution_rate\"", "duplicate" },
        { "terms.0.bands.0.points", "39", "best_band_not_full" },
        { "terms.0.bands.1.bound", "0.99", "not_in_order" },
        { "terms.0.bands.1.points", "40", "not_in_order" },
        { "terms.0.bands", "null", "bands_or_line" },
        { "terms.0.line", """{ "zeroAt": 0, "fullAt": 1 }""", "bands_or_line" },
        { "terms.0.bands.0.bound", "0.98000001", "too_exact" },
        { "terms.1.line.fullAt", "0.5", "not_in_order" },
        { "terms.2.line.fullAt", "0.3", "not_in_order" },
        { "terms.1.line.zeroAt", "-1", "out_of_range" },
        { "terms.0.points", "-40", "out_of_range" },
        { "grades.2.atLeast", "1", "not_in_order" },
        { "grades.0.atLeast", "50", "not_in_order" },
        { "grades", "[]", "required" },
        { "terms", "[]", "required" },
        { "nameZh", "\" \"", "required" },
        { "terms.0", "null", "required" },
        { "terms.0.bands.0", "null", "required" },
        { "grades.1", "null", "required" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_inconsistent_scheme_is_refused(string path, string value, string code)
    {
        var street = await TestStreet.New();
        var content = Content(content =>
        {
            var node = content;
            var parts = path.Split('.');
            foreach (var part in parts[..^1])
                node = int.TryParse(part, out var i) ? node[i]! : node[part]!;
            if (int.TryParse(parts[^1], out var last))
                node[last] = JsonNode.Parse(value);
            else
                node[parts[^1]] = JsonNode.Parse(value);
        });
        var answer = (await (await street.RootAdmin()).Put("/v1/assessments/schemes/default", content, version: 1))
            .ShouldRefuse(HttpStatusCode.BadRequest, "invalid-input");
        answer["errors"]!.AsArray().Select(error => (string)error!["code"]!).ShouldContain(code, answer.Text);
    }
}
