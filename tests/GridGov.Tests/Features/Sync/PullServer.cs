namespace GridGov.Tests.Features.Sync;

/// <summary>A server for tests of pull alone, because a copy also has what all streets of a deployment share, such as calendars.</summary>
public sealed class PullServer : IAsyncLifetime
{
    public App App { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await App.DisposeAsync();
}
