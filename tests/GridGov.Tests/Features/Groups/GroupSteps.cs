namespace GridGov.Tests.Features.Groups;

/// <summary>Steps for tests of groups.</summary>
static class GroupSteps
{
    public const string GroupPath = "/v1/groups";
    public const string MembershipPath = "/v1/memberships";

    /// <summary>A group of the street's head; by default in the first unit grid.</summary>
    public static async Task<Answer> Group(
        this TestStreet street, string name = "第1网格党小组", string kind = "party_group", string? grid = null, string? parentId = null) =>
        (await (await street.Head1()).Post(GroupPath, new { kind, name, grid = grid ?? street.Grid, parentId })).ShouldBeCreated();

    public static async Task<Answer> Join(this TestStreet street, Answer group, string who, string role = "leader", string? from = null) =>
        (await (await street.Head1()).Post($"{GroupPath}/{group.Id}/memberships", new
        {
            personId = street.PersonId(who).ToString(), role, from,
        })).ShouldBeCreated();

    /// <summary>A person without a post who leads the group, signed in.</summary>
    public static async Task<Caller> Representative(this TestStreet street, Answer group, string role = "leader")
    {
        var person = await street.App.Db.Write(tx => TestStreet.AddPerson(tx, "representative", street.Street));
        (await (await street.Head1()).Post($"{GroupPath}/{group.Id}/memberships", new { personId = person.ToString(), role })).ShouldBeCreated();
        return await street.App.CallerFor(person);
    }

    public static string[] Names(this Answer list) => [.. list.ShouldBeOk()["items"]!.AsArray().Select(each => (string)each!["name"]!)];
}
