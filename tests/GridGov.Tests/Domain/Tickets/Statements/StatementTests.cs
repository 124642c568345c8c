using GridGov.Security;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Domain.Tickets.Statements;

public class StatementTests
{
    [Fact]
    public async Task A_filing_and_every_verb_run_no_more_statements_than_they_need()
    {
        await using var app = new App(TimeProvider.System);
        using var http = app.CreateClient();
        var counter = await StatementCounter.Play(http, app.Engine, app.Services.GetRequiredService<AccessTokens>());
        counter.Acts.Select(each => each.Act).ShouldBe(Most.Keys, ignoreOrder: true);
        counter.Acts.Where(each => each.Statements.Count > Most[each.Act])
            .Select(each => $"{each.Act}: {each.Statements.Count} instead of {Most[each.Act]}\n{string.Join('\n', each.Statements)}")
            .ShouldBeEmpty();
    }

    static readonly Dictionary<string, int> Most = new(StringComparer.Ordinal)
    {
        ["file"] = 8,
        ["verify"] = 9,
        ["report-back"] = 5,
        ["reject"] = 6,
        ["reopen"] = 7,
        ["cancel"] = 6,
        ["note"] = 9,
        ["self-handle"] = 12,
        ["file, with a reporter"] = 9,
        ["contact (response)"] = 6,
        ["accept"] = 7,
        ["escalate"] = 8,
        ["dispatch"] = 11,
        ["withdraw"] = 7,
        ["recall"] = 11,
        ["reassign"] = 12,
        ["split (two, one dispatched)"] = 54,
        ["resolve (a part)"] = 12,
        ["take"] = 5,
        ["return"] = 11,
        ["request extension"] = 7,
        ["approve (extension)"] = 13,
        ["request suspension"] = 7,
        ["refuse"] = 8,
        ["approve (suspension)"] = 18,
        ["suspend"] = 11,
        ["resume"] = 9,
        ["summon (two)"] = 9,
        ["arrive"] = 6,
        ["report"] = 6,
        ["excuse (the last)"] = 7,
        ["cancel joint action"] = 8,
        ["supervise"] = 7,
        ["remind"] = 8,
        ["reply"] = 7,
        ["lift"] = 5,
        ["resolve"] = 10,
        ["fail"] = 10,
        ["pass"] = 7,
        ["evaluate"] = 3,
        ["contact (call-back)"] = 7,
        ["comment"] = 7,
        ["merge"] = 10,
        ["reopen (of a merged one)"] = 11,
    };
}
