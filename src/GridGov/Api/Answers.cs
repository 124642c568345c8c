namespace GridGov.Api;

/// <summary>What stands in an answer that an operation has returned.</summary>
static class Answers
{
    /// <summary>The answer itself, where the result is one of several; null when it is no answer of HTTP.</summary>
    public static IResult? Of<T>(T result) => (result as INestedHttpResult)?.Result ?? result as IResult;

    public static object? ValueOf(IResult? answer) => (answer as IValueHttpResult)?.Value;

    /// <summary>The address of what was created. Created&lt;T&gt; has no common interface for it.</summary>
    public static string? LocationOf(IResult? answer) =>
        answer is IValueHttpResult and IStatusCodeHttpResult { StatusCode: StatusCodes.Status201Created }
            ? answer.GetType().GetProperty("Location")?.GetValue(answer) as string
            : null;
}
