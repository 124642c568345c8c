using GridGov.Domain.Groups;
using GridGov.Domain.Meetings;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Offers;
using GridGov.Features.Meetings;
using GridGov.Features.Offers;

namespace GridGov.Demo.Together;

/// <summary>
/// 铭功路街道 while somebody looks at the demo: a member unit for which demo-liaison acts, needs that wait for claims and one that was met,
/// offers that match them, a meeting in some days, and the board of <see cref="DemoStreet.Grid6"/>. All of it is made up.
/// </summary>
sealed class RecentNeeds(DemoOffice office, DemoStreet street)
{
    const string Community = "410103003005";

    Id liaison;

    public async Task Open(CancellationToken ct)
    {
        const string Unit = "铭功路社区卫生服务中心";
        var (person, name) = await office.Account(DemoStreet.Street, ct, "demo-liaison");
        liaison = person;
        await office.Group(street.Dispatcher, new(
            GroupKind.MemberUnit, Unit, DemoStreet.Street, Description: "健康讲座、上门义诊", OfficePhone: "0371-66220120", Public: true), ct);
        await office.Import(street.Dispatcher,
            [new(Unit, GroupKind.MemberUnit, DemoStreet.Street, name, Phone: null, MembershipRole.Liaison, liaison)], ct);
        await office.PublishBoard(street.Dispatcher, DemoStreet.Grid6, "二道街社区第6网格亮牌公示", "0371-66220003", ct);
    }

    public async Task Publish(CancellationToken ct)
    {
        await Need(new(NeedKind.Service, "独居老人上门量血压", "每周一次，共十二户", DemoStreet.Grid6, Slots: 2), ct);
        await Need(new(NeedKind.Venue, "周末亲子阅读活动场地", Grid: Community), ct);
        await Need(new(NeedKind.Talent, "防诈骗讲座讲师", Grid: Community), ct);
        var (actor, dispatcher) = (await office.ActorOf(liaison, ct), await office.ActorOf(street.Dispatcher, ct));
        DemoOffice.Value<Offer>(await new CreateOffer(office.Db) { Actor = actor }.ExecuteAsync(new(
            NeedKind.Service, "义诊小队上门服务", Grid: DemoStreet.Street, GroupId: actor.Representations.Single().Group, Hours: "每周三下午"), ct));
        DemoOffice.Value<Offer>(await new CreateOffer(office.Db) { Actor = dispatcher }.ExecuteAsync(new(
            NeedKind.Venue, "街道多功能厅（60 座）", Grid: DemoStreet.Street, Hours: "周末 9:00–17:00", Quantity: 1), ct));
    }

    /// <summary>A need that the member unit met.</summary>
    public async Task Meet(CancellationToken ct)
    {
        var need = await Need(new(NeedKind.Information, "流感疫苗接种安排", Grid: Community), ct);
        await need.Claim(liaison, ct);
        await need.ReportDone(ct);
        await need.Confirm(street.Head(DemoStreet.Grid6, 2), ct);
    }

    public async Task Invite(CancellationToken ct)
    {
        var (actor, dispatcher) = (await office.ActorOf(liaison, ct), await office.ActorOf(street.Dispatcher, ct));
        var today = await office.Db.Read(tx => Task.FromResult(tx.Today), ct);
        var at = new DateTimeOffset(today.AddDays(4).ToDateTime(new TimeOnly(15, 0)), TimeSpan.FromHours(8));
        DemoOffice.Value<Meeting>(await new PlanMeeting(office.Db) { Actor = dispatcher }.ExecuteAsync(new(
            Instant.Of(at), MeetingKind.Joint, "铭功路街道共建单位联席会", DemoStreet.Street, Agenda: "一、认领需求；二、冬季安全", Venue: "街道三楼会议室",
            Invitees: [new(GroupId: actor.Representations.Single().Group)]), ct));
    }

    async Task<DemoNeed> Need(NeedDraft draft, CancellationToken ct)
    {
        var need = new DemoNeed(office);
        await need.Submit(street.Head(DemoStreet.Grid6, 2), draft, ct);
        await need.Publish(street.Dispatcher, ct);
        return need;
    }
}
