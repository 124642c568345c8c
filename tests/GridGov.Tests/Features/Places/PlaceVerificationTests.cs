using GridGov.Domain.Verification;

namespace GridGov.Tests.Features.Places;

/// <summary>What was changed, added or removed of places past the program is found.</summary>
public class PlaceVerificationTests
{
    [Fact]
    public async Task Rows_and_tags_that_no_event_explains_are_found()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (head, place, other) = (await street.Head1(), await street.Place(tags: ["甲", "乙"]), await street.Place("502"));
        var moved = new { position = new { lng = 113.65, lat = 34.75 }, grid = street.NextGrid };
        (await head.Patch($"{PlaceSteps.Address}/{place.Id}", moved, 1)).ShouldBeOk();
        (await head.Put($"{PlaceSteps.Address}/{place.Id}/care-level", new { careLevel = "attention" }, 2)).ShouldBeOk();
        (await head.Post($"{PlaceSteps.Address}/{other.Id}/retire", new { reason = "x" }, 1)).ShouldBeOk();
        (await Differences(app)).ShouldBeEmpty();

        await Falsify(app, "UPDATE place_tags SET tag = '丙' WHERE tag = '甲'");
        (await Differences(app)).ShouldHaveSingleItem().ShouldContain("the tags are not those of its events");
        await Falsify(app, "UPDATE place_tags SET tag = '甲' WHERE tag = '丙'");
        await Falsify(app, "DELETE FROM places WHERE retired_at IS NOT NULL");
        await Falsify(app, """
            INSERT INTO places (id, kind, name, grid_code, public, created_at, version)
            SELECT 7, 'household', 'x', min(grid_code), 0, 1, 1 FROM places
            """);
        (await Differences(app)).Order(StringComparer.Ordinal).Select(each => each.Split(' ', 4)[3]).ShouldBe(
            ["was removed", "is stored, but its events do not give it"], ignoreOrder: true);
    }

    static Task Falsify(App app, string sql) => app.Db.Write(tx => tx.Execute(sql));

    static async Task<List<string>> Differences(App app)
    {
        var found = new List<string>();
        await JournalVerification.Run(app.Db, [], rowSeals: null, (subject, what) => found.Add($"{subject}: {what}"), default);
        return found;
    }
}
