using FastEndpoints;

namespace GridGov.Api.Binding;

/// <summary>Before the operation: the validators of the request, then its Idempotency-Key.</summary>
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

/// <summary>After the operation: the answer goes out with its ETag, and a repeated request gets the first answer.</summary>
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
