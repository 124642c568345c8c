using System.Net;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Categories;

public class MoveCategoryTests
{
    [Fact]
    public async Task A_moved_category_has_a_new_code_and_its_tickets_keep_and_count_under_the_old_one()
    {
        var street = await TestStreet.New();
        var root = await street.RootAdmin();
        var old = await New(root, "03", "电动车充电");
        var code = (string)old["code"]!;
        var before = (await (await street.Worker()).Post("/v1/tickets", new { category = code, description = "x" })).ShouldBeCreated();

        var moved = (await root.Post($"/v1/categories/{code}/move", new { to = "09", reason = "机构调整" }, old.Version)).ShouldBeOk();
        var successor = (string)moved["successor"]!;
        successor.ShouldStartWith("09");
        moved["retiredAt"].ShouldNotBeNull();
        moved.Version.ShouldBe(2);
        var to = (await root.Get($"/v1/categories/{successor}")).ShouldBeOk();
        ((string)to["nameZh"]!).ShouldBe("电动车充电");
        ((string)to["limits"]!["handle"]!).ShouldBe((string)old["limits"]!["handle"]!, "it is the same category below another group");

        var refused = (await (await street.Worker()).Post("/v1/tickets", new { category = code, description = "x" }))
            .ShouldFault("/category", "category-moved", "category-moved");
        ((string)refused["detail"]!).ShouldContain(successor);
        var after = (await (await street.Worker()).Post("/v1/tickets", new { category = successor, description = "x" })).ShouldBeCreated();
        (await (await street.Dispatcher()).Do(before, "accept")).ShouldBeOk();
        (await (await street.Dispatcher()).Do(after, "accept")).ShouldBeOk();
        (await Counted(street, "03")).ShouldBe(1);
        (await Counted(street, "09")).ShouldBe(1);

        var actions = (await root.Get($"/v1/categories/{code}/events")).ShouldBeOk()["items"]!.AsArray();
        actions.Select(each => (string)each!["action"]!).ShouldBe(["create", "move"]);
        ((string)actions[1]!["reason"]!).ShouldBe("机构调整");
        ((string)(await root.Get($"/v1/categories/{successor}/events")).ShouldBeOk()["items"]![0]!["details"]!["movedFrom"]!)
            .ShouldBe(code);

        // Restored, it is a category of its own again.
        (await root.Patch($"/v1/categories/{code}", new { retired = false }, 2)).ShouldBeOk()["successor"].ShouldBeNull();
    }

    [Fact]
    public async Task A_category_goes_into_another_one_or_to_a_new_code()
    {
        var street = await TestStreet.New();
        var root = await street.RootAdmin();
        var (one, other) = (await New(root, "02", "一"), await New(root, "02", "二"));
        var (first, second) = ((string)one["code"]!, (string)other["code"]!);
        var merged = (await root.Post($"/v1/categories/{first}/move", new { to = second, reason = "合并" }, 1)).ShouldBeOk();
        ((string)merged["successor"]!).ShouldBe(second);
        (await root.Get($"/v1/categories/{second}")).ShouldBeOk().Text.ShouldBe(other.Text, "it stays as it is");

        (await root.Post($"/v1/categories/{second}/move", new { to = first, reason = "x" }, 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "category-move-target");
        // What is filed under the successor of a confidential category is confidential too.
        var persons = (await root.Get("/v1/categories/0803")).ShouldBeOk();
        (await root.Post("/v1/categories/0803/move", new { to = second, reason = "x" }, persons.Version))
            .ShouldRefuse(HttpStatusCode.Conflict, "category-move-target");
        ((string)(await root.Post($"/v1/categories/{second}/move", new { to = "0577", reason = "x" }, 1)).ShouldBeOk()["successor"]!)
            .ShouldBe("0577");
        (await root.Post($"/v1/categories/{first}/move", new { to = "05", reason = "x" }, 2))
            .ShouldRefuse(HttpStatusCode.Conflict, "category-not-movable");
    }

    [Fact]
    public async Task Bad_targets_versions_and_callers_are_refused()
    {
        var street = await TestStreet.New();
        var root = await street.RootAdmin();
        var body = new { to = "09", reason = "x" };
        var current = (await root.Get("/v1/categories/0203")).ShouldBeOk().Version;
        (await root.Post("/v1/categories/02/move", body, (await root.Get("/v1/categories/02")).ShouldBeOk().Version))
            .ShouldRefuse(HttpStatusCode.Conflict, "category-not-movable");
        foreach (var to in new[] { "02", "0203", "99", "9901" })
        {
            (await root.Post("/v1/categories/0203/move", new { to, reason = "x" }, current))
                .ShouldRefuse(HttpStatusCode.Conflict, "category-move-target");
        }
        (await root.Post("/v1/categories/0203/move", new { to = "x", reason = "x" }, current)).ShouldFault("/to", "wrong_format");
        (await root.Post("/v1/categories/0203/move", new { to = "09", reason = "" }, current)).ShouldFault("/reason", "required");
        (await root.Post("/v1/categories/0203/move", body, current + 1)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await root.Post("/v1/categories/0203/move", body)).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await root.Post("/v1/categories/9999/move", body, 1)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Admin()).Post("/v1/categories/0203/move", body, current))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await root.Get("/v1/categories/0203")).ShouldBeOk().Version.ShouldBe(current);
    }

    static async Task<Answer> New(Caller root, string parent, string name) =>
        (await root.Post("/v1/categories", new { parent, nameZh = name, nameEn = name })).ShouldBeCreated();

    static async Task<int> Counted(TestStreet street, string category) =>
        (int)(await (await street.Head1()).Get($"/v1/tickets?category={category}&count=true")).ShouldBeOk()["count"]!;
}
