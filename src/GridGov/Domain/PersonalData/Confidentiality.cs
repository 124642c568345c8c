using GridGov.Domain.Tickets;
using GridGov.Features.Tickets.PersonalData;
using GridGov.Text;

namespace GridGov.Domain.PersonalData;

/// <summary>
/// Masks confidential tickets (涉密案卷): rows have <see cref="Masking.Text"/> for texts and no location. The content is encrypted in
/// <see cref="ConfidentialContent"/> and <see cref="PersonalData.EncryptedEvents"/>; only <see cref="UnmaskTicket"/> decrypts it.
/// </summary>
static class Confidentiality
{
    /// <summary>The stored row of a newly filed confidential ticket.</summary>
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
    };

    public static string? MaskText(this TicketRow row, string? text) => row.Confidential && text is not null ? Masking.Text : text;

    public static TicketRow MaskActionTexts(this TicketRow row) => !row.Confidential ? row : row with
    {
        Result = row.MaskText(row.Result),
        VerifyQuestion = row.MaskText(row.VerifyQuestion),
        VerifyFindings = row.MaskText(row.VerifyFindings),
        EvaluationComment = row.MaskText(row.EvaluationComment),
    };
}
