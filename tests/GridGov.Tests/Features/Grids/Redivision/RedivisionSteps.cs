using System.Globalization;

namespace GridGov.Tests.Features.Grids.Redivision;

/// <summary>Steps for tests of re-divisions: rectangles as boundaries, and tickets in them.</summary>
static class RedivisionSteps
{
    public static object Box(double west, double south, double east, double north) => new
    {
        type = "Polygon",
        coordinates = new[] { new[] { new[] { west, south }, [east, south], [east, north], [west, north], [west, south] } },
    };

    /// <summary>
    /// The community is 0.02 degrees wide and 0.01 high; its two unit grids are the western and the eastern half. The other community
    /// lies to its east, with its unit grid in the western half.
    /// </summary>
    public static async Task DrawBoundaries(this TestStreet street) => (await (await street.Admin()).Post("/v1/grids/boundaries", new
    {
        type = "FeatureCollection",
        features = new[]
        {
            Feature(street.Street, Box(113.60, 34.70, 113.64, 34.71)),
            Feature(street.Community, Box(113.60, 34.70, 113.62, 34.71)),
            Feature(street.OtherCommunity, Box(113.62, 34.70, 113.64, 34.71)),
            Feature(street.Grid, Box(113.60, 34.70, 113.61, 34.71)),
            Feature(street.NextGrid, Box(113.61, 34.70, 113.62, 34.71)),
            Feature(street.OtherGrid, Box(113.62, 34.70, 113.63, 34.71)),
        },
    })).ShouldBeOk();

    static object Feature(string code, object geometry) => new { type = "Feature", properties = new { code }, geometry };

    public static async Task<Answer> FileAt(this TestStreet street, double lng, double lat, string? grid = null, Caller? by = null) =>
        (await (by ?? await street.Dispatcher()).Post("/v1/tickets", new
        {
            category = "0107", description = string.Create(CultureInfo.InvariantCulture, $"枯枝 {lng} {lat}"), grid = grid ?? street.Grid,
            location = new { lng, lat },
        })).ShouldBeCreated();

    public static async Task<string> GridOf(this TestStreet street, Answer ticket) =>
        (string)(await (await street.Dispatcher()).Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk()["grid"]!["code"]!;

    public static async Task<Answer> Grid(this TestStreet street, string code) =>
        (await (await street.Admin()).Get($"/v1/grids/{code}")).ShouldBeOk();

    public static string[] Codes(this Answer answer, string list) =>
        [.. answer[list]!.AsArray().Select(each => each is System.Text.Json.Nodes.JsonValue ? (string)each! : (string)each!["code"]!)];
}
