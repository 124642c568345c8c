using GridGov.Tests.Domain.Deadlines;

namespace GridGov.Tests.Features.Statistics;

/// <summary>Shares of returned, reopened, cancelled, extended and suspended work, and the two numbers of which 0 is the goal.</summary>
public class ShareMeasureTests
{
    const string Days = "from=2026-11-01&to=2027-01-01";

    static async Task<(long Numerator, long? Denominator)> Total(ClockStreet street, string measure, string? asOf = null)
    {
        var head = await street.As("supervisor");
        var total = (await head.Get($"/v1/statistics/measures?measure={measure}&grid={street.Street.Street}&{Days}"
            + (asOf is null ? "" : "&asOf=" + Uri.EscapeDataString(asOf)))).ShouldBeOk()["total"]!;
        var (numerator, denominator) = ((long)total["numerator"]!, (long?)total["denominator"]);
        var listed = (long)(await head.Get((string)total["tickets"]!)).ShouldBeOk()["count"]!;
        // A ticket that was dispatched twice is listed once.
        if (measure != "returned_rate")
            listed.ShouldBe(denominator ?? numerator, measure);
        if (denominator is null)
            (total["rate"], total["complement"], (string)total["display"]!).ShouldBe((null, null, $"{numerator}"));
        return (numerator, denominator);
    }

    [Fact]
    public async Task Shares_count_what_became_of_the_work_now_and_as_of_an_earlier_instant()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var closed = await street.Processing();
        await street.Do("officer", closed, "resolve", new { result = "已处置" });
        await street.Do("inspector", closed, "pass");
        var extended = await street.Processing();
        await ClosingDeadlineTests.Extend(street, extended);
        var suspended = await street.Processing();
        await street.Do("dispatcher", suspended, "suspend", new { until = "2026-12-01", reason = "待材料" });
        var cancelled = await street.Processing();
        var before = street.Clock.GetUtcNow().ToString("O");
        street.Clock.Move(TimeSpan.FromMinutes(1));
        await street.Do("dispatcher", cancelled, "cancel", new { reason = "误报" });
        await street.Do("supervisor", closed, "reopen", new { reason = "问题重现" });
        await street.Dispatch(closed);
        await street.Do("officer", closed, "return", new { reason = "不属本岗位" });

        (await Total(street, "returned_rate")).ShouldBe((1, 5));
        (await Total(street, "reopened_rate")).ShouldBe((1, 1));
        (await Total(street, "cancelled_rate")).ShouldBe((1, 4));
        (await Total(street, "extended_rate")).ShouldBe((1, 3));
        (await Total(street, "suspended_rate")).ShouldBe((1, 3));
        (await Total(street, "returned_rate", before)).ShouldBe((0, 4));
        (await Total(street, "reopened_rate", before)).ShouldBe((0, 1));
        (await Total(street, "cancelled_rate", before)).ShouldBe((0, 4));
        (await Total(street, "extended_rate", before)).ShouldBe((1, 4));
        (await Total(street, "suspended_rate", before)).ShouldBe((1, 4));
    }

    [Fact]
    public async Task Petitions_above_the_street_and_accidents_are_numbers_with_their_lists()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        (await Total(street, "petition_free")).ShouldBe((0, null));
        (await Total(street, "accident_free")).ShouldBe((0, null));
        var petition = await street.File("0704");
        await street.Do("dispatcher", petition, "accept");
        (await Total(street, "petition_free")).ShouldBe((0, null), "it is handled in the street");
        foreach (var who in new[] { "head3", "head2", "head1" })
            await street.Do(who, petition, "escalate", new { reason = "超出本级权限" });
        (await Total(street, "petition_free")).ShouldBe((1, null));
        await street.Do("dispatcher", await street.File("1002"), "accept");
        (await Total(street, "accident_free")).ShouldBe((1, null));
    }
}
