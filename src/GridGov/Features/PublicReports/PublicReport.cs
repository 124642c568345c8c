using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using GridGov.Api;
using GridGov.Domain.PublicReports;
using GridGov.Features.PublicReports.Feedback;

namespace GridGov.Features.PublicReports;

/// <summary>What became of a public report, in words for the public. It names nobody and nothing else of the ticket.</summary>
/// <param name="Receipt">The receipt's number.</param>
/// <param name="Step">The last step.</param>
/// <param name="Text">The last step in words, in the language of the request.</param>
/// <param name="Timeline">All steps, in order.</param>
/// <param name="Answer">The office's words to the reporter; null when there are none.</param>
/// <param name="CanAdd">Whether something can be added.</param>
/// <param name="CanGiveFeedback">Whether the reporter can say now whether it is solved.</param>
/// <param name="FeedbackUntil">Until when the reporter can give feedback on the last closing; null when it is not closed.</param>
/// <param name="Feedback">The reporter's last feedback; null before any.</param>
public sealed record PublicReport(
    string Receipt, PublicStep Step, string Text, IReadOnlyList<PublicReport.Entry> Timeline, string? Answer, bool CanAdd,
    bool CanGiveFeedback, Instant? FeedbackUntil, PublicReport.GivenFeedback? Feedback) : ICacheableVersion
{
    /// <summary>A step.</summary>
    /// <param name="At">When it was reached.</param>
    /// <param name="Step">The step.</param>
    /// <param name="Text">The step in words, in the language of the request.</param>
    /// <param name="Answer">What the office told the public with it; null for nothing.</param>
    public sealed record Entry(Instant At, PublicStep Step, string Text, string? Answer);

    /// <summary>The reporter's feedback on a closing.</summary>
    /// <param name="At">When it was given.</param>
    /// <param name="Solved">Whether the problem is solved.</param>
    /// <param name="Satisfied">Whether the reporter is satisfied.</param>
    /// <param name="Reopening">What was decided on opening it again; null when that was not asked for.</param>
    /// <param name="Refusal">Why it was not opened again, in the office's words.</param>
    public sealed record GivenFeedback(Instant At, bool Solved, bool Satisfied, ReopeningStatus? Reopening, string? Refusal);

    /// <summary>A number of its content: the versions of tickets would tell how much is done inside.</summary>
    [JsonIgnore]
    public long Version => BitConverter.ToInt64(
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
            new { Step, Text, Timeline, Answer, CanAdd, CanGiveFeedback, FeedbackUntil, Feedback })))
        & 0x1FFFFFFFFFFFFF;

    internal static async Task<PublicReport> Of(Tx tx, PublicReportRow row, PublicTimeline timeline, PublicReportSettings settings)
    {
        var secret = await row.OpenSecret(tx);
        var steps = timeline.Entries.Select(entry => new Entry(entry.At, entry.Step, TextOf(entry.Step), entry.Answer)).ToList();
        var until = timeline.ClosedAt is { } closed ? closed + TimeSpan.FromDays(settings.FeedbackDays) : (Instant?)null;
        return new PublicReport(
            Domain.PublicReports.Receipt.Format(row.Receipt), steps[^1].Step, steps[^1].Text, steps, secret.Answer,
            FeedbackRules.CanAdd(row, timeline, settings), FeedbackRules.Check(row, timeline, settings, tx.Now) is null, until,
            row is { AnsweredAt: { } at, Solved: { } solved, Satisfied: { } satisfied }
                ? new GivenFeedback(at, solved, satisfied, row.Reopening, row.Reopening == ReopeningStatus.Refused ? secret.Refusal : null)
                : null);
    }

    /// <summary>As the office shows that of a confidential ticket.</summary>
    internal PublicReport WithoutWords() => this with
    {
        Timeline = [.. Timeline.Select(entry => entry.Answer is null ? entry : entry with { Answer = FreeText.Mask })],
        Answer = Answer is null ? null : FreeText.Mask,
        Feedback = Feedback?.Refusal is null ? Feedback : Feedback with { Refusal = FreeText.Mask },
    };

    static string TextOf(PublicStep step) => PublicSteps.LabelOf(step).In(Problems.InChinese);
}
