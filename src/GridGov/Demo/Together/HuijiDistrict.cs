using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Groups;
using GridGov.Domain.Places;
using GridGov.Features.Records;
using GridGov.Security;

namespace GridGov.Demo.Together;

/// <summary>
/// 惠济区 (410108) in 2012: 136 volunteer teams over its communities and villages, and the monthly 奉献日, a delivery of help by its eight
/// streets and towns. The number of the teams is reported; what was delivered is made up.
/// </summary>
sealed class HuijiDistrict(DemoOffice office)
{
    const string County = "410108";
    const int Teams = 136;

    static readonly DateOnly First = new(2012, 5, 1);
    static readonly DateOnly Last = new(2012, 10, 31);

    readonly List<(Id Head, Id Venue)> streets = [];
    Id campaign;

    public async Task Open(CancellationToken ct)
    {
        var communities = await office.Open(County, ct);
        var codes = communities.Select(community => community.Code[..9]).Distinct(StringComparer.Ordinal).ToList();
        var dispatcher = await office.Appoint(PostKind.Dispatcher, County, ct);
        var heads = new List<Id>();
        foreach (var code in codes)
            heads.Add(await office.Appoint(PostKind.GridHead, code, ct));
        await office.Confirm(ct);
        await office.Import(dispatcher, Enumerable.Range(0, Teams).Select(i =>
        {
            var community = communities[i % communities.Count];
            var name = $"{community.Name}{(i < communities.Count ? "" : "巾帼")}志愿服务队";
            return new DemoMember(
                name, GroupKind.VolunteerTeam, community.Code, office.Names.Next(), office.Names.Phone(), MembershipRole.Leader);
        }), ct);
        foreach (var (code, head) in codes.Zip(heads))
            streets.Add((head, await office.Place(head, new(PlaceKind.Venue, "志愿服务站", code, Public: true), ct)));
        campaign = await DemoCampaigns.PlanAndStart(office.Db, await office.ActorOf(dispatcher, ct), new(
            CampaignKind.Delivery, "每月奉献日", codes, First, Last, CampaignCycle.Month, new PlaceFilter([PlaceKind.Venue]),
            "每月五日，志愿队走进困难家庭、敬老院和楼院"), ct);
    }

    public IEnumerable<TimedAct> Acts()
    {
        for (var month = First.Month; month <= Last.Month; month++)
        {
            foreach (var (i, (head, venue)) in streets.Index())
            {
                var quantity = 20 + (((month * 7) + (i * 11)) % 30);
                yield return new(new DateTimeOffset(2012, month, 5, 9, 30 + i, 0, TimeSpan.FromHours(8)), venue, async ct =>
                    DemoOffice.Value<RecordDetails>(await new CreateRecord(office.Db, CityEnvelopes.BuiltIn)
                    {
                        Actor = await office.ActorOf(head, ct),
                    }.ExecuteAsync(new(RecordOutcome.HandedOver, venue, CampaignId: campaign, Quantity: quantity), ct)));
            }
        }
    }
}
