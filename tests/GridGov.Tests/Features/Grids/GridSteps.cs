using GridGov.Security;

namespace GridGov.Tests.Features.Grids;

/// <summary>Steps for tests of grids.</summary>
static class GridSteps
{
    /// <summary>Creates a unit grid without people or tickets.</summary>
    public static async Task<Answer> NewUnit(this TestStreet street) =>
        (await (await street.Admin()).Post("/v1/grids", new { parent = street.Community, name = "新网格" })).ShouldBeCreated();

    public static string Path(this Answer grid) => $"/v1/grids/{(string)grid["code"]!}";

    /// <summary>A person who administers the community and reads the whole street.</summary>
    public static async Task<Caller> CommunityAdmin(this TestStreet street)
    {
        var id = await street.App.Db.Write(async tx =>
        {
            var person = await TestStreet.AddPerson(tx, "communityAdmin", street.Community);
            await TestStreet.Appoint(tx, person, PostKind.Administrator, street.Community);
            await TestStreet.Appoint(tx, person, PostKind.Inspector, street.Street);
            return person;
        });
        return await street.App.CallerFor(id);
    }

    /// <summary>The grid's actions in the journal.</summary>
    public static async Task<string[]> Events(this TestStreet street, string code)
    {
        var answer = (await (await street.RootAdmin()).Get($"/v1/grids/{code}/events")).ShouldBeOk();
        return [.. answer["items"]!.AsArray().Select(e => (string)e!["action"]!)];
    }
}
