using System.Globalization;
using System.Text.Json.Nodes;
using GridGov.Domain.Verification;

namespace GridGov.Tests.Features.GoingOut;

/// <summary>Steps for tests of campaigns, rounds and records.</summary>
static class GoingOutSteps
{
    public const string Campaigns = "/v1/campaigns";
    public const string Rounds = "/v1/rounds";
    public const string Records = "/v1/records";
    public const string Due = "/v1/campaigns/due";

    static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), Shanghai).DateTime);

    public static string Text(this DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A time so long ago, as a phone says it.</summary>
    public static string Ago(TimeSpan span) => At(TimeProvider.System.GetUtcNow() - span);

    public static string At(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    public static object Plan(
        TestStreet street, string kind = "visit", string? grid = null, object? target = null, object[]? questions = null,
        string cycle = "once", DateOnly? from = null, DateOnly? to = null) => new
        {
            kind, name = "冬季敲门行动", grids = new[] { grid ?? street.Community }, fromDay = (from ?? Today.AddDays(-2)).Text(),
            toDay = (to ?? Today.AddDays(5)).Text(), cycle, target, questions,
        };

    public static async Task<Answer> Planned(this TestStreet street, object plan) =>
        (await (await street.Head1()).Post(Campaigns, plan)).ShouldBeCreated();

    public static async Task<Answer> Running(this TestStreet street, object plan)
    {
        var campaign = await street.Planned(plan);
        return (await (await street.Head1()).Post($"{Campaigns}/{campaign.Id}/start", null, campaign.Version)).ShouldBeOk();
    }

    public static async Task<Answer> Record(this Caller caller, object record) => (await caller.Post(Records, record)).ShouldBeCreated();

    public static string RecordId(this Answer details) => (string)details["record"]!["id"]!;

    /// <summary>A token of now, for a test that moves the clock.</summary>
    public static Task<Caller> SignedInAgain(this TestStreet street, string who) => street.App.CallerFor(street.PersonId(who));

    public static JsonArray Items(this Answer list) => list.ShouldBeOk()["items"]!.AsArray();

    public static string[] Doors(this Answer list) => [.. list.Items().Select(each => (string)each!["place"]!["name"]!)];

    /// <summary>The target places of a campaign now.</summary>
    public static Task<List<string>> Targets(this TestStreet street, string campaign) => street.App.Db.Read(tx => tx.Query<string>("""
        SELECT p.name
          FROM campaign_targets t
          JOIN places p ON p.id = t.place_id
         WHERE t.campaign_id = @Campaign AND t.until_at IS NULL
         ORDER BY p.id
        """, new { Campaign = GridGov.Data.Id.Parse(campaign, null) }));

    /// <summary>What <c>verify</c> finds in the journal's subjects.</summary>
    public static async Task<List<string>> Differences(this App app)
    {
        var found = new List<string>();
        await JournalVerification.Run(app.Db, [], null, (place, what) => found.Add($"{place}: {what}"), default);
        return found;
    }
}
