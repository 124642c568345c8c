using System.Net;
using GridGov.Tests.Features.GoingOut;
using GridGov.Tests.Features.Uploads;
using static GridGov.Tests.Features.PublicReports.PublicReportSteps;

namespace GridGov.Tests.Features.PublicReports;

/// <summary>What is added to a held report waits with it, so that its reporter cannot tell that it is held.</summary>
public class HeldAdditionTests
{
    [Fact]
    public async Task What_is_added_while_it_is_held_becomes_comments_and_attachments_when_it_is_released()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        await street.Report(new { category = Lamps, description = Words, grid = street.Grid, device = "phone-1" });
        var held = await street.Report(new { category = Lamps, description = Words, grid = street.Grid, device = "phone-1" });
        ((bool)(await held.Look()).ShouldBeOk()["canAdd"]!).ShouldBeTrue();
        var photo = (string)(await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldBeCreated()["photo"]!;
        var key = Caller.NewKey();
        ((int)(await held.Add("zq7又有两盏", key, photo)).ShouldBeCreated()["left"]!).ShouldBe(4);
        (await held.Add("zq7又有两盏", key, photo)).ShouldBeCreated().Header("Idempotency-Replayed").ShouldBe("true");
        (await held.Add("再加", null, photo)).ShouldFault("/photos/0", "photo-not-usable", "photo-not-usable");
        (await app.Store.PlacesOf("zq7又有两盏")).ShouldBeEmpty("the words of a held report are encrypted");
        var dispatcher = await street.Dispatcher();
        var item = (await dispatcher.Get("/v1/public-reports/held")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)item["description"]!, (long)item["photos"]!).ShouldBe((Words + "\nzq7又有两盏", 1));
        (await app.Differences()).ShouldBeEmpty();

        (await dispatcher.Post($"/v1/public-reports/{(string)item["id"]!}/release", new { }, (long)item["version"]!)).ShouldBeOk();
        var ticket = await street.PublicTicket();
        ((string)ticket["description"]!).ShouldBe(Words);
        var events = (await dispatcher.Get($"/v1/tickets/{ticket.Id}/events")).ShouldBeOk()["items"]!.AsArray();
        events.Where(each => (string)each!["action"]! == "comment").Select(each => (string)each!["details"]!["text"]!)
            .ShouldBe(["zq7又有两盏"]);
        (await dispatcher.Get($"/v1/tickets/{ticket.Id}/attachments")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem();
        ((int)(await held.Add("还有一盏")).ShouldBeCreated()["left"]!).ShouldBe(3);
        (await app.Differences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_held_report_takes_as_many_additions_as_another_and_none_once_it_is_discarded()
    {
        await using var app = new App([("GridGov:PublicReports:Additions", "2")]);
        var street = await TestStreet.New(app);
        var filed = await street.Report(new { category = Petitions, description = Words, grid = street.Grid, device = "phone-1" });
        var held = await street.Report(new { category = Petitions, description = Words, grid = street.Grid, device = "phone-1" });
        foreach (var receipt in new[] { filed, held })
        {
            (await receipt.Add("一")).ShouldBeCreated();
            (await receipt.Add("二")).ShouldBeCreated();
            (await receipt.Add("三")).ShouldRefuse(HttpStatusCode.Conflict, "too-many-additions");
            ((bool)(await receipt.Look()).ShouldBeOk()["canAdd"]!).ShouldBeFalse();
        }
        var dispatcher = await street.Dispatcher();
        var item = (await dispatcher.Get("/v1/public-reports/held")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)item["description"]!).ShouldBe("******");
        (await dispatcher.Post($"/v1/public-reports/{(string)item["id"]!}/discard", new { answer = "重复提交" }, (long)item["version"]!))
            .ShouldBeOk();
        (await held.Add("四")).ShouldRefuse(HttpStatusCode.Conflict, "report-ended");
        (await app.Differences()).ShouldBeEmpty();
    }
}
