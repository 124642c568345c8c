using GridGov.Api;

namespace GridGov.Features.Rounds;

/// <summary>Rounds (出勤): a person's going out, with its track.</summary>
public sealed class RoundGroup() : ApiGroup("rounds", "rounds");
