using System.Diagnostics;
using GridGov.Domain.Events;
using GridGov.Domain.Statistics.Counters;

namespace GridGov.Domain.Statistics.History;

/// <summary>
/// Recomputes the measured data of tickets that differ from their events. Each portion is one transaction that replays its tickets
/// again and moves their counters, so it can be interrupted and run while a server works.
/// </summary>
public static class HistoryRebuild
{
    /// <summary>Tickets per transaction; few, because other writers wait.</summary>
    const int TicketsAtOnce = 25;

    /// <param name="Skipped">Tickets that were not changed, because their events are inconsistent.</param>
    public sealed record Result(long Tickets, long Repaired, long Skipped);

    /// <param name="skipped">Receives the ticket's number and the reason why it was not changed.</param>
    public static async Task<Result> Run(Db db, Action<string, string> skipped, Action<long, long> progress, CancellationToken ct)
    {
        long tickets = 0;
        var sum = default(Repaired);
        var differing = new List<Id>();
        await HistoryAudit.Walk(db, progress, (tx, ticket) =>
        {
            tickets++;
            if (HistoryAudit.Differences(ticket, ticket.Replay(tx.DayOf)).Any())
                differing.Add(ticket.Id);
        }, async () =>
        {
            foreach (var portion in differing.Chunk(TicketsAtOnce))
            {
                var began = Stopwatch.GetTimestamp();
                sum += await db.Write(tx => Repair(tx, portion, skipped), ct);
                // Pauses for other writers.
                await Task.Delay(Stopwatch.GetElapsedTime(began) / 2, ct);
            }
            if (differing.Count > 0)
                await CounterStore.Fold(db, ct);
            differing.Clear();
        }, ct);
        return new Result(tickets, sum.Tickets, sum.Skipped);
    }

    readonly record struct Repaired(long Tickets, long Skipped)
    {
        public static Repaired operator +(Repaired one, Repaired other) => new(one.Tickets + other.Tickets, one.Skipped + other.Skipped);
    }

    static async Task<Repaired> Repair(Tx tx, Id[] portion, Action<string, string> skipped)
    {
        var sum = default(Repaired);
        foreach (var id in portion)
        {
            foreach (var ticket in await StoredHistory.Load(tx, new Id(id.Value - 1), id, rows: 1))
            {
                var replayed = ticket.Replay(tx.DayOf);
                if (FindInconsistency(ticket, replayed) is { } reason)
                {
                    skipped(ticket.Head.Number, reason);
                    sum += new Repaired(0, 1);
                }
                else
                {
                    await Repair(tx, ticket, replayed.Timeline!);
                    sum += new Repaired(1, 0);
                }
            }
        }
        return sum;
    }

    /// <summary>A history in which something was changed or is missing tells nothing: the row may be what is right.</summary>
    static string? FindInconsistency(StoredHistory ticket, ReplayedHistory replayed)
    {
        if (replayed.Fault is not null)
            return replayed.Fault;
        string? broken = null;
        var chain = new TicketChainVerifier(ticket.Id.ToString(), ticket.Head,
            difference => broken ??= $"its events differ from their chain ({difference.Kind}); verify lists them");
        foreach (var what in ticket.Events)
            chain.Add(what);
        chain.Finish();
        return broken;
    }

    static async Task Repair(Tx tx, StoredHistory ticket, TicketTimeline replayed)
    {
        await Write(tx, ticket, replayed);
        await CounterStore.AppendChanges(tx, CounterChanges(ticket.Stored.CountedDeltas(), replayed.CountedDeltas()));
    }

    /// <summary>The changes of counters between all that a ticket counted and all that it counts.</summary>
    internal static IEnumerable<CounterDelta> CounterChanges(IEnumerable<CounterDelta> before, IEnumerable<CounterDelta> after)
    {
        var sums = new Dictionary<CounterKey, int>();
        foreach (var one in before)
            sums[one.Key] = sums.GetValueOrDefault(one.Key) - one.By;
        foreach (var one in after)
            sums[one.Key] = sums.GetValueOrDefault(one.Key) + one.By;
        return sums.SelectMany(sum => Enumerable.Repeat(new CounterDelta(sum.Key, Math.Sign(sum.Value)), Math.Abs(sum.Value)));
    }

    static async Task Write(Tx tx, StoredHistory ticket, TicketTimeline replayed)
    {
        var (id, stored, confidential) = (ticket.Id, ticket.Stored, ticket.Images.Filed.Confidential);
        var now = replayed.Now;
        await tx.Execute(UpdateTicket, new
        {
            Id = id, now.Status, now.HandlingLevel, now.HandlerId, now.HandlerPost, now.HandlerRole,
            now.AcceptedDay, now.AcceptedAt, now.ClosedDay, now.ClosedAt,
            now.ClosingDueAt, now.DueDay, now.OnTime, now.Decision, now.DecidedDay, now.DecidedAt, now.HasParts,
            replayed.ContactDueAt, replayed.ContactDueDay, replayed.ContactedAt, StateSince = replayed.Since,
        });
        foreach (var table in new[] { "ticket_history", "ticket_checks", "ticket_dispatches", "ticket_closing_limits", "ticket_parties" })
            await tx.Execute($"DELETE FROM {table} WHERE ticket_id = @Id", new { Id = id });
        await tx.Execute(InsertFormer, replayed.Former.Select(former => Columns(id, former)));
        await tx.Execute(InsertCheck, replayed.Checks.Select(check => new { Id = id, check.Version, check.Day, check.At, check.Action }));
        await tx.Execute(InsertDispatch, replayed.Dispatches.Select(dispatch => new
        {
            Id = id, dispatch.Version, dispatch.Day, dispatch.At, dispatch.HandlerId, dispatch.HandlerRole, dispatch.ReturnedAt,
        }));
        // Contacts are updated and not replaced, because notes that are or were confidential are not in the replay.
        var extra = stored.Contacts.Select(contact => contact.Version).Except(replayed.Contacts.Select(contact => contact.Version));
        await tx.Execute(
            "DELETE FROM ticket_contacts WHERE ticket_id = @Id AND version = @Version",
            extra.Select(version => new { Id = id, Version = version }));
        await tx.Execute(InsertContact, replayed.Contacts.Select(contact => new
        {
            Id = id, contact.Version, contact.Day, contact.At, contact.Kind, contact.Reached, contact.Solved, contact.Satisfied,
            contact.ContactedBy, contact.Note, KeepsNote = confidential || contact.Note is null,
        }));
        await tx.Execute(InsertTerms, replayed.Terms.Select(set => new
        {
            Id = id, set.Version, set.Terms.StartedAt, set.Terms.DispatchLimit, set.Terms.HandleLimit, set.Terms.CheckLimit,
            set.Terms.Extensions,
        }));
        await tx.Execute(InsertParty, replayed.Parties.Select(party => new { Id = id, party.Person, party.Kind }));
    }

    static object Columns(Id id, FormerState former)
    {
        var state = former.State;
        return new
        {
            Id = id, former.FromAt, former.UntilAt, former.Version,
            state.Status, state.HandlingLevel, state.GridCode, state.Kind, state.Category, state.Programme, state.Role,
            state.HandlerId, state.HandlerPost, state.HandlerRole, state.Urgency, state.Source, state.FiledBy, state.FiledAt,
            state.FiledDay,
            state.AcceptedDay, state.AcceptedAt, state.ClosedDay, state.ClosedAt,
            state.ClosingDueAt, state.DueDay, state.OnTime, state.Decision, state.DecidedDay, state.DecidedAt,
            state.PartOf, state.HasParts,
        };
    }

    const string UpdateTicket = """
        UPDATE tickets
           SET status = @Status, handling_level = @HandlingLevel,
               handler_id = @HandlerId, handler_post = @HandlerPost, handler_role = @HandlerRole,
               accepted_day = @AcceptedDay, accepted_at = @AcceptedAt, closed_day = @ClosedDay, closed_at = @ClosedAt,
               closing_due_at = @ClosingDueAt, due_day = @DueDay, on_time = @OnTime,
               decision = @Decision, decided_day = @DecidedDay, decided_at = @DecidedAt, has_parts = @HasParts,
               contact_due_at = @ContactDueAt, contact_due_day = @ContactDueDay, contacted_at = @ContactedAt, state_since = @StateSince
         WHERE id = @Id
        """;

    const string InsertFormer = $"""
        INSERT INTO ticket_history (ticket_id, from_at, until_at, version, {TicketSnapshot.Columns})
        VALUES (@Id, @FromAt, @UntilAt, @Version, @Status, @HandlingLevel, @GridCode, @Kind, @Category, @Programme, @Role,
                @HandlerId, @HandlerPost, @HandlerRole, @Urgency, @Source, @FiledBy, @FiledAt, @FiledDay,
                @AcceptedDay, @AcceptedAt, @ClosedDay, @ClosedAt, @ClosingDueAt, @DueDay, @OnTime, @Decision, @DecidedDay, @DecidedAt,
                @PartOf, @HasParts)
        """;

    const string InsertCheck = "INSERT INTO ticket_checks (ticket_id, version, day, at, action) VALUES (@Id, @Version, @Day, @At, @Action)";

    const string InsertDispatch = """
        INSERT INTO ticket_dispatches (ticket_id, version, day, at, handler_id, handler_role, returned_at)
        VALUES (@Id, @Version, @Day, @At, @HandlerId, @HandlerRole, @ReturnedAt)
        """;

    const string InsertContact = """
        INSERT INTO ticket_contacts (ticket_id, version, day, at, kind, reached, solved, satisfied, contacted_by, note)
        VALUES (@Id, @Version, @Day, @At, @Kind, @Reached, @Solved, @Satisfied, @ContactedBy, @Note)
        ON CONFLICT (ticket_id, version) DO UPDATE
           SET day = excluded.day, at = excluded.at, kind = excluded.kind, reached = excluded.reached, solved = excluded.solved,
               satisfied = excluded.satisfied, contacted_by = excluded.contacted_by,
               note = CASE WHEN @KeepsNote = 1 THEN ticket_contacts.note ELSE excluded.note END
        """;

    const string InsertParty = "INSERT INTO ticket_parties (ticket_id, person_id, kind) VALUES (@Id, @Person, @Kind)";

    const string InsertTerms = """
        INSERT INTO ticket_closing_limits (ticket_id, version, started_at, dispatch_limit, handle_limit, check_limit, extensions)
        VALUES (@Id, @Version, @StartedAt, @DispatchLimit, @HandleLimit, @CheckLimit, @Extensions)
        """;
}
