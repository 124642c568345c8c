using FastEndpoints;
using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Features.Tickets.Requests;
using GridGov.Security;

namespace GridGov.Features.Tickets.Reading;

/// <summary>The caller's own figures (我的工作): what they have to do, what waits for them, what became of their month, and how their grids stand.</summary>
public sealed class GetMySummary(Db db) : ApiEndpoint<EmptyRequest, Ok<GetMySummary.Response>>
{
    const int MaxGrids = 20;
    const int MaxRequests = 1000;

    public override void Configure()
    {
        Get("/summary");
        Group<OwnWorkGroup>();
        Operation("My own figures",
            "All numbers are of one instant, and each comes with the address that lists what was counted. Of requests at most 1,000 are counted, and of the grids of the caller's posts the first 20.");
        RequiresCapability(Capability.TicketRead);
    }

    /// <summary>The caller's figures.</summary>
    /// <param name="AsOf">The instant whose committed state they show.</param>
    /// <param name="Work">What the caller has to do.</param>
    /// <param name="Waiting">What waits for the caller.</param>
    /// <param name="Month">What became of the month so far.</param>
    /// <param name="Grids">Of each grid (street, community or unit grid) that the caller has a post in today.</param>
    public sealed record Response(Instant AsOf, Work Work, Waiting Waiting, Month Month, IReadOnlyList<GridFigures> Grids);

    /// <summary>What somebody has to do: tickets that are dispatched to them, in hand, suspended or to be done again.</summary>
    /// <param name="Open">All of them.</param>
    /// <param name="Dispatched">已派遣: not taken yet.</param>
    /// <param name="Processing">处置中</param>
    /// <param name="Suspended">挂账</param>
    /// <param name="Rework">返工: the check failed.</param>
    /// <param name="Yellow">黄灯: 80 % of the time are used.</param>
    /// <param name="DueToday">Those that run out today and have not yet.</param>
    /// <param name="Overdue">红灯: the time has run out.</param>
    public sealed record Work(
        OwnFigure Open, OwnFigure Dispatched, OwnFigure Processing, OwnFigure Suspended, OwnFigure Rework, OwnFigure Yellow, OwnFigure DueToday, OwnFigure Overdue);

    /// <summary>What waits for somebody.</summary>
    /// <param name="Verifications">Tickets that they were asked to look at.</param>
    /// <param name="Requests">Requests for more time, or to put a ticket off, that they can decide; absent for who decides none.</param>
    /// <param name="JointActions">Tickets with a joint action at which they have yet to arrive or to report.</param>
    /// <param name="Replies">Orders that they may reply to, and nobody has.</param>
    public sealed record Waiting(OwnFigure Verifications, OwnFigure? Requests, OwnFigure JointActions, OwnFigure Replies);

    /// <summary>A month so far.</summary>
    /// <param name="From">Its first day.</param>
    /// <param name="To">The first day of the next.</param>
    /// <param name="Closed">What they handled that was closed in it.</param>
    /// <param name="Filed">What they filed in it.</param>
    /// <param name="FiledOpen">Of that, what has not ended.</param>
    /// <param name="FiledClosed">Of that, what is closed.</param>
    /// <param name="FiledDropped">Of that, what was rejected, cancelled, merged or noted.</param>
    public sealed record Month(DateOnly From, DateOnly To, OwnFigure Closed, OwnFigure Filed, OwnFigure FiledOpen, OwnFigure FiledClosed, OwnFigure FiledDropped);

    public override Task<Ok<Response>> ExecuteAsync(EmptyRequest _, CancellationToken ct) => db.Read(async tx =>
    {
        var figures = new OwnFigureReader(tx, Actor);
        return TypedResults.Ok(new Response(tx.Now, await LoadWork(tx, figures, Actor), await LoadWaiting(tx, figures, Actor), await LoadMonth(tx, figures, Actor), await LoadGrids(tx, figures, Actor)));
    }, ct);

    static async Task<Work> LoadWork(Tx tx, OwnFigureReader figures, Actor actor)
    {
        var mine = ("inHand", actor.Id.ToString());
        var tomorrow = tx.Today.AddDays(1).ToDateTime(TimeOnly.MinValue);
        var midnight = Instant.Of(new DateTimeOffset(tomorrow, tx.Zone.GetUtcOffset(tomorrow)));
        return new Work(
            await figures.Count(mine),
            await figures.Count(mine, ("status", "dispatched")),
            await figures.Count(mine, ("status", "processing")),
            await figures.Count(mine, ("status", "suspended")),
            await figures.Count(mine, ("status", "rework")),
            await figures.Count(mine, ("light", "yellow")),
            await figures.Count(mine, ("overdue", "false"), ("dueBefore", midnight.ToQueryValue())),
            await figures.Count(mine, ("overdue", "true")));
    }

    static async Task<Waiting> LoadWaiting(Tx tx, OwnFigureReader figures, Actor actor) => new(
        await figures.Count(("verifier", actor.Id.ToString())),
        actor.May(Capability.TicketApprove)
            ? new OwnFigure((await ListDecidableRequests.Decidable(tx, actor, Id.None, MaxRequests)).Count, "/v1/tickets/requests")
            : null,
        await figures.Count(("awaited", actor.Id.ToString())),
        await figures.Count(("supervised", "mine")));

    static async Task<Month> LoadMonth(Tx tx, OwnFigureReader figures, Actor actor)
    {
        var (from, to) = (tx.Today.FirstOfMonth(), tx.Today.FirstOfMonth().AddMonths(1));
        var me = actor.Id.ToString();
        (string, string)[] filed = [("reporter", me), ("from", Said(from)), ("to", Said(to))];
        return new Month(from, to,
            await figures.Count(("handler", me), ("closedFrom", Said(from)), ("closedTo", Said(to))),
            await figures.Count(filed),
            await figures.Count([.. filed, .. Statuses(status => !Lifecycle.HasEnded(status))]),
            await figures.Count([.. filed, ("status", "closed")]),
            await figures.Count([.. filed, .. Statuses(status => Lifecycle.HasEnded(status) && status != TicketStatus.Closed)]));

        static string Said(DateOnly day) => day.ToString("O");

        static IEnumerable<(string, string)> Statuses(Func<TicketStatus, bool> wanted) =>
            Enum.GetValues<TicketStatus>().Where(wanted).Select(status => ("status", status.ToCode()));
    }

    static async Task<List<GridFigures>> LoadGrids(Tx tx, OwnFigureReader figures, Actor actor)
    {
        var all = new List<GridFigures>();
        var codes = actor.Posts.Where(post => post.Level > 0 && post.May(Capability.TicketRead)).Select(post => post.Grid)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MaxGrids);
        foreach (var code in codes)
        {
            if (await tx.QuerySingle<GridRow>(FindGrid, new { Code = code }, actor.ScopeOf(Capability.TicketRead)) is { } grid)
                all.Add(await GridFigures.Load(tx, figures, new Ticket.GridRef(grid.Code, grid.Name, grid.Level)));
        }
        return all;
    }

    sealed record GridRow
    {
        public required string Code { get; init; }
        public required string Name { get; init; }
        public required int Level { get; init; }
    }

    const string FindGrid = "SELECT code, name, level FROM grids WHERE code = @Code AND @scope(code)";
}
