using System.Net;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Categories;

/// <summary>Each test changes a category that no other test uses.</summary>
public class EditCategoryTests
{
    [Fact]
    public async Task Sent_properties_change_and_others_stay()
    {
        var (street, before) = await Read("0504");
        var after = (await (await street.RootAdmin()).Patch("/v1/categories/0504",
            new { nameEn = "Burning of straw and leaves", role = "community", urgency = "urgent", programme = "social_conditions" },
            before.Version)).ShouldBeOk();
        ((string)after["nameEn"]!).ShouldBe("Burning of straw and leaves");
        ((string)after["nameZh"]!).ShouldBe((string)before["nameZh"]!);
        ((string)after["role"]!).ShouldBe("community");
        ((string)after["urgency"]!).ShouldBe("urgent");
        ((string)after["programme"]!).ShouldBe("social_conditions");
        after.Version.ShouldBe(before.Version + 1);
        (await Events(street, "0504")).ShouldBe(1);

        // Sending the current value is no change.
        (await (await street.RootAdmin()).Patch("/v1/categories/0504", new { role = "community" }, after.Version)).ShouldBeOk()
            .Version.ShouldBe(after.Version);
        (await Events(street, "0504")).ShouldBe(1);
    }

    [Fact]
    public async Task No_ticket_is_filed_under_a_retired_category_until_it_is_restored()
    {
        var (street, before) = await Read("0503");
        var root = await street.RootAdmin();
        var retired = (await root.Patch("/v1/categories/0503", new { retired = true }, before.Version)).ShouldBeOk();
        retired["retiredAt"].ShouldNotBeNull();
        (await (await street.Worker()).Post("/v1/tickets", new { category = "0503", description = "x" }))
            .ShouldRefuse(HttpStatusCode.BadRequest, "category-retired");
        (await Codes(root, "")).ShouldNotContain("0503");
        (await Codes(root, "?retired=true")).ShouldContain("0503");

        (await root.Patch("/v1/categories/0503", new { retired = false }, retired.Version)).ShouldBeOk()["retiredAt"].ShouldBeNull();
        await street.File(category: "0503");
    }

    [Fact]
    public async Task New_limits_and_escalation_hold_for_clocks_that_start_afterwards()
    {
        var (street, before) = await Read("0803");
        ((bool)before["escalateWhenRed"]!).ShouldBeFalse();
        var filed = await street.File(category: "0803");
        var after = (await (await street.RootAdmin()).Patch("/v1/categories/0803",
            new { limits = new { accept = "1.50 natural_days", dispatch = "8 urgent_hours" }, escalateWhenRed = true }, before.Version))
                .ShouldBeOk();
        ((string)after["limits"]!["accept"]!).ShouldBe("1.5 natural_days");
        ((string)after["limits"]!["dispatch"]!).ShouldBe("8 urgent_hours");
        ((string)after["limits"]!["handle"]!).ShouldBe((string)before["limits"]!["handle"]!);
        ((bool)after["escalateWhenRed"]!).ShouldBeTrue();

        var later = await street.File(category: "0803");
        (DateTimeOffset.Parse((string)later["dueAt"]!, System.Globalization.CultureInfo.InvariantCulture)
            - DateTimeOffset.Parse((string)later["filedAt"]!, System.Globalization.CultureInfo.InvariantCulture))
                .ShouldBe(TimeSpan.FromHours(36));
        var runs = (await (await street.Head1()).Get($"/v1/tickets/{filed.Id}/deadlines")).ShouldBeOk()["items"]!;
        ((string)runs[0]!["limit"]!).ShouldBe((string)before["limits"]!["accept"]!);

        var root = await street.RootAdmin();
        (await root.Patch("/v1/categories/0803", new { limits = new { accept = "soon" } }, after.Version))
            .ShouldFault("/limits/accept", "wrong_format");
        (await root.Patch("/v1/categories/0803", new { limits = new { check = "0 working_days" } }, after.Version))
            .ShouldFault("/limits/check", "wrong_format");
        (await root.Patch("/v1/categories/0803", new { limits = new { } }, after.Version)).ShouldBeOk().Version.ShouldBe(after.Version);
    }

    [Fact]
    public async Task Only_an_administrator_of_the_whole_deployment_edits_categories()
    {
        var (street, before) = await Read("0502");
        (await (await street.Admin()).Patch("/v1/categories/0502", new { nameEn = "x" }, before.Version))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Head1()).Patch("/v1/categories/0502", new { nameEn = "x" }, before.Version))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await Events(street, "0502")).ShouldBe(0);
    }

    [Fact]
    public async Task A_version_is_needed_and_a_stale_one_is_refused()
    {
        var (street, before) = await Read("0502");
        var root = await street.RootAdmin();
        (await root.Patch("/v1/categories/0502", new { nameEn = "x" })).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await root.Patch("/v1/categories/0502", new { nameEn = "x" }, before.Version + 1))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await root.Patch("/v1/categories/9999", new { nameEn = "x" }, 1)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Bad_input_is_reported_with_place_and_rule()
    {
        var (street, before) = await Read("0502");
        var root = await street.RootAdmin();
        (await root.Patch("/v1/categories/0502", new { nameZh = "" }, before.Version)).ShouldFault("/nameZh", "required");
        (await root.Patch("/v1/categories/0502", new { nameEn = new string('x', 101) }, before.Version)).ShouldFault("/nameEn", "too_long");
        (await root.Patch("/v1/categories/0502", new { role = "nobody" }, before.Version))
            .ShouldFault("/role", "unknown-role", "unknown-role");
        (await root.Patch("/v1/categories/0502", new { urgency = "soon" }, before.Version)).ShouldFault("/urgency", "invalid_value");
        (await root.Patch("/v1/categories/0502", new { kind = "thing" }, before.Version)).ShouldFault("/kind", "invalid_value");
        (await root.Patch("/v1/categories/0502", new { basis = new string('x', 1001) }, before.Version)).ShouldFault("/basis", "too_long");
        (await root.Patch("/v1/categories/0502", new { code = "0599" }, before.Version)).ShouldFault("/code", "unknown_property");
    }

    static async Task<(TestStreet Street, Answer Category)> Read(string code)
    {
        var street = await TestStreet.New();
        return (street, (await (await street.Worker()).Get($"/v1/categories/{code}")).ShouldBeOk());
    }

    static async Task<string[]> Codes(Caller caller, string query) =>
        [.. (await caller.Get("/v1/categories" + query)).ShouldBeOk()["items"]!.AsArray().Select(c => (string)c!["code"]!)];

    static Task<long> Events(TestStreet street, string code) =>
        street.App.Db.Read(tx =>
            tx.QuerySingle<long>("SELECT count(*) FROM journal WHERE subject_kind = 'category' AND subject = @Code", new { Code = code }));
}
