using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GridGov.Domain.Tickets.Filing;
using GridGov.Encryption;
using GridGov.Geo;

namespace GridGov.Domain.PublicReports;

/// <summary>The words of a public report, stored encrypted whatever its category.</summary>
/// <param name="Salt">Random, so that the hash in the event tells nothing to who guesses a short text.</param>
/// <param name="Report">What is to be filed, while it is held.</param>
/// <param name="Feedback">What the reporter said with the last feedback.</param>
/// <param name="Answer">The office's words to the reporter.</param>
/// <param name="Refusal">Why it was not reopened, in words to the reporter.</param>
sealed record PublicReportSecret(
    string Salt, PublicReportSecret.HeldReport? Report = null, string? Feedback = null, string? Answer = null, string? Refusal = null)
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="Added">What the reporter added, which becomes comments of the ticket.</param>
    public sealed record HeldReport(
        string Description, double? Lng, double? Lat, string? CoordSys, string? Address, string? Place, string? Name, string? Phone,
        IReadOnlyList<string>? Added = null)
    {
        const int MaxAdded = 5_000;

        /// <summary>The problem and what was added, as those see it who decide about it.</summary>
        public string Words => string.Join('\n', [Description, .. Added ?? []]);

        /// <returns>Null when that is more than a report can hold.</returns>
        public HeldReport? With(FreeText added)
        {
            var all = (IReadOnlyList<string>)[.. Added ?? [], added.Reveal()];
            return all.Sum(text => text.Length) > MaxAdded ? null : this with { Added = all };
        }

        public static HeldReport Of(FiledReport report, Id? place) => new(
            report.Description.Reveal(), report.Location?.Lng, report.Location?.Lat, report.Location?.CoordSys?.ToCode(),
            report.Location?.Address?.Reveal(), place?.ToString(), report.Reporter?.Name?.Reveal(), report.Reporter?.Phone?.Reveal());

        public FiledReport ToReport(string category) => new(category, new FreeText(Description))
        {
            Location = Lng is null && Address is null ? null : new FiledReport.Place(Lng, Lat, DatumOf(CoordSys), Address),
            Reporter = Name is null && Phone is null ? null : new FiledReport.Person(Name, Phone),
        };

        static CoordSys? DatumOf(string? code) => code is null ? null : Codes<CoordSys>.Parse(code);
    }

    public static PublicReportSecret New() => new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)));

    public PublicReportSecret WithFeedback(FreeText? words) => this with { Feedback = words?.Reveal() };

    public bool HasFeedback(FreeText? words) => Feedback == words?.Reveal();

    public PublicReportSecret WithAnswer(FreeText words) => this with { Answer = words.Reveal() };

    public PublicReportSecret WithRefusal(FreeText words) => this with { Refusal = words.Reveal() };

    public bool IsEmpty => this is { Report: null, Feedback: null, Answer: null, Refusal: null };

    public static string Place(Id report) => $"public_reports/{report}";

    public Task<string> Encrypt(Tx tx, Id report) => FieldEncryption.Encrypt(tx, Place(report), Text());

    public static async Task<PublicReportSecret> Decrypt(Tx tx, Id report, string encrypted) =>
        JsonSerializer.Deserialize<PublicReportSecret>(await FieldEncryption.Decrypt(tx, Place(report), encrypted), Options)!;

    /// <summary>The hash for the event.</summary>
    public string Hash() => HashOf(Text());

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    string Text() => JsonSerializer.Serialize(this, Options);
}
