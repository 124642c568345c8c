namespace GridGov.Platform.Http;

/// <summary>
/// Makes what binds and answers each operation while the store is opened. Otherwise the first request would, and it takes
/// longer than the store does.
/// </summary>
sealed class EndpointMaking(EndpointDataSource endpoints) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Task.Run(() => endpoints.Endpoints, cancellationToken);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
