using System.Net;

namespace GridGov.Tests.Features.Tickets.OutsideAnswers;

public class OutsideLinkDaysTests
{
    [Fact]
    public async Task A_link_lasts_two_weeks_unless_said_otherwise()
    {
        var clock = TestClock.Starting("2026-11-18 09:30");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var ticket = await street.Accepted();
        var asked = (await (await street.Dispatcher()).Post(
            $"/v1/tickets/{ticket.Id}/outside-answers", new { party = "金水物业服务有限公司", question = "何时修复？" })).ShouldBeCreated();
        ((DateTimeOffset)asked["answer"]!["expiresAt"]! - (DateTimeOffset)asked["answer"]!["askedAt"]!).ShouldBe(TimeSpan.FromDays(14));
        var path = new Uri((string)asked["link"]!).AbsolutePath;
        clock.Move(TimeSpan.FromDays(14) - TimeSpan.FromMinutes(1));
        (await app.Nobody().Get(path)).ShouldBeOk();
        clock.Move(TimeSpan.FromMinutes(2));
        (await app.Nobody().Get(path)).ShouldRefuse(HttpStatusCode.Gone, "outside-link-ended");
    }
}
