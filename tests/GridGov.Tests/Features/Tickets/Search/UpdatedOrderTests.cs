using GridGov.Tests.Domain.Deadlines;

namespace GridGov.Tests.Features.Tickets.Search;

public class UpdatedOrderTests
{
    [Fact]
    public async Task Tickets_are_filtered_and_ordered_by_their_last_change_across_pages()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var tickets = new List<Answer>();
        for (var i = 0; i < 5; i++)
            tickets.Add(await street.File());
        street.Clock.MoveTo("2026-11-16 08:10");
        await street.Do("dispatcher", tickets[1], "accept");
        string[] expected = [tickets[1].Id, tickets[4].Id, tickets[3].Id, tickets[2].Id, tickets[0].Id];
        var head = await street.As("head1");
        foreach (var grid in new[] { "", "&grid=" + street.Street.Grid, "&grid=" + street.Street.Community })
        {
            (await Pages(head, "sort=updated" + grid)).ShouldBe(expected);
            (await Pages(head, "sort=oldest_updated" + grid)).ShouldBe(expected.Reverse());
        }
        (await Pages(await street.As("countyDispatcher"), "sort=updated")).ShouldBe(expected);
        var at = Uri.EscapeDataString("2026-11-16T08:10:00+08:00");
        (await Pages(head, "updatedFrom=" + at)).ShouldBe([tickets[1].Id]);
        (await Pages(head, "sort=updated&updatedTo=" + at)).ShouldBe(expected[1..]);
        ((int)(await head.Get($"/v1/tickets?updatedFrom={at}&count=true")).ShouldBeOk()["count"]!).ShouldBe(1);

        // What changes between two pages comes again at the end, and nothing is left out.
        var first = (await head.Get("/v1/tickets?sort=oldest_updated&limit=2")).ShouldBeOk();
        street.Clock.MoveTo("2026-11-16 08:20");
        await street.Do("dispatcher", tickets[0], "accept");
        var rest = (await head.Get($"/v1/tickets?sort=oldest_updated&cursor={first["next"]}")).ShouldBeOk()["items"]!.AsArray();
        rest.Select(each => (string)each!["id"]!).ShouldBe([tickets[3].Id, tickets[4].Id, tickets[1].Id, tickets[0].Id]);
    }

    [Fact]
    public async Task Ranges_and_combinations_that_make_no_sense_are_refused()
    {
        var head = await (await TestStreet.New()).Head1();
        var at = "2026-01-02T00:00:00Z";
        (await head.Get("/v1/tickets?updatedFrom=2026-01-01")).ShouldFault("/updatedFrom", "wrong_format");
        (await head.Get($"/v1/tickets?updatedFrom={at}&updatedTo={at}")).ShouldFault("/updatedTo", "out_of_range");
        (await head.Get($"/v1/tickets?asOf={at}&updatedFrom={at}")).ShouldFault("/asOf", "not_together");
        (await head.Get($"/v1/tickets?asOf={at}&sort=updated")).ShouldFault("/asOf", "not_together");
        (await head.Get("/v1/tickets?sort=changed")).ShouldFault("/sort", "unknown_code");
        var page = (await head.Get("/v1/tickets?sort=updated")).ShouldBeOk();
        page["items"]!.AsArray().ShouldBeEmpty();
    }

    static async Task<string[]> Pages(Caller caller, string query)
    {
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await caller.Get($"/v1/tickets?{query}&limit=2{(cursor is null ? "" : "&cursor=" + cursor)}")).ShouldBeOk();
            found.AddRange(page["items"]!.AsArray().Select(each => (string)each!["id"]!));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);
        return [.. found];
    }
}
