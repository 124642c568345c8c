using GridGov.Domain.PersonalData;

namespace GridGov.Domain.PublicReports;

/// <summary>
/// The steps of a public report, from the statuses of its ticket and of the one that goes on when it was merged. Nothing else of a
/// ticket is in it, and of another ticket nothing from before the merge but its state then.
/// </summary>
/// <param name="Ticket">The ticket that goes on; null without one.</param>
/// <param name="ClosedAt">When it was closed last; null while it is not closed.</param>
sealed record PublicTimeline(
    IReadOnlyList<PublicTimeline.Entry> Entries, Id? Ticket, TicketStatus? Status, Instant? ClosedAt)
{
    /// <param name="Answer">What the office told the public with it; null for nothing.</param>
    public readonly record struct Entry(Instant At, PublicStep Step, string? Answer = null);

    /// <summary>A change of a ticket's status.</summary>
    public readonly record struct Change(long Seq, Instant At, string Action, TicketStatus To, string? Answer = null);

    /// <summary>As many merges as a ticket's survivor is sought through.</summary>
    const int MaxChain = 100;

    public static async Task<PublicTimeline> Load(Tx tx, PublicReportRow report)
    {
        if (report.TicketId is not { } next)
        {
            var received = new Entry(report.CreatedAt, PublicStep.Received);
            return new PublicTimeline(
                report.Status == PublicReportStatus.Held
                    ? [received]
                    : [received, new Entry(report.DecidedAt ?? report.CreatedAt, PublicStep.NotAccepted)],
                Ticket: null, Status: null, ClosedAt: null);
        }
        var tickets = new List<IReadOnlyList<Change>>();
        for (var i = 0; ; i++)
        {
            var (status, closedAt, survivor, confidential) = await tx.QuerySingle(
                FindTicket, c => (c.Enum<TicketStatus>(), c.InstantOrNull(), c.IdOrNull(), c.Flag()), new { Id = next });
            // What a confidential ticket tells its own reporters is told to no others.
            tickets.Add(await ListChangesOf(tx, next, withAnswers: i == 0 || !confidential));
            if (survivor is not { } other || i == MaxChain)
                return new PublicTimeline(Of(tickets, report.CreatedAt), next, status, closedAt);
            next = other;
        }
    }

    /// <param name="tickets">The changes of the report's ticket, then of those that it was merged into, each in order.</param>
    /// <param name="receivedAt">When the report came, which may have been held before it became a ticket.</param>
    public static IReadOnlyList<Entry> Of(IReadOnlyList<IReadOnlyList<Change>> tickets, Instant receivedAt)
    {
        var steps = new List<Entry> { new(receivedAt, PublicStep.Received) };
        var (since, mergedAt) = (0L, receivedAt);
        foreach (var (i, changes) in tickets.Index())
        {
            // What the other ticket was at the merge is known from then on.
            if (i > 0 && changes.Where(change => change.Seq <= since).Select(change => (Change?)change).LastOrDefault() is { } then)
                steps.Add(new Entry(mergedAt, PublicSteps.Of(then.Action, then.To)));
            var after = changes.Where(change => change.Seq > since).ToList();
            steps.AddRange(after.Select(change => new Entry(change.At, PublicSteps.Of(change.Action, change.To), change.Answer)));
            if (changes is [.., var last])
                (since, mergedAt) = last.Seq > since ? (last.Seq, last.At) : (since, mergedAt);
        }
        var entries = new List<Entry>();
        foreach (var step in steps)
        {
            if (entries is not [.., var last] || last.Step != step.Step)
                entries.Add(step);
            else if (step.Answer is not null)
                entries[^1] = last with { Answer = step.Answer };
        }
        return entries;
    }

    static async Task<IReadOnlyList<Change>> ListChangesOf(Tx tx, Id ticket, bool withAnswers)
    {
        var rows = await tx.Query(ListChanges, c => new ChangeRow(
            new Change(c.Long(), c.Instant(), c.Text(), c.Enum<TicketStatus>()), c.Long(), c.TextOrNull()),
            new { Subject = ticket.ToString() });
        var changes = new List<Change>();
        foreach (var (change, position, payload) in rows)
        {
            if (!withAnswers || payload is null)
            {
                changes.Add(change);
                continue;
            }
            var (_, details) = await EncryptedEvents.Decrypt(tx, ticket.ToString(), position, reason: null, payload);
            changes.Add(change with { Answer = (string?)details?["publicAnswer"] });
        }
        return changes;
    }

    readonly record struct ChangeRow(Change Change, long Position, string? Payload);

    const string FindTicket = "SELECT status, closed_at, merged_into, confidential FROM tickets WHERE id = @Id";

    const string ListChanges = """
        SELECT seq, at, action, to_status, position,
               CASE WHEN action IN ('reject', 'pass', 'report_back') THEN payload END AS payload
          FROM journal
         WHERE subject = @Subject AND subject_kind = 'ticket' AND to_status IS NOT NULL
         ORDER BY seq
         LIMIT 1000
        """;
}
