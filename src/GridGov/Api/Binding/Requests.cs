using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace GridGov.Api.Binding;

/// <summary>A request for one item by its id.</summary>
public sealed record ById(Id Id);

/// <summary>A request for one item by its code.</summary>
public sealed record ByCode(string Code);

/// <summary>A change of one item, in the version that the caller has read.</summary>
public sealed record Change<TBody>(Id Id, [FromBody] TBody Body, IfMatch Version) where TBody : class;

/// <summary>A change whose body may be absent.</summary>
public sealed record ChangeWithOptionalBody<TBody>(
    Id Id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] TBody? Body, IfMatch Version) where TBody : class;

/// <summary>A change of one item by its code, in the version that the caller has read.</summary>
public sealed record ChangeByCode<TBody>(string Code, [FromBody] TBody Body, IfMatch Version) where TBody : class;
