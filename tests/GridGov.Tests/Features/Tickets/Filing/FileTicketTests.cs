using System.Net;

namespace GridGov.Tests.Features.Tickets.Filing;

public class FileTicketTests
{
    const string Path = "/v1/tickets";

    [Fact]
    public async Task A_worker_files_in_the_own_grid_without_naming_it()
    {
        var street = await TestStreet.New();
        var filed = (await (await street.Worker()).Post(Path, new { category = "0303", description = "树冠碰到高压线" })).ShouldBeCreated();

        filed.Header("Location").ShouldBe($"/v1/tickets/{filed.Id}");
        filed.Header("ETag").ShouldBe("\"1\"");
        ((string)filed["grid"]!["code"]!).ShouldBe(street.Grid);
        ((int)filed["grid"]!["level"]!).ShouldBe(3);
        ((string)filed["status"]!).ShouldBe("submitted");
        ((string)filed["stage"]!).ShouldBe("collect");
        ((int)filed["handlingLevel"]!).ShouldBe(3);
        ((string)filed["kind"]!).ShouldBe("event");
        ((string)filed["programme"]!).ShouldBe("seven_fields");
        ((string)filed["role"]!).ShouldBe("safety_fire");
        ((string)filed["urgency"]!).ShouldBe("urgent", "the category's own");
        ((string)filed["source"]!).ShouldBe("patrol");
        ((string)filed["reportedBy"]!["id"]!).ShouldBe(street.PersonId("worker").ToString());
        ((string)filed["number"]!).ShouldMatch($"^{street.Street}-[0-9]{{8}}-0001$");
        ((string)filed["filedAt"]!).ShouldEndWith("+08:00");

        var got = (await (await street.Worker()).Get(filed.Header("Location")!)).ShouldBeOk();
        got.Text.ShouldBe(filed.Text, "filing answers what reading does");
    }

    [Fact]
    public async Task Numbers_run_on_within_a_streets_day()
    {
        var street = await TestStreet.New();
        var first = await street.File();
        var second = await street.File(await street.OtherWorker());
        ((string)first["number"]!).ShouldEndWith("-0001");
        ((string)second["number"]!).ShouldEndWith("-0002");
    }

    [Fact]
    public async Task A_location_from_a_Chinese_map_is_kept_as_sent_and_as_WGS84()
    {
        var street = await TestStreet.New();
        var filed = (await (await street.Worker()).Post(Path, new
        {
            category = "0107",
            description = "树",
            location = new { lng = 113.661386248, lat = 34.749066030, coordSys = "gcj02", address = "二道街15号" },
        })).ShouldBeCreated();
        ((double)filed["location"]!["lng"]!).ShouldBe(113.6553, 1e-6);
        ((double)filed["location"]!["lat"]!).ShouldBe(34.7502, 1e-6);
        ((double)filed["location"]!["sent"]!["lng"]!).ShouldBe(113.661386248);
        ((string)filed["location"]!["sent"]!["coordSys"]!).ShouldBe("gcj02");
    }

    [Fact]
    public async Task A_place_shifted_beyond_the_edge_of_the_map_by_its_datum_stays_valid()
    {
        var street = await TestStreet.New();
        foreach (var (lng, lat) in new[] { (-180.0, 0.0), (180.0, -90.0), (0.0, 90.0) })
        {
            var filed = (await (await street.Worker())
                .Post(Path, new { category = "0107", description = "树", location = new { lng, lat, coordSys = "bd09" } }))
                .ShouldBeCreated();
            ((double)filed["location"]!["lng"]!).ShouldBeInRange(-180, 180);
            ((double)filed["location"]!["lat"]!).ShouldBeInRange(-90, 90);
        }
    }

    [Fact]
    public async Task The_reporter_is_neither_in_the_ticket_nor_in_the_stored_response()
    {
        var street = await TestStreet.New();
        var body = new { category = "0107", description = "树", reporter = new { name = "王芳", phone = "13803710001" } };
        var filed = (await (await street.Worker()).Post(Path, body, key: "with-reporter")).ShouldBeCreated();
        filed.Text.ShouldNotContain("13803710001");
        var replayed = (await (await street.Worker()).Post(Path, body, key: "with-reporter")).ShouldBeCreated();
        replayed.Header("Idempotency-Replayed").ShouldBe("true");
        replayed.Text.ShouldBe(filed.Text);
    }

    [Fact]
    public async Task A_place_may_be_an_address_without_coordinates()
    {
        var street = await TestStreet.New();
        var location = new { address = "二道街15号", coordSys = "gcj02" };
        var filed = (await (await street.Worker()).Post(Path, new { category = "0107", description = "树", location })).ShouldBeCreated();
        var read = (await (await street.Dispatcher()).Get($"{Path}/{filed.Id}")).ShouldBeOk();
        ((string)read["location"]!["address"]!).ShouldBe("二道街15号");
        (read["location"]!["lng"], read["location"]!["lat"], read["location"]!["sent"]).ShouldBe((null, null, null));
        (await (await street.Dispatcher()).Get("/v1/tickets?near=113.65,34.75,50000")).ShouldBeOk().Text.ShouldNotContain(filed.Id);
    }

    [Fact]
    public async Task Direction_controls_are_left_out_of_every_text()
    {
        var street = await TestStreet.New();
        var filed = (await (await street.Worker()).PostRaw(
            Path, """{"category":"0107","description":"电话\u202D13803710001\u202C打不通\u2066。\u2069"}""")).ShouldBeCreated();
        ((string)filed["description"]!).ShouldBe("电话13803710001打不通。");
    }

    [Theory]
    [InlineData("""{"category":"0107","description":"\u200B\u2060\uFEFF"}""", "/description", "required")]
    [InlineData("""{"category":"0107","description":"\u3164\u2800\u034F"}""", "/description", "required")]
    [InlineData("""{"category":"0107","description":"\u202E"}""", "/description", "required")]
    [InlineData("""{"category":"0107","description":"x","location":{}}""", "/location/lng", "required")]
    [InlineData("""{"category":"0107","description":"x","location":{"coordSys":"wgs84"}}""", "/location/lat", "required")]
    [InlineData("""{"category":"0107","description":"x","location":{"lng":113.65,"address":"y"}}""", "/location/lat", "required")]
    [InlineData("""{"category":"0107","description":"x","location":{"lat":34.75,"address":"y"}}""", "/location/lng", "required")]
    [InlineData("""{"category":"0107","description":"x","location":{"lng":34.75,"lat":113.65}}""", "/location/lat", "swapped")]
    [InlineData("""{"description":"x"}""", "/category", "required")]
    [InlineData("""{"category":null,"description":"x"}""", "/category", "required")]
    [InlineData("""{"category":"01","description":""}""", "/description", "required")]
    [InlineData("""{"category":"01x7","description":"x"}""", "/category", "wrong_format")]
    [InlineData("""{"category":"0107","description":"x","colour":"red"}""", "/colour", "unknown_property")]
    [InlineData("""{"category":"0107","description":"x","description":"y"}""", "/description", "duplicate_property")]
    [InlineData("""{"category":"0107","description":"x","urgency":1}""", "/urgency", "invalid_value")]
    [InlineData("""{"category":"0107","description":"x","urgency":"soon"}""", "/urgency", "invalid_value")]
    [InlineData("""{"category":"0107","description":"\ud800"}""", "/description", "invalid_value")]
    [InlineData("""{"category":"0107","description":"a\u0000b"}""", "/description", "invalid_value")]
    [InlineData("""{"category":"0107","description":"a\uFFFEb"}""", "/description", "invalid_value")]
    [InlineData("""{"category":"0107","description":"x","reporter":{"phone":"13803710001\n"}}""", "/reporter/phone", "wrong_format")]
    [InlineData("""{"category":"0107","description":"x","location":{"lng":181,"lat":34}}""", "/location/lng", "out_of_range")]
    [InlineData("""{"category":"0107","description":"x","location":{"lng":113,"lat":-90.5}}""", "/location/lat", "out_of_range")]
    [InlineData("""{"category":"0107","description":"x","location":{"lng":"113","lat":34}}""", "/location/lng", "invalid_value")]
    [InlineData("""{"category":"0107","description":"x","reporter":{"phone":"call me"}}""", "/reporter/phone", "wrong_format")]
    public async Task Bad_input_is_reported_with_place_and_rule_and_writes_nothing(string body, string pointer, string code)
    {
        var street = await TestStreet.New();
        (await (await street.Worker()).PostRaw(Path, body)).ShouldFault(pointer, code);
        await NothingWasFiled(street);
    }

    [Fact]
    public async Task Malformed_JSON_is_refused()
    {
        var street = await TestStreet.New();
        (await (await street.Worker()).PostRaw(Path, """{"category":"0107",""")).ShouldRefuse(HttpStatusCode.BadRequest, "malformed-json");
        (await (await street.Worker()).PostRaw(Path, "category=0107", "application/x-www-form-urlencoded"))
            .ShouldRefuse(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        (await (await street.Worker()).Put(Path, new { })).ShouldRefuse(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        await NothingWasFiled(street);
    }

    [Fact]
    public async Task A_description_has_at_most_4000_characters_counted_as_code_points()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        (await worker.Post(Path, new { category = "0107", description = new string('树', 4001) })).ShouldFault("/description", "too_long");
        await NothingWasFiled(street);
        (await worker.Post(Path, new { category = "0107", description = string.Concat(Enumerable.Repeat("🌳", 4000)) })).ShouldBeCreated();
    }

    [Fact]
    public async Task Text_is_stored_in_NFC()
    {
        var street = await TestStreet.New();
        var filed = (await (await street.Worker()).Post(Path, new { category = "0107", description = "cafe\u0301" })).ShouldBeCreated();
        ((string)filed["description"]!).ShouldBe("caf\u00e9");
    }

    [Fact]
    public async Task The_category_must_exist_be_current_and_of_the_second_level()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        (await worker.Post(Path, new { category = "9999", description = "x" }))
            .ShouldFault("/category", "unknown-category", "unknown-category");
        (await worker.Post(Path, new { category = "01", description = "x" }))
            .ShouldFault("/category", "category-not-leaf", "category-not-leaf");
        await street.App.Db.Write(tx => tx.Execute("UPDATE categories SET retired_at = 1 WHERE code = '1004'"));
        (await worker.Post(Path, new { category = "1004", description = "x" }))
            .ShouldFault("/category", "category-retired", "category-retired");
        await NothingWasFiled(street);
    }

    [Fact]
    public async Task The_grid_must_be_one_of_the_callers()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        foreach (var grid in new[] { street.OtherGrid, street.Community, TestStreet.OutsideGrid, street.Grid[..14] + "9" })
        {
            (await worker.Post(Path, new { category = "0107", description = "x", grid }))
                .ShouldFault("/grid", "grid-outside-scope", "grid-outside-scope");
        }
        (await (await street.Dispatcher()).Post(Path, new { category = "0107", description = "x" }))
            .ShouldFault("/grid", "grid-needed", "grid-needed");
        (await (await street.CountyDispatcher()).Post(Path, new { category = "0107", description = "x", grid = street.County }))
            .ShouldFault("/grid", "not-a-grid", "not-a-grid");
        await street.App.Db.Write(tx => tx.Execute("UPDATE grids SET retired_at = 1 WHERE code = @Code", new { Code = street.NextGrid }));
        (await (await street.Dispatcher()).Post(Path, new { category = "0107", description = "x", grid = street.NextGrid }))
            .ShouldFault("/grid", "grid-retired", "grid-retired");
        await NothingWasFiled(street);
    }

    [Fact]
    public async Task A_caller_without_a_session_or_a_suitable_post_cannot_file()
    {
        var street = await TestStreet.New();
        var body = new { category = "0107", description = "x", grid = street.Grid };
        (await street.App.Nobody().Post(Path, body)).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await (await street.Inspector()).Post(Path, body)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        await NothingWasFiled(street);
    }

    [Fact]
    public async Task A_repeated_key_gets_the_first_response_and_files_once()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var key = Caller.NewKey();
        var first = (await worker.Post(Path, new { category = "0107", description = "x" }, key: key)).ShouldBeCreated();
        var again = (await worker.Post(Path, new { category = "0107", description = "x" }, key: key)).ShouldBeCreated();
        again.Header("Idempotency-Replayed").ShouldBe("true");
        again.Text.ShouldBe(first.Text);
        again.Header("Location").ShouldBe(first.Header("Location"));
        again.Header("ETag").ShouldBe(first.Header("ETag"));

        (await worker.Post(Path, new { category = "0107", description = "y" }, key: key))
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await worker.Get(Path + "?count=true"))["count"]!.GetValue<long>().ShouldBe(1);
        // The same key of another person is independent.
        (await (await street.OtherWorker()).Post(Path, new { category = "0107", description = "x" }, key: key)).ShouldBeCreated();
    }

    [Fact]
    public async Task Sixteen_repeats_at_once_file_once()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var key = Caller.NewKey();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16)
            .Select(_ => worker.Post(Path, new { category = "0107", description = "x" }, key: key)));
        answers.Select(answer => answer.ShouldBeCreated().Id).Distinct().Count().ShouldBe(1);
        (await worker.Get(Path + "?count=true"))["count"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task A_key_is_required_and_a_refusal_does_not_use_it_up()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        (await worker.Send(HttpMethod.Post, Path, System.Net.Http.Json.JsonContent.Create(new { category = "0107", description = "x" })))
            .ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-required");
        var key = Caller.NewKey();
        (await worker.Post(Path, new { category = "9999", description = "x" }, key: key))
            .ShouldRefuse(HttpStatusCode.BadRequest, "unknown-category");
        (await worker.Post(Path, new { category = "0107", description = "x" }, key: key)).ShouldBeCreated();
        (await worker.Post(Path, new { category = "0107", description = "x" }, key: new string('k', 65)))
            .ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-required");
    }

    [Fact]
    public async Task Refusals_are_in_the_requested_language()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var chinese = await worker.Send(HttpMethod.Post, Path,
            System.Net.Http.Json.JsonContent.Create(new { category = "0107", description = "" }),
            ("Idempotency-Key", Caller.NewKey()), ("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.5"));
        chinese.ShouldFault("/description", "required");
        ((string)chinese["detail"]!).ShouldBe("请求中有无效的值，错误列表逐项说明。");
        ((string)chinese["errors"]![0]!["detail"]!).ShouldContain("不能为空");
        var insideTheWrite = await worker.Send(HttpMethod.Post, Path,
            System.Net.Http.Json.JsonContent.Create(new { category = "9999", description = "x" }),
            ("Idempotency-Key", Caller.NewKey()), ("Accept-Language", "zh-CN"));
        ((string)insideTheWrite.ShouldRefuse(HttpStatusCode.BadRequest, "unknown-category")["detail"]!).ShouldBe("没有类别 9999。");
        var english = await worker.Post(Path, new { category = "0107", description = "" });
        ((string)english["errors"]![0]!["detail"]!).ShouldContain("must not be empty");
    }

    static async Task NothingWasFiled(TestStreet street)
    {
        (await (await street.Supervisor()).Get("/v1/tickets?count=true"))["count"]!.GetValue<long>().ShouldBe(0);
        (await street.App.Db.Read(tx =>
            tx.QuerySingle<long>("SELECT count(*) FROM journal WHERE subject_kind = 'ticket' AND grid_code LIKE @Street",
            new { Street = street.Street + "%" }))).ShouldBe(0);
    }
}
