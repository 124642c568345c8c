using GridGov.Security;

namespace GridGov.Api.Calls;

/// <summary>An operation without the types of its request and result.</summary>
interface ICallable
{
    Task<IResult> Call(object request, Actor caller, CancellationToken ct);
}
