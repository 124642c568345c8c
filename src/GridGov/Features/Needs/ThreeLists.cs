using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Domain.Needs.Offers;

namespace GridGov.Features.Needs;

/// <summary>
/// The three lists (三单) of a street: what is needed, what is offered, and who does what. They are read while they are sent.
/// </summary>
/// <param name="Needs">The needs (需求清单) that were submitted in the period.</param>
/// <param name="Offers">The offers (资源清单) that can be had in the period.</param>
/// <param name="Projects">The claims (项目清单) that were made in the period and not released.</param>
public sealed record ThreeLists(IAsyncEnumerable<Need> Needs, IAsyncEnumerable<Offer> Offers, IAsyncEnumerable<Claim> Projects);
