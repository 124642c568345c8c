using System.Net;

namespace GridGov.Tests.Features.Tickets.Export;

/// <summary>Parameters of an export, and the choice of its format.</summary>
public class ExportParameterTests
{
    [Theory]
    [InlineData("?limit=10", DownloadedExport.Csv, "not-in-export", "limit")]
    [InlineData("?limit=10", DownloadedExport.GeoJson, "not-in-export", "limit")]
    [InlineData("?bom=true", DownloadedExport.Xlsx, "not-in-export", "bom")]
    [InlineData("?bom=false", DownloadedExport.GeoJson, "not-in-export", "bom")]
    [InlineData("?lang=zh", DownloadedExport.GeoJson, "not-in-export", "lang")]
    [InlineData("?sort=updated&after=01K4V6J0Q8Z3R", DownloadedExport.Csv, "not-in-export", "after")]
    [InlineData("?sort=due&after=01K4V6J0Q8Z3R", DownloadedExport.Csv, "not-in-export", "after")]
    [InlineData("?cursor=x&after=01K4V6J0Q8Z3R", DownloadedExport.Csv, "not-in-export", "cursor")]
    [InlineData("?after=01K4V6J0Q8Z3R", "application/json", "only-in-export", "after")]
    [InlineData("?until=2026-01-01T00:00:00Z", "*/*", "only-in-export", "until")]
    [InlineData("?bom=true", "application/json", "only-in-export", "bom")]
    [InlineData("?lang=en", "application/json", "only-in-export", "lang")]
    public async Task A_parameter_without_effect_is_refused(string query, string form, string code, string parameter)
    {
        var street = await TestStreet.New();
        var refused = (await (await street.Dispatcher()).Get("/v1/tickets" + query, ("Accept", form)))
            .ShouldRefuse(HttpStatusCode.BadRequest, code);
        ((string)refused["errors"]![0]!["pointer"]!).ShouldBe("/" + parameter);
    }

    [Theory]
    [InlineData("after=x", "after", "wrong_format")]
    [InlineData("until=2026-01-01", "until", "wrong_format")]
    [InlineData("until=2026-01-01T00:00:00", "until", "wrong_format")]
    [InlineData("lang=fr", "lang", "unknown_code")]
    [InlineData("status=opened", "status", "unknown_code")]
    public async Task Bad_input_is_reported_by_name(string query, string parameter, string code)
    {
        var street = await TestStreet.New();
        (await (await street.Dispatcher()).Get("/v1/tickets?" + query, ("Accept", DownloadedExport.Csv)))
            .ShouldFault("/" + parameter, code);
    }

    [Theory]
    [InlineData("application/xml", null)]
    [InlineData("text/html", null)]
    [InlineData("application/json;q=0", null)]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json, text/plain, */*", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json")]
    [InlineData("text/csv;q=0.5, application/json", "application/json")]
    [InlineData("text/csv", "text/csv")]
    [InlineData("TEXT/CSV; charset=utf-8", "text/csv")]
    [InlineData("text/*", "text/csv")]
    [InlineData("*/*, text/csv", "text/csv")]
    [InlineData("application/geo+json, application/json;q=0.9", "application/geo+json")]
    [InlineData("image/png, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;q=0.1",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    public async Task The_format_with_the_highest_quality_value_is_chosen(string accept, string? expected)
    {
        var street = await TestStreet.New();
        var answer = await (await street.Dispatcher()).Get("/v1/tickets", ("Accept", accept));
        if (expected is null)
            answer.ShouldRefuse(HttpStatusCode.NotAcceptable, "not-acceptable");
        else
            answer.ShouldBeOk().Response.Content.Headers.ContentType!.MediaType.ShouldBe(expected);
    }
}
