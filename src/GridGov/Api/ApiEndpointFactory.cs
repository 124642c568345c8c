using System.Collections.Concurrent;
using System.Reflection;
using FastEndpoints;

namespace GridGov.Api;

/// <summary>
/// Creates an operation's class per request. FastEndpoints' own factory compiles an expression per class, and warm-up creates
/// all of them at the start.
/// </summary>
sealed class ApiEndpointFactory : IEndpointFactory
{
    readonly ConcurrentDictionary<EndpointDefinition, EndpointConstructor> constructors = new();

    public IEnumerable<EndpointDefinition> Definitions =>
        constructors.Keys.OrderBy(definition => definition.EndpointType.Name, StringComparer.Ordinal);

    public BaseEndpoint Create(EndpointDefinition definition, HttpContext ctx) =>
        constructors.GetOrAdd(definition, static definition => new EndpointConstructor(definition.EndpointType)).Make(ctx.RequestServices);

    sealed class EndpointConstructor
    {
        readonly ConstructorInvoker constructor;
        readonly Type[] services;

        public EndpointConstructor(Type type)
        {
            var only = type.GetConstructors().Single();
            constructor = ConstructorInvoker.Create(only);
            services = [.. only.GetParameters().Select(parameter => parameter.ParameterType)];
        }

        public BaseEndpoint Make(IServiceProvider provider) => (BaseEndpoint)(services.Length switch
        {
            0 => constructor.Invoke(),
            1 => constructor.Invoke(provider.GetRequiredService(services[0])),
            _ => constructor.Invoke(Array.ConvertAll(services, provider.GetRequiredService).AsSpan()!),
        });
    }
}
