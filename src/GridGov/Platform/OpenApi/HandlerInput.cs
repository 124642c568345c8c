using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace GridGov.Platform.OpenApi;

/// <summary>One value that a handler takes from the address: a parameter of its own, or a property of an [AsParameters] record.</summary>
/// <param name="Name">As the address has it.</param>
/// <param name="Owner">The [AsParameters] record.</param>
sealed record HandlerInput(string Name, Type Type, string? Description, Type? Owner = null, PropertyInfo? Property = null)
{
    public static IEnumerable<HandlerInput> Of(MethodInfo handler) => handler.GetParameters().SelectMany(parameter =>
        parameter.IsDefined(typeof(AsParametersAttribute))
            ? parameter.ParameterType.GetProperties().Select(property => OfProperty(parameter.ParameterType, property))
            : [OfParameter(handler, parameter)]);

    static HandlerInput OfProperty(Type owner, PropertyInfo property) => new(
        NameOf(property.GetCustomAttributes().Concat(FromConstructor(owner, property)), property.Name),
        property.PropertyType, XmlDocs.Of(property), owner, property);

    static HandlerInput OfParameter(MethodInfo handler, ParameterInfo parameter) => new(
        NameOf(parameter.GetCustomAttributes(), parameter.Name!), parameter.ParameterType,
        parameter.GetCustomAttribute<DescriptionAttribute>()?.Description ?? XmlDocs.Of(handler, parameter.Name!));

    // A positional record carries [FromQuery] on its constructor's parameter.
    static IEnumerable<Attribute> FromConstructor(Type owner, PropertyInfo property) => owner.GetConstructors()
        .SelectMany(constructor => constructor.GetParameters())
        .Where(parameter => parameter.Name == property.Name)
        .SelectMany(parameter => parameter.GetCustomAttributes());

    static string NameOf(IEnumerable<Attribute> attributes, string name) => attributes
        .Select(attribute => attribute switch
        {
            IFromQueryMetadata query => query.Name,
            IFromRouteMetadata route => route.Name,
            IFromHeaderMetadata header => header.Name,
            _ => null,
        })
        .FirstOrDefault(found => found is not null) ?? JsonNamingPolicy.CamelCase.ConvertName(name);
}
