using GridGov.Platform;
using GridGov.Platform.Time;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.People;

/// <summary>Steps that tests of people and appointments share.</summary>
static class PeopleSteps
{
    static int usernames;

    public static DateOnly Today(this Town town) => town.App.Services.GetRequiredService<Clock>().Today;

    public static string Iso(this DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Adds somebody, by the street's administrator.</summary>
    public static async Task<Answer> AddPerson(this Town town, string name = "王芳", string? username = null) =>
        (await (await town.Admin()).Post("/v1/people", new { name, username, phone = "13803710001" })).ShouldBeCreated();

    /// <summary>A username that nobody has yet.</summary>
    public static string NewUsername() => $"person.number.{Interlocked.Increment(ref usernames):D6}";

    /// <summary>Somebody with one more post, past HTTP.</summary>
    public static Task<Caller> With(this Town town, PostKind post, string grid, string keptBy) =>
        town.With([(post, grid)], keptBy);

    public static async Task<Caller> With(this Town town, (PostKind Post, string Grid)[] posts, string keptBy)
    {
        var id = await town.App.Db.Write(async tx =>
        {
            var person = await Town.AddPerson(tx, "extra", keptBy);
            foreach (var (post, grid) in posts)
                await Town.Appoint(tx, person, post, grid);
            return person;
        });
        return await town.App.CallerFor(id);
    }

    public static async Task<long> VersionOf(this Caller caller, Id person) =>
        (await caller.Get($"/v1/people/{person}")).ShouldBeOk().Version;

    /// <summary>What the journal holds of one person or appointment, oldest first.</summary>
    public static Task<List<string>> ActionsOn(this Town town, string subject) => town.App.Db.Read(tx =>
        tx.List<string>("SELECT action FROM journal WHERE subject = @Subject ORDER BY seq", new { Subject = subject }));
}
