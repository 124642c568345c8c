using GridGov.Domain.Tickets;
using GridGov.Features.Tickets.PersonalData;
using GridGov.Text;

namespace GridGov.Domain.PersonalData;

/// <summary>
/// What becomes of the words of a confidential ticket (涉密案卷). Its rows hold <see cref="Masking.Text"/> in their place and no
/// place at all, so that whatever reads them, a list, a search, an export, has nothing to show; the words stand encrypted in
/// <see cref="ConfidentialContent"/> and in the events (<see cref="GridGov.Domain.PersonalData.EncryptedEvents"/>), and only <see cref="UnmaskTicket"/> opens those.
/// </summary>
static class Confidentiality
{
    /// <summary>A ticket that is filed as confidential, as its row is to hold it.</summary>
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

    /// <summary>A text as a row that belongs to the ticket is to hold it.</summary>
    public static string? MaskText(this TicketRow row, string? text) => row.Confidential && text is not null ? Masking.Text : text;

    /// <summary>The row after an act, which may have brought words.</summary>
    public static TicketRow MaskActionTexts(this TicketRow row) => !row.Confidential ? row : row with
    {
        Result = row.MaskText(row.Result),
        VerifyQuestion = row.MaskText(row.VerifyQuestion),
        VerifyFindings = row.MaskText(row.VerifyFindings),
        EvaluationComment = row.MaskText(row.EvaluationComment),
    };
}
