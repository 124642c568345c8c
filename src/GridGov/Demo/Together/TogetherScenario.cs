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

    /// <summary>Opens the streets and gives what is done in them in 2012, in time order.</summary>
    public async Task<IReadOnlyList<TimedAct>> Open(CancellationToken ct)
    {
        await (hanghai = new HanghaiEastRoad(office)).Open(ct);
        await (huiji = new HuijiDistrict(office)).Open(ct);
        await (zhongxin = new ZhongxinRoad(office)).Open(ct);
        await (ruyi = new RuyiLake(office)).Open(ct);
        return [.. hanghai.Acts().Concat(huiji.Acts()).Concat(zhongxin.Acts()).OrderBy(act => act.At)];
    }

    /// <summary>What was done between 2012 and the last week, one after the other.</summary>
    public async Task PlayLaterYears(ScenarioClock clock, CancellationToken ct)
    {
        clock.MoveTo(At(2017, 3, 1, 9));
        await ruyi!.Found(ct);
    }

    /// <summary>What is done in the week before the demo was filled, each with how long before.</summary>
    public IEnumerable<(TimeSpan Ago, Func<CancellationToken, Task> Act)> RecentActs()
    {
        var delivery = new VegetableDelivery(office, street, places);
        yield return (new TimeSpan(4, 2, 0, 0), delivery.Start);
        yield return (new TimeSpan(4, 0, 0, 0), delivery.Deliver);
    }

    static DateTimeOffset At(int year, int month, int day, int hour) => new(year, month, day, hour, 0, 0, Offset);
}
