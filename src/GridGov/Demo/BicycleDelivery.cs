using System.Text;
using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Places;
using GridGov.Features.Grids;
using GridGov.Features.Places;
using GridGov.Features.Records;
using GridGov.Security;

namespace GridGov.Demo;

/// <summary>
/// The delivery of 经八路街道 (410105001) in 金水区: its street office handed 62 bicycles to the heads of its grids, community by
/// community. That it were some sixty is reported; how many went where is made up.
/// </summary>
sealed class BicycleDelivery(Db db, DemoStreet street, Actor admin)
{
    const string Street = "410105001";
    const int Bicycles = 62;

    public async Task Play(CancellationToken ct)
    {
        using (var text = ReferenceSeeds.Open("divisions.csv"))
        {
            var file = DivisionFile.Read(Encoding.UTF8.GetBytes(await text.ReadToEndAsync(ct)), Street);
            await db.Write(tx => DivisionImport.Apply(tx, file, admin, dryRun: false), ct);
        }
        var communities = await db.Read(tx => tx.Query<Community>(ListCommunities, new { Street }), ct);
        var head = await street.Person(username: null, ct, Street);
        await street.Appoint(head, PostKind.GridHead, Street, ct, responsibility: Responsibility.First);
        foreach (var community in communities)
        {
            await street.Appoint(await street.Person(username: null, ct, Street), PostKind.GridHead, community.Code, ct,
                responsibility: Responsibility.First);
        }
        await street.ConfirmPending(ct);
        var actor = await db.Read(tx => ActorCache.LoadPerson(tx, head), ct)
            ?? throw new InvalidOperationException("The head of the street does not exist.");
        var venues = new List<Id>();
        foreach (var community in communities)
            venues.Add(await Venue(actor, community, ct));
        var today = await db.Read(tx => Task.FromResult(tx.Today), ct);
        var campaign = await DemoCampaigns.PlanAndStart(db, actor, new(
            CampaignKind.Delivery, "为网格长配发自行车", [Street], today, today, Target: new PlaceFilter([PlaceKind.Venue]),
            Goal: Bicycles), ct);
        foreach (var (i, venue) in venues.Index())
        {
            var quantity = (Bicycles / venues.Count) + (i < Bicycles % venues.Count ? 1 : 0);
            var made = await new CreateRecord(db, CityEnvelopes.BuiltIn) { Actor = actor }
                .ExecuteAsync(new(RecordOutcome.HandedOver, venue, CampaignId: campaign, Quantity: quantity), ct);
            if (made.Result is not Created<RecordDetails>)
                throw DemoStreet.Refused(made.Result);
        }
    }

    async Task<Id> Venue(Actor actor, Community community, CancellationToken ct)
    {
        var name = community.Name.Replace("居民居委会", "", StringComparison.Ordinal).Replace("居民委员会", "", StringComparison.Ordinal);
        var created = await new CreatePlace(db, CityEnvelopes.BuiltIn) { Actor = actor }
            .ExecuteAsync(new(PlaceKind.Venue, $"{name}党群服务站", community.Code, Public: true), ct);
        return created.Result is Created<Place> { Value: { } place } ? place.Id : throw DemoStreet.Refused(created.Result);
    }

    sealed record Community
    {
        public required string Code { get; init; }
        public required string Name { get; init; }
    }

    const string ListCommunities = "SELECT code, name FROM grids WHERE parent_code = @Street AND retired_at IS NULL ORDER BY code";
}
