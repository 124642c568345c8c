using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GridGov.Data;
using GridGov.Domain.Tickets;
using GridGov.Features.Tickets.Export;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Tickets.Export;

/// <summary>Exports read one snapshot, end visibly, are audited twice, and are bounded.</summary>
public partial class ExportBoundsTests
{
    /// <summary>More rows than the network buffers hold, so that the server has to wait for the client.</summary>
    const int Long = 4000;
    const int Many = 60;

    static async Task<List<Answer>> FileMany(TestStreet street, int count = Many)
    {
        var worker = await street.Worker();
        var filed = new List<Answer>();
        for (var i = 0; i < count; i++)
            filed.Add((await worker.Post("/v1/tickets", new { category = Greenery, description = $"{i}：" + new string('树', Long - 10) }))
                .ShouldBeCreated());
        return filed;
    }

    static async Task<List<JsonNode>> Entries(TestStreet street, int ended)
    {
        for (var i = 0; ; i++)
        {
            var entries = (await (await street.RootAdmin()).Get($"/v1/audit?kind=export&grid={street.County}"))
                .ShouldBeOk()["items"]!.AsArray().Select(entry => entry!).ToList();
            // The audit entry of an aborted export is written when the server notices the abort.
            if (i == 200 || entries.Count(entry => (string)entry["code"]! == "export_ended") >= ended)
                return entries;
            await Task.Delay(50);
        }
    }

    [Theory]
    [InlineData(DownloadedExport.Csv)]
    [InlineData(DownloadedExport.Xlsx)]
    [InlineData(DownloadedExport.GeoJson)]
    public async Task Changes_during_an_export_are_not_in_it(string form)
    {
        var street = await TestStreet.New();
        var filed = await FileMany(street);
        var dispatcher = await street.Dispatcher();
        using var response = await DownloadedExport.Begin(dispatcher, "?sort=oldest", form);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);

        var late = await street.File();
        (await dispatcher.Do(filed[^1], "accept")).ShouldBeOk();
        var exported = await DownloadedExport.Of(dispatcher, "?sort=oldest", form);
        exported.Ids().ShouldBe([.. filed.Select(ticket => ticket.Id), late.Id], "what begins later has it");

        var body = await response.Content.ReadAsByteArrayAsync();
        var begun = new DownloadedExport(response, body);
        begun.Ids().ShouldBe(filed.Select(ticket => ticket.Id));
        var last = form switch
        {
            DownloadedExport.Csv => begun.Rows()[^1]["status"],
            DownloadedExport.GeoJson => (string)begun.Features()[^1]!["properties"]!["status"]!,
            _ => begun.Sheets()[0][^1]["C"].Text,
        };
        // A workbook is compressed, so it may have been read completely before the change.
        (last == "submitted" || form == DownloadedExport.Xlsx).ShouldBeTrue(last);
    }

    [Theory]
    [InlineData("?sort=oldest")]
    [InlineData("")]
    [InlineData("?status=submitted&count=true")]
    public async Task An_interrupted_CSV_continues_after_its_last_complete_ticket(string query)
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        foreach (var description in new[] { "一", "二\r\n三", "\"四\"", "=五", "六", "七" })
            (await dispatcher.Post("/v1/tickets", new { category = Greenery, description, grid = street.Grid })).ShouldBeCreated();
        var whole = await DownloadedExport.Of(dispatcher, query);
        var snapshot = Uri.EscapeDataString(whole.Header("GridGov-Snapshot")!);
        await street.File(); // filed after the snapshot
        for (var cut = whole.Text.IndexOf('\n', StringComparison.Ordinal) + 20; cut < whole.Text.Length; cut += 97)
        {
            // The README's method: drop the last row, and continue after the one before it.
            var rows = RowBegin().Matches(whole.Text[..cut]);
            var arrived = rows.Count > 1 ? whole.Text[..rows[^1].Index] : "";
            if (arrived == "")
                continue;
            var rest = await DownloadedExport.Of(dispatcher,
                $"{(query == "" ? "?" : query + "&")}after={rows[^2].Groups["id"].Value}&until={snapshot}");
            (arrived + rest.Text).ShouldBe(whole.Text);
            rest.Header("Content-Type").ShouldBe("text/csv; charset=utf-8; header=absent");
        }
        (await DownloadedExport.Of(dispatcher, $"?sort=oldest&until={snapshot}")).Ids().Count.ShouldBe(6);
        (await DownloadedExport.Of(dispatcher, "?sort=oldest")).Ids().Count.ShouldBe(7);
    }

    [Fact]
    public async Task Every_format_continues_after_a_ticket_or_a_cursor_of_the_list()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        for (var i = 0; i < 5; i++)
            await street.File();
        var page = (await dispatcher.Get("/v1/tickets?limit=2")).ShouldBeOk();
        var all = (await DownloadedExport.Of(dispatcher)).Ids();
        foreach (var form in new[] { DownloadedExport.Xlsx, DownloadedExport.GeoJson, DownloadedExport.Csv })
            (await DownloadedExport.Of(dispatcher, $"?cursor={(string)page["next"]!}", form)).Ids().ShouldBe(all[2..], form);
        foreach (var form in new[] { DownloadedExport.Xlsx, DownloadedExport.GeoJson })
            (await DownloadedExport.Of(dispatcher, $"?after={all[3]}", form)).Ids().ShouldBe(all[4..], form);
        (await DownloadedExport.Of(dispatcher, $"?after={all[4]}")).Text.ShouldBe("");
        (await dispatcher.Get($"/v1/tickets?status=closed&cursor={(string)page["next"]!}", ("Accept", DownloadedExport.Csv)))
            .ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
    }

    [Fact]
    public async Task Every_export_is_audited_at_its_start_and_end_with_its_content()
    {
        var street = await TestStreet.New();
        await street.File();
        var closed = await street.Closed();
        var dispatcher = await street.Dispatcher();
        await DownloadedExport.Of(dispatcher, $"?status=closed&grid={street.Community}&q=行道树");
        var entries = await Entries(street, 1);
        entries.Count.ShouldBe(2);
        var (ended, began) = (entries[0], entries[1]);
        foreach (var entry in entries)
        {
            ((string)entry["kind"]!).ShouldBe("export");
            ((string)entry["subjectKind"]!).ShouldBe("export");
            ((string)entry["subject"]!).ShouldBe((string)began["subject"]!);
            ((string)entry["operation"]!).ShouldBe("listTickets");
            ((string)entry["by"]!["id"]!).ShouldBe(dispatcher.Person.ToString());
            ((string)entry["grid"]!).ShouldBe(street.Community, "where it belongs");
            ((string?)entry["session"]).ShouldNotBeNull();
            entry.ToJsonString().ShouldNotContain("行道树");
        }
        ((string)began["code"]!).ShouldBe("export_began");
        began["details"]!.ToJsonString()
            .ShouldBe($$$"""{"format":"csv","asked":{"status":["closed"],"grid":["{{{street.Community}}}"],"q":true}}""");
        ((string)ended["code"]!).ShouldBe("export_ended");
        ((long)ended["details"]!["rows"]!).ShouldBe(1);
        ((bool)ended["details"]!["whole"]!).ShouldBeTrue();
        DateTimeOffset.Parse((string)ended["details"]!["snapshot"]!, CultureInfo.InvariantCulture)
            .ShouldBeGreaterThan(DateTimeOffset.Parse((string)closed["closedAt"]!, CultureInfo.InvariantCulture));
        // Reading the list as JSON is not an export.
        (await dispatcher.Get("/v1/tickets")).ShouldBeOk();
        (await dispatcher.Get("/v1/tickets?limit=3", ("Accept", DownloadedExport.Csv)))
            .ShouldRefuse(HttpStatusCode.BadRequest, "not-in-export");
        (await Entries(street, 1)).Count.ShouldBe(2);
        await DownloadedExport.Of(await street.Supervisor(), $"?grid={street.Grid}&grid={street.OtherGrid}", DownloadedExport.GeoJson);
        entries = await Entries(street, 2);
        ((string)entries[0]["grid"]!).ShouldBe(street.Street, "the smallest that holds both");
        ((string)entries[1]["details"]!["format"]!).ShouldBe("geo_json");
    }

    [Fact]
    public async Task An_aborted_export_is_audited_as_incomplete_and_releases_its_resources()
    {
        var street = await TestStreet.New();
        await FileMany(street);
        var dispatcher = await street.Dispatcher();
        for (var i = 0; i < ExportLimiter.MaxPerCaller + 1; i++)
        {
            using (var response = await DownloadedExport.Begin(dispatcher, ""))
                response.StatusCode.ShouldBe(HttpStatusCode.OK);
            var entries = await Entries(street, i + 1);
            ((string)entries[0]["code"]!).ShouldBe("export_ended");
            ((bool)entries[0]["details"]!["whole"]!).ShouldBeFalse();
            ((long)entries[0]["details"]!["rows"]!).ShouldBeLessThan(Many);
        }
    }

    [Fact]
    public async Task Concurrent_exports_are_limited()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        await FileMany(street);
        var (dispatcher, supervisor, head) = (await street.Dispatcher(), await street.Supervisor(), await street.Head1());
        var running = new List<HttpResponseMessage>();
        for (var i = 0; i < ExportLimiter.MaxPerCaller; i++)
            running.Add(await DownloadedExport.Begin(dispatcher, ""));
        var refused = (await dispatcher.Get("/v1/tickets", ("Accept", DownloadedExport.Csv)))
            .ShouldRefuse(HttpStatusCode.TooManyRequests, "too-many-exports");
        int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
        for (var i = running.Count; i < ExportLimiter.MaxRunning; i++)
            running.Add(await DownloadedExport.Begin(supervisor, ""));
        (await head.Get("/v1/tickets", ("Accept", DownloadedExport.Csv))).ShouldRefuse(HttpStatusCode.TooManyRequests, "too-many-exports");
        // Neither readers nor writers wait for running exports.
        (await head.Get("/v1/tickets?limit=1")).ShouldBeOk();
        await street.File();
        foreach (var response in running)
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            new DownloadedExport(response, await response.Content.ReadAsByteArrayAsync()).Rows().Count.ShouldBe(Many);
            response.Dispose();
        }
        (await DownloadedExport.Of(head)).Rows().Count.ShouldBe(Many + 1);
        (await Entries(street, running.Count + 1)).Count.ShouldBe(2 * (running.Count + 1), "what was refused is none");
    }

    [Fact]
    public async Task An_export_that_takes_too_long_is_aborted_and_visibly_incomplete()
    {
        var clock = new ExpiringClock();
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        await FileMany(street);
        using var response = await DownloadedExport.Begin(await street.Dispatcher(), "");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        clock.Expire();
        await Should.ThrowAsync<Exception>(async () => await response.Content.ReadAsByteArrayAsync());
        ((bool)(await Entries(street, 1))[0]["details"]!["whole"]!).ShouldBeFalse();
    }

    /// <summary>The system's clock, except that the test ends an export's time limit.</summary>
    sealed class ExpiringClock : TimeProvider
    {
        TimerCallback? end;
        object? about;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == TicketExport.MaxDuration)
                (end, about) = (callback, state);
            return base.CreateTimer(callback, state, dueTime, period);
        }

        public void Expire() => end!(about);
    }

    [Fact]
    public async Task A_large_workbook_continues_on_another_sheet()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        for (var i = 0; i < 5; i++)
            await street.File();
        var (rows, facts) = await street.App.Db.Read(async tx =>
        {
            var found = await tx.Query(
                TicketRow.Select + " WHERE t.street_code = @Street ORDER BY t.id", TicketRow.Read, new { street.Street });
            return (await TicketView.Load(tx, found), await CountedFacts.Load(tx, found));
        });
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var sheet = new XlsxTicketWriter(pipe.Writer, TimeZoneInfo.Utc, language: null, new Instant(1_780_000_000_000), rowsPerSheet: 2);
        await sheet.Begin(default);
        foreach (var (i, row) in rows.Index())
            await sheet.Row(row.ToTicket(), facts[i], default);
        await sheet.End(rows.Count, default);
        await pipe.Writer.CompleteAsync();
        using var file = new MemoryStream();
        await pipe.Reader.CopyToAsync(file);
        using var response = new HttpResponseMessage { Content = new ByteArrayContent([]) };
        response.Content.Headers.ContentType = new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        var exported = new DownloadedExport(response, file.ToArray());
        exported.Sheets().ConvertAll(each => each.Count).ShouldBe([3, 3, 2], "each with its headings");
        exported.Ids().ShouldBe(rows.Select(row => row.Row.Id.ToString()));
    }

    [GeneratedRegex(@"(?<=\n)(?<id>[0-9A-Z]{13}),", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RowBegin();
}
