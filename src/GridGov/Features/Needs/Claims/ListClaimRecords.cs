using GridGov.Api;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;

namespace GridGov.Features.Needs.Claims;

/// <summary>What was done for a claim on a day.</summary>
/// <param name="Id">The record's id.</param>
/// <param name="Day">The day, yyyy-MM-dd.</param>
/// <param name="CycleDay">The first day of the need's cycle that it counts in; null for a need that does not continue.</param>
/// <param name="By">Who recorded it.</param>
/// <param name="RecordedAt">The time at which it was recorded.</param>
/// <param name="Note">The note; null without one, and for a need whose ticket is or was confidential.</param>
/// <param name="ClaimVersion">The version of the claim, to send as If-Match of its next change.</param>
public sealed record ClaimRecord(
    Id Id, DateOnly Day, DateOnly? CycleDay, Need.PersonRef By, Instant RecordedAt, string? Note, long ClaimVersion) : IVersioned
{
    long IVersioned.Version => ClaimVersion;
}

/// <summary>The records of a claim.</summary>
public sealed class ListClaimRecords(Db db)
    : ApiEndpoint<ListClaimRecords.Input, Results<Ok<Page<ClaimRecord>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/records");
        Group<ClaimsApiGroup>();
        Operation("List the records of a claim", "Newest first, with their notes.");
        RequiresCapability(Capability.NeedRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(Id Id, [AsParameters] Domain.Events.HistoryQuery Query);

    public override Task<Results<Ok<Page<ClaimRecord>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<ClaimRecord>>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await ClaimRow.Find(tx, Actor, input.Id) is not { } claim)
                return TypedResults.NotFound();
            var (limit, fingerprint) = (input.Query.Limit ?? Cursor.DefaultLimit, $"claim records {claim.Id}");
            var last = Id.TryParseExact(Cursor.Parse(fingerprint, input.Query.Cursor), out var id) ? id : new Id(long.MaxValue);
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, await Select(tx, claim, last, limit + 1), record => record.Id.ToString()));
        }, ct);

    internal static async Task<List<ClaimRecord>> Select(Tx tx, ClaimRow claim, Id before, int rows)
    {
        var records = new List<ClaimRecord>(rows);
        foreach (var (record, encrypted) in await tx.Query(List, c => (
            new ClaimRecord(c.Id(), c.Day(), c.DayOrNull(), new Need.PersonRef(c.Id(), c.Text()), c.Instant(), Note: null, claim.Version),
            c.TextOrNull()),
            new { Claim = claim.Id, Before = before, Rows = rows }))
        {
            records.Add(encrypted is null || claim.Hidden
                ? record
                : record with { Note = await ClaimWords.Decrypt(tx, ClaimWords.NotePlace(record.Id), encrypted) });
        }
        return records;
    }

    const string List = """
        SELECT r.id, r.day, r.cycle_day, r.person_id, p.name, r.recorded_at, r.encrypted
          FROM claim_records r
          JOIN people p ON p.id = r.person_id
         WHERE r.claim_id = @Claim AND r.id < @Before
         ORDER BY r.id DESC
         LIMIT @Rows
        """;
}
