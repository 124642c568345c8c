using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Categories;

/// <summary>Changes a category for the whole deployment; tickets filed before keep what they were given.</summary>
public static class EditCategory
{
    public static void Map(IEndpointRouteBuilder categories) => categories
        .MapPatch("/{code}", Handle)
        .Named("editCategory", "Edit a category")
        .WithDescription("What is not sent stays; what is sent as it is already is no change. Takes an administrator of the whole deployment.")
        .Needs(Capability.CategoryManage)
        .Refuses(400, "unknown-role")
        .Refuses(403, "post-not-allowed")
        .Example("""{ "nameZh": "秸秆焚烧", "urgency": "urgent" }""");

    /// <summary>What is to change.</summary>
    /// <param name="NameZh">The Chinese name; up to 100 characters.</param>
    /// <param name="NameEn">The English name; up to 100 characters.</param>
    /// <param name="Role">Code of the service role in charge.</param>
    /// <param name="Urgency">How fast the clocks run.</param>
    /// <param name="Programme">The programme that new tickets count for.</param>
    /// <param name="Retired">true: no tickets are filed under it any more; false: they are again.</param>
    public sealed record Request(
        string? NameZh = null, string? NameEn = null, string? Role = null,
        Urgency? Urgency = null, Programme? Programme = null, bool? Retired = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.NameZh).OptionalText(100);
                RuleFor(r => r.NameEn).OptionalText(100);
                RuleFor(r => r.Role).OptionalText(40);
            }
        }
    }

    static Task<Results<Ok<Category>, NotFound, ProblemHttpResult>> Handle(
        string code, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Ok<Category>, NotFound, ProblemHttpResult>>(async tx =>
        {
            // A category belongs to no grid, so to manage some grids is not enough.
            var post = actor.PostsFor(Capability.CategoryManage, GridCode.Everywhere).FirstOrDefault();
            if (post is null)
                return Problems.Of("post-not-allowed", Capability.CategoryManage.Code());
            var before = await CategoryRow.Find(tx, code);
            if (before is null)
                return TypedResults.NotFound();
            if (before.Version != version.Version)
                return Problems.Of("stale-version", before.Version);
            if (body.Role is not null && await tx.One<string>(FindRole, new { body.Role }) is null)
                return Problems.At("/role", "unknown-role", body.Role);

            var after = before with
            {
                NameZh = body.NameZh ?? before.NameZh,
                NameEn = body.NameEn ?? before.NameEn,
                Role = body.Role ?? before.Role,
                Urgency = body.Urgency?.Code() ?? before.Urgency,
                Programme = body.Programme?.Code() ?? before.Programme,
                RetiredAt = body.Retired is { } retired ? (retired ? before.RetiredAt ?? tx.Now : null) : before.RetiredAt,
            };
            if (after == before)
                return TypedResults.Ok(before.ToCategory());
            after = after with { Version = before.Version + 1 };
            if (await tx.Run(Update, new { Code = code, after.NameZh, after.NameEn, after.Role, after.Urgency, after.Programme, after.RetiredAt, before.Version }) == 0)
                return Problems.Of("stale-version", "newer");
            await Journal.Append(tx, new JournalEntry("category", code, GridCode.Everywhere, "edit", actor.Id, after.Version)
            {
                Post = post.Kind,
                Payload = new { From = Shown(before), To = Shown(after) },
            });
            return TypedResults.Ok(after.ToCategory());
        }, ct);

    static object Shown(CategoryRow row) =>
        new { row.NameZh, row.NameEn, row.Role, row.Urgency, row.Programme, Retired = row.RetiredAt is not null };

    const string FindRole = "SELECT code FROM service_roles WHERE code = @Role";

    const string Update = """
        UPDATE categories
           SET name_zh = @NameZh, name_en = @NameEn, role = @Role, urgency = @Urgency, programme = @Programme,
               retired_at = @RetiredAt, version = version + 1
         WHERE code = @Code AND version = @Version
        """;
}
