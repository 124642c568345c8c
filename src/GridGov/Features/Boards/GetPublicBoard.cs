using System.Text;
using System.Text.Json;
using GridGov.Api;
using GridGov.Domain.Boards;
using GridGov.Domain.Boards.Circles;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace GridGov.Features.Boards;

/// <summary>Who serves a courtyard, and where what is: the board on its wall (亮牌公示), as the office publishes it.</summary>
public sealed class GetPublicBoard(PublicAnswerCache cache, CircleSettings circle, PublicAddress address, IOptions<JsonOptions> json)
    : ApiEndpoint<GetPublicBoard.Input, Results<PublicAnswer<PublicBoard>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/board");
        Group<PublicBoardGroup>();
        Operation("Get the public board",
            "By grid, by place or by position, in exactly one way; a position is taken to some ten metres. A section that the office " +
            "does not publish is null. What does not exist, is retired, is not public or is not published gets the same 404. With " +
            "Accept: text/html it is a page for a wall, on one sheet of A4 with its QR code. Everybody may ask, within the public's own " +
            "limit of requests; answers are up to a minute old.");
        AllowPublic();
        ProducesType("text/html");
        ProducesProblem(404, "no-public-board");
        ProducesHeader("ETag", "The hash of the board, for If-None-Match.");
    }

    public sealed record Input([AsParameters] PublicQuery Query);

    public override async Task<Results<PublicAnswer<PublicBoard>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        var (query, asPage) = (input.Query, Negotiation.Choose(HttpContext) == "text/html");
        var zh = HtmlPage.InChinese(query.Lang);
        // A page has its own address in it, so callers by different addresses get different ones.
        var home = asPage ? address.Of(HttpContext.Request, "") : "";
        var content = await cache.Get(
            $"board {query.Key} {(asPage ? $"{zh} {home}" : "json")}",
            async db => await Find(db, query) is not { } board ? null
                : asPage ? new PublicContent(Encoding.UTF8.GetBytes(new BoardPage(board, zh, home).Render()), "text/html; charset=utf-8")
                : new PublicContent(
                    JsonSerializer.SerializeToUtf8Bytes(board, json.Value.SerializerOptions), "application/json; charset=utf-8"));
        if (content is null)
            return query.NotPublic();
        if (asPage)
            Languages.Set(HttpContext, zh);
        return new PublicAnswer<PublicBoard>(content);
    }

    async Task<PublicBoard?> Find(Db db, PublicQuery query)
    {
        var (subject, around) = await db.Read(async tx => await query.Find(tx) is not { } found
            ? (null, null)
            : (found, found.Content.Shows(BoardSection.Circle)
                ? await PublicBoardReader.ReadCircle(tx, circle, found, PublicBoardReader.MaxPoints)
                : null));
        if (subject is null)
            return null;
        // All places of a grid share what is the grid's.
        var board = await cache.Get(
            $"grid {subject.Grid}",
            async other => await other.Read(tx => PublicBoardReader.ReadGrid(tx, subject.Grid, subject.Content)));
        return board! with
        {
            Place = subject.Place,
            Circle = around,
            Address = subject.Place is { } place ? BoardAddress.OfPlace(place.Id) : BoardAddress.OfGrid(subject.Grid),
        };
    }
}
