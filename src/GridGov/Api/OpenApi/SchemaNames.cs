namespace GridGov.Api.OpenApi;

/// <summary>
/// The names of types in the contract. Every slice has a Request and a Response, so a name begins with the slice:
/// FileTicketRequest, TicketGridRef, PageOfHistoryEvent.
/// </summary>
static class SchemaNames
{
    public static string Of(Type type)
    {
        if (type.IsArray)
            return Of(type.GetElementType()!) + "Array";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying);
        var own = type.IsGenericType ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] : type.Name;
        var outer = type.DeclaringType is { } declaring ? Of(declaring) : "";
        var arguments = type.IsGenericType && !type.IsGenericTypeDefinition
            ? "Of" + string.Concat(type.GetGenericArguments().Select(Of))
            : "";
        return outer + own + arguments;
    }
}
