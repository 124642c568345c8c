using System.Net;

namespace GridGov.Tests.Features.ServiceRoles;

public class ListServiceRolesTests
{
    [Fact]
    public async Task There_are_ten_in_the_order_of_the_field()
    {
        var street = await TestStreet.New();
        var answer = (await (await street.Worker()).Get("/v1/service-roles")).ShouldBeOk();
        answer["items"]!.AsArray().Select(role => (string)role!["code"]!).ShouldBe(
        [
            "family_planning", "safety_fire", "peace_building", "community", "petition_mediation",
            "employment", "organization", "culture", "enterprise", "urban_management",
        ]);
        ((string)answer["items"]![9]!["nameZh"]!).ShouldBe("城市管理服务员");
        ((int)answer["items"]![9]!["position"]!).ShouldBe(10);
    }

    [Fact]
    public async Task It_is_kept_a_minute_and_then_asked_for_again()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var answer = (await worker.Get("/v1/service-roles")).ShouldBeOk();
        answer.Header("Cache-Control").ShouldBe("max-age=60");
        var again = await worker.Get("/v1/service-roles", ("If-None-Match", answer.Header("ETag")!));
        again.ShouldBe(HttpStatusCode.NotModified).Text.ShouldBeEmpty();
        again.Header("ETag").ShouldBe(answer.Header("ETag"));
    }

    [Fact]
    public async Task Who_is_not_signed_in_gets_401() =>
        (await App.Shared.Nobody().Get("/v1/service-roles")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
}
