using System.Text;
using System.Text.Json;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Boards;
using GridGov.Domain.Boards.Circles;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace GridGov.Features.Boards;

/// <summary>The public service points within 5, 10 and 15 minutes' walk (一刻钟服务圈).</summary>
public sealed class GetPublicCircle(PublicAnswerCache cache, CircleSettings settings, IOptions<JsonOptions> json)
    : ApiEndpoint<GetPublicCircle.Input, Results<PublicAnswer<ServiceCircle>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/circle");
        Group<PublicBoardGroup>();
        Operation("Get the public service circle",
            "Around a place, a position, or a grid: there from each of its public courtyards, the nearest of which counts, or else from " +
            "a point inside its boundary; from says which. It is public where the board is and shows the circle; everything else gets " +
            "the same 404. With Accept: application/geo+json three areas and the points, with text/html a guide to print. At most 300 " +
            "points are listed, the nearest first; the numbers of the rings count all.");
        AllowPublic();
        ProducesType(GeoJsonBody.GeoJson, "text/html");
        ProducesProblem(404, "no-public-board");
        ProducesProblem(409, "no-position-for-circle");
        ProducesHeader("ETag", "The hash of the circle, for If-None-Match.");
    }

    public sealed record Input([AsParameters] PublicQuery Query);

    public override async Task<Results<PublicAnswer<ServiceCircle>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        var (query, format, zh) = (input.Query, Negotiation.Choose(HttpContext)!, HtmlPage.InChinese(input.Query.Lang));
        var found = await cache.Get(
            $"circle {query.Key} {format} {(format == "text/html" ? zh : "")}", db => Find(db, query, format, zh));
        if (found is null)
            return query.NotPublic();
        if (found.Content is not { } content)
            return Problems.Of("no-position-for-circle");
        if (format == "text/html")
            Languages.Set(HttpContext, zh);
        return new PublicAnswer<ServiceCircle>(content);
    }

    async Task<Found?> Find(Db db, PublicQuery query, string format, bool zh)
    {
        var (isPublic, circle) = await db.Read(async tx => await query.Find(tx) is { } subject && subject.Content.Shows(BoardSection.Circle)
            ? (true, await PublicBoardReader.ReadCircle(tx, settings, subject, CircleReader.MaxPoints))
            : (false, null));
        return !isPublic ? null : new Found(circle is null ? null : format switch
        {
            "text/html" => new PublicContent(Encoding.UTF8.GetBytes(new CirclePage(circle, zh).Render()), "text/html; charset=utf-8"),
            GeoJsonBody.GeoJson => new PublicContent(CircleFeatures.Write(circle), format),
            _ => new PublicContent(
                JsonSerializer.SerializeToUtf8Bytes(circle, json.Value.SerializerOptions), "application/json; charset=utf-8"),
        });
    }

    /// <param name="Content">Null where nothing has a position.</param>
    sealed record Found(PublicContent? Content);
}
