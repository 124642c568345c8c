using FastEndpoints;

namespace GridGov.Api.Binding;

/// <summary>
/// Reads requests by the operation's <see cref="RequestDescription"/>. FastEndpoints' own binder lets a query parameter overwrite a
/// body property and does not name a value it cannot read.
/// </summary>
sealed class ApiRequestBinder<TRequest> : IRequestBinder<TRequest> where TRequest : notnull
{
    public async ValueTask<TRequest> BindAsync(BinderContext ctx, CancellationToken ct) =>
        (TRequest)await ctx.HttpContext.GetEndpoint()!.Metadata.GetRequiredMetadata<RequestDescription>().Read(ctx.HttpContext);
}
