using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Domain.Tickets;

public class TicketScenarioTests
{
    [Fact]
    public async Task A_ticket_goes_from_filing_to_closing()
    {
        var street = await TestStreet.New();
        var closed = await street.Closed();

        ((string)closed["status"]!).ShouldBe("closed");
        ((string)closed["stage"]!).ShouldBe("check");
        var events = (await (await street.Worker()).Get($"/v1/tickets/{closed.Id}/events")).ShouldBeOk();
        events["items"]!.AsArray().Select(e => (string)e!["action"]!).ShouldBe(["file", "accept", "dispatch", "take", "resolve", "pass"]);
        events["items"]!.AsArray().Select(e => (long)e!["version"]!).ShouldBe([1, 2, 3, 4, 5, 6]);
    }
}
