using GridGov.Api;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Features.Needs;
using GridGov.Features.Needs.Claims;

namespace GridGov.Demo.Together;

/// <summary>A need with its only claim, whose acts follow one another.</summary>
sealed class DemoNeed(DemoOffice office)
{
    Need? need;
    Claim? claim;
    Id claimant;

    public async Task Submit(Id by, NeedDraft draft, CancellationToken ct) =>
        need = DemoOffice.Value<Need>(await new SubmitNeed(office.Db) { Actor = await office.ActorOf(by, ct) }.ExecuteAsync(draft, ct));

    public async Task Publish(Id by, CancellationToken ct) =>
        need = DemoOffice.Value<Need>(await new PublishNeed(office.Db) { Actor = await office.ActorOf(by, ct) }
            .ExecuteAsync(new(need!.Id, new(), new IfMatch(need.Version)), ct));

    /// <summary>Claims it for the only group that a person acts for.</summary>
    public async Task Claim(Id by, CancellationToken ct)
    {
        var actor = await office.ActorOf(claimant = by, ct);
        claim = DemoOffice.Value<Claim>(await new ClaimNeed(office.Db) { Actor = actor }
            .ExecuteAsync(new(need!.Id, new(actor.Representations.Single().Group)), ct));
        claim = DemoOffice.Value<Claim>(
            await new StartClaim(office.Db) { Actor = actor }.ExecuteAsync(new(claim.Id, new IfMatch(claim.Version)), ct));
    }

    public async Task Record(string note, CancellationToken ct)
    {
        DemoOffice.Value<ClaimRecord>(await new CreateClaimRecord(office.Db) { Actor = await office.ActorOf(claimant, ct) }
            .ExecuteAsync(new(claim!.Id, new(Note: note), new IfMatch(claim.Version)), ct));
        claim = claim with { Version = claim.Version + 1 };
    }

    public async Task ReportDone(CancellationToken ct) => claim = DemoOffice.Value<Claim>(
        await new ReportClaimDone(office.Db) { Actor = await office.ActorOf(claimant, ct) }
            .ExecuteAsync(new(claim!.Id, new IfMatch(claim.Version)), ct));

    public async Task Confirm(Id by, CancellationToken ct) => DemoOffice.Value<Claim>(
        await new ConfirmClaim(office.Db) { Actor = await office.ActorOf(by, ct) }
            .ExecuteAsync(new(claim!.Id, new IfMatch(claim.Version)), ct));
}
