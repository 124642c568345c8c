using GridGov.Api.Binding;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Grids.Redivision;

/// <summary>Whether a re-division is only shown.</summary>
[NoValidator]
public sealed record RedivisionQuery
{
    /// <summary>If true, everything is checked and counted as for the act, with its faults, and nothing is written.</summary>
    [FromQuery(Name = "dryRun")] public bool? DryRun { get; init; }
}
