using System.Text.Json;
using GridGov.Api;

namespace GridGov.Features.Sync;

/// <summary>What became of an act.</summary>
public enum PushOutcome
{
    /// <summary>It was done now.</summary>
    Done,
    /// <summary>It was done before; nothing was done again.</summary>
    Replayed,
    /// <summary>It was refused and is not kept; changed, it can be sent again under its id.</summary>
    Refused,
    /// <summary>It waits for another act and is not kept; it can be sent again.</summary>
    Held,
}

/// <summary>What became of one act.</summary>
/// <param name="Id">The id of the act.</param>
/// <param name="Result">What became of it.</param>
/// <param name="Subject">The id of what it made or changed; null unless it is done.</param>
/// <param name="Version">The version that it left; null where the subject has none, and unless it is done.</param>
/// <param name="HeldBy">The id of the act for which it waits.</param>
/// <param name="Problem">The reason for which it was refused.</param>
/// <param name="Current">
/// The subject as it is now, as its own operation shows it to the caller: when the version is no longer the current one or the state
/// refuses. Beside the act these are both states of a conflict.
/// </param>
public sealed record PushResult(
    string Id, PushOutcome Result, string? Subject = null, long? Version = null, string? HeldBy = null,
    PushResult.Refusal? Problem = null, JsonElement? Current = null)
{
    /// <summary>The reason for which an act was refused.</summary>
    /// <param name="Status">The HTTP status with which the single operation answers.</param>
    /// <param name="Code">The code of the problem.</param>
    /// <param name="Detail">The reason in the language of the request.</param>
    /// <param name="Errors">The faults of the input; their pointers begin at the request, such as /acts/3/body/description.</param>
    public sealed record Refusal(int Status, string Code, string Detail, IReadOnlyList<InputError>? Errors = null);
}
