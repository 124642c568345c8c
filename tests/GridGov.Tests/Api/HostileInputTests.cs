using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using GridGov.Data;
using GridGov.Features.Auth;
using GridGov.Host.Commands;
using GridGov.Security;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Api;

/// <summary>Regression tests for the findings of tests/GridGov.Fuzz, one small case each.</summary>
public class HostileInputTests
{
    const string Tickets = "/v1/tickets";

    [Fact]
    public async Task A_thrown_refusal_keeps_the_security_and_rate_limit_headers()
    {
        await using var app = new App([("GridGov:Edge:PerCaller", "100")]);
        var answer = (await (await (await TestStreet.New(app)).Worker()).PostRaw(Tickets, "{"))
            .ShouldRefuse(HttpStatusCode.BadRequest, "malformed-json");
        answer.Header("X-Content-Type-Options").ShouldBe("nosniff");
        answer.Header("Content-Security-Policy").ShouldNotBeNull().ShouldStartWith("default-src 'none'");
        answer.Header("RateLimit").ShouldNotBeNull();
        answer.Header("Cache-Control").ShouldBe("no-store, private");
    }

    [Theory]
    [InlineData("application/json; charset=x")]
    [InlineData("application/json; charset=utf-7")]
    [InlineData("application/json; charset=\"")]
    public async Task An_unknown_charset_is_refused(string contentType)
    {
        var worker = await (await TestStreet.New()).Worker();
        var body = new ByteArrayContent("{}"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);
        (await worker.Send(HttpMethod.Post, Tickets, body, ("Idempotency-Key", Caller.NewKey())))
            .ShouldRefuse(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task A_known_charset_other_than_UTF8_is_read()
    {
        var worker = await (await TestStreet.New()).Worker();
        var body = new ByteArrayContent(Encoding.Unicode.GetBytes("""{"category":"0107","description":"行道树倾斜"}"""));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-16" };
        ((string?)(await worker.Send(HttpMethod.Post, Tickets, body, ("Idempotency-Key", Caller.NewKey())))
            .ShouldBeCreated()["description"]).ShouldBe("行道树倾斜");
    }

    /// <summary>U+0958 and U+1D160 have no precomposed form: NFC expands them to two and three characters.</summary>
    [Theory]
    [InlineData("\u0958", 51)]
    [InlineData("\U0001d160", 34)]
    public async Task A_name_that_composition_makes_too_long_is_not_imported(string character, int times)
    {
        var street = await TestStreet.New();
        var csv = $"code,name\n{street.Community}077,{string.Concat(Enumerable.Repeat(character, times))}\n";
        (await (await street.Admin()).PostRaw("/v1/grids/import", csv, "text/csv")).ShouldFault("/line/2/name", "too_long", "invalid-import");
        (await (await street.Admin()).Get($"/v1/grids/{street.Community}077")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("/v1/tickets?role=a%00b", "/role")]
    [InlineData("/v1/people?role=%00", "/role")]
    [InlineData("/v1/appointments?role=urban_management%00", "/role")]
    [InlineData("/v1/audit?subject=%00", "/subject")]
    [InlineData("/v1/grids?q=a%00", "/q")]
    public async Task A_parameter_with_NUL_is_refused(string path, string pointer)
    {
        var admin = await (await TestStreet.New()).RootAdmin();
        (await admin.Get(path)).ShouldFault(pointer, "invalid-parameter", "invalid-parameter");
    }

    [Fact]
    public async Task A_handwritten_cursor_finds_nothing_and_causes_no_error()
    {
        var admin = await (await TestStreet.New()).RootAdmin();
        var made = Base64Url.DecodeFromChars((string)(await admin.Get("/v1/grids?limit=1")).ShouldBeOk()["next"]!);
        foreach (var key in new[] { "~", "'", "路", "a\nb", "\uFFFF" })
            (await admin.Get("/v1/grids?limit=1&cursor=" + Rewritten(key))).ShouldBeOk();
        (await admin.Get("/v1/grids?limit=1&cursor=" + Rewritten("\0"))).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");

        string Rewritten(string key) => Base64Url.EncodeToString([.. made.AsSpan(0, 8), .. Encoding.UTF8.GetBytes(key)]);
    }

    [Fact]
    public async Task The_address_of_the_next_page_has_exactly_one_cursor()
    {
        var admin = await (await TestStreet.New()).RootAdmin();
        var first = (await admin.Get("/v1/grids?limit=1")).ShouldBeOk();
        var link = (await admin.Get("/v1/grids?limit=1&CURSOR=" + (string)first["next"]!)).ShouldBeOk().Header("Link").ShouldNotBeNull();
        link.Split("cursor=", StringSplitOptions.None).Length.ShouldBe(2, link);
        link.ShouldNotContain("CURSOR=", Case.Sensitive);
    }

    [Fact]
    public async Task A_session_that_ends_during_its_refresh_stays_ended()
    {
        var services = (await TestStreet.New()).App.Services;
        (await SignedIn.For(new Id(1), "token", services.GetRequiredService<AccessTokens>(), services.GetRequiredService<ActorCache>(),
            default)).ShouldBeNull();
    }

    /// <summary>SQLite stores -0.0 as 0, so that a hash of what was sent is not the hash of what is stored.</summary>
    [Fact]
    public async Task A_negative_zero_is_stored_as_zero()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        (await (await street.Worker()).PostRaw(Tickets,
            """{"category":"0107","description":"行道树倾斜","location":{"lng":-0.0,"lat":-1e-400}}""")).ShouldBeCreated();
        (await (await street.Admin()).PostRaw("/v1/places",
            $$"""{"kind":"courtyard","name":"一号院","grid":"{{street.Grid}}","position":{"lng":-0.0,"lat":-0} }""")).ShouldBeCreated();
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(0);
    }
}
