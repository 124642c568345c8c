using GridGov.Text;

namespace GridGov.Domain.Places;

/// <summary>What is given of a place, by a request or a row of a file.</summary>
/// <param name="Lng">In WGS84, with the latitude or without either.</param>
sealed record PlaceContent(
    PlaceKind Kind, string Name, string Grid, string? Address, double? Lng, double? Lat, IReadOnlyList<string> Tags, string? RunBy,
    string? OpeningHours, string? OfficePhone, bool Public, int? VisitEveryDays, string? ExternalNumber)
{
    public const int MaxTags = 20;
    public const int MaxTag = 40;

    public static PlaceContent Of(PlaceRow row) => new(
        row.Kind, row.Name, row.GridCode, row.Address, row.Lng, row.Lat, row.Tags, row.RunBy, row.OpeningHours, row.OfficePhone,
        row.Public, row.VisitEveryDays, row.ExternalNumber);

    public bool IsSameAs(PlaceContent other) =>
        this with { Tags = other.Tags } == other && Tags.SequenceEqual(other.Tags, StringComparer.Ordinal);

    /// <summary>Tags in the order in which they are stored and shown.</summary>
    public static IReadOnlyList<string> Sorted(IEnumerable<string> tags) =>
        [.. tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>
    /// A number by which a person is known, or what a door has not: GridGov is no register of inhabitants. An office's own telephone may
    /// be a mobile one.
    /// </summary>
    public PlaceFault? FindFault()
    {
        if (Kind == PlaceKind.Household && (RunBy ?? OpeningHours ?? OfficePhone) is not null)
        {
            return PlaceFault.Of(
                "not-for-households", RunBy is not null ? "/runBy" : OpeningHours is not null ? "/openingHours" : "/officePhone");
        }
        foreach (var (pointer, text) in Texts())
        {
            if (text is not null && PersonalNumbers.IsIn(text))
                return PlaceFault.Of("personal-number-in-place", pointer);
        }
        return null;
    }

    IEnumerable<(string Pointer, string? Text)> Texts()
    {
        yield return ("/name", Name);
        yield return ("/address", Address);
        yield return ("/runBy", RunBy);
        yield return ("/openingHours", OpeningHours);
        yield return ("/externalNumber", ExternalNumber);
        foreach (var tag in Tags)
            yield return ("/tags", tag);
    }

    /// <summary>All of it but the grid, as the events have it.</summary>
    public object ToPayload(string? formerGrid = null) => new
    {
        Kind, Name, Address, Lng, Lat, Tags, RunBy, OpeningHours, OfficePhone, Public, VisitEveryDays, ExternalNumber,
        FormerGrid = formerGrid,
    };
}
