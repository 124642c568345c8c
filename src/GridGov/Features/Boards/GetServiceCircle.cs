using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Boards.Circles;
using GridGov.Domain.Places;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Boards;

/// <summary>The service points that the caller may see within 5, 10 and 15 minutes' walk (一刻钟服务圈).</summary>
public sealed class GetServiceCircle(Db db, CircleSettings settings) : ApiEndpoint<
    GetServiceCircle.Input, Results<Ok<ServiceCircle>, ContentHttpResult, FileContentHttpResult, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<CircleGroup>();
        Operation("Get a service circle",
            "Around a place, or a grid: there from each of its courtyards, the nearest of which counts, or else from a point inside its " +
            "boundary; from says which. It has the service points of the caller's grids and the public ones of others. With Accept: " +
            "application/geo+json three areas and the points, with text/html a guide to print. At most 300 points are listed, the " +
            "nearest first; the numbers of the rings count all.");
        RequiresCapability(Capability.PlaceRead);
        ProducesType(GeoJsonBody.GeoJson, "text/html");
        ProducesProblem(400, "unknown-grid", "unknown-place");
        ProducesProblem(409, "no-position-for-circle");
    }

    public sealed record Query
    {
        /// <summary>The id of a place; either place or grid.</summary>
        [FromQuery(Name = "place")] public string? Place { get; init; }

        /// <summary>The code of a street, community or unit grid; either place or grid.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>The language of the page, zh-CN or en; by Accept-Language if absent.</summary>
        [FromQuery(Name = "lang")] public string? Lang { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Place).Id();
                RuleFor(q => q.Grid).Format(code => GridCode.IsCode(code) && GridCode.Level(code) > 0);
                RuleFor(q => q.Grid).Must((query, grid) => grid is not null || query.Place is not null).WithErrorCode("required")
                    .WithMessage("请给出网格或场所之一。", "Name a grid or a place.");
                RuleFor(q => q.Grid).Must((query, grid) => grid is null || query.Place is null).WithErrorCode("not_together");
                RuleFor(q => q.Lang).Language();
            }
        }
    }

    public sealed record Input([AsParameters] Query Query);

    public override async Task<Results<Ok<ServiceCircle>, ContentHttpResult, FileContentHttpResult, ProblemHttpResult>>
        ExecuteAsync(Input input, CancellationToken ct)
    {
        var scope = Actor.ScopeOf(Capability.PlaceRead);
        var (isFound, circle) = await db.Read<(bool, ServiceCircle?)>(async tx =>
        {
            var (known, origin) = input.Query.Grid is { } grid
                ? await OfGrid(tx, grid, scope)
                : await OfPlace(tx, QueryValues.Id(input.Query.Place)!.Value, scope);
            return (known, origin is null ? null : await CircleReader.Read(tx, settings, origin, scope));
        }, ct);
        if (!isFound)
            return input.Query.Grid is { } asked ? Problems.At("/grid", "unknown-grid", asked) : Problems.At("/place", "unknown-place");
        if (circle is null)
            return Problems.Of("no-position-for-circle");
        var zh = HtmlPage.InChinese(input.Query.Lang);
        return Negotiation.Choose(HttpContext) switch
        {
            "text/html" => HtmlPage.Html(new CirclePage(circle, zh).Render(), zh, HttpContext),
            GeoJsonBody.GeoJson => TypedResults.File(CircleFeatures.Write(circle), GeoJsonBody.GeoJson),
            _ => TypedResults.Ok(circle),
        };
    }

    static async Task<(bool, CircleOrigins.Found?)> OfGrid(Tx tx, string code, Scope scope) =>
        await tx.QuerySingle<string>(FindGrid, new { Code = code }, scope) is { } name
            ? (true, await CircleOrigins.OfGrid(tx, code, name, scope))
            : (false, null);

    static async Task<(bool, CircleOrigins.Found?)> OfPlace(Tx tx, Id id, Scope scope) =>
        await PlaceRow.Find(tx, scope, id) is not { } place ? (false, null)
        : place is { Lng: { } lng, Lat: { } lat } ? (true, CircleOrigins.OfPlace(id, place.Name, lng, lat))
        : (true, null);

    const string FindGrid = "SELECT name FROM grids WHERE code = @Code AND retired_at IS NULL AND @scope(code)";
}
