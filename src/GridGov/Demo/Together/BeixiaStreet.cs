using GridGov.Domain.Groups;
using GridGov.Domain.Needs;
using GridGov.Security;

namespace GridGov.Demo.Together;

/// <summary>
/// 北下街街道 (410104001) of 管城回族区 in 2018: needs collected by the communities and the street, served by the social workers of three
/// social organisations, and confirmed. How many is made up.
/// </summary>
sealed class BeixiaStreet(DemoOffice office)
{
    const string Street = "410104001";
    const int OfEachCommunity = 3;

    static readonly string[] Organisations = ["管城阳光社会工作服务中心", "北下街为老服务社", "管城青少年成长服务中心"];

    static readonly (NeedKind Kind, string Title)[] Wishes =
    [
        (NeedKind.Service, "高龄老人助浴助洁"), (NeedKind.Talent, "暑期儿童托管与课业辅导"), (NeedKind.Service, "失独家庭心理关怀"),
        (NeedKind.Information, "医保报销政策讲解"), (NeedKind.Venue, "合唱队排练场地"), (NeedKind.Goods, "轮椅、拐杖借用"),
    ];

    readonly List<(DemoNeed Need, Id By)> needs = [];
    readonly List<(Id Head, string Grid, string Name)> offices = [];
    readonly List<Id> leaders = [];
    Id dispatcher;

    public async Task Open(CancellationToken ct)
    {
        var communities = await office.Open(Street, ct);
        dispatcher = await office.Appoint(PostKind.Dispatcher, Street, ct);
        foreach (var community in communities)
            offices.Add((await office.Appoint(PostKind.GridHead, community.Code, ct), community.Code, community.Name));
        await office.Confirm(ct);
        offices.Add((dispatcher, Street, "北下街街道"));
    }

    /// <summary>May 2018: the organisations, and the needs as communities and street collected them.</summary>
    public async Task Collect(CancellationToken ct)
    {
        var members = new List<DemoMember>();
        foreach (var organisation in Organisations)
        {
            var leader = await office.Account(Street, ct);
            leaders.Add(leader.Id);
            members.Add(new(
                organisation, GroupKind.SocialOrganisation, Street, leader.Name, Phone: null, MembershipRole.Leader, leader.Id));
            for (var i = 0; i < 5; i++)
            {
                members.Add(new(organisation, GroupKind.SocialOrganisation, Street, office.Names.Next(), office.Names.Phone(),
                    MembershipRole.SocialWorker));
            }
        }
        await office.Import(dispatcher, members, ct);
        foreach (var (head, grid, name) in offices)
        {
            for (var i = 0; i < OfEachCommunity; i++)
            {
                var (kind, title) = Wishes[needs.Count % Wishes.Length];
                var need = new DemoNeed(office);
                await need.Submit(head, new(kind, $"{name}{title}", Grid: grid), ct);
                needs.Add((need, head));
            }
        }
    }

    public async Task Publish(CancellationToken ct)
    {
        foreach (var (need, _) in needs)
            await need.Publish(dispatcher, ct);
    }

    public async Task Claim(CancellationToken ct)
    {
        foreach (var (i, (need, _)) in needs.Index())
            await need.Claim(leaders[i % leaders.Count], ct);
    }

    public async Task Serve(CancellationToken ct)
    {
        foreach (var (need, _) in needs)
        {
            await need.Record("社工入户评估，服务已落实", ct);
            await need.ReportDone(ct);
        }
    }

    /// <summary>Confirmed by the office that collected each.</summary>
    public async Task Confirm(CancellationToken ct)
    {
        foreach (var (need, by) in needs)
            await need.Confirm(by, ct);
    }
}
