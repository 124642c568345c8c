using System.Diagnostics.CodeAnalysis;
using GridGov.Domain.Tickets;
using GridGov.Features.Tickets.PersonalData;
using GridGov.Text;

namespace GridGov.Domain.PersonalData;

/// <summary>
/// Masks confidential tickets (涉密案卷): rows and answers have <see cref="FreeText.Mask"/> for texts and no location. The content is
/// encrypted in <see cref="ConfidentialContent"/> and <see cref="EncryptedEvents"/>; only <see cref="UnmaskTicket"/> decrypts it.
/// </summary>
static class Confidentiality
{
    /// <summary>The row of a newly filed confidential ticket.</summary>
    public static TicketRow Mask(this TicketRow row) => row with
    {
        Confidential = true,
        Description = Masking.Text,
        Lng = null,
        Lat = null,
        SentLng = null,
        SentLat = null,
        CoordSys = null,
        Address = null,
        GridDistance = null,
        LocatedGrid = null,
        Zones = null,
        PlaceId = null,
        PlaceName = null,
        PlaceKind = null,
    };

    /// <summary>A text about the ticket as it is stored, and as it is shown to whoever may read the ticket.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? MaskText(this TicketRow row, FreeText? text) => text?.MaskedIf(row.Confidential);
}
