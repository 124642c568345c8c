using System.Text.Json;
using GridGov.Data.Journal;
using static GridGov.Domain.Events.EventChainAudit;

namespace GridGov.Domain.Events;

/// <summary>One ticket's events, taken in the journal's order, against its chain and against what its row says of it.</summary>
/// <param name="head">Null when there is no such ticket.</param>
sealed class TicketChainVerifier(string subject, TicketChainVerifier.Head? head, Action<Difference> differs)
{
    readonly SortedSet<long> skipped = [];
    long expected = 1;
    long outside;
    string? previous;
    bool previousIsKnown = true;

    public string Subject => subject;
    public long Recomputed { get; private set; }

    public void Add(JournalEvent row)
    {
        if (row is { Position: null, Hash: null })
        {
            outside++;
            Report(row.Seq, null, "added", $"'{row.Action}' stands outside the chain");
        }
        else if (row is not { Position: { } position, Hash: { } hash })
        {
            Report(row.Seq, row.Position, "changed", $"'{row.Action}' lost its position or its hash");
            if (row.Position == expected)
                (expected, previousIsKnown) = (expected + 1, false);
        }
        else if (position < expected)
        {
            if (skipped.Remove(position))
                Report(row.Seq, position, "reordered", $"'{row.Action}' is after event {expected - 1}");
            else
                Report(row.Seq, position, "added", $"'{row.Action}' has the position of another event");
        }
        else
        {
            Skip(position);
            Check(row, position, hash);
        }
    }

    void Skip(long position)
    {
        if (position == expected)
            return;
        // Lists at most 1000 missing positions, because a forged position may be far out.
        for (var each = expected; each < position && each < expected + 1000; each++)
            skipped.Add(each);
        previousIsKnown = false;
    }

    void Check(JournalEvent row, long position, string hash)
    {
        Recomputed++;
        if (previousIsKnown && Recompute(row, position) != hash)
        {
            Report(row.Seq, position, "changed",
                $"'{row.Action}' does not match its hash: it was changed, or the hash of the event before it");
        }
        (expected, previous, previousIsKnown) = (position + 1, hash, true);
    }

    string? Recompute(JournalEvent row, long position)
    {
        try
        {
            return EventChain.HashOf(row, position, previous);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Finish()
    {
        foreach (var position in skipped)
            Report(null, position, "missing", "an event in the middle");
        var events = expected - 1;
        if (head is null)
        {
            Report(null, null, "added", $"{events + outside} events belong to a ticket that does not exist");
        }
        else if (head.EventCount > events)
        {
            Report(null, events + 1, "cut", events + 1 == head.EventCount
                ? "the last event is missing"
                : $"events {events + 1} to {head.EventCount} at the end are missing");
        }
        else if (head.EventCount < events)
        {
            Report(null, head.EventCount + 1, "added", $"the ticket knows of {head.EventCount} events, and there are {events}");
        }
        else if (events > 0 && previousIsKnown && head.HeadHash != previous)
        {
            Report(null, events, "changed", "the last event does not have the ticket's head hash");
        }
        else if (events == 0)
        {
            Report(null, null, "missing", "a ticket without any event");
        }
    }

    void Report(long? seq, long? position, string kind, string description) =>
        differs(new Difference(head?.Number ?? subject, position, seq, kind, description));

    public sealed record Head
    {
        public required Id Id { get; init; }
        public required string Number { get; init; }
        public required long EventCount { get; init; }
        public string? HeadHash { get; init; }
    }
}
