namespace GridGov.Domain.PersonalData.Retention;

/// <summary>Removes one kind of personal data some years after what it was kept for has ended. Each thing gets an event.</summary>
interface IRetention
{
    /// <summary>The tables from which content is removed.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>Removes a batch, or counts what would be removed.</summary>
    /// <param name="after">The last thing of the previous batch.</param>
    /// <returns>The last thing of the batch, null at the end; and what was removed.</returns>
    Task<(Id? Last, RetentionResult Some)> RemoveBatch(Tx tx, RetentionPeriod period, Id after, bool dryRun);
}

/// <summary>How long personal data is kept after an end.</summary>
/// <param name="Before">What ended before this instant is over; what ended on this very day so many years ago is not.</param>
/// <param name="FirstDay">The day of that instant.</param>
readonly record struct RetentionPeriod(int Years, Instant Before, DateOnly FirstDay)
{
    public const int BatchSize = 100;

    public static RetentionPeriod Of(Tx tx, int years)
    {
        var day = tx.Today.AddYears(-years);
        return new RetentionPeriod(years, Days.Begin(day, tx.Zone), day);
    }

    public static Id? LastOf(IReadOnlyList<Id> batch) => batch.Count < BatchSize ? null : batch[^1];
}

/// <summary>What was removed, or would be.</summary>
/// <param name="Tickets">Tickets with reporters.</param>
/// <param name="Memberships">Memberships of people without an account.</param>
/// <param name="Meetings">Meetings with attendees without an account.</param>
/// <param name="Needs">Needs with a contact.</param>
/// <param name="PublicReports">Public reports with words of the reporter or to the reporter.</param>
readonly record struct RetentionResult(
    long Tickets = 0, long Reporters = 0, long Memberships = 0, long Meetings = 0, long Attendees = 0, long Needs = 0,
    long PublicReports = 0)
{
    public static RetentionResult operator +(RetentionResult a, RetentionResult b) => new(
        a.Tickets + b.Tickets, a.Reporters + b.Reporters, a.Memberships + b.Memberships, a.Meetings + b.Meetings,
        a.Attendees + b.Attendees, a.Needs + b.Needs, a.PublicReports + b.PublicReports);
}
