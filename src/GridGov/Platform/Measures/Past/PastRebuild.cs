using System.Diagnostics;
using GridGov.Platform.Data;
using GridGov.Platform.Measures.Counters;
using GridGov.Platform.Time;

namespace GridGov.Platform.Measures;

/// <summary>
/// Makes what measures look at anew from the events, where it differs. Each portion is one transaction in which its tickets
/// are told once more and their counters moved with them: so it can be cut off and begun again, and a server may go on
/// beside it.
/// </summary>
public static class PastRebuild
{
    /// <summary>Written in one transaction: few, so that nobody waits long.</summary>
    const int TicketsAtOnce = 25;

    /// <param name="Tickets">How many were looked at.</param>
    /// <param name="Mended">How many were made anew.</param>
    /// <param name="Left">How many were left as they are, because their events are not to be believed.</param>
    public sealed record Result(long Tickets, long Mended, long Left);

    /// <param name="left">Told the ticket's number and why it is left as it is.</param>
    /// <param name="progress">Told how many tickets were looked at, of how many.</param>
    public static async Task<Result> Run(Db db, Action<string, string> left, Action<long, long> progress, CancellationToken ct)
    {
        long tickets = 0;
        var sum = default(Mended);
        var differing = new List<Id>();
        var beginning = await ChainAudit.BeginningOf(db, ct) ?? ChainAudit.Beginning.AsOldAsTheStore;
        await PastAudit.Walk(db, progress, (tx, ticket) =>
        {
            tickets++;
            if (PastAudit.Differences(ticket, ticket.Told(tx.DayOf)).Any())
                differing.Add(ticket.Id);
        }, async () =>
        {
            foreach (var portion in differing.Chunk(TicketsAtOnce))
            {
                var began = Stopwatch.GetTimestamp();
                sum += await db.Write(tx => Mend(tx, portion, beginning, left), ct);
                // A server beside it looks for its turn now and then, and is to find one.
                await Task.Delay(Stopwatch.GetElapsedTime(began) / 2, ct);
            }
            if (differing.Count > 0)
                await CounterStore.Fold(db, ct);
            differing.Clear();
        }, ct);
        return new Result(tickets, sum.Tickets, sum.Left);
    }

    readonly record struct Mended(long Tickets, long Left)
    {
        public static Mended operator +(Mended one, Mended other) => new(one.Tickets + other.Tickets, one.Left + other.Left);
    }

    static async Task<Mended> Mend(Tx tx, Id[] portion, ChainAudit.Beginning beginning, Action<string, string> left)
    {
        var sum = default(Mended);
        foreach (var id in portion)
        {
            foreach (var ticket in await StoredPast.Load(tx, new Id(id.Value - 1), id, rows: 1))
            {
                var told = ticket.Told(tx.DayOf);
                if (Unbelievable(ticket, told, beginning) is { } why)
                {
                    left(ticket.Head.Number, why);
                    sum += new Mended(0, 1);
                }
                else
                {
                    await Mend(tx, ticket, told.Past!);
                    sum += new Mended(1, 0);
                }
            }
        }
        return sum;
    }

    /// <summary>A history in which something was changed or is missing tells nothing: the row may be what is right.</summary>
    static string? Unbelievable(StoredPast ticket, ToldPast told, ChainAudit.Beginning beginning)
    {
        if (told.Fault is not null)
            return told.Fault;
        string? broken = null;
        var chain = new TicketChain(ticket.Id.ToString(), ticket.Head, beginning, difference => broken ??= $"its events are not as they were written ({difference.What}); verify names them");
        foreach (var what in ticket.Events)
            chain.Take(what);
        chain.Finish();
        return broken;
    }

    static async Task Mend(Tx tx, StoredPast ticket, TicketPast told)
    {
        await Write(tx, ticket.Id, ticket.Stored, told);
        await CounterStore.Add(tx, Moved(ticket.Stored.Counted(), told.Counted()));
    }

    static IEnumerable<CounterDelta> Moved(IEnumerable<CounterDelta> before, IEnumerable<CounterDelta> after)
    {
        var sums = new Dictionary<CounterKey, int>();
        foreach (var one in before)
            sums[one.Key] = sums.GetValueOrDefault(one.Key) - one.By;
        foreach (var one in after)
            sums[one.Key] = sums.GetValueOrDefault(one.Key) + one.By;
        return sums.SelectMany(sum => Enumerable.Repeat(new CounterDelta(sum.Key, Math.Sign(sum.Value)), Math.Abs(sum.Value)));
    }

    static async Task Write(Tx tx, Id id, TicketPast stored, TicketPast told)
    {
        var now = told.Now;
        await tx.Run(UpdateTicket, new
        {
            Id = id, now.Status, now.HandlingLevel, now.HandlerId, now.HandlerPost, now.HandlerRole, now.AcceptedDay, now.AcceptedAt, now.ClosedDay, now.ClosedAt,
            now.ClosingDueAt, now.DueDay, now.OnTime, now.Decision, now.DecidedDay, now.DecidedAt,
            told.ContactDueAt, told.ContactDueDay, told.ContactedAt, StateSince = told.Since,
        });
        foreach (var table in new[] { "ticket_history", "ticket_checks", "ticket_dispatches", "ticket_terms" })
            await tx.Run($"DELETE FROM {table} WHERE ticket_id = @Id", new { Id = id });
        await tx.Run(InsertFormer, told.Former.Select(former => Columns(id, former)));
        await tx.Run(InsertCheck, told.Checks.Select(check => new { Id = id, check.Version, check.Day, check.At, check.Action }));
        await tx.Run(InsertDispatch, told.Dispatches.Select(dispatch => new
        {
            Id = id, dispatch.Version, dispatch.Day, dispatch.At, dispatch.HandlerId, dispatch.HandlerRole, dispatch.ReturnedAt,
        }));
        // What was noted beside stays: it is no matter of measures.
        var untold = stored.Contacts.Select(contact => contact.Version).Except(told.Contacts.Select(contact => contact.Version));
        await tx.Run("DELETE FROM ticket_contacts WHERE ticket_id = @Id AND version = @Version", untold.Select(version => new { Id = id, Version = version }));
        await tx.Run(InsertContact, told.Contacts.Select(contact => new
        {
            Id = id, contact.Version, contact.Day, contact.At, contact.Kind, contact.Reached, contact.Solved, contact.Satisfied, contact.ContactedBy,
        }));
        await tx.Run(InsertTerms, told.Terms.Select(set => new
        {
            Id = id, set.Version, set.Terms.StartedAt, set.Terms.DispatchLimit, set.Terms.HandleLimit, set.Terms.CheckLimit, set.Terms.Extensions,
        }));
    }

    static object Columns(Id id, FormerState former)
    {
        var state = former.State;
        return new
        {
            Id = id, former.FromAt, former.UntilAt, former.Version,
            state.Status, state.HandlingLevel, state.GridCode, state.Kind, state.Category, state.Programme, state.Role,
            state.HandlerId, state.HandlerPost, state.HandlerRole, state.Urgency, state.Source, state.FiledBy, state.FiledAt, state.FiledDay,
            state.AcceptedDay, state.AcceptedAt, state.ClosedDay, state.ClosedAt,
            state.ClosingDueAt, state.DueDay, state.OnTime, state.Decision, state.DecidedDay, state.DecidedAt,
        };
    }

    const string UpdateTicket = """
        UPDATE tickets
           SET status = @Status, handling_level = @HandlingLevel, handler_id = @HandlerId, handler_post = @HandlerPost, handler_role = @HandlerRole,
               accepted_day = @AcceptedDay, accepted_at = @AcceptedAt, closed_day = @ClosedDay, closed_at = @ClosedAt,
               closing_due_at = @ClosingDueAt, due_day = @DueDay, on_time = @OnTime, decision = @Decision, decided_day = @DecidedDay, decided_at = @DecidedAt,
               contact_due_at = @ContactDueAt, contact_due_day = @ContactDueDay, contacted_at = @ContactedAt, state_since = @StateSince
         WHERE id = @Id
        """;

    const string InsertFormer = $"""
        INSERT INTO ticket_history (ticket_id, from_at, until_at, version, {MeasuredTicket.Columns})
        VALUES (@Id, @FromAt, @UntilAt, @Version, @Status, @HandlingLevel, @GridCode, @Kind, @Category, @Programme, @Role,
                @HandlerId, @HandlerPost, @HandlerRole, @Urgency, @Source, @FiledBy, @FiledAt, @FiledDay,
                @AcceptedDay, @AcceptedAt, @ClosedDay, @ClosedAt, @ClosingDueAt, @DueDay, @OnTime, @Decision, @DecidedDay, @DecidedAt)
        """;

    const string InsertCheck = "INSERT INTO ticket_checks (ticket_id, version, day, at, action) VALUES (@Id, @Version, @Day, @At, @Action)";

    const string InsertDispatch = """
        INSERT INTO ticket_dispatches (ticket_id, version, day, at, handler_id, handler_role, returned_at)
        VALUES (@Id, @Version, @Day, @At, @HandlerId, @HandlerRole, @ReturnedAt)
        """;

    const string InsertContact = """
        INSERT INTO ticket_contacts (ticket_id, version, day, at, kind, reached, solved, satisfied, contacted_by)
        VALUES (@Id, @Version, @Day, @At, @Kind, @Reached, @Solved, @Satisfied, @ContactedBy)
        ON CONFLICT (ticket_id, version) DO UPDATE
           SET day = excluded.day, at = excluded.at, kind = excluded.kind, reached = excluded.reached, solved = excluded.solved,
               satisfied = excluded.satisfied, contacted_by = excluded.contacted_by
        """;

    const string InsertTerms = """
        INSERT INTO ticket_terms (ticket_id, version, started_at, dispatch_limit, handle_limit, check_limit, extensions)
        VALUES (@Id, @Version, @StartedAt, @DispatchLimit, @HandleLimit, @CheckLimit, @Extensions)
        """;
}
