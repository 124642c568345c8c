using System.Net;

namespace GridGov.Tests.Features.ServiceRoles;

public class ListServiceRolesTests
{
    [Fact]
    public async Task The_ten_roles_are_listed_in_their_standard_order()
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
    public async Task The_response_is_cached_for_a_minute_and_then_revalidated()
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
    public async Task An_anonymous_caller_gets_401() =>
        (await App.Shared.Nobody().Get("/v1/service-roles")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
}
