using System.Net;

namespace GridGov.Tests.Features.Categories;

public class GetCategoryTests
{
    [Fact]
    public async Task A_category_has_its_version_as_ETag()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var category = (await worker.Get("/v1/categories/0303")).ShouldBeOk();
        ((string)category["code"]!).ShouldBe("0303");
        (await worker.Get("/v1/categories/0303", ("If-None-Match", category.Header("ETag")!))).ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task An_unknown_category_is_not_found()
    {
        var street = await TestStreet.New();
        (await (await street.Worker()).Get("/v1/categories/9999")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }
}
