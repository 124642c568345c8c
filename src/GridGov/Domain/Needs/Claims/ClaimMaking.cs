using GridGov.Api;
using GridGov.Domain.Needs.Offers;
using GridGov.Security;

namespace GridGov.Domain.Needs.Claims;

/// <summary>Claims a need and fills a slot in the same act, and records what is done for a claim.</summary>
static class ClaimMaking
{
    /// <returns>The id of the claim, or the refusal, with which nothing is written.</returns>
    public static async Task<(Id Id, ProblemHttpResult? Refusal)> Claim(Tx tx, Actor actor, NeedRow need, Id? group, Id? offer)
    {
        if (await NeedAuthority.Check(tx, actor, need, NeedAction.Claim) is { } refusal)
            return (default, refusal);
        var representation = group is { } id ? actor.RepresentationOf(id) : null;
        if (group is not null && !(representation is { Grid: var home } && GridCode.Covers(home, need.GridCode)))
            return (default, Problems.At("/groupId", "cannot-claim-for-group"));
        if (group is null && !actor.PostsFor(Capability.NeedClaim, need.GridCode).Any())
            return (default, Problems.Of("no-claiming-post"));
        if (await tx.QuerySingle<long>(
            group is null ? CountOwn : CountOfGroup, new { Need = need.Id, Group = group, Person = actor.Id }) > 0)
            return (default, Problems.Of("already-claimed"));
        // An office's offer is for whoever claims in the own name, and a group's for that group.
        if (offer is { } used && await tx.QuerySingle<long>(
            group is null ? CountOfficeOffer : CountGroupOffer, new { Offer = used, Group = group },
            actor.ScopeOf(Capability.NeedRead)) == 0)
        {
            return (default, Problems.At("/offerId", "unknown-offer"));
        }
        var claim = new ClaimRow
        {
            Id = tx.NewId(), NeedId = need.Id, NeedKind = need.Kind, NeedTitle = need.Title, NeedStatus = need.Status,
            Continuing = need.Continuing, Cycle = need.Cycle, Hidden = false, GridCode = need.GridCode, GridName = need.GridName,
            GroupId = group, ClaimedBy = actor.Id, ClaimedByName = actor.Name, OfferId = offer, Status = ClaimStatus.Claimed,
            ClaimedAt = tx.Now, Disputes = 0, Records = 0, Version = 1,
            OwesFrom = need.Cycle is { } cycle ? OwedCycles.FirstOf(cycle, tx.Today) : null,
        };
        await ClaimTransition.Insert(tx, actor, claim);
        return (claim.Id, await ClaimTransition.RecalculateNeed(tx, actor, need.Id));
    }

    /// <param name="day">On which it was done; not after today and not before the claim.</param>
    public static async Task<(Id Id, ProblemHttpResult? Refusal)> Record(Tx tx, Actor actor, ClaimRow claim, DateOnly day, FreeText? note)
    {
        if (day > tx.Today || day < tx.DayOf(claim.ClaimedAt))
        {
            return (default, Problems.Invalid("/day", "out_of_range", new(
                "须在认领之日与今天之间。", "It must lie between the day of the claim and today.")));
        }
        var id = tx.NewId();
        var words = note is null ? null : ClaimWords.Of(note);
        DateOnly? cycleDay = claim.Cycle is { } cycle ? OwedCycles.FirstOf(cycle, day) : null;
        await tx.Execute(InsertRecord, new
        {
            Id = id, Claim = claim.Id, Day = day, CycleDay = cycleDay, Person = actor.Id, tx.Now,
            Encrypted = words is null ? null : await words.Encrypt(tx, ClaimWords.NotePlace(id)),
        });
        if (claim is { Cycle: { } each, OwesFrom: { } owes } && cycleDay == owes)
        {
            var recorded = await tx.Query(ListCycles, c => c.Day(), new { Claim = claim.Id, From = owes });
            claim = claim with { OwesFrom = OwedCycles.Next(each, owes, recorded.ToHashSet()) };
        }
        return (id, await ClaimTransition.Write(
            tx, actor, claim, ClaimAction.Record, record: new ClaimTransition.MadeRecord(id, day, cycleDay, words?.Hash())));
    }

    const string CountOwn = """
        SELECT count(*) FROM claims WHERE need_id = @Need AND group_id IS NULL AND claimed_by = @Person AND status <> 'released'
        """;

    const string CountOfGroup = "SELECT count(*) FROM claims WHERE need_id = @Need AND group_id = @Group AND status <> 'released'";

    const string CountOfficeOffer = $"""
        SELECT count(*) FROM offers o WHERE o.id = @Offer AND o.group_id IS NULL AND o.withdrawn_at IS NULL AND {OfferRow.InScope}
        """;

    const string CountGroupOffer = $"""
        SELECT count(*) FROM offers o WHERE o.id = @Offer AND o.group_id = @Group AND o.withdrawn_at IS NULL AND {OfferRow.InScope}
        """;

    const string InsertRecord = """
        INSERT INTO claim_records (id, claim_id, day, cycle_day, person_id, recorded_at, encrypted)
        VALUES (@Id, @Claim, @Day, @CycleDay, @Person, @Now, @Encrypted)
        """;

    const string ListCycles = "SELECT DISTINCT cycle_day FROM claim_records WHERE claim_id = @Claim AND cycle_day >= @From";
}
