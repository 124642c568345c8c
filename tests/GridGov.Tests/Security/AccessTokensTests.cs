using GridGov.Data;
using GridGov.Demo;
using GridGov.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Security;

public sealed class AccessTokensTests
{
    static readonly DateTimeOffset Start = new(2026, 5, 14, 8, 0, 0, TimeSpan.Zero);
    static readonly Id Session = new IdGenerator(new Random(1)).Next(Start.ToUnixTimeMilliseconds());

    readonly ScenarioClock time = new(Start);
    readonly AccessTokens tokens;

    public AccessTokensTests() => tokens = new AccessTokens(
        App.Shared.Services.GetRequiredService<IDataProtectionProvider>(), new Clock(time, TimeZoneInfo.Utc));

    Id? SessionOf(string authorization) =>
        tokens.SessionOf(new DefaultHttpContext { Request = { Headers = { Authorization = authorization } } }.Request);

    [Fact]
    public void A_token_identifies_its_session_until_it_expires_also_when_it_is_cached()
    {
        var token = tokens.Issue(Session);
        SessionOf("Bearer " + token).ShouldBe(Session);
        time.MoveTo(Start.AddMinutes(30).AddMilliseconds(-1));
        SessionOf("bearer " + token).ShouldBe(Session);
        SessionOf("Bearer " + token).ShouldBe(Session);
        time.MoveTo(Start.AddMinutes(30));
        SessionOf("Bearer " + token).ShouldBeNull();
        SessionOf("bearer " + token).ShouldBeNull();
        time.MoveTo(Start.AddDays(1));
        SessionOf("BEARER " + token).ShouldBeNull("seen for the first time after its end");
    }

    [Fact]
    public void A_token_that_the_server_did_not_issue_identifies_no_session()
    {
        var token = tokens.Issue(Session);
        SessionOf("").ShouldBeNull();
        SessionOf("Bearer ").ShouldBeNull();
        SessionOf(token).ShouldBeNull();
        SessionOf("Basic " + token).ShouldBeNull();
        SessionOf("Bearer " + token[..^1]).ShouldBeNull();
        SessionOf("Bearer " + (token[0] == 'C' ? 'D' : 'C') + token[1..]).ShouldBeNull();
        // The valid token still works after the invalid ones.
        SessionOf("Bearer " + token).ShouldBe(Session);
    }
}
