using System.Text.Json;
using Dapper;
using GridGov.Api;
using GridGov.Audit;
using GridGov.Security;

namespace GridGov.Features.Auditing;

/// <summary>The audit entries of the caller's grids, newest first.</summary>
public sealed class ListAudit(Db db) : ApiEndpoint<AuditFilter, Results<Ok<Page<ListAudit.Entry>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<AuditGroup>();
        Operation("List the audit",
            "Sign-ins, refused requests, exports (begin and end), and changes of people, posts, keys and settings, at most a second " +
            "after they happen. The first refusal of one kind to one caller is one entry, and those of the rest of the minute are " +
            "another, with their number. Entries are never removed; each has a SHA-256 of its fields and of the previous hash.");
        RequiresCapability(Capability.AuditRead);
        ProducesProblem(400, "invalid-cursor");
    }

    /// <summary>An entry of the audit.</summary>
    /// <param name="Seq">The sequence number: 1, 2, 3 … over the whole deployment.</param>
    /// <param name="At">The time; of several refusals the time at which the entry was written.</param>
    /// <param name="Kind">The kind of entry.</param>
    /// <param name="Code">The code of the action, or of the problem with which a request was refused.</param>
    /// <param name="Outcome">Whether the request was done or refused.</param>
    /// <param name="Operation">The operation of this API; absent when the server acted automatically.</param>
    /// <param name="By">The person who made the request; absent when nobody was signed in.</param>
    /// <param name="Key">The id of the API key that acted for that person.</param>
    /// <param name="Session">The id of the person's session.</param>
    /// <param name="Address">The network address of the client.</param>
    /// <param name="SubjectKind">The kind of subject.</param>
    /// <param name="Subject">The id or code of the subject.</param>
    /// <param name="Grid">The grid, county or city of the subject; * is the whole deployment.</param>
    /// <param name="Details">Further data, such as the names before and after a change.</param>
    /// <param name="Times">The number of occurrences within a minute.</param>
    /// <param name="TraceId">The id of the request in the server's log; of several refusals that of the first.</param>
    /// <param name="PreviousHash">The hash of the previous entry; absent for the first.</param>
    /// <param name="Hash">The SHA-256 of the fields and the previous hash, in hexadecimal digits.</param>
    public sealed record Entry(
        long Seq, Instant At, AuditKind Kind, string Code, AuditOutcome Outcome, string? Operation, Entry.Person? By, Id? Key, Id? Session,
        string? Address, string? SubjectKind, string? Subject, string Grid, JsonElement? Details, long Times, string? TraceId,
        string? PreviousHash, string Hash)
    {
        /// <summary>A person.</summary>
        /// <param name="Id">The person's id.</param>
        /// <param name="Name">The person's name.</param>
        public sealed record Person(Id Id, string Name);
    }

    public override Task<Results<Ok<Page<Entry>>, ProblemHttpResult>> ExecuteAsync(AuditFilter filter, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Entry>>, ProblemHttpResult>>(async tx =>
        {
            var scope = Actor.ScopeOf(Capability.AuditRead);
            if (filter.Grid is not null)
                scope = scope.Within(filter.Grid);
            var parameters = new DynamicParameters();
            var where = "@scope(a.grid_code)" + filter.Conditions(parameters);

            var limit = filter.Limit ?? Cursor.DefaultLimit;
            var fingerprint = filter.Fingerprint();
            parameters.Add("before", long.TryParse(Cursor.Parse(fingerprint, filter.Cursor), out var last) ? last : long.MaxValue);
            parameters.Add("rows", limit + 1);
            var rows = await tx.Query<Row>(
                $"{Select} WHERE {where} AND a.seq < @before ORDER BY a.seq DESC LIMIT @rows", parameters, scope);
            long? count = filter.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM audit a WHERE {where}", parameters, scope)
                : null;
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, rows.ConvertAll(EntryOf), entry => entry.Seq.ToString(), count));
        }, ct);

    static Entry EntryOf(Row row) => new(
        row.Seq, row.At, Codes<AuditKind>.Parse(row.Kind), row.Code, Codes<AuditOutcome>.Parse(row.Outcome), row.Operation,
        row.ActorId is { } actor ? new Entry.Person(actor, row.ActorName ?? "") : null,
        row.KeyId, row.SessionId, row.Address, row.SubjectKind, row.Subject, row.GridCode,
        row.Details is { } details ? JsonSerializer.Deserialize<JsonElement>(details) : null,
        row.Times, row.TraceId, row.PreviousHash, row.Hash);

    sealed record Row : AuditRow
    {
        public string? ActorName { get; init; }
        public string? PreviousHash { get; init; }
    }

    const string Select = """
        SELECT a.seq, a.at, a.day, a.kind, a.code, a.outcome, a.operation, a.actor_id, p.name AS actor_name, a.key_id, a.session_id,
               a.address, a.subject_kind, a.subject, a.grid_code, a.details, a.times, a.trace_id, a.hash,
               (SELECT b.hash FROM audit b WHERE b.seq = a.seq - 1) AS previous_hash
          FROM audit a
          LEFT JOIN people p ON p.id = a.actor_id
        """;
}
