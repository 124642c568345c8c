using System.Net;
using GridGov.Domain;

namespace GridGov.Tests.Features.Categories;

public class ListCategoriesTests
{
    [Fact]
    public async Task Both_levels_are_listed_by_code_with_all_properties()
    {
        var street = await TestStreet.New();
        var items = (await (await street.Worker()).Get("/v1/categories?retired=true")).ShouldBeOk()["items"]!.AsArray();
        var seeds = ReferenceSeeds.Rows("categories.csv").Select(row => row["code"]).ToList();
        seeds.Count.ShouldBe(62);
        seeds.ShouldBeSubsetOf(items.Select(c => (string)c!["code"]!));
        var gas = items.Single(c => (string)c!["code"]! == "0303")!;
        ((string)gas["parent"]!).ShouldBe("03");
        ((string)gas["kind"]!).ShouldBe("event");
        ((string)gas["programme"]!).ShouldBe("seven_fields");
        ((string)gas["limits"]!["handle"]!).ShouldNotBeEmpty();
        ((string)gas["closingCriteria"]!).ShouldBe("险情已排除，设备经专业人员检查合格");
        ((string)gas["basis"]!).ShouldContain("城镇燃气管理条例");
        ((bool)items.Single(c => (string)c!["nameZh"]! == "非法集资")!["confidential"]!).ShouldBeTrue();
        items.Single(c => (string)c!["code"]! == "03")!["parent"].ShouldBeNull();
        items.Select(c => (string)c!["code"]!).ShouldBeInOrder();
    }

    [Fact]
    public async Task Filters_narrow_the_list()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var conditions = (await worker.Get("/v1/categories?kind=condition&programme=social_conditions")).ShouldBeOk()["items"]!.AsArray();
        conditions.ShouldNotBeEmpty();
        conditions.ShouldAllBe(c => (string)c!["kind"]! == "condition" && (string)c["programme"]! == "social_conditions");
        (await worker.Get("/v1/categories?kind=thing")).ShouldFault("/kind", "unknown_code");
        (await worker.Get("/v1/categories?programme=thing")).ShouldFault("/programme", "unknown_code");
    }

    [Fact]
    public async Task The_response_is_cached_for_a_minute_and_then_revalidated()
    {
        // The test has its own database, because other tests change categories.
        await using var app = new App();
        var worker = await (await TestStreet.New(app)).Worker();
        var answer = (await worker.Get("/v1/categories")).ShouldBeOk();
        answer.Header("Cache-Control").ShouldBe("max-age=60");
        (await worker.Get("/v1/categories", ("If-None-Match", answer.Header("ETag")!))).ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task An_anonymous_caller_gets_401() =>
        (await App.Shared.Nobody().Get("/v1/categories")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
}
