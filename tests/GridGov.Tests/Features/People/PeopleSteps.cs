using GridGov.Data;
using GridGov.Security;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.People;

/// <summary>Steps for tests of people and appointments.</summary>
static class PeopleSteps
{
    static int usernames;

    public static DateOnly Today(this TestStreet street) => street.App.Services.GetRequiredService<Clock>().Today;

    public static string Iso(this DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Adds a person as the street's administrator.</summary>
    public static async Task<Answer> AddPerson(this TestStreet street, string name = "王芳", string? username = null) =>
        (await (await street.Admin()).Post("/v1/people", new { name, username, phone = "13803710001" })).ShouldBeCreated();

    /// <summary>A unique username.</summary>
    public static string NewUsername() => $"person.number.{Interlocked.Increment(ref usernames):D6}";

    /// <summary>Adds a person with one more post, directly in the database.</summary>
    public static Task<Caller> With(this TestStreet street, PostKind post, string grid, string keptBy) =>
        street.With([(post, grid)], keptBy);

    public static async Task<Caller> With(this TestStreet street, (PostKind Post, string Grid)[] posts, string keptBy)
    {
        var id = await street.App.Db.Write(async tx =>
        {
            var person = await TestStreet.AddPerson(tx, "extra", keptBy);
            foreach (var (post, grid) in posts)
                await TestStreet.Appoint(tx, person, post, grid);
            return person;
        });
        return await street.App.CallerFor(id);
    }

    public static async Task<long> VersionOf(this Caller caller, Id person) =>
        (await caller.Get($"/v1/people/{person}")).ShouldBeOk().Version;

    /// <summary>Confirms an appointment as the administrator of the whole deployment.</summary>
    public static async Task<Answer> Confirm(this TestStreet street, Answer appointed) =>
        (await (await street.RootAdmin()).Post($"/v1/appointments/{appointed.Id}/confirm", null, appointed.Version)).ShouldBeOk();

    /// <summary>The journal's actions on a person or appointment, oldest first.</summary>
    public static Task<List<string>> ActionsOn(this TestStreet street, string subject) => street.App.Db.Read(tx =>
        tx.Query<string>("SELECT action FROM journal WHERE subject = @Subject ORDER BY seq", new { Subject = subject }));
}
