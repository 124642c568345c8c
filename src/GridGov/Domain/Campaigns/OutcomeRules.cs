namespace GridGov.Domain.Campaigns;

/// <summary>What outcomes mean. They are pure and ask no database.</summary>
static class OutcomeRules
{
    static readonly RecordOutcome[] Any = Enum.GetValues<RecordOutcome>();

    /// <param name="kind">Null outside campaigns.</param>
    public static IReadOnlyList<RecordOutcome> AllowedIn(CampaignKind? kind) => kind switch
    {
        CampaignKind.Patrol => [RecordOutcome.InOrder, RecordOutcome.Finding, RecordOutcome.Absent],
        CampaignKind.Visit => [RecordOutcome.Met, RecordOutcome.Absent, RecordOutcome.Refused, RecordOutcome.Finding],
        CampaignKind.Survey => [RecordOutcome.Met, RecordOutcome.Absent, RecordOutcome.Refused],
        CampaignKind.Inspection => [RecordOutcome.InOrder, RecordOutcome.Finding, RecordOutcome.Absent, RecordOutcome.Refused],
        CampaignKind.Delivery => [RecordOutcome.HandedOver, RecordOutcome.Absent, RecordOutcome.Refused],
        null => Any,
    };

    /// <summary>Whether somebody was there who could answer, and tell of a need.</summary>
    public static bool TakesAnswers(RecordOutcome outcome) => outcome is not (RecordOutcome.Absent or RecordOutcome.Refused);

    /// <summary>The condition on records r that are valid: nothing corrects them, and somebody was there.</summary>
    public const string IsValid = "r.corrected_by IS NULL AND r.outcome <> 'absent'";

    /// <summary>The source of a finding's ticket.</summary>
    public static TicketSource SourceOf(CampaignKind? kind) => kind switch
    {
        CampaignKind.Visit or CampaignKind.Survey or CampaignKind.Delivery => TicketSource.Visit,
        CampaignKind.Patrol or CampaignKind.Inspection or null => TicketSource.Patrol,
    };
}
