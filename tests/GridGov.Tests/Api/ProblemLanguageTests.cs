using System.Net;
using System.Net.Http.Json;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Api;

/// <summary>Problems in the language of Accept-Language.</summary>
public class ProblemLanguageTests
{
    static readonly (string, string) Chinese = ("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.5");

    static Task<Answer> PostInChinese(Caller caller, string path, object body, long version) => caller.Send(
        HttpMethod.Post, path, JsonContent.Create(body), Chinese, ("If-Match", $"\"{version}\""), ("Idempotency-Key", Caller.NewKey()));

    [Fact]
    public async Task Title_and_detail_follow_Accept_Language_and_name_the_status_by_its_label()
    {
        var street = await TestStreet.New();
        var filed = await street.File();
        var dispatcher = await street.Dispatcher();
        var body = new { score = 5 };

        var chinese = (await PostInChinese(dispatcher, $"/v1/tickets/{filed.Id}/evaluate", body, version: 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
        ((string)chinese["title"]!).ShouldBe("案卷的当前状态不允许此操作。");
        ((string)chinese["detail"]!).ShouldBe("状态为“已上报”的案卷不能进行此操作。");

        var english = (await dispatcher.Post($"/v1/tickets/{filed.Id}/evaluate", body, version: 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
        ((string)english["title"]!).ShouldBe("The ticket's status does not allow this action.");
        ((string)english["detail"]!).ShouldBe("The status “Submitted” of the ticket does not allow this action.");
    }

    [Fact]
    public async Task A_missing_right_is_told_by_what_the_caller_may_not_do()
    {
        var street = await TestStreet.New();
        var filed = await street.File();
        var worker = await street.Worker();
        var refused = (await PostInChinese(worker, $"/v1/tickets/{filed.Id}/accept", new { }, version: 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        ((string)refused["title"]!).ShouldBe("您的岗位无权进行此操作。");
        ((string)refused["detail"]!).ShouldBe("您的岗位无权为案卷立案。");
    }

    [Fact]
    public async Task The_possible_actions_are_refused_in_Chinese_without_any_code()
    {
        var street = await TestStreet.New();
        var filed = await street.File();
        var answer = (await (await street.Worker()).Get($"/v1/tickets/{filed.Id}/actions", Chinese)).ShouldBeOk();
        var details = answer["items"]!.AsArray().Select(item => (string?)item!["detail"]).OfType<string>().ToList();
        details.Count.ShouldBeGreaterThan(10);
        details.ShouldAllBe(detail => detail.EndsWith('。') && !detail.Any(char.IsAsciiLetter));
    }

    [Fact]
    public async Task A_vacant_role_is_named_as_the_store_names_it()
    {
        var street = await TestStreet.New();
        var filed = await street.File();
        var head = await street.Head3();
        (await head.Post($"/v1/tickets/{filed.Id}/accept", new { }, version: 1)).ShouldBeOk();
        var body = new { purpose = "联合处置", participants = new[] { new { role = "safety_fire" } } };
        var refused = (await PostInChinese(head, $"/v1/tickets/{filed.Id}/joint-actions", body, version: 2))
            .ShouldRefuse(HttpStatusCode.Conflict, "role-vacant");
        var roles = (await head.Get("/v1/service-roles")).ShouldBeOk()["items"]!.AsArray();
        var name = (string)roles.Single(role => (string)role!["code"]! == "safety_fire")!["nameZh"]!;
        ((string)refused["detail"]!).ShouldBe($"该网格目前无人担任“{name}”。");
    }

    [Fact]
    public async Task A_title_does_not_change_with_the_version_that_the_detail_names()
    {
        var street = await TestStreet.New();
        var filed = await street.File();
        var refused = (await PostInChinese(await street.Dispatcher(), $"/v1/tickets/{filed.Id}/accept", new { }, version: 7))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        ((string)refused["title"]!).ShouldBe("资源在读取之后已被修改。");
        ((string)refused["detail"]!).ShouldBe("资源在读取之后已被修改，当前版本为 1。");
    }
}
