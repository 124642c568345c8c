using FastEndpoints;
using GridGov.Api.Binding;
using GridGov.Security;

namespace GridGov.Api;

/// <summary>
/// An operation of the API, one class each, named as its operationId. What all have in common (binding, validation,
/// Idempotency-Key, ETag, sending) is set up by <see cref="ApiEndpoints"/>.
/// </summary>
/// <typeparam name="TRequest">What it takes; <see cref="RequestDescription"/> says how that is read from a request.</typeparam>
/// <typeparam name="TResult">What it can answer.</typeparam>
public abstract class ApiEndpoint<TRequest, TResult> : Endpoint<TRequest, TResult>
    where TRequest : notnull
    where TResult : IResult
{
    /// <summary>Who calls. <see cref="AccessMiddleware"/> has found them; without HTTP whoever makes the endpoint says who.</summary>
    [DontInject]
    public Actor Actor
    {
        get => field ??= HttpContext.Features.Get<Actor>() ?? throw new InvalidOperationException("Nobody is signed in here.");
        init;
    }

    public abstract override void Configure();

    public abstract override Task<TResult> ExecuteAsync(TRequest request, CancellationToken ct);

    /// <summary>Names the operation as its class, and says what it does.</summary>
    protected void Operation(string summary, string? description = null)
    {
        RequestBinder(new ApiRequestBinder<TRequest>());
        Definition.Metadata(new OperationDescription(summary, description, typeof(TResult)));
    }

    /// <summary>Lets in callers with a post that has this capability.</summary>
    protected void RequiresCapability(Capability capability) => Definition.Metadata(new AccessMetadata(capability));

    /// <summary>Lets in everybody who is signed in, and no API key unless <see cref="AllowsApiKeys"/>.</summary>
    protected void RequiresSignIn() => Definition.Metadata(new AccessMetadata(null));

    /// <summary>API keys may call it, though it needs no capability.</summary>
    protected void AllowsApiKeys() => Definition.Metadata(new ApiKeyMetadata());

    /// <summary>Lets everybody in.</summary>
    protected void AllowAnonymous() => Definition.Metadata(new AnonymousMetadata());

    /// <summary>The codes of the refusals that are this operation's own.</summary>
    protected void ProducesProblem(int status, params string[] codes) => Definition.Metadata(new ProducesProblemMetadata(status, codes));

    /// <summary>Other forms of the answer than JSON, by the Accept header or in its place.</summary>
    protected void ProducesType(params string[] contentTypes) => Definition.Metadata(new ProducesTypeMetadata(contentTypes));

    /// <summary>A header of the answer that is this operation's own, and what it says.</summary>
    protected void ProducesHeader(string header, string description) => Definition.Metadata(new ProducesHeaderMetadata(header, description));

    /// <summary>Creates something: an Idempotency-Key is required.</summary>
    protected void RequiresIdempotencyKey() => Definition.Metadata(new IdempotencyKeyMetadata());

    /// <summary>The request or the answer holds a secret, of which not even a hash may be kept with an Idempotency-Key.</summary>
    protected void ContainsSecret() => Definition.Metadata(new SecretMetadata());

    /// <summary>Shows a request body in the contract; the tests send it.</summary>
    protected void RequestExample(string json) => Definition.Metadata(new RequestExample(json));
}
