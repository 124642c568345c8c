using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Domain.Needs.Offers;

namespace GridGov.Features.Needs;

/// <summary>The three lists (三单) of a street: what is needed, what is offered, and who does what.</summary>
/// <param name="Needs">The needs (需求清单) that were submitted in the period.</param>
/// <param name="Offers">The offers (资源清单) that can be had in the period.</param>
/// <param name="Projects">The claims (项目清单) that were made in the period and not released.</param>
public sealed record ThreeLists(IReadOnlyList<Need> Needs, IReadOnlyList<Offer> Offers, IReadOnlyList<Claim> Projects);
