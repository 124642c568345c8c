using GridGov.Domain.Needs;
using GridGov.Tests.Features.GoingOut;
using static GridGov.Tests.Features.Needs.NeedSteps;

namespace GridGov.Tests.Features.Needs;

/// <summary>A need that nobody claims alerts whoever publishes there, once.</summary>
public class NeedAlertTests
{
    [Fact]
    public async Task It_alerts_once_after_its_day_also_with_several_processes_and_after_a_restart()
    {
        var clock = TestClock.Starting("2026-03-02T09:00:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var need = await street.Published(new { claimBy = "2026-03-03", slots = 2 });
        await street.Submitted(new { claimBy = "2026-03-02" });
        var taken = await street.Published(new { claimBy = "2026-03-03" });
        await (await street.Officer()).Claim(taken);
        clock.Move(TimeSpan.FromDays(1));
        (await NeedAlerts.Run(app.Db, default)).ShouldBe(0, "the day itself belongs to it");
        clock.Move(TimeSpan.FromDays(1));
        await using var other = app.StartSecondServer();
        (await Task.WhenAll(NeedAlerts.Run(app.Db, default), NeedAlerts.Run(other.Db, default))).Sum().ShouldBe(1);
        (await NeedAlerts.Run(other.Db, default)).ShouldBe(0);
        foreach (var (who, count) in new[] { ("dispatcher", 1), ("head3", 1), ("worker", 0), ("outsider", 0) })
        {
            var notices = (await (await street.SignedInAgain(who)).Get("/v1/me/notifications")).Items()
                .Where(item => (string)item!["kind"]! == "need_unclaimed").ToList();
            notices.Count.ShouldBe(count, who);
            if (count > 0)
                ((string)notices[0]!["text"]!["zh"]!).ShouldBe("第1网格的一项服务需求至 2026-03-03 仍有 2 个名额无人认领。");
        }
        var head = await street.SignedInAgain("head3");
        (await head.Get($"{NeedPath}/{need.Id}")).ShouldBeOk()["alertedAt"].ShouldNotBeNull();
        (await head.Get($"{NeedPath}/{need.Id}/events")).Items().Select(each => (string)each!["action"]!)
            .ShouldBe(["submit", "publish", "alert"]);
        // Another day for claims alerts again.
        (await head.Patch($"{NeedPath}/{need.Id}", new { claimBy = "2026-03-05" }, 3)).ShouldBeOk()["alertedAt"].ShouldBeNull();
        (await NeedAlerts.Run(app.Db, default)).ShouldBe(0);
        clock.Move(TimeSpan.FromDays(2));
        (await NeedAlerts.Run(app.Db, default)).ShouldBe(1);
        (await app.Differences()).ShouldBeEmpty();
    }
}
