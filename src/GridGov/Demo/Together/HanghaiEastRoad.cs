using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Groups;
using GridGov.Domain.Tickets;
using GridGov.Features.Tickets.Filing;
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
    const int Suggestions = 56;
    const int Closed = 20;

    static readonly DateTimeOffset FirstSuggestion = new(2012, 6, 4, 9, 0, 0, TimeSpan.FromHours(8));

    static readonly string[] Wishes =
    [
        "建议增设非机动车充电棚", "建议在背街小巷加装路灯", "建议为楼栋单元门加装扶手", "建议延长社区图书室开放时间", "建议在广场增加健身器材",
        "建议规范小区门口停车", "建议增设便民缝补、修锁摊点", "建议雨季前清淘下水管网",
    ];

    readonly Dictionary<string, Id> heads = new(StringComparer.Ordinal);
    readonly List<(Id Leader, string Name, DemoCommunity Community)> groups = [];
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

    /// <summary>The suggestions (意见建议), each filed by the head of a community for one of its party groups.</summary>
    public IEnumerable<TimedAct> Acts()
    {
        for (var i = 0; i < Suggestions; i++)
        {
            var group = groups[i % groups.Count];
            var suggestion = new Suggestion(office, $"{group.Name}收集：{group.Community.Name}居民{Wishes[i % Wishes.Length]}");
            var (head, filed) = (heads[group.Community.Code], FirstSuggestion.AddDays(i).AddMinutes(i * 7 % 60));
            yield return suggestion.File(filed, head, group.Community.Code);
            yield return suggestion.Then(filed.AddHours(1), head, (db, actor, id, version, ct) =>
                new AcceptTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(), version), ct));
            yield return suggestion.Then(filed.AddHours(2), dispatcher, (db, actor, id, version, ct) =>
                new DispatchTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(handler), version), ct));
            yield return suggestion.Then(filed.AddHours(5), handler, (db, actor, id, version, ct) =>
                new TakeTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(), version), ct));
            if (i >= Closed)
                continue;
            yield return suggestion.Then(filed.AddDays(3), handler, (db, actor, id, version, ct) =>
                new ResolveTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("已采纳并落实，向提议人反馈"), version), ct));
            yield return suggestion.Then(filed.AddDays(4), inspector, (db, actor, id, version, ct) =>
                new PassTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("已向提议人核实"), version), ct));
        }
    }

    static int Share(int all, int parts, int part) => (all / parts) + (part < all % parts ? 1 : 0);

    /// <summary>The ticket of a suggestion; its acts follow one another.</summary>
    sealed class Suggestion(DemoOffice office, string description)
    {
        Ticket? ticket;

        public TimedAct File(DateTimeOffset at, Id by, string grid) => new(at, this, async ct =>
            ticket = DemoOffice.Value<Ticket>(await new FileTicket(office.Db, CityEnvelopes.BuiltIn) { Actor = await office.ActorOf(by, ct) }
                .ExecuteAsync(new("0802", description, grid, Source: TicketSource.Group), ct)));

        public TimedAct Then<TResult>(
            DateTimeOffset at, Id by, Func<Db, Actor, Id, IfMatch, CancellationToken, Task<TResult>> act)
            where TResult : INestedHttpResult => new(at, this, async ct => ticket = DemoOffice.Value<Ticket>(
                await act(office.Db, await office.ActorOf(by, ct), ticket!.Id, new IfMatch(ticket.Version), ct)));
    }
}
