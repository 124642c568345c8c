using FastEndpoints;
using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Features.Tickets.Requests;
using GridGov.Security;

namespace GridGov.Features.Tickets.Reading;

/// <summary>
/// The caller's own figures (我的工作): the open work, the items that wait for the caller, the month, and the caller's grids.
/// </summary>
public sealed class GetMySummary(Db db) : ApiEndpoint<EmptyRequest, Ok<GetMySummary.Response>>
{
    const int MaxGrids = 20;
    const int MaxRequests = 1000;

    public override void Configure()
    {
        Get("/summary");
        Group<OwnWorkGroup>();
        Operation("Get my figures",
            "All figures are of one instant, and each has the address of the list of its items. At most 1,000 requests are counted, and " +
            "the first 20 grids of the caller's posts.");
        RequiresCapability(Capability.TicketRead);
    }

    /// <summary>The caller's figures.</summary>
    /// <param name="AsOf">The instant whose committed state the figures show.</param>
    /// <param name="Work">The caller's open work.</param>
    /// <param name="Waiting">The items that wait for the caller.</param>
    /// <param name="Month">The month so far.</param>
    /// <param name="Grids">The figures of each street, community or unit grid in which the caller has a post today.</param>
    public sealed record Response(Instant AsOf, Work Work, Waiting Waiting, Month Month, IReadOnlyList<GridFigures> Grids);

    /// <summary>A person's open work: the dispatched, processing, suspended and rework tickets that the person handles.</summary>
    /// <param name="Open">All of these tickets.</param>
    /// <param name="Dispatched">已派遣: dispatched and not taken yet.</param>
    /// <param name="Processing">处置中</param>
    /// <param name="Suspended">挂账</param>
    /// <param name="Rework">返工: the check failed.</param>
    /// <param name="Yellow">黄灯: 80 % of the time is used.</param>
    /// <param name="DueToday">Tickets that are due today and not overdue yet.</param>
    /// <param name="Overdue">红灯: the time is over.</param>
    public sealed record Work(
        OwnFigure Open, OwnFigure Dispatched, OwnFigure Processing, OwnFigure Suspended, OwnFigure Rework, OwnFigure Yellow,
        OwnFigure DueToday, OwnFigure Overdue);

    /// <summary>The items that wait for a person.</summary>
    /// <param name="Verifications">Tickets that the person was asked to verify.</param>
    /// <param name="Requests">
    /// Requests for an extension or a suspension that the person can decide; absent for a person who decides none.
    /// </param>
    /// <param name="JointActions">Tickets with a joint action at which the person has yet to arrive or to report.</param>
    /// <param name="Replies">Supervision orders without a reply that the person may reply to.</param>
    public sealed record Waiting(OwnFigure Verifications, OwnFigure? Requests, OwnFigure JointActions, OwnFigure Replies);

    /// <summary>A person's month so far.</summary>
    /// <param name="From">The first day of the month, yyyy-MM-dd.</param>
    /// <param name="To">The first day of the next month, yyyy-MM-dd.</param>
    /// <param name="Closed">Tickets that the person handled and that were closed in the month.</param>
    /// <param name="Filed">Tickets that the person filed in the month.</param>
    /// <param name="FiledOpen">Filed tickets that have not ended.</param>
    /// <param name="FiledClosed">Filed tickets that are closed.</param>
    /// <param name="FiledDropped">Filed tickets that were rejected, cancelled, merged or noted.</param>
    public sealed record Month(
        DateOnly From, DateOnly To, OwnFigure Closed, OwnFigure Filed, OwnFigure FiledOpen, OwnFigure FiledClosed,
        OwnFigure FiledDropped);

    public override Task<Ok<Response>> ExecuteAsync(EmptyRequest _, CancellationToken ct) => db.Read(async tx =>
    {
        var figures = new OwnFigureReader(tx, Actor);
        return TypedResults.Ok(new Response(
            tx.Now, await LoadWork(tx, figures, Actor), await LoadWaiting(tx, figures, Actor), await LoadMonth(tx, figures, Actor),
            await LoadGrids(tx, figures, Actor)));
    }, ct);

    static async Task<Work> LoadWork(Tx tx, OwnFigureReader figures, Actor actor)
    {
        var mine = ("inHand", actor.Id.ToString());
        var midnight = Days.Begin(tx.Today.AddDays(1), tx.Zone);
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
            ? new OwnFigure((await ListDecidableRequests.ListDecidable(tx, actor, Id.None, MaxRequests)).Count, "/v1/tickets/requests")
            : null,
        await figures.Count(("awaited", actor.Id.ToString())),
        await figures.Count(("supervised", "mine")));

    static async Task<Month> LoadMonth(Tx tx, OwnFigureReader figures, Actor actor)
    {
        var (from, to) = (tx.Today.FirstOfMonth(), tx.Today.FirstOfMonth().AddMonths(1));
        var me = actor.Id.ToString();
        (string, string)[] filed = [("reporter", me), ("from", Format(from)), ("to", Format(to))];
        return new Month(from, to,
            await figures.Count(("handler", me), ("closedFrom", Format(from)), ("closedTo", Format(to))),
            await figures.Count(filed),
            await figures.Count([.. filed, .. Statuses(status => !Lifecycle.HasEnded(status))]),
            await figures.Count([.. filed, ("status", "closed")]),
            await figures.Count([.. filed, .. Statuses(status => Lifecycle.HasEnded(status) && status != TicketStatus.Closed)]));

        static string Format(DateOnly day) => day.ToString("O");

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
            if (await tx.QuerySingle<GridRow>(FindGrid, new { Code = code }, actor.ScopeOf(Capability.GridRead)) is { } grid)
            {
                all.Add(await GridFigures.Load(
                    tx, figures, actor.ScopeOf(Capability.TicketRead), new Ticket.GridRef(grid.Code, grid.Name, grid.Level)));
            }
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
