namespace GridGov.Tests.Leaks;

/// <summary>
/// A server of its own for each class of leak tests: what they are refused by the thousand would fill the audit that others
/// look at. Its clock stands, so that two answers differ in nothing but what they tell.
/// </summary>
public sealed class LeakServer : IAsyncLifetime
{
    public App App { get; } = new(TestClock.Starting("2026-11-18 09:30"));

    /// <summary>All that it has mapped.</summary>
    internal IReadOnlyList<Operation> Operations { get; private set; } = [];

    public async Task InitializeAsync() => Operations = await Operation.All(App);

    public async Task DisposeAsync() => await App.DisposeAsync();
}
