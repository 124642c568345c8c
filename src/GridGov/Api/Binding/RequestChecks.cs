using FastEndpoints;

namespace GridGov.Api.Binding;

/// <summary>Runs before the operation: the request's validators, then its Idempotency-Key.</summary>
sealed class RequestChecks : IGlobalPreProcessor
{
    public Task PreProcessAsync(IPreProcessorContext context, CancellationToken ct)
    {
        var http = context.HttpContext;
        var endpoint = http.GetEndpoint()!;
        var description = endpoint.Metadata.GetRequiredMetadata<RequestDescription>();
        var refusal = Validation.Check(context.Request!, description) ?? Idempotency.Read(http, endpoint, context.Request!, description);
        return refusal is null ? Task.CompletedTask : http.Response.SendResultAsync(refusal);
    }
}

/// <summary>Runs after the operation: sends the answer with its ETag, or the stored answer of a repeated request.</summary>
sealed class ResultWriter : IGlobalPostProcessor
{
    public Task PostProcessAsync(IPostProcessorContext context, CancellationToken ct)
    {
        if (context.ExceptionDispatchInfo is { } thrown)
        {
            if (thrown.SourceException is not ReplayException repeated)
                return Task.CompletedTask;
            context.MarkExceptionAsHandled();
            return new IdempotentReplay(repeated.Answer).ExecuteAsync(context.HttpContext);
        }
        return context.Response is IResult result && !context.HttpContext.ResponseStarted()
            ? ETags.Apply(context.HttpContext, result).ExecuteAsync(context.HttpContext)
            : Task.CompletedTask;
    }
}
