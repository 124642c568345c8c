using GridGov.Platform;

namespace GridGov.Tests.Features.Grids;

/// <summary>Steps that grid tests share.</summary>
static class GridSteps
{
    /// <summary>A new unit grid without people or tickets.</summary>
    public static async Task<Answer> NewUnit(this Town town) =>
        (await (await town.Admin()).Post("/v1/grids", new { parent = town.Community, name = "新网格" })).ShouldBeCreated();

    public static string Path(this Answer grid) => $"/v1/grids/{(string)grid["code"]!}";

    /// <summary>Somebody who administers the community, and also sees the whole street.</summary>
    public static async Task<Caller> CommunityAdmin(this Town town)
    {
        var id = await town.App.Db.Write(async tx =>
        {
            var person = await Town.AddPerson(tx, "communityAdmin", town.Community);
            await Town.Appoint(tx, person, PostKind.Administrator, town.Community);
            await Town.Appoint(tx, person, PostKind.Inspector, town.Street);
            return person;
        });
        return await town.App.CallerFor(id);
    }

    /// <summary>What the journal says was done to a grid.</summary>
    public static async Task<string[]> Events(this Town town, string code)
    {
        var answer = (await (await town.RootAdmin()).Get($"/v1/grids/{code}/events")).ShouldBeOk();
        return [.. answer["items"]!.AsArray().Select(e => (string)e!["action"]!)];
    }
}
