using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Tickets.Export;

/// <summary>Exports contain the same tickets as the list, in every format.</summary>
public class ExportTests
{
    internal static async Task<List<JsonNode>> Listed(Caller caller, string query = "")
    {
        var all = new List<JsonNode>();
        for (var path = $"/v1/tickets?limit=3{query.Replace('?', '&')}"; ;)
        {
            var page = (await caller.Get(path)).ShouldBeOk();
            all.AddRange(page["items"]!.AsArray().Select(item => item!));
            if (page.Header("Link") is not { } link)
                return all;
            path = link[1..link.IndexOf('>')];
        }
    }

    /// <summary>Tickets in many states, covering every column.</summary>
    internal static async Task<TestStreet> StreetWithTickets()
    {
        var street = await TestStreet.New();
        var (dispatcher, supervisor, officer) = (await street.Dispatcher(), await street.Supervisor(), await street.Officer());
        await street.Closed();
        var place = (await dispatcher.Post("/v1/places", new { kind = "premises", name = "合记烩面馆", grid = street.Grid })).ShouldBeCreated();
        (await (await street.Worker()).Post("/v1/tickets",
            new { category = Greenery, description = "店前枯枝", placeId = place.Id.ToString() })).ShouldBeCreated();
        var evaluated = await street.Closed();
        (await (await street.Worker())
            .Post("/v1/tickets",
                new { category = "0701", description = "邻里纠纷", location = new { lng = 113.6553, lat = 34.7502, address = "二道街15号" } }))
                    .ShouldBeCreated();
        (await dispatcher.Do(evaluated, "evaluate", new { score = 5, comment = "及时" })).ShouldBeOk();
        var verified =
            (await dispatcher.Do(await street.File(), "verify",
                new { verifierId = street.PersonId("worker").ToString(), question = "是否倒伏" })).ShouldBeOk();
        (await (await street.Worker()).Do(verified, "report-back", new { findings = "已倒" })).ShouldBeOk();
        var kept = await street.File();
        (await dispatcher.Do(await street.File(), "merge", new { into = kept.Id, reason = "同一问题" })).ShouldBeOk();
        (await dispatcher.Post("/v1/tickets", new
        {
            category = "0801", description = "希望增设座椅", grid = street.OtherGrid, source = "resident", urgency = "green_channel",
            location = new { lng = 116.404, lat = 39.915, coordSys = "bd09", address = "二道街15号" },
            foundAt = Soon(-60), externalNumber = "E" + street.Street, externalDueAt = Soon(100_000),
        })).ShouldBeCreated();
        var asked = await street.Processing();
        (await officer.Do(asked, "request-extension", new { reason = "连日降雨" })).ShouldBeCreated();
        var ordered = await street.Processing();
        (await supervisor.Do(ordered, "supervisions", new { instruction = "请回复", replyBy = Soon(60) })).ShouldBeCreated();
        var joint = await street.Processing();
        (await dispatcher.Do(joint, "joint-actions",
            new
            {
                purpose = "断电后修剪",
                participants = new object[] { new { personId = street.PersonId("department").ToString() },
                    new { role = "urban_management" } }
            })).ShouldBeCreated();
        var suspended = await street.Processing();
        (await supervisor.Do(suspended, "suspend", new { reason = "待停暖", until = Day(30) })).ShouldBeOk();
        (await dispatcher.Do(await street.Processing(), "split", new
        {
            parts = new[] { new { category = Greenery, description = "修剪" }, new { category = Greenery, description = "清理" } },
        })).ShouldBeOk();
        return street;
    }

    static string? At(JsonNode ticket, string path) => path.Split('.').Aggregate((JsonNode?)ticket, (node, name) => node?[name]) switch
    {
        null => "",
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag ? "true" : "false",
        JsonValue value when value.TryGetValue<double>(out var number) => number.ToString("R", CultureInfo.InvariantCulture),
        var other => (string?)other,
    };

    internal static Dictionary<string, string?> Expected(JsonNode ticket) => new()
    {
        ["id"] = At(ticket, "id"), ["number"] = At(ticket, "number"), ["status"] = At(ticket, "status"), ["stage"] = At(ticket, "stage"),
        ["light"] = At(ticket, "light"), ["dueAt"] = At(ticket, "dueAt"), ["filedAt"] = At(ticket, "filedAt"),
        ["foundAt"] = At(ticket, "foundAt"), ["externalNumber"] = At(ticket, "externalNumber"),
        ["externalDueAt"] = At(ticket, "externalDueAt"), ["acceptedAt"] = At(ticket, "acceptedAt"),
        ["resolvedAt"] = At(ticket, "resolvedAt"), ["closedAt"] = At(ticket, "closedAt"), ["grid"] = At(ticket, "grid.code"),
        ["gridName"] = At(ticket, "grid.name"),
        ["gridLevel"] = At(ticket, "grid.level"), ["handlingLevel"] = At(ticket, "handlingLevel"), ["kind"] = At(ticket, "kind"),
        ["category"] = At(ticket, "category"),
        ["categoryName"] = At(ticket, "categoryName"), ["programme"] = At(ticket, "programme"), ["role"] = At(ticket, "role"),
        ["urgency"] = At(ticket, "urgency"),
        ["source"] = At(ticket, "source"), ["description"] = At(ticket, "description"), ["address"] = At(ticket, "location.address"),
        ["place"] = At(ticket, "place.id"), ["placeName"] = At(ticket, "place.name"), ["placeKind"] = At(ticket, "place.kind"),
        ["lng"] = At(ticket, "location.lng"),
        ["lat"] = At(ticket, "location.lat"), ["coordSys"] = At(ticket, "location.sent.coordSys"),
        ["sentLng"] = At(ticket, "location.sent.lng"),
        ["sentLat"] = At(ticket, "location.sent.lat"), ["reportedBy"] = At(ticket, "reportedBy.id"),
        ["reportedByName"] = At(ticket, "reportedBy.name"),
        ["handler"] = At(ticket, "handler.id"), ["handlerName"] = At(ticket, "handler.name"), ["handlerPost"] = At(ticket, "handler.post"),
        ["handlerRole"] = At(ticket, "handler.role"), ["result"] = At(ticket, "result"), ["verifier"] = At(ticket, "verification.by.name"),
        ["verifyQuestion"] = At(ticket, "verification.question"), ["verifyFindings"] = At(ticket, "verification.findings"),
        ["suspendedUntil"] = At(ticket, "suspendedUntil"), ["pendingRequest"] = At(ticket, "pendingRequest.kind"),
        ["awaitedParticipants"] = ticket["jointAction"] is null ? "" : "2",
        ["replyDue"] = At(ticket, "supervision.replyBy"), ["mergedInto"] = At(ticket, "mergedInto.number"),
        ["partOf"] = At(ticket, "partOf.number"), ["parts"] = ticket["parts"]?.AsArray().Count.ToString() ?? "",
        ["evaluationScore"] = At(ticket, "evaluation.score"),
        ["evaluationComment"] = At(ticket, "evaluation.comment"), ["confidential"] = At(ticket, "confidential"),
        ["updatedAt"] = At(ticket, "updatedAt"), ["version"] = At(ticket, "version"),
    };

    /// <summary>The columns that the list has not; MeasureHistoryTests recompute every measure from them.</summary>
    internal static readonly string[] Counted =
    [
        "closingDueAt", "dueDay", "decision", "decidedAt", "dispatches", "checks", "contactDueAt", "contactedAt", "callBacks", "extensions",
        "suspensions", "supervisions",
    ];

    [Fact]
    public async Task A_CSV_has_the_same_values_as_the_list_for_every_ticket()
    {
        var street = await StreetWithTickets();
        var dispatcher = await street.Dispatcher();
        var listed = await Listed(dispatcher);
        var exported = await DownloadedExport.Of(dispatcher, "?count=true");
        var rows = exported.Rows();
        rows.Count.ShouldBe(listed.Count);
        listed.Count.ShouldBeGreaterThan(9);
        for (var i = 0; i < rows.Count; i++)
            rows[i].Where(cell => !Counted.Contains(cell.Key) && cell.Value != Expected(listed[i])[cell.Key])
                .Select(cell => $"{cell.Key}: {cell.Value} for {Expected(listed[i])[cell.Key]}").ShouldBeEmpty();
        foreach (var column in Expected(listed[0]).Keys)
            rows.ShouldContain(row => row[column] != "", $"no ticket of this test has {column}");
        exported.Text.ShouldStartWith("id,number,status,");
        exported.Text.Split("\r\n").Length.ShouldBe(rows.Count + 2);
        exported.Header("Content-Type").ShouldBe("text/csv; charset=utf-8; header=present");
        exported.Header("Content-Disposition").ShouldNotBeNull().ShouldMatch("^attachment; filename=\"tickets-\\d{8}-\\d{6}\\.csv\"$");
        exported.Header("GridGov-Rows").ShouldBe(rows.Count.ToString(CultureInfo.InvariantCulture));
        DateTimeOffset.Parse(exported.Header("GridGov-Snapshot")!, CultureInfo.InvariantCulture)
            .ShouldBeGreaterThanOrEqualTo(DateTimeOffset.Parse(rows[0]["updatedAt"], CultureInfo.InvariantCulture));
        exported.Header("Cache-Control").ShouldBe("no-store, private");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?sort=oldest")]
    [InlineData("?sort=due")]
    [InlineData("?status=processing&status=closed")]
    [InlineData("?stage=evaluate")]
    [InlineData("?category=08")]
    [InlineData("?light=green")]
    [InlineData("?overdue=false&supervised=waiting")]
    [InlineData("?q=座椅")]
    [InlineData("?near=116.398,39.914,3000")]
    [InlineData("?urgency=green_channel&kind=condition")]
    [InlineData("?from=2000-01-01&to=2000-02-01")]
    [InlineData("?measure=resolution_rate&from=2020-01-01&to=2039-01-01&part=numerator")]
    public async Task Every_format_has_the_tickets_of_the_list_in_its_order(string query)
    {
        var street = await StreetWithTickets();
        // The city, a county with tickets of other scopes, and one community.
        foreach (var who in new[] { "dispatcher", "supervisor", "head2" })
        {
            var caller = await street.As(who);
            var listed = (await Listed(caller, query)).ConvertAll(ticket => (string)ticket["id"]!);
            foreach (var form in new[] { DownloadedExport.Csv, DownloadedExport.Xlsx, DownloadedExport.GeoJson })
                (await DownloadedExport.Of(caller, query, form)).Ids().ShouldBe(listed, $"{who} {form}");
        }
    }

    [Fact]
    public async Task Exports_are_limited_to_the_own_grids_and_refused_to_posts_that_handle_tickets()
    {
        var street = await StreetWithTickets();
        var all = (await DownloadedExport.Of(await street.Dispatcher())).Ids();
        var ofCommunity = (await DownloadedExport.Of(await street.Head2())).Ids();
        ofCommunity.Count.ShouldBe(all.Count - 1, "one is in another community");
        (await DownloadedExport.Of(await street.Head2(), $"?grid={street.OtherCommunity}")).Ids().ShouldBeEmpty();
        (await DownloadedExport.Of(await street.Head2(), $"?grid={street.Street}")).Ids().ShouldBe(ofCommunity);
        (await DownloadedExport.Of(await street.Dispatcher(), $"?grid={street.Grid}&grid={street.OtherGrid}")).Ids().ShouldBe(all);
        foreach (var who in new[] { "worker", "officer", "department", "inspector" })
        {
            var refused = await (await street.As(who)).Get("/v1/tickets", ("Accept", DownloadedExport.Csv));
            refused.ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
            ((string)refused["detail"]!).ShouldBe("None of your posts allows you to export tickets.");
        }
        (await street.App.Nobody().Get("/v1/tickets", ("Accept", DownloadedExport.Csv)))
            .ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task A_confidential_ticket_is_masked_and_has_no_place_in_every_format()
    {
        var street = await TestStreet.New();
        var filed = (await (await street.Worker())
            .Post("/v1/tickets",
                new { category = "0701", description = "甲乙两户争执", location = new { lng = 113.6553, lat = 34.7502, address = "二道街15号" } }))
                    .ShouldBeCreated();
        var dispatcher = await street.Dispatcher();
        var row = (await DownloadedExport.Of(dispatcher)).Rows().ShouldHaveSingleItem();
        (row["id"], row["description"], row["address"], row["lng"], row["confidential"]).ShouldBe((filed.Id, "******", "", "", "true"));
        (await DownloadedExport.Of(dispatcher, "?lang=zh")).Rows()[0]["涉密"].ShouldBe("是");
        foreach (var form in new[] { DownloadedExport.Csv, DownloadedExport.GeoJson })
            (await DownloadedExport.Of(dispatcher, form: form)).Text.ShouldNotMatch("甲乙|二道街|113\\.6|34\\.7");
        var feature = (await DownloadedExport.Of(dispatcher, form: DownloadedExport.GeoJson)).Features()[0]!;
        feature["geometry"].ShouldBeNull();
        ((bool)feature["properties"]!["confidential"]!).ShouldBeTrue();
        string.Concat((await DownloadedExport.Of(dispatcher, form: DownloadedExport.Xlsx)).Sheets()[0][1].Values.Select(cell => cell.Text))
            .ShouldNotMatch("甲乙|二道街|113\\.6");
    }
}
