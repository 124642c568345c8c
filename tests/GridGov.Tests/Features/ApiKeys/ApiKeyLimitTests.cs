using System.Net;
using GridGov.Data;
using GridGov.Security;
using GridGov.Tests.Features.People;
using static GridGov.Tests.Features.ApiKeys.ApiKeySteps;

namespace GridGov.Tests.Features.ApiKeys;

/// <summary>A key carries no more than its maker's own rights, and never grows.</summary>
public class ApiKeyLimitTests
{
    [Theory]
    [InlineData("en", "You are not allowed to file tickets in ")]
    [InlineData("zh-CN", "您本人无权在")]
    public async Task A_maker_gives_no_right_that_they_do_not_have(string language, string sentence)
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        admin.Http.DefaultRequestHeaders.Add("Accept-Language", language);
        var refused = (await admin.Post("/v1/api-keys", Body(street)))
            .ShouldRefuse(HttpStatusCode.Forbidden, "capability-above-own");
        ((string)refused["detail"]!).ShouldStartWith(sentence);
        (await admin.Post("/v1/api-keys", Body(street, capabilities: ["ticket_read", "reporter_unmask"])))
            .ShouldRefuse(HttpStatusCode.Forbidden, "capability-above-own");
        (await admin.Post("/v1/api-keys", Body(street, capabilities: ["ticket_read", "statistics_read"]))).ShouldBeCreated();
        // A dispatcher of one community makes no key for the whole street.
        var narrow = await street.With([(PostKind.Administrator, street.Street), (PostKind.Dispatcher, street.Community)], street.Street);
        (await narrow.Post("/v1/api-keys", Body(street))).ShouldRefuse(HttpStatusCode.Forbidden, "capability-above-own");
        (await narrow.Post("/v1/api-keys", Body(street, grids: [street.Community]))).ShouldBeCreated();
        // A post that reads only its own work's confidential tickets gives no key for those of others.
        var officer = await street.With([(PostKind.Administrator, street.Street), (PostKind.GridWorker, street.Street)], street.Street);
        (await officer.Post("/v1/api-keys", Body(street, capabilities: ["confidential_read"])))
            .ShouldRefuse(HttpStatusCode.Forbidden, "capability-above-own");
    }

    [Fact]
    public async Task A_maker_rotates_only_what_they_could_make()
    {
        var street = await TestStreet.New();
        var made = await Make(street);
        (await (await street.Admin()).Post($"/v1/api-keys/{IdOf(made)}/rotate", new { }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "capability-above-own");
        (await (await street.KeyMaker()).Post($"/v1/api-keys/{IdOf(made)}/rotate", new { }, 1)).ShouldBeOk();
        (await (await street.Admin()).Delete($"/v1/api-keys/{IdOf(made)}")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_later_post_adds_nothing_to_a_key()
    {
        var street = await TestStreet.New();
        var maker = await street.With([(PostKind.Administrator, street.Street), (PostKind.Dispatcher, street.Street)], street.Street);
        // The officer reads only the confidential tickets of their own work.
        var made = (await maker.Post("/v1/api-keys", Body(street, "officer", ["ticket_read", "confidential_read"], [street.Grid])))
            .ShouldBeCreated();
        var petition = (await (await street.Worker())
            .Post("/v1/tickets", new { category = "0701", description = "邻里纠纷", grid = street.Grid })).ShouldBeCreated();
        var key = With(street, made);
        (await key.Post($"/v1/tickets/{petition.Id}/unmask", new { purpose = "test" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "not-concerned-with-ticket");
        await street.App.Db.Write(async tx =>
        {
            await TestStreet.Appoint(tx, street.PersonId("officer"), PostKind.Dispatcher, street.Street);
            tx.Invalidate(CacheTopic.Rights);
        });
        var officer = await street.Officer();
        (await officer.Post($"/v1/tickets/{petition.Id}/unmask", new { purpose = "test" })).ShouldBeOk();
        (await key.Post($"/v1/tickets/{petition.Id}/unmask", new { purpose = "test" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "not-concerned-with-ticket");
        (await key.Get("/v1/tickets")).ShouldBeOk();
        (await key.Get("/v1/me")).ShouldBeOk()["posts"]!.AsArray().Select(post => (string)post!["post"]!).ShouldBe(["service_officer"]);
    }
}
