using System.Globalization;
using System.Net;
using System.Xml.Linq;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Categories;

public class GetProcedureTests
{
    [Fact]
    public async Task The_procedure_has_the_categorys_limits_in_both_languages_and_for_each_urgency()
    {
        var worker = await (await TestStreet.New()).Worker();
        var category = (await worker.Get("/v1/categories/0303")).ShouldBeOk();
        var procedure = (await worker.Get("/v1/categories/0303/procedure")).ShouldBeOk();
        ((string)procedure["filingCriteria"]!).ShouldBe((string)category["filingCriteria"]!);
        ((string)procedure["closingCriteria"]!).ShouldBe((string)category["closingCriteria"]!);
        ((string)procedure["basis"]!).ShouldBe("《城镇燃气管理条例》《电力设施保护条例》");
        foreach (var (lang, heading) in new[] { ("zh-CN", "依据"), ("en", "Basis") })
        {
            var page = (await worker.Get($"/v1/categories/0303/procedure?lang={lang}", ("Accept", "text/html"))).ShouldBeOk();
            page.Text.ShouldContain(heading);
            page.Text.ShouldContain((string)category["basis"]!);
        }
        ((string)procedure["role"]!["code"]!).ShouldBe((string)category["role"]!);
        var clocks = procedure["clocks"]!.AsArray();
        clocks.Select(clock => (string)clock!["stage"]!).ShouldBe(["accept", "dispatch", "handle", "check"]);
        foreach (var clock in clocks)
        {
            ((string)clock!["limits"]!["routine"]!["limit"]!)
                .ShouldBe((string)category["limits"]![(string)clock["stage"]!]!);
        }
        ((string)procedure["contact"]!["urgent"]!["limit"]!).ShouldBe((string)category["limits"]!["urgentContact"]!);
        var routine = procedure["contact"]!["routine"]!;
        ((string)routine["text"]!["zh"]!).ShouldMatch("^[0-9.]+(工作时|工作日|自然日|紧急工作时)$");
        ((string)routine["text"]!["en"]!).ShouldMatch("^[0-9.]+ [a-z ]+$");
        procedure["steps"]!.AsArray().Select(step => (int)step!["number"]!)
            .ShouldBe(Enumerable.Range(1, procedure["steps"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_category_that_wants_a_photo_and_escalates_says_so_in_its_steps()
    {
        var street = await TestStreet.New();
        var root = await street.RootAdmin();
        var category = (await root.Post("/v1/categories",
            new { parent = "01", nameZh = "路面<破损>", nameEn = "Road & surface", requiresAfterPhoto = true, escalateWhenRed = true }))
            .ShouldBeCreated();
        var path = $"/v1/categories/{(string)category["code"]!}/procedure";
        var steps = (await root.Get(path)).ShouldBeOk()["steps"]!.AsArray();
        steps.Where(step => step!["requirements"]!.AsArray().Any(each => (string)each!["property"]! == "afterPhoto"))
            .Select(step => (string)step!["action"]!).Distinct().ShouldBe(["self_handle", "resolve"]);
        steps.Where(step => (bool)step!["automatic"]!).Select(step => (string)step!["action"]!).Distinct()
            .ShouldBe(["escalate", "resume"], ignoreOrder: true);
        var dispatch = steps.First(step => (string)step!["action"]! == "dispatch")!;
        dispatch["givenTo"]!.AsArray().Select(post => (string)post!["kind"]!)
            .ShouldBe(["service_officer", "instructor", "department_handler"]);
        ((string)dispatch["givenTo"]![0]!["rule"]!["zh"]!).ShouldContain("服务员");
        steps.Any(step => (string)step!["action"]! == "note").ShouldBeFalse("only conditions are noted");

        var page = (await root.Get(path + "?lang=en", ("Accept", "text/html"))).ShouldBeOk().Text;
        page.ShouldContain("Road &amp; surface");
        page.ShouldContain("a photo of afterwards");
        (await root.Get(path + "?lang=zh-CN", ("Accept", "text/html"))).ShouldBeOk().Text.ShouldContain("路面&lt;破损&gt;");
    }

    [Theory]
    [InlineData("zh-CN", "已派遣", "网格长")]
    [InlineData("en", "Dispatched", "Grid head")]
    public async Task The_flow_chart_is_well_formed_and_draws_every_step(string lang, string status, string post)
    {
        var worker = await (await TestStreet.New()).Worker();
        var steps = (await worker.Get("/v1/categories/0801/procedure")).ShouldBeOk()["steps"]!.AsArray();
        var answer = (await worker.Get($"/v1/categories/0801/procedure.svg?lang={lang}")).ShouldBeOk();
        answer.Response.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
        answer.Header("Content-Language").ShouldBe(lang);
        (await worker.Get($"/v1/categories/0801/procedure?lang={lang}", ("Accept", "image/svg+xml"))).ShouldBeOk().Text
            .ShouldBe(answer.Text);

        var svg = XDocument.Parse(answer.Text).Root!;
        XNamespace ns = "http://www.w3.org/2000/svg";
        ((string)svg.Attribute("role")!).ShouldBe("img");
        svg.Elements().First().Name.ShouldBe(ns + "title");
        svg.Element(ns + "desc")!.Value.ShouldContain(status);
        var groups = svg.Elements(ns + "g").ToList();
        groups.Count.ShouldBe(steps.Count);
        groups.Select(group => int.Parse(group.Element(ns + "text")!.Value.Split(' ')[0], CultureInfo.InvariantCulture))
            .ShouldBe(steps.Select(step => (int)step!["number"]!));
        answer.Text.ShouldContain(post);
        svg.Descendants().Attributes().ShouldAllBe(attribute => !attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        svg.Descendants(ns + "script").ShouldBeEmpty();
        // Every label lies within the chart.
        var width = double.Parse((string)svg.Attribute("width")!, CultureInfo.InvariantCulture);
        groups.Select(group => (double)group.Element(ns + "text")!.Attribute("x")!).ShouldAllBe(x => x >= 0 && x < width);
    }

    [Fact]
    public async Task It_is_cached_like_reference_data_in_each_form()
    {
        var worker = await (await TestStreet.New()).Worker();
        foreach (var type in new[] { "application/json", "text/html", "image/svg+xml" })
        {
            var answer = (await worker.Get("/v1/categories/0101/procedure", ("Accept", type))).ShouldBeOk();
            answer.Header("Cache-Control").ShouldBe("max-age=60");
            answer.Response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
            (await worker.Get("/v1/categories/0101/procedure", ("Accept", type), ("If-None-Match", answer.Header("ETag")!)))
                .ShouldBe(HttpStatusCode.NotModified);
        }
        var svg = (await worker.Get("/v1/categories/0101/procedure.svg")).ShouldBeOk();
        (await worker.Get("/v1/categories/0101/procedure.svg", ("If-None-Match", svg.Header("ETag")!)))
            .ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task A_step_that_is_not_drawn_is_refused_and_a_drawn_one_is_done()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var steps = (await worker.Get("/v1/categories/0303/procedure")).ShouldBeOk()["steps"]!.AsArray();
        var accept = steps.Single(step => (string)step!["from"]! == "submitted" && (string)step["action"]! == "accept")!;
        var posts = accept["posts"]!.AsArray().Select(post => (string)post!["kind"]!).ToList();
        posts.ShouldNotContain("grid_worker");
        posts.ShouldContain("dispatcher");
        var ticket = (await worker.Post("/v1/tickets", new { category = "0303", description = "燃气" })).ShouldBeCreated();
        (await worker.Do(ticket, "accept")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Dispatcher()).Do(ticket, "accept")).ShouldBeOk();
    }

    [Fact]
    public async Task Unknown_categories_languages_and_strangers_are_refused()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        (await worker.Get("/v1/categories/9999/procedure")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await worker.Get("/v1/categories/9999/procedure.svg")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await worker.Get("/v1/categories/0101/procedure?lang=fr")).ShouldFault("/lang", "unknown_code");
        (await worker.Get("/v1/categories/0101/procedure.svg?lang=fr")).ShouldFault("/lang", "unknown_code");
    }
}
