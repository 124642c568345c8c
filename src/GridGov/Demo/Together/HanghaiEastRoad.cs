using GridGov.Domain;
using GridGov.Domain.Groups;
using GridGov.Domain.Needs;
using GridGov.Features.Tickets.Verbs;
using GridGov.Security;

namespace GridGov.Demo.Together;

/// <summary>
/// 航海东路街道 (410104009) in 2012: 40 party groups with 260 information officers and 300 volunteers, 8 volunteer teams with 180 members,
/// 50 pairs, and 56 suggestions of which 20 are closed and 36 in hand. The numbers are reported, the rest is made up.
/// </summary>
sealed class HanghaiEastRoad(DemoOffice office)
{
    const string Street = "410104009";
    const int PartyGroups = 40;
    const int InformationOfficers = 260;
    const int Volunteers = 300;
    const int Teams = 8;
    const int TeamMembers = 180;
    const int Pairs = 50;
    const int Suggestions = 56;
    const int Closed = 20;

    static readonly DateTimeOffset FirstSuggestion = new(2012, 6, 4, 9, 0, 0, TimeSpan.FromHours(8));

    static readonly DateTimeOffset FirstVisit = new(2012, 5, 3, 15, 0, 0, TimeSpan.FromHours(8));

    static readonly string[] Households = ["独居老人日常照料", "残疾人家庭帮扶", "困难学生课业辅导", "下岗职工家庭帮扶"];

    static readonly string[] Wishes =
    [
        "建议增设非机动车充电棚", "建议在背街小巷加装路灯", "建议为楼栋单元门加装扶手", "建议延长社区图书室开放时间", "建议在广场增加健身器材",
        "建议规范小区门口停车", "建议增设便民缝补、修锁摊点", "建议雨季前清淘下水管网",
    ];

    readonly Dictionary<string, Id> heads = new(StringComparer.Ordinal);
    readonly List<(Id Leader, string Name, DemoCommunity Community)> groups = [];
    readonly List<DemoNeed> pairs = [];
    IReadOnlyList<DemoCommunity> communities = [];
    Id dispatcher;
    Id handler;
    Id inspector;

    public async Task Open(CancellationToken ct)
    {
        communities = await office.Open(Street, ct);
        dispatcher = await office.Appoint(PostKind.Dispatcher, Street, ct);
        inspector = await office.Appoint(PostKind.Inspector, Street, ct);
        handler = await office.Appoint(PostKind.Instructor, Street, ct, "community");
        foreach (var community in communities)
            heads[community.Code] = await office.Appoint(PostKind.GridHead, community.Code, ct);
        await office.Confirm(ct);
        await office.Import(dispatcher, await Members(ct), ct);
        await Pair(ct);
    }

    async Task<List<DemoMember>> Members(CancellationToken ct)
    {
        var members = new List<DemoMember>();
        for (var i = 0; i < PartyGroups; i++)
        {
            var community = communities[i % communities.Count];
            var name = $"{community.Name}第{(i / communities.Count) + 1}网格党小组";
            var leader = await office.Account(community.Code, ct);
            groups.Add((leader.Id, name, community));
            members.Add(new(name, GroupKind.PartyGroup, community.Code, leader.Name, Phone: null, MembershipRole.Leader, leader.Id));
            Add(name, GroupKind.PartyGroup, community.Code, MembershipRole.InformationOfficer, Share(InformationOfficers, PartyGroups, i));
            Add(name, GroupKind.PartyGroup, community.Code, MembershipRole.Volunteer, Share(Volunteers, PartyGroups, i));
        }
        string[] teams = ["治安巡逻", "环境卫生", "扶贫帮困", "矛盾调解", "文体活动", "政策宣传", "医疗健康", "法律援助"];
        for (var i = 0; i < Teams; i++)
        {
            var name = $"航海东路{teams[i]}志愿服务队";
            Add(name, GroupKind.VolunteerTeam, Street, MembershipRole.Leader, 1);
            Add(name, GroupKind.VolunteerTeam, Street, MembershipRole.Member, Share(TeamMembers, Teams, i) - 1);
        }
        return members;

        void Add(string group, GroupKind kind, string grid, MembershipRole role, int count)
        {
            for (var i = 0; i < count; i++)
                members.Add(new(group, kind, grid, office.Names.Next(), office.Names.Phone(), role));
        }
    }

    /// <summary>The pairs (结对) of party groups with households, which begin in May.</summary>
    async Task Pair(CancellationToken ct)
    {
        for (var i = 0; i < Pairs; i++)
        {
            var (leader, name, community) = groups[i % groups.Count];
            var pair = new DemoNeed(office);
            await pair.Submit(heads[community.Code], new(
                NeedKind.Service, $"{community.Name}{Households[i % Households.Length]}", $"由{name}结对，每月至少上门一次", community.Code,
                Contact: new(office.Names.Next(), office.Names.Phone()), Continuing: true, Cycle: NeedCycle.Month), ct);
            await pair.Publish(heads[community.Code], ct);
            await pair.Claim(leader, ct);
            pairs.Add(pair);
        }
    }

    /// <summary>The monthly visits of the pairs, and the suggestions (意见建议), filed by the head of the community for its groups.</summary>
    public IEnumerable<TimedAct> Acts()
    {
        foreach (var (i, pair) in pairs.Index())
        {
            for (var month = 0; month < 6; month++)
            {
                yield return new(FirstVisit.AddMonths(month).AddDays(i % 20).AddMinutes(i * 3), pair, ct =>
                    pair.Record("上门看望，打扫卫生，代购米面", ct));
            }
        }
        for (var i = 0; i < Suggestions; i++)
        {
            var (_, name, community) = groups[i % groups.Count];
            var words = $"{name}收集：{community.Name}居民{Wishes[i % Wishes.Length]}";
            var filed = FirstSuggestion.AddDays(i).AddMinutes(i * 7 % 60);
            foreach (var act in Course(heads[community.Code], community.Code, words, filed, i < Closed))
                yield return act;
        }
    }

    IEnumerable<TimedAct> Course(Id head, string grid, string words, DateTimeOffset filed, bool isClosed)
    {
        var ticket = new DemoTicket(office);
        yield return new(filed, ticket, ct => ticket.File(head, new("0802", words, grid, Source: TicketSource.Group), ct));
        yield return new(filed.AddHours(1), ticket, ct => ticket.Do(head, (db, actor, id, version, stop) =>
            new AcceptTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(), version), stop), ct));
        yield return new(filed.AddHours(2), ticket, ct => ticket.Do(dispatcher, (db, actor, id, version, stop) =>
            new DispatchTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(handler), version), stop), ct));
        yield return new(filed.AddHours(5), ticket, ct => ticket.Do(handler, (db, actor, id, version, stop) =>
            new TakeTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(), version), stop), ct));
        if (!isClosed)
            yield break;
        yield return new(filed.AddDays(3), ticket, ct => ticket.Do(handler, (db, actor, id, version, stop) =>
            new ResolveTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("已采纳并落实，向提议人反馈"), version), stop), ct));
        yield return new(filed.AddDays(4), ticket, ct => ticket.Do(inspector, (db, actor, id, version, stop) =>
            new PassTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("已向提议人核实"), version), stop), ct));
    }

    static int Share(int all, int parts, int part) => (all / parts) + (part < all % parts ? 1 : 0);
}
