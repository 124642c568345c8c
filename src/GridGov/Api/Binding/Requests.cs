using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace GridGov.Api.Binding;

public sealed record ById(Id Id);

public sealed record ByCode(string Code);

public sealed record Change<TBody>(Id Id, [FromBody] TBody Body, IfMatch Version) where TBody : class;

/// <summary>A change whose body may be absent.</summary>
public sealed record ChangeWithOptionalBody<TBody>(
    Id Id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] TBody? Body, IfMatch Version) where TBody : class;

public sealed record ChangeByCode<TBody>(string Code, [FromBody] TBody Body, IfMatch Version) where TBody : class;
