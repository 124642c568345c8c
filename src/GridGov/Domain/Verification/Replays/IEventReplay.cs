using GridGov.Data.Journal;

namespace GridGov.Domain.Verification.Replays;

/// <summary>Makes the rows of some kinds of things anew from their events, and compares the stored ones with them.</summary>
interface IEventReplay
{
    /// <summary>Applies the next event, in the journal's order, if it is of these kinds.</summary>
    /// <param name="differs">Receives the thing and why its event cannot be read.</param>
    void Apply(JournalEvent entry, Action<string, string> differs);

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    /// <param name="withKeys">Whether the master key is there, by which encrypted columns can be read.</param>
    /// <param name="differs">Receives what differs and how.</param>
    Task Compare(Tx tx, bool withKeys, Action<string, string> differs);
}
