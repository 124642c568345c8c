using System.Net;
using System.Text.Json.Nodes;
using GridGov.Features.Assessments;
using GridGov.Features.Assessments.Schedule;
using GridGov.Tests.Domain.Deadlines;
using GridGov.Tests.Features.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Assessments;

/// <summary>A street with tickets of March 2026, on a server whose clock the test moves.</summary>
sealed class ReportStreet : IAsyncDisposable
{
    readonly ClockStreet at;

    ReportStreet(ClockStreet at) => this.at = at;

    public App App => at.App;
    public TestStreet Street => at.Street;
    public TestClock Clock => at.Clock;
    public ClockStreet At => at;

    /// <summary>A ticket of March, closed in time.</summary>
    public Answer Closed { get; private set; } = null!;

    /// <summary>A ticket of March, closed after a failed check.</summary>
    public Answer Reworked { get; private set; } = null!;

    /// <summary>A ticket of March, still in hand at the end of the month.</summary>
    public Answer Open { get; private set; } = null!;

    /// <summary>
    /// Files five tickets on a Tuesday in March: one closed, one closed after a failed check, one in hand, one
    /// rejected, one not decided; one of two participants arrives in time for a joint action.
    /// </summary>
    public static async Task<ReportStreet> New()
    {
        var street = new ReportStreet(await ClockStreet.At("2026-03-10 09:00"));
        await street.Fill();
        return street;
    }

    async Task Fill()
    {
        Closed = await at.Processing();
        Reworked = await at.Processing();
        Open = await at.Processing();
        var rejected = await at.File();
        Clock.Move(TimeSpan.FromMinutes(1));
        (await (await Worker())
            .Post("/v1/tickets", new { category = TicketSteps.Greenery, description = "<b>\"树\" & 枝</b>", source = "visit" }))
            .ShouldBeCreated();
        await at.Do("dispatcher", rejected, "reject", new { reason = "不属实" });
        Clock.Move(TimeSpan.FromMinutes(30));
        await at.Do("officer", Reworked, "resolve", new { result = "已办" });
        await at.Do("inspector", Reworked, "fail", new { reason = "未解决" });
        await at.Do("officer", Reworked, "take");
        await Summon();
        Clock.Move(TimeSpan.FromHours(1));
        foreach (var ticket in new[] { Closed, Reworked })
        {
            await at.Do("officer", ticket, "resolve", new { result = "已办" });
            await at.Do("inspector", ticket, "pass");
        }
    }

    /// <summary>The officer arrives in time, the department not before April.</summary>
    async Task Summon()
    {
        var open = await at.Read(Open);
        var joint = (await (await at.As("dispatcher")).Post($"/v1/tickets/{Open.Id}/joint-actions", new
        {
            purpose = "联合修剪",
            participants = new[] { new { personId = Street.PersonId("officer").ToString() },
                new { personId = Street.PersonId("department").ToString() } },
        }, open.Version)).ShouldBeCreated();
        (await (await at.As("officer"))
            .Post($"/v1/tickets/{Open.Id}/joint-actions/{joint.Id}/arrive", new { }, (await at.Read(Open)).Version)).ShouldBeOk();
    }

    Task<Caller> Worker() => at.As("worker");

    public Task<Caller> As(string who) => at.As(who);

    public async Task<Answer> Issue(string who = "supervisor", object? body = null) =>
        await (await As(who)).Post("/v1/assessments", body ?? new { kind = "month", from = "2026-03-01", grid = Street.Street });

    /// <summary>Issues the report of March.</summary>
    public async Task<Answer> IssueMarch()
    {
        Clock.MoveTo("2026-04-01 08:00");
        return (await Issue()).ShouldBeCreated();
    }

    public async Task<Answer> Read(string id, string who = "supervisor") =>
        (await (await As(who)).Get($"/v1/assessments/{id}")).ShouldBeOk();

    public Task<int> Run(AssessmentSettings? settings = null) =>
        AssessmentRun.Run(App.Db, settings ?? App.Services.GetRequiredService<AssessmentSettings>(), failed: null, CancellationToken.None);

    public Task<int> Correct() => AssessmentCorrections.Run(App.Db, CancellationToken.None);

    /// <summary>Runs verify and returns its result.</summary>
    public async Task<(AssessmentAudit.Result Result, List<string> Findings)> Verify()
    {
        var says = new List<string>();
        return (await AssessmentAudit.Run(App.Db, says.Add, CancellationToken.None), says);
    }

    public static JsonNode Figure(JsonNode report, string term) =>
        report["figures"]!.AsArray().Single(figure => (string)figure!["term"]! == term)!;

    public static (long Numerator, long? Denominator) Numbers(JsonNode report, string term) =>
        ((long)Figure(report, term)["numerator"]!, (long?)Figure(report, term)["denominator"]);

    public async Task<JsonArray> List(string who, string filter) =>
        (await (await As(who)).Get($"/v1/assessments?limit=200&{filter}")).ShouldBe(HttpStatusCode.OK)["items"]!.AsArray();

    public ValueTask DisposeAsync() => at.DisposeAsync();
}

/// <summary>A street with an issued report of March, shared by tests that only read it or issue other reports.</summary>
public sealed class ReportedMarch : IAsyncLifetime
{
    internal ReportStreet Street { get; private set; } = null!;

    public Answer Report { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Street = await ReportStreet.New();
        Report = await Street.IssueMarch();
    }

    public Task DisposeAsync() => Street.DisposeAsync().AsTask();
}
