using GridGov.Api;
using GridGov.Text;

namespace GridGov.Domain.Groups;

/// <summary>What is given of a group, by a request or a row of a file.</summary>
sealed record GroupContent(
    GroupKind Kind, string Name, string Grid, Id? ParentId = null, string? Description = null, string? OfficePhone = null,
    Id? PlaceId = null, bool Public = false, string? ExternalNumber = null)
{
    public static GroupContent Of(GroupRow row) => new(
        row.Kind, row.Name, row.GridCode, row.ParentId, row.Description, row.OfficePhone, row.PlaceId, row.Public, row.ExternalNumber);

    /// <summary>
    /// A number by which a person is known: members have a place of their own, which is encrypted. An office's telephone may be a mobile
    /// one.
    /// </summary>
    public Refusal? FindPersonalNumber() =>
        PersonalNumbers.IsIn(Name) ? new Refusal("personal-number-in-group", "/name")
        : PersonalNumbers.IsIn(Description ?? "") ? new Refusal("personal-number-in-group", "/description")
        : PersonalNumbers.IsIn(ExternalNumber ?? "") ? new Refusal("personal-number-in-group", "/externalNumber")
        : null;

    /// <summary>All of it but the grid, as the events have it.</summary>
    public object ToPayload(string? formerGrid = null) => new
    {
        Kind, Name, Parent = ParentId?.ToString(), Description, OfficePhone, Place = PlaceId?.ToString(), Public, ExternalNumber,
        FormerGrid = formerGrid,
    };
}
