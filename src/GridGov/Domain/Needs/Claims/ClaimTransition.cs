using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Needs.Claims;

/// <summary>The only place where the row of a claim changes, and with it the status of its need.</summary>
static class ClaimTransition
{
    /// <summary>A record that is made with the change.</summary>
    public sealed record MadeRecord(Id Id, DateOnly Day, DateOnly? CycleDay, string? Words);

    /// <param name="actor">Null for what follows from an act on the need.</param>
    /// <param name="reason">Of a dispute or a release.</param>
    /// <returns>The refusal; null when it is done.</returns>
    public static async Task<ProblemHttpResult?> Write(
        Tx tx, Actor? actor, ClaimRow before, ClaimAction action, FreeText? reason = null, MadeRecord? record = null)
    {
        var words = reason is null ? null : ClaimWords.Of(reason);
        var after = before with
        {
            Status = ClaimLifecycle.After(before.Status, action)!.Value,
            DoneAt = action == ClaimAction.ReportDone ? tx.Now : before.DoneAt,
            ConfirmedAt = action == ClaimAction.Confirm ? tx.Now : null,
            ConfirmedBy = action == ClaimAction.Confirm ? actor?.Id : null,
            ReleasedAt = action == ClaimAction.Release ? tx.Now : null,
            Disputes = before.Disputes + (action == ClaimAction.Dispute ? 1 : 0),
            Encrypted = words is null ? before.Encrypted : await words.Encrypt(tx, ClaimWords.ReasonPlace(before.Id)),
        };
        if (await tx.Execute(Update, new
        {
            after.Id, after.Status, after.DoneAt, after.ConfirmedAt, after.ConfirmedBy, after.ReleasedAt, after.Disputes, after.Encrypted,
            after.OwesFrom, before.Version,
        }) == 0)
        {
            return Problems.StaleVersion();
        }
        await Journal.Append(tx, Event(actor, after with { Version = before.Version + 1 }, action.ToCode(), words?.Hash(), record));
        return null;
    }

    public static async Task Insert(Tx tx, Actor actor, ClaimRow claim)
    {
        await tx.Execute(InsertRow, new
        {
            claim.Id, claim.NeedId, claim.GroupId, claim.ClaimedBy, claim.OfferId, claim.ClaimedAt, claim.OwesFrom,
        });
        await Journal.Append(tx, Event(actor, claim, "claim", words: null, record: null));
    }

    /// <summary>Gives a published need the status that follows from its claims.</summary>
    /// <returns>The refusal; null when it is done.</returns>
    public static async Task<ProblemHttpResult?> RecalculateNeed(Tx tx, Actor actor, Id id)
    {
        var need = await NeedRow.Load(tx, id);
        var (status, closing) = NeedLifecycle.ByClaims(need.Slots, need.Continuing, need.Claims);
        if (need.Status is NeedStatus.Submitted or NeedStatus.Closed || status == need.Status)
            return null;
        var after = need with { Status = status, Closing = closing, ClosedAt = status == NeedStatus.Closed ? tx.Now : null };
        return await NeedTransition.Write(tx, actor, after,
            status switch { NeedStatus.Closed => "fulfil", NeedStatus.Taken => "fill", _ => "free" }, Capability.NeedClaim);
    }

    /// <summary>Releases all claims of a need that go on, because of an act on the need.</summary>
    public static async Task<ProblemHttpResult?> ReleaseAll(Tx tx, Actor actor, Id need, string reason)
    {
        foreach (var claim in await tx.Query(
            $"{ClaimRow.Select} WHERE c.need_id = @Need AND {ClaimLifecycle.IsOpenSql} ORDER BY c.id", ClaimRow.Read, new { Need = need }))
        {
            if (await Write(tx, actor, claim, ClaimAction.Release, reason) is { } refusal)
                return refusal;
        }
        return null;
    }

    static JournalEntry Event(Actor? actor, ClaimRow claim, string action, string? words, MadeRecord? record) =>
        new(Claim.Subject, claim.Id.ToString(), claim.GridCode, action, actor?.Id, claim.Version)
        {
            Post = actor?.PostsFor(Capability.NeedRead, claim.GridCode).FirstOrDefault()?.Kind,
            Payload = new
            {
                Need = claim.NeedId.ToString(), Group = claim.GroupId?.ToString(), Offer = claim.OfferId?.ToString(), claim.Status,
                claim.Disputes, claim.OwesFrom,
                ActsFor = claim.GroupId is { } group && actor?.RepresentationOf(group) is not null ? group.ToString() : null,
                Words = words, Record = record?.Id.ToString(), record?.Day, record?.CycleDay, Note = record?.Words,
            },
        };

    const string InsertRow = """
        INSERT INTO claims (id, need_id, group_id, claimed_by, offer_id, status, claimed_at, disputes, owes_from, version)
        VALUES (@Id, @NeedId, @GroupId, @ClaimedBy, @OfferId, 'claimed', @ClaimedAt, 0, @OwesFrom, 1)
        """;

    const string Update = """
        UPDATE claims
           SET status = @Status, done_at = @DoneAt, confirmed_at = @ConfirmedAt, confirmed_by = @ConfirmedBy, released_at = @ReleasedAt,
               disputes = @Disputes, encrypted = @Encrypted, owes_from = @OwesFrom, version = version + 1
         WHERE id = @Id AND version = @Version
        """;
}
