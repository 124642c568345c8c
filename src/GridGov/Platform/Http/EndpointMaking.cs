namespace GridGov.Platform.Http;

/// <summary>
/// Makes what answers each operation while the store is opened. Otherwise the first request would: a tenth of the time from
/// the start until the server is ready.
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
