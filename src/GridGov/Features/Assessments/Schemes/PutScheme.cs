using System.Text.Json.Nodes;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Features.Assessments.Schemes;

/// <summary>Changes a scheme for future assessments; issued reports keep the scheme as it was.</summary>
public sealed class PutScheme(Db db) : ApiEndpoint<ChangeByCode<SchemeContent>, Results<Ok<Scheme>, NotFound, ProblemHttpResult>>
{
    internal const string Example = """
        {
          "nameZh": "街道月度考评",
          "nameEn": "Monthly assessment of streets",
          "terms": [
            { "term": "resolution_rate", "points": 40, "better": "higher",
              "bands": [ { "bound": 0.98, "points": 40 }, { "bound": 0.95, "points": 32 }, { "bound": 0.9, "points": 20 } ] },
            { "term": "on_time_rate", "points": 40, "better": "higher", "line": { "zeroAt": 0.6, "fullAt": 0.98 } },
            { "term": "rework_rate", "points": 20, "better": "lower", "line": { "zeroAt": 0.2, "fullAt": 0 } }
          ],
          "grades": [
            { "nameZh": "优秀", "nameEn": "excellent", "atLeast": 90 },
            { "nameZh": "合格", "nameEn": "adequate", "atLeast": 60 },
            { "nameZh": "不合格", "nameEn": "inadequate", "atLeast": 0 }
          ]
        }
        """;

    public override void Configure()
    {
        Put("/{code}");
        Group<SchemeGroup>();
        Operation("Change an assessment scheme",
            "The body replaces the whole scheme. The scheme default scores the reports that the server issues automatically. Requires " +
            "an administrator of the whole deployment.");
        RequiresCapability(Capability.SchemeManage);
        ProducesProblem(403, "post-not-allowed");
        RequestExample(Example);
    }

    public override Task<Results<Ok<Scheme>, NotFound, ProblemHttpResult>> ExecuteAsync(
        ChangeByCode<SchemeContent> request, CancellationToken ct) =>
        db.Write<Results<Ok<Scheme>, NotFound, ProblemHttpResult>>(async tx =>
        {
            // A scheme belongs to no grid, so a post in some grids is not enough.
            if (Actor.PostsFor(Capability.SchemeManage, GridCode.Everywhere).FirstOrDefault() is not { } post)
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.SchemeManage));
            if (await SchemeRow.Find(tx, request.Code) is not { } before)
                return TypedResults.NotFound();
            if (before.Version != request.Version.Version)
                return Problems.StaleVersion(before.Version);
            var content = request.Body.ToJson();
            if (content == before.Content)
                return TypedResults.Ok(before.ToScheme());
            if (await tx.Execute(Update, new { Code = request.Code, Content = content, tx.Now, before.Version }) == 0)
                return Problems.StaleVersion();
            await Journal.Append(tx, new JournalEntry("scheme", request.Code, GridCode.Everywhere, "edit", Actor.Id, before.Version + 1)
            {
                Post = post.Kind,
                Payload = new { From = JsonNode.Parse(before.Content), To = JsonNode.Parse(content) },
            });
            return TypedResults.Ok((await SchemeRow.Find(tx, request.Code))!.ToScheme());
        }, ct);

    const string Update = """
        UPDATE assessment_schemes
           SET content = @Content, updated_at = @Now, version = version + 1
         WHERE code = @Code AND version = @Version
        """;
}
