using FastEndpoints;
using GridGov.Api.Binding;
using GridGov.Api.Calls;
using GridGov.Api.Edge;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Api;

/// <summary>
/// An API operation, one class each, named as its operationId. <see cref="ApiEndpoints"/> sets up what all share: binding,
/// validation, Idempotency-Key, ETag and sending.
/// </summary>
public abstract class ApiEndpoint<TRequest, TResult> : Endpoint<TRequest, TResult>, ICallable
    where TRequest : notnull
    where TResult : IResult
{
    /// <summary>The caller, from <see cref="AccessMiddleware"/>; set directly for an endpoint without HTTP.</summary>
    [DontInject]
    public Actor Actor
    {
        get => field ??= HttpContext.Features.Get<Actor>() ?? throw new InvalidOperationException("Nobody is signed in here.");
        set;
    }

    async Task<IResult> ICallable.Call(object request, Actor caller, CancellationToken ct)
    {
        Actor = caller;
        return await ExecuteAsync((TRequest)request, ct);
    }

    public abstract override void Configure();

    public abstract override Task<TResult> ExecuteAsync(TRequest request, CancellationToken ct);

    /// <summary>Sets binder, summary and description; the class's name is the operationId.</summary>
    protected void Operation(string summary, string? description = null)
    {
        RequestBinder(new ApiRequestBinder<TRequest>());
        Definition.Metadata(new OperationDescription(summary, description, typeof(TResult)));
    }

    /// <summary>Admits callers with a post that has this capability.</summary>
    /// <param name="or">Another capability that admits too; the operation decides what it reaches.</param>
    protected void RequiresCapability(Capability capability, Capability? or = null) =>
        Definition.Metadata(new AccessMetadata(capability, or));

    /// <summary>Admits every signed-in person, and API keys only with <see cref="AllowsApiKeys"/>.</summary>
    protected void RequiresSignIn() => Definition.Metadata(new AccessMetadata(null));

    protected void AllowsApiKeys() => Definition.Metadata(new ApiKeyMetadata());

    /// <summary>Works also with a password that was set by somebody else; every other operation is refused until it is changed.</summary>
    protected void AllowsMustChangePassword() => Definition.Metadata(new MustChangePasswordMetadata());

    protected void AllowAnonymous() => Definition.Metadata(new AnonymousMetadata());

    /// <summary>Admits everybody, within the budget that an address has for what is public.</summary>
    protected void AllowPublic()
    {
        AllowAnonymous();
        Definition.Metadata(new PublicBudgetMetadata());
    }

    /// <summary>
    /// Takes requests that others behind the same address cannot keep out: <see cref="ExecuteAsync"/> checks a budget of its own first.
    /// The body is small, because it is read before.
    /// </summary>
    protected void ChecksOwnBudget()
    {
        Definition.Metadata(new OwnBudgetMetadata());
        Definition.Metadata(new RequestSizeLimitAttribute(16 * 1024));
    }

    /// <summary>The problem codes of this operation itself.</summary>
    protected void ProducesProblem(int status, params string[] codes) => Definition.Metadata(new ProducesProblemMetadata(status, codes));

    /// <summary>Refuses with a page too, where the caller prefers one.</summary>
    protected void ProducesRefusalPage(params int[] statuses) => Definition.Metadata(new RefusalPageMetadata(statuses));

    /// <summary>Content types of the answer besides JSON, selected by Accept or replacing it.</summary>
    protected void ProducesType(params string[] contentTypes) => Definition.Metadata(new ProducesTypeMetadata(contentTypes));

    protected void ProducesHeader(string header, string description) =>
        Definition.Metadata(new ProducesHeaderMetadata(header, description));

    protected void RequiresIdempotencyKey() => Definition.Metadata(new IdempotencyKeyMetadata());

    /// <summary>The request or the answer holds a secret, so neither is stored with an Idempotency-Key.</summary>
    protected void ContainsSecret() => Definition.Metadata(new SecretMetadata());

    /// <summary>An example body for the contract; tests send it.</summary>
    protected void RequestExample(string json) => Definition.Metadata(new RequestExample(json));
}
