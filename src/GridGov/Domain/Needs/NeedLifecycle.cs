namespace GridGov.Domain.Needs;

/// <summary>What is done with a need.</summary>
public enum NeedAction
{
    /// <summary>修改: edits it.</summary>
    Edit,
    /// <summary>发布: opens it for claims.</summary>
    Publish,
    /// <summary>不予采纳: closes it, because the office does not publish it.</summary>
    Decline,
    /// <summary>撤回: closes it, because it is needed no more.</summary>
    Withdraw,
    /// <summary>转为案卷: makes a ticket of it.</summary>
    FileTicket,
    /// <summary>认领: claims it for a group or in the own name.</summary>
    Claim,
    /// <summary>办结: closes it by hand as fulfilled.</summary>
    Close,
}

/// <summary>How many claims of a need are in which state.</summary>
/// <param name="Open">Claimed, serving or done.</param>
readonly record struct ClaimCounts(int Open, int Confirmed)
{
    /// <summary>The filled slots.</summary>
    public int Filled => Open + Confirmed;
}

/// <summary>The status table of needs. It is pure and asks no database.</summary>
static class NeedLifecycle
{
    /// <summary>Why the state of a need refuses an action; null when it allows it.</summary>
    public static string? Refusal(NeedStatus status, ClaimCounts claims, NeedAction action) => (status, action) switch
    {
        (NeedStatus.Closed, _) => "need-closed",
        (NeedStatus.Submitted or NeedStatus.Open, NeedAction.Edit) => null,
        (NeedStatus.Submitted, NeedAction.Publish) => null,
        (NeedStatus.Submitted or NeedStatus.Open, NeedAction.Decline) => claims.Filled > 0 ? "need-has-claims" : null,
        (_, NeedAction.Withdraw) => claims.Confirmed > 0 ? "claim-confirmed-already" : null,
        (_, NeedAction.FileTicket) => null,
        (NeedStatus.Open, NeedAction.Claim) => null,
        (NeedStatus.Open or NeedStatus.Taken, NeedAction.Close) =>
            claims.Open > 0 ? "need-has-claims" : claims.Confirmed == 0 ? "nothing-confirmed" : null,
        (NeedStatus.Submitted, _) => "need-not-published",
        (NeedStatus.Taken, NeedAction.Claim or NeedAction.Edit or NeedAction.Decline) => "need-taken",
        (NeedStatus.Open or NeedStatus.Taken, NeedAction.Publish) => "need-already-published",
    };

    /// <summary>The status after an action that the state allows, and why it is closed then.</summary>
    public static (NeedStatus Status, NeedClosing? Closing) After(NeedStatus status, NeedAction action) => action switch
    {
        NeedAction.Edit or NeedAction.Claim => (status, null),
        NeedAction.Publish => (NeedStatus.Open, null),
        NeedAction.Decline => (NeedStatus.Closed, NeedClosing.Declined),
        NeedAction.Withdraw => (NeedStatus.Closed, NeedClosing.Withdrawn),
        NeedAction.FileTicket => (NeedStatus.Closed, NeedClosing.Ticket),
        NeedAction.Close => (NeedStatus.Closed, NeedClosing.Fulfilled),
    };

    /// <summary>The status of a published need by its claims: fulfilled when all slots are confirmed, unless it continues.</summary>
    public static (NeedStatus Status, NeedClosing? Closing) ByClaims(int slots, bool continuing, ClaimCounts claims) =>
        !continuing && claims.Confirmed == slots ? (NeedStatus.Closed, NeedClosing.Fulfilled)
        : claims.Filled >= slots ? (NeedStatus.Taken, null)
        : (NeedStatus.Open, null);
}
