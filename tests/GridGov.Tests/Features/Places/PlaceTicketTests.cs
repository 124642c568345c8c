using System.Net;
using GridGov.Tests.Features.Tickets;
using GridGov.Tests.Features.Tickets.Export;

namespace GridGov.Tests.Features.Places;

/// <summary>A ticket is filed at a place, takes what is missing from it, and hides it when it is confidential.</summary>
public class PlaceTicketTests
{
    const string Petition = "0704";

    static Task<Answer> File(Caller caller, object body) => caller.Post("/v1/tickets", body);

    [Fact]
    public async Task A_ticket_at_a_place_takes_grid_coordinates_and_address_that_are_not_given()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var place = (await head.Post(PlaceSteps.Address, new
        {
            kind = "courtyard", name = "一号院", grid = street.NextGrid, address = "二道街1号", position = new { lng = 113.65, lat = 34.75 },
        })).ShouldBeCreated();
        var ticket = (await File(head, new { category = "0107", description = "树倒", placeId = place.Id })).ShouldBeCreated();
        ((string)ticket["place"]!["id"]!, (string)ticket["place"]!["name"]!, (string)ticket["place"]!["kind"]!)
            .ShouldBe((place.Id, "一号院", "courtyard"));
        ((string)ticket["grid"]!["code"]!, (double)ticket["location"]!["lng"]!, (string)ticket["location"]!["address"]!)
            .ShouldBe((street.NextGrid, 113.65, "二道街1号"));
        var own = (await File(head, new
        {
            category = "0107", description = "树倒", placeId = place.Id, grid = street.Community, location = new { address = "门口" },
        })).ShouldBeCreated();
        ((string)own["grid"]!["code"]!, (double)own["location"]!["lng"]!, (string)own["location"]!["address"]!)
            .ShouldBe((street.Community, 113.65, "门口"));
        await street.File();

        var found = (await head.Get($"/v1/tickets?place={place.Id}&count=true&sort=oldest")).ShouldBeOk();
        found["items"]!.AsArray().Select(each => (string)each!["id"]!).ShouldBe([ticket.Id, own.Id]);
        ((int)found["count"]!).ShouldBe(2);
        (await head.Get((string)place["links"]!["tickets"]!)).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(2);
        var exported = (await DownloadedExport.Of(head, $"?place={place.Id}&sort=oldest")).Rows();
        exported.Select(row => (row["place"], row["placeName"], row["placeKind"])).ShouldBe(
            [(place.Id, "一号院", "courtyard"), (place.Id, "一号院", "courtyard")]);
        var filed = (await head.Get($"/v1/tickets/{ticket.Id}/events")).ShouldBeOk()["items"]![0]!;
        ((string)filed["details"]!["place"]!).ShouldBe(place.Id);

        var before = (await head.Get($"/v1/tickets/{ticket.Id}")).Header("ETag")!;
        (await head.Patch($"{PlaceSteps.Address}/{place.Id}", new { name = "壹号院" }, place.Version)).ShouldBeOk();
        var renamed = await head.Get($"/v1/tickets/{ticket.Id}", ("If-None-Match", before));
        ((string)renamed.ShouldBeOk()["place"]!["name"]!).ShouldBe("壹号院");
        (await Verification(street)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Unknown_retired_and_foreign_places_are_refused()
    {
        var street = await TestStreet.New();
        var (head, worker) = (await street.Head1(), await street.Worker());
        var (retired, elsewhere) = (await street.Place(), await street.Place("别处", grid: street.OtherGrid));
        (await head.Post($"{PlaceSteps.Address}/{retired.Id}/retire", new { reason = "x" }, retired.Version)).ShouldBeOk();
        (await File(worker, new { category = "0107", description = "x", placeId = "0000000000007" }))
            .ShouldFault("/placeId", "unknown-place", "unknown-place");
        (await File(worker, new { category = "0107", description = "x", placeId = elsewhere.Id }))
            .ShouldFault("/placeId", "unknown-place", "unknown-place");
        (await File(worker, new { category = "0107", description = "x", placeId = retired.Id }))
            .ShouldFault("/placeId", "place-retired", "place-retired");
        var ticket = await street.File();
        (await (await street.Dispatcher()).Do(ticket, "amend", new { placeId = retired.Id, reason = "x" }))
            .ShouldFault("/placeId", "place-retired", "place-retired");
        (await worker.Get("/v1/tickets?place=x")).ShouldFault("/place", "wrong_format");
    }

    [Fact]
    public async Task An_amendment_gives_another_place_and_verification_covers_it()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var (one, other) = (await street.Place("一"), await street.Place("二", position: new { lng = 113.66, lat = 34.76 }));
        var ticket = (await File(await street.Worker(), new { category = "0107", description = "x", placeId = one.Id })).ShouldBeCreated();
        var amended = (await dispatcher.Do(ticket, "amend", new { placeId = other.Id, reason = "走错" })).ShouldBeOk();
        ((string)amended["place"]!["id"]!, (double)amended["location"]!["lng"]!).ShouldBe((other.Id, 113.66));
        (await dispatcher.Do(amended, "amend", new { placeId = other.Id, reason = "走错" })).ShouldRefuse(
            HttpStatusCode.Conflict, "nothing-to-amend");
        var details = (await dispatcher.Get($"/v1/tickets/{ticket.Id}/events")).ShouldBeOk()["items"]!.AsArray()[^1]!["details"]!;
        ((string)details["formerPlace"]!, (string)details["place"]!).ShouldBe((one.Id, other.Id));
        (await Verification(street)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_confidential_ticket_has_no_place_and_an_amendment_hides_it()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (worker, dispatcher) = (await street.Worker(), await street.Dispatcher());
        var place = await street.Place("信访人家", position: new { lng = 113.66, lat = 34.76 });
        var secret = (await File(worker, new { category = Petition, description = "x", placeId = place.Id })).ShouldBeCreated();
        (secret["place"], secret["location"]).ShouldBe((null, null));
        var unmasked = (await dispatcher.Post($"/v1/tickets/{secret.Id}/unmask", new { purpose = "受理" })).ShouldBeOk();
        ((double)unmasked["ticket"]!["location"]!["lng"]!).ShouldBe(113.66);

        var plain = (await File(worker, new { category = "0107", description = "x", placeId = place.Id })).ShouldBeCreated();
        var other = await street.Place("另一家");
        plain = (await dispatcher.Do(plain, "amend", new { placeId = other.Id, reason = "x" })).ShouldBeOk();
        var hidden = (await dispatcher.Do(plain, "amend", new { category = Petition, placeId = place.Id, reason = "x" })).ShouldBeOk();
        hidden["place"].ShouldBeNull();
        foreach (var id in new[] { secret.Id, hidden.Id })
        {
            var events = (await dispatcher.Get($"/v1/tickets/{id}/events")).ShouldBeOk().Text;
            events.ShouldNotContain(place.Id);
            events.ShouldNotContain(other.Id);
        }
        foreach (var id in new[] { place.Id, other.Id })
            (await dispatcher.Get($"/v1/tickets?place={id}")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        var again = (await dispatcher.Do(hidden, "amend", new { placeId = other.Id, reason = "x" })).ShouldRefuse(
            HttpStatusCode.Conflict, "nothing-to-amend");
        again.Text.ShouldNotContain(other.Id);
        (await Verification(street)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_parts_of_a_ticket_are_at_its_place()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var (place, worker) = (await street.Place(), await street.Worker());
        var ticket = (await File(worker, new { category = "0107", description = "x", placeId = place.Id })).ShouldBeCreated();
        ticket = (await dispatcher.Do(ticket, "accept")).ShouldBeOk();
        var part = new { category = "0107", description = "一半" };
        (await dispatcher.Do(ticket, "split", new { parts = new[] { part, part }, handlerId = street.PersonId("officer").ToString() }))
            .ShouldBeOk();
        (await dispatcher.Get($"/v1/tickets?place={place.Id}")).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(3);
        (await Verification(street)).ShouldBeEmpty();
    }

    /// <summary>What verify finds of the tickets of the street, whose numbers begin with its code.</summary>
    static async Task<List<string>> Verification(TestStreet street)
    {
        var found = new List<string>();
        await GridGov.Domain.Verification.TicketVerification.Run(
            street.App.Db, Add, Add, (_, _) => { }, (_, _) => { }, default);
        return found;

        void Add(string number, string what)
        {
            if (number.StartsWith(street.Street, StringComparison.Ordinal))
                found.Add($"{number} {what}");
        }
    }
}
