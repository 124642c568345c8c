using System.Net;

namespace GridGov.Tests.Features.Categories;

public class CreateCategoryTests
{
    [Fact]
    public async Task A_category_takes_what_is_absent_from_its_group_and_tickets_are_filed_under_it()
    {
        var street = await TestStreet.New();
        var root = await street.RootAdmin();
        var group = (await root.Get("/v1/categories/06")).ShouldBeOk();
        var created = (await root.Post("/v1/categories", new
        {
            parent = "06", nameZh = "校园周边", nameEn = "Around schools", limits = new { handle = "1.50 working_days" },
            filingCriteria = "校园周边秩序混乱", closingCriteria = "秩序恢复", basis = "《中华人民共和国未成年人保护法》",
        })).ShouldBeCreated();
        var code = (string)created["code"]!;
        code.ShouldStartWith("06");
        created.Header("Location").ShouldBe($"/v1/categories/{code}");
        created.Header("ETag").ShouldBe("\"1\"");
        ((string)created["parent"]!).ShouldBe("06");
        ((string)created["role"]!).ShouldBe((string)group["role"]!);
        ((string)created["limits"]!["handle"]!).ShouldBe("1.5 working_days");
        ((string)created["limits"]!["accept"]!).ShouldBe((string)group["limits"]!["accept"]!);
        ((string)created["closingCriteria"]!).ShouldBe("秩序恢复");

        var filed = (await (await street.Worker()).Post("/v1/tickets", new { category = code, description = "x" })).ShouldBeCreated();
        ((string)filed["categoryName"]!).ShouldBe("校园周边");
        (await root.Get($"/v1/categories/{code}")).ShouldBeOk().Text.ShouldBe(created.Text);
        var events = (await root.Get($"/v1/categories/{code}/events")).ShouldBeOk()["items"]!.AsArray();
        ((string)events.ShouldHaveSingleItem()!["action"]!).ShouldBe("create");
        ((string)events[0]!["details"]!["nameZh"]!).ShouldBe("校园周边");
    }

    [Fact]
    public async Task A_group_needs_all_that_its_tickets_do_and_has_a_code_of_its_own()
    {
        var street = await TestStreet.New();
        var root = await street.RootAdmin();
        var names = new { nameZh = "社区教育", nameEn = "Education" };
        var refused = await root.Post("/v1/categories", names);
        refused.ShouldFault("/kind", "required");
        refused.ShouldFault("/limits", "required");
        var limits = new { accept = "4 working_hours", dispatch = "4 working_hours", handle = "5 working_days", check = "2 working_days" };
        var group = (await root.Post("/v1/categories", new
        {
            names.nameZh, names.nameEn, kind = "condition", programme = "social_conditions", role = "culture", limits,
        })).ShouldBeCreated();
        var code = (string)group["code"]!;
        int.Parse(code, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(10);
        group["parent"].ShouldBeNull();
        var child = (await root.Post("/v1/categories", new { code = code + "07", names.nameZh, names.nameEn })).ShouldBeCreated();
        ((string)child["parent"]!).ShouldBe(code);
        ((string)(await root.Post("/v1/categories", new { parent = code, names.nameZh, names.nameEn })).ShouldBeCreated()["code"]!)
            .ShouldBe(code + "08", "codes are not used again, and gaps are not filled");

        // A group is retired after its categories, and they are not restored without it.
        (await root.Patch($"/v1/categories/{code}", new { retired = true }, group.Version))
            .ShouldRefuse(HttpStatusCode.Conflict, "category-has-children");
        foreach (var each in new[] { "07", "08" })
            (await root.Patch($"/v1/categories/{code}{each}", new { retired = true }, 1)).ShouldBeOk();
        (await root.Patch($"/v1/categories/{code}", new { retired = true }, group.Version)).ShouldBeOk();
        (await root.Patch($"/v1/categories/{code}07", new { retired = false }, 2))
            .ShouldRefuse(HttpStatusCode.Conflict, "category-parent-missing");
        (await root.Post("/v1/categories", new { parent = code, names.nameZh, names.nameEn }))
            .ShouldRefuse(HttpStatusCode.Conflict, "category-parent-missing");
        (await root.Post("/v1/categories", new { code = code + "07", parent = code, names.nameZh, names.nameEn })).Status
            .ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Bad_input_used_codes_and_other_callers_are_refused()
    {
        var street = await TestStreet.New();
        var root = await street.RootAdmin();
        var names = new { nameZh = "x", nameEn = "x" };
        (await root.Post("/v1/categories", new { names.nameZh, names.nameEn, code = "0101" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "category-code-used");
        (await root.Post("/v1/categories", new { names.nameZh, names.nameEn, code = "9901" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "category-parent-missing");
        (await root.Post("/v1/categories", new { names.nameZh, names.nameEn, code = "010" })).ShouldFault("/code", "wrong_format");
        (await root.Post("/v1/categories", new { names.nameZh, names.nameEn, code = "0177", parent = "02" }))
            .ShouldFault("/parent", "parent_disagrees");
        (await root.Post("/v1/categories", new { names.nameZh, names.nameEn, parent = "01", role = "nobody" }))
            .ShouldFault("/role", "unknown-role", "unknown-role");
        (await root.Post("/v1/categories", new { names.nameZh, names.nameEn, parent = "01", limits = new { check = "soon" } }))
            .ShouldFault("/limits/check", "wrong_format");
        (await (await street.Admin()).Post("/v1/categories", new { names.nameZh, names.nameEn, parent = "01" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Worker()).Post("/v1/categories", new { names.nameZh, names.nameEn, parent = "01" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await root.Get("/v1/categories/9999/events")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_repeated_key_creates_once()
    {
        var street = await TestStreet.New();
        var root = await street.RootAdmin();
        var body = new { parent = "04", nameZh = "直播带货", nameEn = "Live selling" };
        var first = (await root.Post("/v1/categories", body, key: "category-once")).ShouldBeCreated();
        var again = (await root.Post("/v1/categories", body, key: "category-once")).ShouldBeCreated();
        again.Header("Idempotency-Replayed").ShouldBe("true");
        again.Text.ShouldBe(first.Text);
    }
}
