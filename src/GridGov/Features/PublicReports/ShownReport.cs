using GridGov.Api;
using GridGov.Domain.PublicReports;

namespace GridGov.Features.PublicReports;

/// <summary>A public report, as the office works on it and as its reporter sees it.</summary>
/// <param name="Report">The report; its version is the ETag.</param>
/// <param name="Shown">What its reporter sees now; the words to the reporter are masked for a confidential ticket.</param>
public sealed record ShownReport(OfficeReport Report, PublicReport Shown) : IVersioned
{
    long IVersioned.Version => Report.Version;

    internal static async Task<ShownReport> Of(Tx tx, PublicReportRow row, PublicReportSettings settings, bool masked)
    {
        var shown = await PublicReport.Of(tx, row, await PublicTimeline.Load(tx, row), settings);
        return new ShownReport(OfficeReport.Of(row), masked ? shown.WithoutWords() : shown);
    }
}
