using GridGov.Data.Journal;
using GridGov.Domain.Verification.Replays;

namespace GridGov.Domain.Verification;

/// <summary>
/// Reads the whole journal in the order of its numbers, and compares its running hash with those that were recorded, and the rows of
/// accounts and of all that is not a ticket with their events.
/// </summary>
static class JournalVerification
{
    const int AtOnce = 5_000;

    /// <param name="Events">The last number.</param>
    /// <param name="Accounts">Rows of people, appointments and keys.</param>
    /// <param name="RowSeal">The last row seal; null without the master key.</param>
    public sealed record Result(long Events, string Hash, long Accounts, Checkpoint? RowSeal);

    /// <param name="checkpoints">The hashes that the journal must have.</param>
    /// <param name="rowSeals">The MACs that the row seals must have; null without the master key.</param>
    /// <param name="differs">Receives what differs and how.</param>
    public static async Task<Result> Run(
        Db db, IEnumerable<Checkpoint> checkpoints, IEnumerable<Checkpoint>? rowSeals, Action<string, string> differs,
        CancellationToken ct)
    {
        var (digest, subjects) = (new JournalDigest(), new SubjectReplay());
        IReadOnlyList<IEventReplay> replays =
        [
            new BoundaryReplay(), new ZoneReplay(), new PlaceReplay(), new CampaignReplay(), new RoundReplay(), new RecordReplay(),
            new GroupReplay(), new NeedReplay(), new ClaimReplay(), new OfferReplay(), new MeetingReplay(), new BoardReplay(),
            new PublicReportReplay(), new AnswerTemplateReplay(),
        ];
        var comparison = new CheckpointComparison(checkpoints, (seq, kind, what) => differs($"journal {seq} ({kind})", what));
        comparison.Reach(0, digest.Hash);
        while (await db.Read(tx => digest.Advance(tx, AtOnce, Visit), ct) == AtOnce)
            ct.ThrowIfCancellationRequested();
        var (accounts, rowSeal) = await db.Read(async tx =>
        {
            // The rest of the events and the rows are of one snapshot, because a server may be writing.
            while (await digest.Advance(tx, AtOnce, Visit) > 0)
                ct.ThrowIfCancellationRequested();
            foreach (var replay in replays)
                await replay.Compare(tx, withKeys: rowSeals is not null, differs);
            return await subjects.Compare(tx, rowSeals, differs);
        }, ct);
        comparison.Finish(digest.Seq);
        return new Result(digest.Seq, digest.Hash, accounts, rowSeal);

        void Visit(JournalDigest at, JournalEvent? other)
        {
            if (comparison.Expects(at.Seq))
                comparison.Reach(at.Seq, at.Hash);
            if (other is null)
                return;
            subjects.Apply(other, differs);
            foreach (var replay in replays)
                replay.Apply(other, differs);
        }
    }
}
