using GridGov.Domain.Groups;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Series;
using GridGov.Features.Meetings.Attendees;
using GridGov.Features.Meetings.Series;
using GridGov.Features.Tickets.Verbs;
using GridGov.Security;

namespace GridGov.Demo.Together;

/// <summary>
/// 如意湖街道 (410105560) in 2017 and 2023: 15 member units, 48 and 232 party members who registered, quarterly joint meetings, a meeting of
/// deputies and a round table of enterprises. The numbers are reported; names and words are made up.
/// </summary>
sealed class RuyiLake(DemoOffice office)
{
    const string Street = "410105560";
    const string Committee = "如意湖街道大工委";
    const int RegisteredInStreet = 48;
    const int RegisteredInCommunities = 232;
    const int Deputies = 8;

    static readonly string[] Units =
    [
        "区公安分局如意湖派出所", "区市场监督管理所", "区税务所", "如意湖小学", "如意湖社区卫生服务中心", "商务区物业服务中心", "城市书房管理处",
        "公交第三车队", "供电服务站", "燃气服务站", "银行如意湖支行", "会展中心服务部", "楼宇商会", "律师事务所", "环卫服务公司",
    ];

    static readonly (string Title, string Words, string Category)[] Points =
    [
        ("停车", "访客车位不足，建议楼宇之间错时共享", "0104"), ("标识标牌", "楼宇指引标识不清，访客常走错", "0109"),
        ("大厅区域", "一楼大厅等候区域拥挤，建议调整布局", "0907"),
    ];

    readonly List<DemoTicket> tickets = [];
    IReadOnlyList<DemoCommunity> communities = [];
    Id dispatcher;
    Id handler;
    Id inspector;
    Id series;

    public async Task Open(CancellationToken ct)
    {
        communities = await office.Open(Street, ct);
        dispatcher = await office.Appoint(PostKind.Dispatcher, Street, ct);
        handler = await office.Appoint(PostKind.DepartmentHandler, Street, ct);
        inspector = await office.Appoint(PostKind.Inspector, Street, ct);
        await office.Confirm(ct);
    }

    /// <summary>March 2017: the committee with its member units, and the members who registered.</summary>
    public async Task Found(CancellationToken ct)
    {
        var members = new List<DemoMember>();
        Register(Committee, Street, RegisteredInStreet);
        foreach (var (i, community) in communities.Index())
        {
            Register($"{community.Name}大党委", community.Code,
                (RegisteredInCommunities / communities.Count) + (i < RegisteredInCommunities % communities.Count ? 1 : 0));
        }
        foreach (var unit in Units)
        {
            members.Add(new(
                unit, GroupKind.MemberUnit, Street, office.Names.Next(), office.Names.Phone(), MembershipRole.Liaison));
        }
        await office.Import(dispatcher, members, ct);
        series = DemoOffice.Value<MeetingSeries>(await new CreateMeetingSeries(office.Db) { Actor = await office.ActorOf(dispatcher, ct) }
            .ExecuteAsync(new(MeetingKind.Joint, "大工委季度联席会", Street, MeetingCycle.Quarter, new(2017, 1, 1), new(2017, 12, 31)), ct)).Id;

        void Register(string committee, string grid, int count)
        {
            for (var i = 0; i < count; i++)
            {
                members.Add(new(
                    committee, GroupKind.Committee, grid, office.Names.Next(), office.Names.Phone(), MembershipRole.Registered));
            }
        }
    }

    /// <summary>A joint meeting (联席会) of the quarter: a person of each member unit, one of whom is excused.</summary>
    public async Task MeetJointly(DateTimeOffset at, CancellationToken ct)
    {
        var meeting = await office.Hold(dispatcher, new(
            Instant.Of(at), SeriesId: series, Venue: "街道党群服务中心", HeldAt: Instant.Of(at), Minutes: "各共建单位发布诉求，自愿认领。",
            Invitees: [.. Enumerable.Range(0, Units.Length).Select(i => Invited(i == 0 ? Attendance.Excused : Attendance.Present))]), ct);
        await office.Close(dispatcher, meeting, ct);
    }

    /// <summary>The round table of 2023-03-21, whose three points became tickets on the green channel.</summary>
    public async Task MeetEnterprises(DateTimeOffset at, CancellationToken ct)
    {
        var meeting = await office.Hold(dispatcher, new(
            Instant.Of(at), MeetingKind.RoundTable, "楼宇企业圆桌会", Street, HeldAt: Instant.Of(at), Venue: "商务区楼宇会客厅",
            Minutes: "企业提出停车、标识标牌、大厅区域三项诉求。", Invitees: [.. Enumerable.Range(0, 6).Select(_ => Invited(Attendance.Present))]), ct);
        foreach (var (title, words, category) in Points)
        {
            var ticket = new DemoTicket(office);
            await ticket.Find(dispatcher, await office.FilePoint(dispatcher, meeting, title, words, category, ct), ct);
            await ticket.Do(dispatcher, (db, actor, id, version, stop) =>
                new AcceptTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(), version), stop), ct);
            await ticket.Do(dispatcher, (db, actor, id, version, stop) =>
                new DispatchTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(handler), version), stop), ct);
            await ticket.Do(handler, (db, actor, id, version, stop) =>
                new TakeTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(), version), stop), ct);
            tickets.Add(ticket);
        }
        await office.Close(dispatcher, meeting, ct);
    }

    /// <summary>The meeting of eight deputies on 2023-03-22.</summary>
    public async Task MeetDeputies(DateTimeOffset at, CancellationToken ct)
    {
        var meeting = await office.Hold(dispatcher, new(
            Instant.Of(at), MeetingKind.Deputies, "人大代表进站接待", Street, HeldAt: Instant.Of(at), Venue: "人大代表联络站",
            Minutes: "代表接待选民，听取意见。", Invitees: [.. Enumerable.Range(0, Deputies).Select(_ => Invited(Attendance.Present))]), ct);
        await office.Close(dispatcher, meeting, ct);
    }

    /// <summary>The enterprises' tickets, resolved and checked.</summary>
    public async Task SolvePoints(CancellationToken ct)
    {
        foreach (var ticket in tickets)
        {
            await ticket.Do(handler, (db, actor, id, version, stop) =>
                new ResolveTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("已与物业、企业共同落实"), version), stop), ct);
            await ticket.Do(inspector, (db, actor, id, version, stop) =>
                new PassTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("企业确认已解决"), version), stop), ct);
        }
    }

    Invitee Invited(Attendance attendance) => new(Name: office.Names.Next(), Phone: office.Names.Phone(), Attendance: attendance);
}
