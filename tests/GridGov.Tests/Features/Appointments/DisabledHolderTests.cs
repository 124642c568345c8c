using GridGov.Tests.Domain.Deadlines;

namespace GridGov.Tests.Features.Appointments;

/// <summary>A post whose holder's account is disabled is vacant, and its holder is not alerted.</summary>
public class DisabledHolderTests
{
    static async Task Disable(ClockStreet street, string who, bool disabled = true)
    {
        var path = $"/v1/people/{street.Street.PersonId(who)}";
        var version = (await (await street.As("rootAdmin")).Get(path)).ShouldBeOk().Version;
        (await (await street.As("rootAdmin")).Patch(path, new { disabled }, version)).ShouldBeOk();
    }

    static async Task<string[]> Vacant(ClockStreet street, string query = "")
    {
        var path = $"/v1/grids/{street.Street.Grid}/vacancies?limit=200{query}";
        return [.. (await (await street.As("admin")).Get(path)).ShouldBeOk()["items"]!.AsArray()
            .Select(vacancy => (string?)vacancy!["role"] ?? "head").Where(post => post is "head" or "urban_management")];
    }

    [Fact]
    public async Task A_disabled_head_or_officer_leaves_the_post_vacant_until_enabled_and_the_past_knows_it()
    {
        await using var street = await ClockStreet.At("2026-11-16 09:00");
        (await Vacant(street)).ShouldBeEmpty();
        var before = street.Clock.GetUtcNow();
        street.Clock.Move(TimeSpan.FromHours(1));
        await Disable(street, "officer");
        await Disable(street, "head3");
        (await Vacant(street)).ShouldBe(["head", "urban_management"]);
        (await Vacant(street, $"&asOf={before:yyyy-MM-ddTHH:mm:ssZ}")).ShouldBeEmpty();
        (await Vacant(street, "&day=2026-11-15")).ShouldBeEmpty("on that day both could work");

        var roster = (await (await street.As("admin")).Get($"/v1/grids/{street.Street.Grid}/roster")).ShouldBeOk();
        ((bool)roster["first"]!["disabled"]!).ShouldBeTrue();
        var role = roster["roles"]!.AsArray().Single(each => (string)each!["role"]! == "urban_management")!;
        ((bool)role["vacant"]!, (bool)role["officers"]![0]!["disabled"]!).ShouldBe((true, true));
        roster["vacancies"]!.AsArray().Count(each => (string?)each!["role"] is null or "urban_management").ShouldBe(2);
        var figures = (await (await street.As("head2")).Get("/v1/me/summary")).ShouldBeOk()["grids"]![0]!["vacancies"]!;
        var listed = (await (await street.As("head2")).Get((string)figures["list"]!)).ShouldBeOk();
        ((long)figures["count"]!).ShouldBe((long)listed["count"]!);

        street.Clock.MoveTo("2026-11-18 09:00");
        await Disable(street, "officer", disabled: false);
        (await Vacant(street)).ShouldBe(["head"]);
        (await Vacant(street, "&day=2026-11-17")).ShouldBe(["head", "urban_management"]);
    }

    [Fact]
    public async Task A_disabled_or_departed_handler_is_not_alerted_but_the_dispatcher_is()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        await street.Processing();
        await Disable(street, "officer");
        await Disable(street, "head3");
        street.Clock.MoveTo("2026-11-18 11:12");
        (await street.ProcessDeadlines()).ShouldBe(1);
        (await street.NotificationsOf("dispatcher")).ShouldBe(["yellow"]);
        (await street.NotificationsOf("head2")).ShouldBe(["yellow"], "the head below cannot act");
        await Disable(street, "officer", disabled: false);
        await Disable(street, "head3", disabled: false);
        (await street.NotificationsOf("officer")).ShouldBe(["assigned"]);
        (await street.NotificationsOf("head3")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_has_left_the_post_is_not_alerted_and_a_return_goes_to_who_may_dispatch()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var (left, returned) = (await street.Processing(), await street.File());
        await street.Do("dispatcher", returned, "accept");
        await street.Dispatch(returned, to: "department");
        await Disable(street, "dispatcher");
        await street.Do("department", returned, "return", new { reason = "非本部门职责" });
        (await street.NotificationsOf("countyDispatcher")).ShouldBe(["returned"]);

        var held = (await (await street.As("admin")).Get($"/v1/appointments?person={street.Street.PersonId("officer")}"))
            .ShouldBeOk()["items"]![0]!;
        (await (await street.As("admin")).Post($"/v1/appointments/{held["id"]}/end", new { reason = "调任" }, 1)).ShouldBeOk();
        (await (await street.As("supervisor")).Post($"/v1/tickets/{left.Id}/supervisions",
            new { instruction = "请回复", replyBy = "2026-11-16T12:00:00+08:00" }, left.Version)).ShouldBeCreated();
        (await street.NotificationsOf("countyDispatcher")).ShouldBe(["returned", "supervised"]);
    }
}
