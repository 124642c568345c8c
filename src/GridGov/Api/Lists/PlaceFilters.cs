using System.Globalization;
using GridGov.Geo;

namespace GridGov.Api.Lists;

/// <summary>Reads the filters by place.</summary>
static class PlaceFilters
{
    const int MaxMetres = 50_000;

    public static Circle? ReadNear(string text) =>
        ReadNumbers(text) is [var lng, var lat, var metres]
            && lng is >= -180 and <= 180 && lat is >= -90 and <= 90 && metres is > 0 and <= MaxMetres
            ? new Circle(lng, lat, metres)
            : null;

    public static CellBox? ReadBox(string text) =>
        ReadNumbers(text) is [var west, var south, var east, var north] && CellBox.TryCreate(west, south, east, north, out var box)
            ? box
            : null;

    static double[]? ReadNumbers(string text)
    {
        var parts = text.Split(',');
        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        }
        return numbers;
    }
}
