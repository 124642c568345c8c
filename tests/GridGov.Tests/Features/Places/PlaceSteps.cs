namespace GridGov.Tests.Features.Places;

/// <summary>Steps for tests of places.</summary>
static class PlaceSteps
{
    public const string Address = "/v1/places";

    public static async Task<Answer> Place(
        this TestStreet street, string name = "3号楼2单元501", string kind = "household", string? grid = null, object? position = null,
        string[]? tags = null) =>
        (await (await street.Head1()).Post(Address, new { kind, name, grid = grid ?? street.Grid, position, tags })).ShouldBeCreated();

    /// <summary>The numbers of an import: added, changed, unchanged.</summary>
    public static (int Added, int Changed, int Unchanged) Counts(this Answer answer) =>
        ((int)answer["added"]!, (int)answer["changed"]!, (int)answer["unchanged"]!);

    /// <summary>The codes of audit entries about a kind of subject of the street, in order.</summary>
    /// <param name="subject">Null for those of any.</param>
    public static Task<List<string>> ActionsIn(this TestStreet street, string kind, string? subject) => street.App.Db.Read(tx =>
        tx.Query<string>("""
            SELECT code
              FROM audit
             WHERE subject_kind = @Kind AND grid_code >= @From AND grid_code < @To AND (subject = @Subject OR @Any = 1)
             ORDER BY seq
            """, new
        {
            Kind = kind, From = street.Street, To = street.Street + ":", Subject = subject ?? "", Any = subject is null,
        }));

    /// <summary>The names of the places in a list.</summary>
    public static string[] Names(this Answer list) =>
        [.. list.ShouldBeOk()["items"]!.AsArray().Select(place => (string)place!["name"]!)];
}
