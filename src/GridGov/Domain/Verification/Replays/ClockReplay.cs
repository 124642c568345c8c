using System.Globalization;
using GridGov.Data.Journal;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Tickets;
using static GridGov.Domain.Verification.TicketImages;

namespace GridGov.Domain.Verification.Replays;

/// <summary>The runs and pauses of a ticket's stage clock, and its deadline, from the ticket's events.</summary>
/// <param name="stored">Shows whether a ticket of an earlier version had a clock from its filing.</param>
sealed class ClockReplay(RowImages rows, RowImages stored)
{
    int run;
    bool runs;
    long? pausedAt;

    /// <summary>The deadline, where it is known.</summary>
    Instant? dueAt;
    bool dueIsKnown = true;

    string Run => run.ToString(CultureInfo.InvariantCulture);

    /// <summary>At the filing.</summary>
    public void Begin(JournalEvent entry, EventDetails details)
    {
        var recorded = details.Has(ClockRecord.Member);
        if (recorded || stored.Value(Clocks, "1", "stage") == ClockStage.Accept.ToCode())
            Begin(entry, details.Object(ClockRecord.Member), ClockStage.Accept, recorded);
        else
            Forget();
    }

    public void Apply(JournalEvent entry, EventDetails details, TicketStatus from, TicketStatus to)
    {
        var (record, recorded) = (details.Object(ClockRecord.Member), details.Has(ClockRecord.Member));
        if (!Codes<TicketAction>.TryParse(entry.Action, out var action))
        {
            if (entry.Action == "move_deadline")
                Recalculate(record, recorded, details);
            return;
        }
        var (was, next) = (ClockStages.Of(from), ClockStages.Of(to));
        if (was != next || (next is not null && ClockStages.Restarts(action)))
        {
            Switch(entry, record, next, recorded, from);
            return;
        }
        if (to == TicketStatus.Suspended && from != to)
            Pause(entry);
        else if (from == TicketStatus.Suspended && from != to)
            Resume(entry, record, recorded);
        if (action == TicketAction.Amend && runs && recorded)
            Amend(record);
        if (action == TicketAction.ApproveRequest && details.Text("kind") == "extension" && runs)
            Extend(record, recorded);
    }

    void Switch(JournalEvent entry, EventDetails record, ClockStage? next, bool recorded, TicketStatus from)
    {
        if (from == TicketStatus.Suspended)
            EndPause(entry);
        if (runs)
        {
            rows.Set(Clocks, Run, ("ended_at", entry.At), ("due_at", dueAt));
            if (!dueIsKnown)
                rows.Forget(Clocks, Run, "due_at");
            runs = false;
        }
        if (next is { } stage)
            Begin(entry, record, stage, recorded);
        else
            SetDeadline(yellowAt: null, due: null);
    }

    void Begin(JournalEvent entry, EventDetails record, ClockStage stage, bool recorded)
    {
        (run, runs) = (run + 1, true);
        rows.Set(Clocks, Run, ("stage", stage.ToCode()), ("started_at", entry.At), ("extensions", 0), ("ended_at", null), ("due_at", null));
        if (record.Has("limit"))
            rows.Set(Clocks, Run, ("time_limit", record.Text("limit")));
        Recalculate(record, recorded);
    }

    void Pause(JournalEvent entry)
    {
        if (runs)
        {
            pausedAt = entry.At.Milliseconds;
            rows.Set(Pauses, PauseKey, ("to_at", null));
        }
        SetDeadline(yellowAt: null, due: null);
    }

    void Resume(JournalEvent entry, EventDetails record, bool recorded)
    {
        EndPause(entry);
        if (runs)
            Recalculate(record, recorded);
    }

    void EndPause(JournalEvent entry)
    {
        if (pausedAt is not null)
            rows.Set(Pauses, PauseKey, ("to_at", entry.At));
        pausedAt = null;
    }

    string PauseKey => string.Create(CultureInfo.InvariantCulture, $"{run} {pausedAt}");

    void Extend(EventDetails record, bool recorded)
    {
        var before = int.Parse(rows.Value(Clocks, Run, "extensions") ?? "0", CultureInfo.InvariantCulture);
        rows.Set(Clocks, Run, ("extensions", before + 1));
        Recalculate(record, recorded);
    }

    void Amend(EventDetails record)
    {
        if (record.Has("limit"))
            rows.Set(Clocks, Run, ("time_limit", record.Text("limit")));
        Recalculate(record, recorded: true);
    }

    void Recalculate(EventDetails record, bool recorded, EventDetails? moved = null)
    {
        if (recorded)
        {
            SetDeadline(record.Instant("yellowAt"), record.Instant("dueAt"));
        }
        else if (moved is { } details && details.Text("from") != details.Text("to"))
        {
            // An earlier version recorded the deadline, but not when its light turns.
            Forget();
        }
        else if (moved is null)
        {
            Forget();
        }
    }

    void SetDeadline(Instant? yellowAt, Instant? due)
    {
        (dueAt, dueIsKnown) = (due, true);
        rows.Set(TicketRows, "", ("yellow_at", yellowAt), ("due_at", due));
    }

    void Forget()
    {
        (dueAt, dueIsKnown) = (null, false);
        rows.Forget(TicketRows, "", "yellow_at", "due_at");
    }
}
