using GridGov.Security;

namespace GridGov.Demo.Together;

/// <summary>What the streets of Zhengzhou did together (组织、需求、会议), each street in a class of its own, in the order of time.</summary>
sealed class TogetherScenario(Db db, DemoStreet street, DemoPlaces places, DemoActors actors, Actor admin)
{
    static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    readonly DemoOffice office = new(db, street, actors, admin);
    HanghaiEastRoad? hanghai;
    HuijiDistrict? huiji;
    ZhongxinRoad? zhongxin;
    RuyiLake? ruyi;
    BeixiaStreet? beixia;
    DashiqiaoStreet? dashiqiao;

    /// <summary>Opens the streets and gives what is done in them in 2012, in time order.</summary>
    public async Task<IReadOnlyList<TimedAct>> Open(CancellationToken ct)
    {
        await (hanghai = new HanghaiEastRoad(office)).Open(ct);
        await (huiji = new HuijiDistrict(office)).Open(ct);
        await (zhongxin = new ZhongxinRoad(office)).Open(ct);
        await (ruyi = new RuyiLake(office)).Open(ct);
        await (beixia = new BeixiaStreet(office)).Open(ct);
        await (dashiqiao = new DashiqiaoStreet(office)).Open(ct);
        return [.. hanghai.Acts().Concat(huiji.Acts()).Concat(zhongxin.Acts()).OrderBy(act => act.At)];
    }

    /// <summary>What was done between 2012 and the last week, one after the other.</summary>
    public async Task PlayLaterYears(ScenarioClock clock, CancellationToken ct)
    {
        (DateTimeOffset At, Func<DateTimeOffset, CancellationToken, Task> Play)[] scenes =
        [
            (At(2017, 3, 1, 9), (_, stop) => ruyi!.Found(stop)),
            (At(2017, 3, 30, 15), ruyi!.MeetJointly),
            (At(2017, 6, 29, 15), ruyi.MeetJointly),
            (At(2017, 9, 28, 15), ruyi.MeetJointly),
            (At(2017, 12, 28, 15), ruyi.MeetJointly),
            (At(2018, 5, 7, 9), (_, stop) => beixia!.Collect(stop)),
            (At(2018, 5, 9, 10), (_, stop) => beixia!.Publish(stop)),
            (At(2018, 5, 14, 9), (_, stop) => beixia!.Claim(stop)),
            (At(2018, 5, 25, 16), (_, stop) => beixia!.Serve(stop)),
            (At(2018, 5, 28, 10), (_, stop) => beixia!.Confirm(stop)),
            (At(2023, 3, 21, 10), ruyi.MeetEnterprises),
            (At(2023, 3, 22, 10), ruyi.MeetDeputies),
            (At(2023, 3, 22, 16), (_, stop) => ruyi.SolvePoints(stop)),
        ];
        foreach (var (at, play) in scenes)
        {
            clock.MoveTo(at);
            await play(at, ct);
        }
    }

    /// <summary>What is done in the week before the demo was filled, each with how long before.</summary>
    public IEnumerable<(TimeSpan Ago, Func<CancellationToken, Task> Act)> RecentActs()
    {
        var (delivery, recent) = (new VegetableDelivery(office, street, places), new RecentNeeds(office, street));
        yield return (new TimeSpan(6, 1, 0, 0), recent.Open);
        yield return (new TimeSpan(6, 0, 0, 0), dashiqiao!.Publish);
        yield return (new TimeSpan(4, 2, 0, 0), delivery.Start);
        yield return (new TimeSpan(4, 0, 0, 0), delivery.Deliver);
        yield return (new TimeSpan(3, 0, 0, 0), recent.Meet);
        yield return (new TimeSpan(2, 0, 0, 0), recent.Publish);
        yield return (new TimeSpan(1, 3, 0, 0), recent.Invite);
    }

    static DateTimeOffset At(int year, int month, int day, int hour) => new(year, month, day, hour, 0, 0, Offset);
}
