using System.Net;

namespace GridGov.Tests.Api;

/// <summary>The parameter lang of lists, exports and pages takes the same values, and a wrong one has the same code.</summary>
public class LanguageParameterTests
{
    [Theory]
    [InlineData("/v1/tickets")]
    [InlineData("/v1/groups")]
    [InlineData("/v1/memberships")]
    [InlineData("/v1/meetings")]
    [InlineData("/v1/points")]
    [InlineData("/v1/needs")]
    [InlineData("/v1/places")]
    [InlineData("/v1/records")]
    [InlineData("/v1/grids/{grid}/roster")]
    [InlineData("/v1/service-circle/gaps", "grid={grid}&")]
    public async Task Exports_take_it(string path, string query = "")
    {
        var street = await TestStreet.New();
        var head = path.EndsWith("/roster", StringComparison.Ordinal) ? await street.Admin() : await street.Head1();
        var address = (path + "?" + query).Replace("{grid}", street.Street, StringComparison.Ordinal);
        (await head.Get(address + "lang=fr", ("Accept", "text/csv"))).ShouldFault("/lang", "unknown_code");
        var plain = await FirstLine(query.Length == 0 ? address.TrimEnd('?') : address.TrimEnd('&'));
        var chinese = await FirstLine(address + "lang=zh-CN");
        chinese.ShouldBe(await FirstLine(address + "lang=zh"));
        chinese.ShouldNotBe(plain);
        if (path != "/v1/tickets")
            (await FirstLine(address + "lang=en")).ShouldBe(plain);

        async Task<string> FirstLine(string at) => (await head.Get(at, ("Accept", "text/csv"))).ShouldBeOk().Text.Split('\n')[0];
    }

    [Theory]
    [InlineData("/v1/needs/three-lists")]
    [InlineData("/v1/categories/0107/procedure")]
    [InlineData("/v1/categories/0107/procedure.svg")]
    [InlineData("/v1/grids/{grid}/days/2026-11-01")]
    public async Task Pages_take_it(string path)
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var address = path.Replace("{grid}", street.Grid, StringComparison.Ordinal);
        (await head.Get(address + "?lang=fr")).ShouldFault("/lang", "unknown_code");
        foreach (var lang in new[] { "zh", "zh-CN", "en" })
            (await head.Get($"{address}?lang={lang}")).Status.ShouldBe(HttpStatusCode.OK, lang);
    }
}
