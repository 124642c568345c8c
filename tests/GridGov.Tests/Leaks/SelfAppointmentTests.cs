using System.Net;
using GridGov.Tests.Features.People;

namespace GridGov.Tests.Leaks;

/// <summary>The attack by a street's administrator: to become dispatcher, backdated, read a petition, and make a key that does.</summary>
public sealed class SelfAppointmentTests
{
    [Fact]
    public async Task An_administrator_alone_never_reads_a_petition()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var petition = (await (await street.Worker()).Post("/v1/tickets", new
        {
            category = "0701", description = "上访原因", grid = street.Grid, reporter = new { name = "王某", phone = "13803710009" },
        })).ShouldBeCreated();

        var self = new { personId = admin.Person.ToString(), post = "dispatcher", grid = street.Street, from = "2020-01-01" };
        (await admin.Post("/v1/appointments", self)).ShouldRefuse(HttpStatusCode.Forbidden, "backdating-not-allowed");
        var appointed = (await admin.Post("/v1/appointments", self with { from = street.Today().Iso() })).ShouldBeCreated();
        await NothingIsRead();

        // They cannot confirm it themselves, neither one by one nor in bulk, nor by a puppet.
        (await admin.Post($"/v1/appointments/{appointed.Id}/confirm", null, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "confirmation-by-another");
        ((int)(await admin.Post("/v1/appointments/confirm", new { ids = new[] { appointed.Id } })).ShouldBeOk()["confirmed"]!).ShouldBe(0);
        var username = PeopleSteps.NewUsername();
        var puppet = await street.AddPerson("傀儡", username);
        (await admin.Put($"/v1/people/{puppet.Id}/password", new { password = "kx3fa-9qmwe-27bnd" }, 1)).ShouldBe(HttpStatusCode.NoContent);
        foreach (var post in new[] { "administrator", "inspector" })
            (await admin.Post("/v1/appointments", new { personId = puppet.Id, post, grid = street.Street })).ShouldBeCreated();
        var session = (await street.App.Nobody().Post("/v1/auth/sign-in", new { username, password = "kx3fa-9qmwe-27bnd" })).ShouldBeOk();
        var asPuppet = new Caller(street.App.CreateClient(), admin.Person, (string)session["accessToken"]!);
        (await asPuppet.Post("/v1/me/password", new { currentPassword = "kx3fa-9qmwe-27bnd", newPassword = "three grey herons" }))
            .ShouldBe(HttpStatusCode.NoContent);
        (await asPuppet.Post($"/v1/appointments/{appointed.Id}/confirm", null, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");

        // Nor do they make a key, for themselves or for the dispatcher, or sign in as the dispatcher.
        foreach (var person in new[] { admin.Person, street.PersonId("dispatcher") })
        {
            var code = (string?)(await admin.Post("/v1/api-keys", new
            {
                name = "x", personId = person.ToString(), capabilities = new[] { "reporter_unmask", "confidential_read" },
                grids = new[] { street.Street },
            })).Json["code"];
            code.ShouldBe(person == admin.Person ? "capability-not-held" : "capability-above-own");
        }
        var dispatcher = street.PersonId("dispatcher");
        var token = (string)(await admin.Post($"/v1/people/{dispatcher}/password-reset", null)).ShouldBeOk()["token"]!;
        (await street.App.Nobody().Post("/v1/auth/reset-password", new { token, password = "three grey herons" }))
            .ShouldBe(HttpStatusCode.NoContent);
        var asDispatcher = await street.App.CallerFor(dispatcher);
        (await asDispatcher.Post($"/v1/tickets/{petition.Id}/unmask", new { purpose = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        await NothingIsRead();

        async Task NothingIsRead()
        {
            (await admin.Post($"/v1/tickets/{petition.Id}/unmask", new { purpose = "x" }))
                .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
            (await admin.Post($"/v1/tickets/{petition.Id}/reporters/unmask", new { purpose = "x" }))
                .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        }
    }
}
