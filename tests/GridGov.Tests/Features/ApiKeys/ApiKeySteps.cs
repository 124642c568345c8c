using GridGov.Data;
using GridGov.Security;
using GridGov.Tests.Features.People;

namespace GridGov.Tests.Features.ApiKeys;

/// <summary>Steps for tests of API keys.</summary>
static class ApiKeySteps
{
    public static object Body(TestStreet street, string who = "dispatcher", string[]? capabilities = null, string[]? grids = null,
        string name = "热线对接", int days = 90) => new
        {
            name,
            personId = street.PersonId(who).ToString(),
            capabilities = capabilities ?? ["ticket_read", "ticket_file"],
            grids = grids ?? [street.Street],
            days,
        };

    /// <summary>An administrator of the street who is also its dispatcher, because a key carries no more than its maker's rights.</summary>
    public static Task<Caller> KeyMaker(this TestStreet street) =>
        street.With([(PostKind.Administrator, street.Street), (PostKind.Dispatcher, street.Street)], street.Street);

    public static async Task<Answer> Make(TestStreet street, string who = "dispatcher", string[]? capabilities = null,
        string[]? grids = null,
        int days = 90) =>
        (await (await street.KeyMaker()).Post("/v1/api-keys", Body(street, who, capabilities, grids, days: days))).ShouldBeCreated();

    public static Caller With(TestStreet street, Answer made, App? at = null) =>
        new((at ?? street.App).CreateClient(), Id.None, (string)made["secret"]!);

    public static string IdOf(Answer made) => (string)made["key"]!["id"]!;

    public static object NewTicket(TestStreet street, string? grid = null) =>
        new { grid = grid ?? street.Grid, category = "0107", description = "行道树倾斜" };
}
