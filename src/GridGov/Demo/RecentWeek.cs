using GridGov.Api;
using GridGov.Demo.Together;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Features.Tickets.Contacts;
using GridGov.Features.Tickets.Duplicates;
using GridGov.Features.Tickets.Filing;
using GridGov.Features.Tickets.HandOver;
using GridGov.Features.Tickets.JointActions;
using GridGov.Features.Tickets.Requests;
using GridGov.Features.Tickets.Supervisions;
using GridGov.Features.Tickets.Verbs;
using GridGov.Security;

namespace GridGov.Demo;

/// <summary>
/// The week before the demo was filled: a ticket in every status with its clock running, an order without a reply, a request to
/// decide, a recall, a hand-over and an amendment, and the high-voltage line again, where one department has arrived and the other is late.
/// </summary>
sealed class RecentWeek(
    Db db, ScenarioClock scenario, Clock clock, DemoStreet street, DemoActors actors, CurrentPatrol patrol, TogetherScenario together)
{
    const string Grid = DemoStreet.Grid6;

    readonly List<(TimeSpan Ago, Func<CancellationToken, Task> Act)> acts = [];

    public async Task Play(DateTimeOffset now, CancellationToken ct)
    {
        Plan(clock.Local(Instant.Of(now)).TimeOfDay);
        // In time order across tickets, because ids are time-ordered.
        foreach (var (ago, act) in acts.OrderByDescending(act => act.Ago))
        {
            scenario.MoveTo(now - ago);
            await act(ct);
        }
        scenario.MoveTo(now);
    }

    /// <param name="time">The time of day.</param>
    void Plan(TimeSpan time)
    {
        File("0102", "铭功路菜市场南门摊贩占道经营", Minutes(15), reported: true);
        // The reporter has not been called yet.
        File("0104", "二道街非机动车乱停放，占用盲道", Days(3), reported: true);

        var verified = File("0201", "7号楼顶层疑似私搭阳光房", Hours(5));
        Then(verified, Hours(4), street.Dispatcher, (id, version, actor, ct) =>
            new VerifyTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(street.DemoWorker, "请上楼看是否在施工、有无审批手续"), version), ct));

        Accepted("0106", "二道街15号门前路灯不亮", Hours(6));
        Dispatched("0101", "垃圾箱满溢，异味扰民", Hours(26));

        var returned = Dispatched("0105", "人行道地砖塌陷", Hours(30));
        Then(returned, Hours(27), street.DemoOfficer, (id, version, actor, ct) =>
            new ReturnTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("属市政管养范围，请派市政部门"), version), ct));

        var extended = Taken("0107", "行道树根系顶裂路缘石", Hours(28));
        Then(extended, Hours(2), street.DemoOfficer, (id, version, actor, ct) =>
            new RequestExtension(db) { Actor = actor }.ExecuteAsync(new(id, new("须等苗木公司出具移植方案"), version), ct));

        var ordered = Taken("0103", "沿街广告牌松动", Days(4));
        Then(ordered, Days(2), street.Supervisor, (id, version, actor, ct) =>
            new SuperviseTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("已有两次投诉，请于一日内回复处置安排", clock.Now + Days(1)), version), ct));

        var suspended = Taken("0108", "公共座椅锈蚀，须待采购到货后更换", Days(6));
        Then(suspended, Days(6) - Hours(4), street.DemoOfficer, (id, version, actor, ct) =>
            new RequestSuspension(db) { Actor = actor }.ExecuteAsync(
                new(id, new("座椅采购到货约需一个月", clock.Today.AddDays(30)), version), ct));
        Then(suspended, Days(6) - Hours(5), street.Dispatcher, (id, version, actor, ct) =>
            new ApproveRequest(db) { Actor = actor }.ExecuteAsync(
                new(id, suspended.Ticket!.PendingRequest!.Id, new("同意，先设警示标识"), version), ct));

        Resolved("0101", "楼道堆放杂物，已清理待核查", Hours(20));
        var failed = Resolved("0107", "枯枝悬挂，处置不彻底", Hours(22));
        Then(failed, Hours(2), street.Inspector, (id, version, actor, ct) =>
            new FailTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("仍有两处枯枝未清除"), version), ct));
        Closed("0101", "雨水篦子堵塞", Hours(40));
        var evaluated = Closed("0107", "绿化带缺株", Hours(50), reported: true);
        Then(evaluated, Hours(49), street.Dispatcher, (id, version, actor, ct) =>
            new ContactReporter(db) { Actor = actor }.ExecuteAsync(new(id, new(ContactKind.Response, Reached: true), version), ct));
        Then(evaluated, Hours(35), street.Inspector, (id, version, actor, ct) =>
            new ContactReporter(db) { Actor = actor }.ExecuteAsync(
                new(id, new(ContactKind.CallBack, Reached: true, Solved: true, Satisfied: false, "已补植，嫌等了两天"), version), ct));
        Then(evaluated, Hours(30), street.Supervisor, (id, version, actor, ct) =>
            new EvaluateTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(5, "处置及时，居民满意"), version), ct));

        var rejected = File("0102", "邻街道路段占道经营", Hours(9));
        Then(rejected, Hours(8), street.Dispatcher, (id, version, actor, ct) =>
            new RejectTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("不属本街道辖区，已告知报告人"), version), ct));
        var cancelled = Accepted("0106", "井盖缺失", Hours(12));
        Then(cancelled, Hours(11), street.Dispatcher, (id, version, actor, ct) =>
            new CancelTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("误报：为施工单位临时打开，已复位"), version), ct));
        var noted = File("0802", "居民建议增设休闲座椅", Hours(10));
        Then(noted, Hours(7), street.Head(Grid, 3), (id, version, actor, ct) =>
            new NoteTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("纳入社区月度研判"), version), ct));

        SetRight();
        At(Days(5), street.SplitLastGrid);
        acts.AddRange(together.RecentActs());
        // All of yesterday: shortly after midnight the hour before this time of day belongs to the day before.
        var patrolled = time < Hours(1) ? Hours(23) : Days(1);
        At(patrolled + Minutes(50), patrol.Start);
        At(patrolled + Minutes(45), patrol.StartRound);
        At(patrolled + Minutes(10), ct => patrol.Record(clock.Now, ct));
        At(patrolled + Minutes(5), patrol.FinishRound);
        // 80 % of its eight hours have passed: yellow.
        Taken("0303", "天然气调压箱旁动火作业", Hours(7) + Minutes(20));
        HighVoltageLine();
    }

    /// <summary>A ticket that was dispatched wrongly, one whose handler is away, and one that was filed wrongly.</summary>
    void SetRight()
    {
        var recalled = Dispatched("0105", "商铺门前台阶占压盲道", Hours(25), to: street.Instructor);
        Then(recalled, Hours(24), street.Dispatcher, (id, version, actor, ct) =>
            new RecallTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("应由本网格服务员处置，派遣有误"), version), ct));
        Then(recalled, Hours(23), street.Dispatcher, (id, version, actor, ct) =>
            new DispatchTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(street.DemoOfficer), version), ct));

        var handedOver = Dispatched("0107", "花坛缺株，须补植", Hours(21), to: street.Instructor);
        Then(handedOver, Hours(20), street.Dispatcher, (id, _, actor, ct) => new HandOverTickets(db) { Actor = actor }.ExecuteAsync(
            new(new(street.Instructor, street.DemoOfficer, "原处置人外出学习，移交本网格服务员", [id])), ct));

        var amended = File("0106", "枯枝断裂，压在路灯上", Hours(14));
        Then(amended, Hours(13), street.Dispatcher, (id, version, actor, ct) =>
            new AmendTicket(db, CityEnvelopes.BuiltIn) { Actor = actor }.ExecuteAsync(
                new(id, new("属园林绿化，误报为路灯", Category: "0107", Urgency: Urgency.Urgent), version), ct));
        Then(amended, Hours(12), street.Dispatcher, (id, version, actor, ct) =>
            new AcceptTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(), version), ct));
    }

    /// <summary>Urgent and escalated to the street, with electricity and parks summoned: electricity has arrived, parks is late.</summary>
    void HighVoltageLine()
    {
        var line = File("0303", "二道街与铭功路交叉口，新发树冠再次触及高压线，大风时打火，请电力、园林部门联合处置", Minutes(150), street.Head(Grid, 3));
        Then(line, Minutes(148), street.Head(Grid, 3), (id, version, actor, ct) =>
            new AcceptTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(), version), ct));
        Then(line, Minutes(145), street.Head(Grid, 3), (id, version, actor, ct) =>
            new EscalateTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("涉及供电，社区以上协调"), version), ct));
        Then(line, Minutes(142), street.Head(Grid, 2), (id, version, actor, ct) =>
            new EscalateTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("须请区属部门到场"), version), ct));
        Then(line, Minutes(138), street.Dispatcher, (id, version, actor, ct) =>
            new DispatchTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(street.PowerDepartment, "请断电配合修剪"), version), ct));
        Then(line, Minutes(135), street.PowerDepartment, (id, version, actor, ct) =>
            new TakeTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(), version), ct));
        Then(line, Minutes(130), street.Dispatcher, (id, version, actor, ct) =>
            new SummonParticipants(db) { Actor = actor }.ExecuteAsync(
                new(id, new("吹哨：电力断电，园林修剪", [new(street.PowerDepartment), new(street.ParksDepartment)]), version), ct));
        Then(line, Minutes(115), street.PowerDepartment, (id, version, actor, ct) =>
            new Arrive(db) { Actor = actor }.ExecuteAsync(new(id, line.Ticket!.JointAction!.Id, new(), version), ct));

        var again = File("0303", "路口树枝碰到高压线冒火花", Minutes(140));
        Then(again, Minutes(125), street.Dispatcher, (id, version, actor, ct) =>
            new MergeTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(line.Ticket!.Id, "同一处树冠"), version), ct));
    }

    static TimeSpan Days(double days) => TimeSpan.FromDays(days);
    static TimeSpan Hours(double hours) => TimeSpan.FromHours(hours);
    static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);

    Course Accepted(string category, string description, TimeSpan ago, bool reported = false)
    {
        var course = File(category, description, ago, reported: reported);
        Then(course, ago - Minutes(20), street.Dispatcher, (id, version, actor, ct) =>
            new AcceptTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(), version), ct));
        return course;
    }

    Course Dispatched(string category, string description, TimeSpan ago, bool reported = false, Id? to = null)
    {
        var course = Accepted(category, description, ago, reported);
        Then(course, ago - Minutes(30), street.Dispatcher, (id, version, actor, ct) =>
            new DispatchTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(to ?? street.DemoOfficer), version), ct));
        return course;
    }

    Course Taken(string category, string description, TimeSpan ago, bool reported = false)
    {
        var course = Dispatched(category, description, ago, reported);
        Then(course, ago - Minutes(50), street.DemoOfficer, (id, version, actor, ct) =>
            new TakeTicket(db) { Actor = actor }.ExecuteAsync(new(id, new(), version), ct));
        return course;
    }

    Course Resolved(string category, string description, TimeSpan ago, bool reported = false)
    {
        var course = Taken(category, description, ago, reported);
        Then(course, ago - Hours(5), street.DemoOfficer, (id, version, actor, ct) =>
            new ResolveTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("已现场处置完毕"), version), ct));
        return course;
    }

    Course Closed(string category, string description, TimeSpan ago, bool reported = false)
    {
        var course = Resolved(category, description, ago, reported);
        Then(course, ago - Hours(8), street.Inspector, (id, version, actor, ct) =>
            new PassTicket(db) { Actor = actor }.ExecuteAsync(new(id, new("现场核查，问题已解决"), version), ct));
        return course;
    }

    Course File(string category, string description, TimeSpan ago, Id? by = null, bool reported = false)
    {
        var course = new Course();
        At(ago, async ct =>
        {
            var body = new FileTicket.Request(category, description, Grid, street.PlaceNear(description.Length),
                Reporter: reported ? street.Reporter(description.Length) : null);
            var filed = await new FileTicket(db, CityEnvelopes.BuiltIn) { Actor = await actors.Get(by ?? street.DemoWorker, ct) }
                .ExecuteAsync(body, ct);
            course.Ticket = filed.Result is Created<Ticket> { Value: { } ticket } ? ticket : throw Refused(description, filed.Result);
        });
        return course;
    }

    void Then<TResult>(Course course, TimeSpan ago, Id by, Func<Id, IfMatch, Actor, CancellationToken, Task<TResult>> act)
        where TResult : IResult, INestedHttpResult => At(ago, async ct =>
        {
            var actor = await actors.Get(by, ct);
            // Read again, because a merge of another ticket changes this one too.
            var ticket = course.Ticket = (await db.Read(tx => TicketView.Find(tx, actor, course.Ticket!.Id), ct))!.ToTicket();
            var result = (await act(ticket.Id, new IfMatch(ticket.Version), actor, ct)).Result;
            if (result is ProblemHttpResult or NotFound)
                throw Refused(ticket.Description, result);
        });

    void At(TimeSpan ago, Func<CancellationToken, Task> act) => acts.Add((ago, act));

    static InvalidOperationException Refused(string description, IResult result) => new(
        $"The recent week cannot be played at “{description}”: "
        + $"{(result as ProblemHttpResult)?.ProblemDetails.Detail ?? result.ToString()}");

    sealed class Course
    {
        public Ticket? Ticket { get; set; }
    }
}
