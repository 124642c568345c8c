using System.Globalization;

namespace GridGov.Domain.PublicReports;

/// <summary>The settings under <c>GridGov:PublicReports</c>. A limit of 0 is none.</summary>
/// <param name="Enabled">Whether the public may report at all; only the demo does by default.</param>
/// <param name="Grid">The grid of reports without a place on the map; none by default.</param>
/// <param name="RequireVerification">Whether a public report is accepted only once it was confirmed on the spot.</param>
/// <param name="Token">What a proxy that asked for a captcha sends in Public-Token; none by default.</param>
/// <param name="FeedbackDays">How long after the closing the reporter can give feedback.</param>
/// <param name="HeldDays">How long a held report waits to be released.</param>
/// <param name="PhotoMegabytes">The most of one photo.</param>
/// <param name="PendingPhotos">The most photos of the public that belong to no report yet, of all addresses.</param>
/// <param name="PendingPhotosPerAddress">The most of one network address.</param>
/// <param name="Additions">How often a reporter may add something.</param>
/// <param name="HeldPerAddress">Reports of a network address in an hour, beyond which further ones are held.</param>
/// <param name="PerAddress">Reports of a network address in a day, beyond which further ones are refused.</param>
/// <param name="HeldPerDevice">Reports of a device in a day, beyond which further ones are held.</param>
/// <param name="PerDevice">Reports of a device in a day, beyond which further ones are refused.</param>
/// <param name="HeldPerPlace">Reports of a category within 50 m in a day, beyond which further ones are held.</param>
/// <param name="PhotosPerAddress">Photos of a network address in an hour.</param>
/// <param name="WrongSecretsPerAddress">Wrong receipts and secrets of a network address in an hour.</param>
/// <param name="WrongSecretsPerReceipt">Wrong secrets of a receipt in an hour; the right one is always taken.</param>
public sealed record PublicReportSettings(
    bool Enabled, string? Grid, bool RequireVerification, string? Token, int FeedbackDays, int HeldDays, int PhotoMegabytes,
    int PendingPhotos, int PendingPhotosPerAddress, int Additions, int HeldPerAddress, int PerAddress, int HeldPerDevice, int PerDevice,
    int HeldPerPlace, int PhotosPerAddress, int WrongSecretsPerAddress, int WrongSecretsPerReceipt)
{
    public const string EnabledKey = "GridGov:PublicReports:Enabled";

    public const int MaxPhotos = 3;

    const int MaxLimit = 1_000_000;

    /// <exception cref="SettingsException">A setting has a value that cannot be used.</exception>
    public static PublicReportSettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection("GridGov:PublicReports");
        return new PublicReportSettings(
            Flag("Enabled", otherwise: false), Code("Grid"), Flag("RequireVerification", otherwise: true), Text("Token"),
            Number("FeedbackDays", 90, 1, 400), Number("HeldDays", 7, 1, 90), Number("PhotoMegabytes", 10, 1, 20),
            Number("PendingPhotos", 1000), Number("PendingPhotosPerAddress", 10), Number("Additions", 5), Number("HeldPerAddress", 10),
            Number("PerAddress", 100), Number("HeldPerDevice", 5), Number("PerDevice", 20), Number("HeldPerPlace", 3),
            Number("PhotosPerAddress", 60), Number("WrongSecretsPerAddress", 60), Number("WrongSecretsPerReceipt", 20));

        bool Flag(string name, bool otherwise) => section[name] is not { Length: > 0 } text ? otherwise
            : bool.TryParse(text, out var flag) ? flag
            : throw Invalid(name, text, "true or false");

        int Number(string name, int otherwise, int least = 0, int most = MaxLimit) => section[name] is not { Length: > 0 } text ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
                : throw Invalid(name, text, $"a number from {least} to {most}");

        string? Text(string name) => section[name] is { Length: > 0 } text ? text : null;

        string? Code(string name) => Text(name) is not { } code ? null
            : code.All(char.IsAsciiDigit) && code.Length is 9 or 12 or 15 ? code
            : throw Invalid(name, code, "the code of a street, a community or a unit grid");
    }

    static SettingsException Invalid(string name, string text, string wanted) =>
        new($"GridGov:PublicReports:{name} is '{text}'; it is {wanted}.");
}
