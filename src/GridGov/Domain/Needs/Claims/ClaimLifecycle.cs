namespace GridGov.Domain.Needs.Claims;

/// <summary>What is done with a claim.</summary>
public enum ClaimAction
{
    /// <summary>开始服务: begins to serve.</summary>
    Start,
    /// <summary>服务记录: records what was done on a day.</summary>
    Record,
    /// <summary>报告完成: reports it done.</summary>
    ReportDone,
    /// <summary>确认: confirms that it is done.</summary>
    Confirm,
    /// <summary>异议: does not accept it as done.</summary>
    Dispute,
    /// <summary>放弃: frees the slot again.</summary>
    Release,
}

/// <summary>The status table of claims. It is pure and asks no database.</summary>
static class ClaimLifecycle
{
    /// <summary>The status after an action; null where the status refuses it.</summary>
    public static ClaimStatus? After(ClaimStatus status, ClaimAction action) => (status, action) switch
    {
        (ClaimStatus.Claimed, ClaimAction.Start) => ClaimStatus.Serving,
        (ClaimStatus.Serving, ClaimAction.Record) => ClaimStatus.Serving,
        (ClaimStatus.Serving, ClaimAction.ReportDone) => ClaimStatus.Done,
        (ClaimStatus.Done, ClaimAction.Confirm) => ClaimStatus.Confirmed,
        (ClaimStatus.Done, ClaimAction.Dispute) => ClaimStatus.Serving,
        (ClaimStatus.Claimed or ClaimStatus.Serving or ClaimStatus.Done, ClaimAction.Release) => ClaimStatus.Released,
        _ => null,
    };

    /// <summary>Why a status refuses an action.</summary>
    public static string RefusalOf(ClaimStatus status) => status switch
    {
        ClaimStatus.Claimed => "claim-not-started",
        ClaimStatus.Serving => "claim-being-served",
        ClaimStatus.Done => "claim-done-already",
        ClaimStatus.Confirmed => "claim-confirmed-already",
        ClaimStatus.Released => "claim-released-already",
    };

    /// <summary>Whether the claim goes on: it fills a slot and is not confirmed yet.</summary>
    public static bool IsOpen(ClaimStatus status) => status is ClaimStatus.Claimed or ClaimStatus.Serving or ClaimStatus.Done;

    /// <summary>The condition on claims c that go on, as <see cref="IsOpen"/>.</summary>
    public const string IsOpenSql = "c.status IN ('claimed', 'serving', 'done')";
}
