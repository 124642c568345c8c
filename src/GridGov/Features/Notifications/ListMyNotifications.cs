using GridGov.Api;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.Notifications;
using GridGov.Domain.Sync;
using GridGov.Domain.Tickets;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Notifications;

/// <summary>The caller's notifications, newest first.</summary>
public sealed class ListMyNotifications(Db db)
    : ApiEndpoint<ListMyNotifications.Query, Results<Ok<ListMyNotifications.Response>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<NotificationGroup>();
        Operation("List my notifications",
            "Newest first, with the number of unread ones. The content of a notification is hidden when its ticket has left the " +
            "caller's grids. Yellow lights, and appointments to confirm, of one day that are not read yet are one item. In the caller's " +
            "quiet hours routine ones are held back.");
        RequiresSignIn();
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query : PageQuery
    {
        /// <summary>If true, only unread notifications.</summary>
        [FromQuery(Name = "unread")] public bool? Unread { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => Include(new PageQuery.Validator());
        }
    }

    /// <summary>A page of notifications.</summary>
    /// <param name="Items">The notifications, newest first.</param>
    /// <param name="Next">The cursor of the next page; null on the last.</param>
    /// <param name="Unread">The number of unread notifications, counted up to 1,000.</param>
    public sealed record Response(IReadOnlyList<Item> Items, string? Next, int Unread);

    /// <summary>A notification.</summary>
    /// <param name="Id">The notification's id.</param>
    /// <param name="Kind">The kind of event.</param>
    /// <param name="At">The time of the event.</param>
    /// <param name="ReadAt">The time at which it was marked as read; null until then.</param>
    /// <param name="Ticket">The ticket of the event; null when it is not, or no longer, in the caller's grids.</param>
    /// <param name="Count">The number of notifications that the item stands for; 1 for most.</param>
    /// <param name="Tickets">The tickets of an item that stands for several, newest first; otherwise absent.</param>
    /// <param name="Text">The text in both languages.</param>
    public sealed record Item(Id Id, NotificationKind Kind, Instant At, Instant? ReadAt, TicketRef? Ticket, int Count,
        IReadOnlyList<TicketRef>? Tickets, Wording Text);

    /// <summary>The ticket of a notification.</summary>
    /// <param name="Id">The ticket's id.</param>
    /// <param name="Number">The ticket's number.</param>
    public sealed record TicketRef(Id Id, string Number);

    /// <summary>A text in both languages.</summary>
    /// <param name="Zh">The text in Chinese.</param>
    /// <param name="En">The text in English.</param>
    public sealed record Wording(string Zh, string En);

    const int MaxUnread = 1000;

    public override Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, ProblemHttpResult>>(async tx =>
        {
            var limit = query.Limit ?? Cursor.DefaultLimit;
            var filter = $"notifications {Actor.Id} {query.Unread}";
            var last = Cursor.Parse(filter, query.Cursor) is { } text && Id.TryParseExact(text, out var id) ? id.Value : long.MaxValue;
            var rows = await tx.Query<Row>(query.Unread is true ? ListUnread : ListAll,
                new { Person = Actor.Id, Last = last, Rows = limit + 1, tx.Now }, Actor.ScopeOf(Capability.TicketRead));
            var page = Cursor.CreatePage(HttpContext, filter, limit, await ToItems(tx, Actor, rows), item => item.Id.ToString());
            var unread = await tx.QuerySingle<long>(CountUnread, new { Person = Actor.Id, MaxUnread, tx.Now });
            return TypedResults.Ok(new Response(page.Items, page.Next, (int)unread));
        }, ct);

    /// <summary>The caller's newest unread notifications, for a phone's copy.</summary>
    internal static async Task<IReadOnlyList<SyncEntry>> ListNewest(Tx tx, Actor actor, int rows)
    {
        var unread = await tx.Query<Row>(
            ListUnread, new { Person = actor.Id, Last = long.MaxValue, Rows = rows, tx.Now }, actor.ScopeOf(Capability.TicketRead));
        return (await ToItems(tx, actor, unread)).ConvertAll(item => new SyncEntry(item.Id.ToString(), item.Count, item));
    }

    static async Task<List<Item>> ToItems(Tx tx, Actor actor, List<Row> rows)
    {
        var digests = await Digests(tx, actor, rows);
        return rows.ConvertAll(row => ToItem(row, [.. digests[row.Id]]));
    }

    /// <summary>The other notifications of those that stand for several.</summary>
    static async Task<ILookup<Id, Row>> Digests(Tx tx, Actor actor, List<Row> rows)
    {
        var digested = rows.FindAll(row => NotificationKinds.IsDigested(row.Kind));
        if (digested.Count == 0)
            return Array.Empty<Row>().ToLookup(row => row.Id);
        var parameters = SqlParameters.Of(new { Person = actor.Id });
        var list = InList.Of(parameters, "digest", digested.Select(row => row.Id.Value));
        var others = await tx.Query<Row>($"{Select} AND n.digest_id IN {list} ORDER BY n.id DESC", parameters,
            actor.ScopeOf(Capability.TicketRead));
        return others.ToLookup(row => row.DigestId!.Value);
    }

    static Item ToItem(Row row, List<Row> others)
    {
        List<Row> all = [row, .. others];
        // A ticket that has left the caller's grids is not counted.
        var shown = all.FindAll(each => each.TicketId is null || each.Number is not null);
        var (zh, en) = shown switch
        {
            [] => NotificationTexts.Hidden,
            [var only] => NotificationTexts.Format(only.Kind, NotificationWriter.ParseData(only.Data)),
            _ => NotificationTexts.FormatDigest(row.Kind, shown.Count,
                shown.Select(each => NotificationWriter.ParseData(each.Data).GetValueOrDefault("at")).Min(StringComparer.Ordinal)),
        };
        var tickets = shown.FindAll(each => each.Number is not null).ConvertAll(each => new TicketRef(each.TicketId!.Value, each.Number!));
        return new Item(row.Id, row.Kind, row.At, row.ReadAt, shown.Count == 1 ? tickets.SingleOrDefault() : null,
            Math.Max(1, shown.Count), shown.Count > 1 ? tickets : null, new Wording(zh, en));
    }

    sealed record Row
    {
        public required Id Id { get; init; }
        public required Instant At { get; init; }
        public required NotificationKind Kind { get; init; }
        public Id? TicketId { get; init; }
        public string? Number { get; init; }
        public string? Data { get; init; }
        public Instant? ReadAt { get; init; }
        public Id? DigestId { get; init; }
    }

    const string Select = $"""
        SELECT n.id, n.at, n.kind, n.ticket_id, t.number, n.data, n.read_at, n.digest_id
          FROM notifications n
          LEFT JOIN tickets t ON t.id = n.ticket_id AND {TicketParties.InScope}
         WHERE n.person_id = @Person
        """;

    const string Shown = "n.digest_id IS NULL AND (n.held_until IS NULL OR n.held_until <= @Now)";

    const string ListAll = $"{Select} AND n.id < @Last AND {Shown} ORDER BY n.id DESC LIMIT @Rows";

    const string ListUnread = $"{Select} AND n.id < @Last AND n.read_at IS NULL AND {Shown} ORDER BY n.id DESC LIMIT @Rows";

    const string CountUnread = $"""
        SELECT count(*) AS n
          FROM (SELECT n.id FROM notifications n WHERE n.person_id = @Person AND n.read_at IS NULL AND {Shown} LIMIT @MaxUnread) unread
        """;
}
