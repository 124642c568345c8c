namespace GridGov.Tests.Leaks;

/// <summary>
/// A separate server for each class of leak tests, because thousands of refusals would fill
/// the audit. Its clock is stopped, so that equal responses are equal texts.
/// </summary>
public sealed class LeakServer : IAsyncLifetime
{
    // What the public may write in any street needs the token of the office's page, which no caller of these tests has.
    public App App { get; } = new(
        TestClock.Starting("2026-11-18 09:30"), settings: [("GridGov:PublicReports:Token", VictimStreet.PublicToken)]);

    /// <summary>All mapped operations.</summary>
    internal IReadOnlyList<Operation> Operations { get; private set; } = [];

    public async Task InitializeAsync() => Operations = await Operation.All(App);

    public async Task DisposeAsync() => await App.DisposeAsync();
}
