namespace GridGov.Domain.Needs.Offers;

/// <summary>What is done with an offer.</summary>
public enum OfferAction
{
    /// <summary>修改: edits it.</summary>
    Edit,
    /// <summary>撤回: takes it back for good.</summary>
    Withdraw,
}

/// <summary>The state table of offers. It is pure and asks no database.</summary>
static class OfferLifecycle
{
    /// <summary>Why the state of an offer refuses an action; null when it allows it.</summary>
    public static string? Refusal(bool withdrawn, OfferAction action) => action switch
    {
        OfferAction.Edit or OfferAction.Withdraw => withdrawn ? "offer-withdrawn" : null,
    };
}
