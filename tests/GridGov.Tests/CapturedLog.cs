using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GridGov.Tests;

/// <summary>The warnings and errors that a server under test logs, with their stack traces.</summary>
public sealed class CapturedLog : ILoggerProvider
{
    const int MaxLines = 10_000;

    readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyList<string> Lines => [.. lines];

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
        // Nothing is open.
    }

    sealed class Category(CapturedLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && log.lines.Count < MaxLines)
                log.lines.Enqueue($"{name}: {formatter(state, exception)} {exception}");
        }
    }
}
