using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.PublicReports;

/// <summary>The row of a public report.</summary>
sealed record PublicReportRow
{
    public const string Subject = "public_report";

    public required Id Id { get; init; }
    public required string Receipt { get; init; }
    public required string SecretHash { get; init; }
    public required PublicReportStatus Status { get; init; }
    public required string Category { get; init; }
    public required string GridCode { get; init; }
    public Id? TicketId { get; init; }

    /// <summary>Codes of <see cref="HoldReason"/>, with spaces between.</summary>
    public string? HeldFor { get; init; }
    public Instant? ExpiresAt { get; init; }
    public string? Encrypted { get; init; }
    public Instant? AnsweredAt { get; init; }
    public bool? Solved { get; init; }
    public bool? Satisfied { get; init; }
    public ReopeningStatus? Reopening { get; init; }
    public Instant? ReopeningAt { get; init; }
    public Id? DecidedBy { get; init; }
    public Instant? DecidedAt { get; init; }
    public required int Additions { get; init; }
    public required Instant CreatedAt { get; init; }
    public required long Version { get; init; }

    public async Task<PublicReportSecret> OpenSecret(Tx tx) =>
        Encrypted is { } text ? await PublicReportSecret.Decrypt(tx, Id, text) : PublicReportSecret.New();

    public static Task<PublicReportRow?> FindByReceipt(Tx tx, string receipt) =>
        tx.QuerySingle<PublicReportRow>(Select + " WHERE r.receipt = @Receipt", new { Receipt = receipt });

    public static Task<PublicReportRow?> Find(Tx tx, Id id) =>
        tx.QuerySingle<PublicReportRow>(Select + " WHERE r.id = @Id", new { Id = id });

    public static Task<PublicReportRow?> FindByTicket(Tx tx, Id ticket) =>
        tx.QuerySingle<PublicReportRow>(Select + " WHERE r.ticket_id = @Ticket", new { Ticket = ticket });

    /// <summary>Reads it again to change it, when nobody else changes it.</summary>
    public static async Task<PublicReportRow?> FindForUpdate(Tx tx, Id id)
    {
        await tx.LockRow("public_reports", id);
        return await Find(tx, id);
    }

    /// <summary>Inserts it, with the hashes that bound repeats and floods, and its event.</summary>
    public async Task<PublicReportRow> Insert(
        Tx tx, PublicReportSecret secret, IReadOnlyList<Id> files, PublicReportOrigin origin, Actor actor)
    {
        var row = await With(tx, secret);
        await tx.Execute(InsertRow, new
        {
            row.Id, row.Receipt, row.SecretHash, row.Status, row.Category, row.GridCode, row.TicketId, row.HeldFor, row.ExpiresAt,
            row.Encrypted, row.CreatedAt, origin.RequestHash, origin.Fingerprint, origin.AddressHash, origin.DeviceHash,
        });
        await row.AddFiles(tx, files);
        await row.Append(tx, row.Status == PublicReportStatus.Held ? "hold" : "file", secret, files, actor.Id, post: null);
        return row;
    }

    public async Task AddFiles(Tx tx, IReadOnlyList<Id> files)
    {
        foreach (var file in files)
            await tx.Execute(InsertFile, new { Id, File = file });
    }

    /// <summary>Saves a change of the row, with its event.</summary>
    /// <param name="actor">Null for the program.</param>
    /// <param name="files">Those of a held report that stay.</param>
    /// <returns>Null, without a write, when it was changed meanwhile.</returns>
    public async Task<PublicReportRow?> Save(
        Tx tx, PublicReportSecret secret, string action, Actor? actor, PostKind? post = null, IReadOnlyList<Id>? files = null)
    {
        var row = (await With(tx, secret)) with { Version = Version + 1 };
        if (await tx.Execute(UpdateRow, row) == 0)
            return null;
        await row.Append(tx, action, secret, files ?? [], actor?.Id, post);
        return row;
    }

    async Task<PublicReportRow> With(Tx tx, PublicReportSecret secret) =>
        this with { Encrypted = secret.IsEmpty ? null : await secret.Encrypt(tx, Id) };

    Task Append(Tx tx, string action, PublicReportSecret secret, IReadOnlyList<Id> files, Id? actor, PostKind? post) =>
        Journal.Append(tx, new JournalEntry(Subject, Id.ToString(), GridCode, action, actor, Version)
        {
            Post = post,
            Payload = new
            {
                Receipt, SecretHash, Status, Category, Ticket = TicketId?.ToString(), HeldFor, ExpiresAt = ExpiresAt?.ToUtc(),
                Words = secret.IsEmpty ? null : secret.Hash(), AnsweredAt = AnsweredAt?.ToUtc(), Solved, Satisfied, Reopening,
                ReopeningAt = ReopeningAt?.ToUtc(), DecidedBy = DecidedBy?.ToString(), DecidedAt = DecidedAt?.ToUtc(), Additions,
                Files = files.Select(file => file.ToString()).Order(StringComparer.Ordinal).ToList(),
            },
        });

    public const string Select = $"SELECT {ColumnList} FROM public_reports r";

    public const string ColumnList = """
        r.id, r.receipt, r.secret_hash, r.status, r.category, r.grid_code, r.ticket_id, r.held_for, r.expires_at, r.encrypted,
               r.answered_at, r.solved, r.satisfied, r.reopening, r.reopening_at, r.decided_by, r.decided_at, r.additions, r.created_at,
               r.version
        """;

    const string InsertRow = """
        INSERT INTO public_reports (id, receipt, secret_hash, status, category, grid_code, ticket_id, held_for, expires_at, encrypted,
                                    created_at, version, request_hash, fingerprint, address_hash, device_hash)
        VALUES (@Id, @Receipt, @SecretHash, @Status, @Category, @GridCode, @TicketId, @HeldFor, @ExpiresAt, @Encrypted,
                @CreatedAt, 1, @RequestHash, @Fingerprint, @AddressHash, @DeviceHash)
        """;

    const string InsertFile = "INSERT INTO public_report_files (report_id, file_id) VALUES (@Id, @File)";

    const string UpdateRow = """
        UPDATE public_reports
           SET status = @Status, grid_code = @GridCode, ticket_id = @TicketId, held_for = @HeldFor, expires_at = @ExpiresAt,
               encrypted = @Encrypted, answered_at = @AnsweredAt, solved = @Solved, satisfied = @Satisfied, reopening = @Reopening,
               reopening_at = @ReopeningAt, decided_by = @DecidedBy, decided_at = @DecidedAt, additions = @Additions, version = @Version
         WHERE id = @Id AND version = @Version - 1
        """;
}

/// <summary>The keyed hashes of where a report came from; null where there is nothing to hash.</summary>
sealed record PublicReportOrigin(string? RequestHash, string? Fingerprint, string? AddressHash, string? DeviceHash);
