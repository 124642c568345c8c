using System.Collections.Concurrent;
using System.Reflection;
using FastEndpoints;

namespace GridGov.Api;

/// <summary>
/// Makes an operation's class for each request, its constructor's parameters from the services. FastEndpoints' own factory
/// compiles an expression for each class, and all classes are made once at the start.
/// </summary>
sealed class ApiEndpointFactory : IEndpointFactory
{
    readonly ConcurrentDictionary<EndpointDefinition, EndpointConstructor> constructors = new();

    /// <summary>The operations of this server, in the order of their names.</summary>
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
