using GridGov.Api;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.PublicReports;
using GridGov.Security;

namespace GridGov.Features.PublicReports.Held;

/// <summary>The public reports that are held, because there were many like them, oldest first.</summary>
public sealed class ListHeldReports(Db db)
    : ApiEndpoint<ListQuery, Results<Ok<Page<ListHeldReports.HeldReport>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/held");
        Group<PublicReportsOfficeApiGroup>();
        Operation("List held reports of the public",
            "They are no tickets and alert nobody, until they are released; a week later by default they are discarded. The words of " +
            "those of a confidential category are not shown.");
        RequiresCapability(Capability.TicketAccept);
        ProducesProblem(400, "invalid-cursor");
    }

    /// <summary>A held report.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Receipt">The receipt's number.</param>
    /// <param name="Category">The category's code.</param>
    /// <param name="CategoryName">The category's name.</param>
    /// <param name="Grid">The code of the grid that it goes to.</param>
    /// <param name="Reasons">Which limits it exceeded.</param>
    /// <param name="Confidential">Whether its category is confidential, so that its words are not shown.</param>
    /// <param name="Description">The problem, and what the reporter added since, line by line; ****** for a confidential category.</param>
    /// <param name="Address">The place in words; ****** for a confidential category.</param>
    /// <param name="HasPhone">Whether the reporter left a telephone number.</param>
    /// <param name="Photos">The number of its photos.</param>
    /// <param name="PhotoIds">The ids of its photos, by which they are looked at.</param>
    /// <param name="ReceivedAt">When it came.</param>
    /// <param name="ExpiresAt">When it is discarded, unless it is released.</param>
    /// <param name="Version">Grows by 1 with every change; it is the ETag, for If-Match.</param>
    public sealed record HeldReport(
        Id Id, string Receipt, string Category, string CategoryName, string Grid, IReadOnlyList<HoldReason> Reasons, bool Confidential,
        string Description, string? Address, bool HasPhone, long Photos, IReadOnlyList<Id> PhotoIds, Instant ReceivedAt,
        Instant ExpiresAt, long Version);

    public override Task<Results<Ok<Page<HeldReport>>, ProblemHttpResult>> ExecuteAsync(ListQuery query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HeldReport>>, ProblemHttpResult>>(async tx =>
        {
            var scope = Actor.ScopeOf(Capability.TicketAccept);
            const string Filter = "held reports";
            var limit = query.Limit ?? Cursor.DefaultLimit;
            var after = Cursor.Parse(Filter, query.Cursor) is { } last && Id.TryParseExact(last, out var id) ? id : Id.None;
            var items = new List<HeldReport>();
            var rows = await tx.Query(List, Row.Read, new { After = after, Rows = limit + 1 }, scope);
            var photos = await HeldPhotos.ListIds(tx, rows.ConvertAll(row => row.Id));
            foreach (var row in rows)
                items.Add(await row.ToHeldReport(tx, [.. photos[row.Id]]));
            long? count = query.Count is true ? await tx.QuerySingle<long>(CountHeld, scope: scope) : null;
            return TypedResults.Ok(Cursor.CreatePage(HttpContext, Filter, limit, items, item => item.Id.ToString(), count));
        }, ct);

    sealed record Row(
        Id Id, string Receipt, string Category, string CategoryName, bool Confidential, string GridCode, string HeldFor, string Encrypted,
        Instant CreatedAt, Instant ExpiresAt, long Version)
    {
        public static Row Read(Columns c) => new(
            c.Id(), c.Text(), c.Text(), c.Text(), c.Flag(), c.Text(), c.Text(), c.Text(), c.Instant(), c.Instant(), c.Long());

        public async Task<HeldReport> ToHeldReport(Tx tx, IReadOnlyList<Id> photos)
        {
            var held = (await PublicReportSecret.Decrypt(tx, Id, Encrypted)).Report!;
            var report = held.ToReport(Category);
            return new HeldReport(
                Id, Domain.PublicReports.Receipt.Format(Receipt), Category, CategoryName, GridCode,
                [.. HeldFor.Split(' ').Select(Codes<HoldReason>.Parse)], Confidential, new FreeText(held.Words).MaskedIf(Confidential),
                report.Location?.Address?.MaskedIf(Confidential), report.Reporter?.Phone is not null, photos.Count, photos,
                CreatedAt, ExpiresAt, Version);
        }
    }

    const string List = """
        SELECT r.id, r.receipt, r.category, c.name_zh, c.confidential, r.grid_code, r.held_for, r.encrypted, r.created_at,
               r.expires_at, r.version
          FROM public_reports r
          JOIN categories c ON c.code = r.category
         WHERE r.status = 'held' AND @scope(r.grid_code) AND r.id > @After
         ORDER BY r.id
         LIMIT @Rows
        """;

    const string CountHeld = "SELECT count(*) FROM public_reports r WHERE r.status = 'held' AND @scope(r.grid_code)";
}
